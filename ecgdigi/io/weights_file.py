"""Weights files: safetensors with the model's config, which hold nothing that could run."""

import hashlib
import json
import os
from collections.abc import Mapping

SUFFIX = '.safetensors'
# Name of the checksum among the texts of a file; safetensors itself has none.
_CHECKSUM = 'tensors_sha256'


def weights_bytes(state_dict: Mapping, meta: Mapping[str, str]) -> bytes:
    """Content of a weights file; the same for the same weights and texts.

    Args:
        state_dict: name to tensor.
        meta: texts: 'model', the model's config as JSON, and what else is to be kept.
    """
    from safetensors.torch import save

    # Copies: safetensors takes neither tensors that share memory nor those laid out channels last.
    tensors = {name: value.detach().cpu().contiguous().clone() for name, value in state_dict.items()}
    content = save(tensors)
    start = _start(content)
    # Texts are put in here: safetensors writes them in another order each time.
    texts = dict(sorted({**meta, _CHECKSUM: _checksum(content)}.items()))
    header = json.dumps({'__metadata__': texts, **json.loads(content[8:start])}, separators=(',', ':')).encode()
    header += b' ' * (-len(header) % 8)  # so that the numbers begin where computers like it
    return len(header).to_bytes(8, 'little') + header + content[start:]


def read_weights_bytes(path: str | os.PathLike) -> dict:
    """Content of a weights file, its checksum compared.

    Returns:
        'state_dict', name to tensor, and 'meta', texts by name.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged, or no weights file.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(os.fspath(path), 'pt') as file:
            meta = dict(file.metadata() or {})
            state_dict = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118, it is no dict
    except SafetensorError:
        raise ValueError(f'{path}: not a readable weights file: damaged, or written by another program') from None
    with open(path, 'rb') as file:
        if meta.pop(_CHECKSUM, None) not in (None, _checksum(file.read())):
            raise ValueError(f'{path}: not a readable weights file: its numbers have changed since it was written')
    return dict(state_dict=state_dict, meta=meta)


def _checksum(content: bytes) -> str:
    """SHA-256 of the tensors alone."""
    return hashlib.sha256(content[_start(content) :]).hexdigest()


def _start(content: bytes) -> int:
    """Where the tensors begin: behind the header, whose length stands in the first 8 bytes."""
    return 8 + int.from_bytes(content[:8], 'little')
