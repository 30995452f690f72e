"""Parts of an archive for tasks that know nothing of each other."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Shard:
    """Part `index`, from 0, of `count`."""

    index: int
    count: int

    @property
    def name(self) -> str:
        """'' if this is all."""
        return '' if self.count == 1 else f'{self.index:05d}-of-{self.count:05d}'

    def owns(self, key: str) -> bool:
        """Whether a file belongs to this part. Args: key: that which all tasks call it by."""
        if self.count == 1:
            return True
        digest = hashlib.blake2b(key.encode('utf-8', 'surrogateescape'), digest_size=8).digest()
        return int.from_bytes(digest, 'big') % self.count == self.index


def parse_shard(text: str) -> Shard:
    """From 'K/N', K from 0 to N - 1.

    Raises:
        ValueError: it is not of that form.
    """
    index, _, count = text.partition('/')
    if not (index.isdecimal() and count.isdecimal() and int(index) < int(count)):
        raise ValueError(f'{text}: write K/N, the K-th of N tasks, K from 0 to N - 1')
    return Shard(int(index), int(count))
