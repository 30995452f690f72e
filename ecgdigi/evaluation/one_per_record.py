"""A guard for metrics: one result per record, no more and no fewer."""

from mmengine.dist import get_dist_info
from mmengine.evaluator import BaseMetric


class OnePerRecordMetric(BaseMetric):
    """A metric that adds one element to `results` for every item of the dataset.

    MMEngine cuts the collected results to the dataset's length. With several elements per item it would, without a word,
    drop the last items and keep others twice; so that is refused here.

    Args:
        collect_device, prefix, collect_dir: as for MMEngine's `BaseMetric`; 'gpu' gathers results by messages on any device,
            'cpu' by files in the current folder, which all processes must then share.
    """

    def __init__(self, collect_device: str = 'gpu', prefix: str | None = None, collect_dir: str | None = None):
        super().__init__(collect_device, prefix, collect_dir)

    def evaluate(self, size: int) -> dict:
        """Check the count, then collect and average.

        Args:
            size: length of the dataset.

        Raises:
            ValueError: this process has more or fewer results than its share of `size`.
        """
        rank, world_size = get_dist_info()
        check_count(len(self.results), size, rank=rank, world_size=world_size)
        return super().evaluate(size)


def check_count(num_results: int, size: int, *, rank: int, world_size: int) -> None:
    """Refuse a count that is not the share of one process; samplers may fill up the last round.

    Raises:
        ValueError: see above.
    """
    shares = {-(-(size - rank) // world_size), -(-size // world_size)}
    if num_results not in shares:
        wanted = ' or '.join(map(str, sorted(shares)))
        raise ValueError(
            f'{num_results} results for {size} records in {world_size} process(es), wanted {wanted}; '
            'use a sampler that takes each record once, and give each record an index of its own'
        )
