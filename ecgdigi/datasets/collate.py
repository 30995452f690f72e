"""From the samples of several pages to one batch of strips."""

import torch

from ecgdigi.registry import FUNCTIONS


@FUNCTIONS.register_module()
def collate_strips(pages: list[dict]) -> dict:
    """Join the strips of several pages.

    Args:
        pages: dicts of `inputs` (n, 3, H, W) uint8 and `data_samples`, n of them.

    Returns:
        `inputs` (sum of n, 3, H, W) uint8 and the list of all `data_samples`.
    """
    return dict(
        inputs=torch.cat([page['inputs'] for page in pages]),
        data_samples=[sample for page in pages for sample in page['data_samples']],
    )
