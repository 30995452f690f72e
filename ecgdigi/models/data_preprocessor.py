"""Batches of uint8 strips to what the network takes."""

from collections.abc import Sequence

import torch
from mmengine.model import BaseDataPreprocessor

from ecgdigi.registry import MODELS


@MODELS.register_module()
class StripPreprocessor(BaseDataPreprocessor):
    """Moves a batch to the model's device and scales it to zero mean and unit spread of a usual page.

    Args:
        mean: grey level of usual paper.
        std: grey levels that become 1.
        heights_px: while training, the strips of a batch are cut to one of these heights around their middle, px; empty: as
            they come.
    """

    def __init__(self, mean: float = 200.0, std: float = 50.0, heights_px: Sequence[int] = ()):
        super().__init__()
        self.mean = mean
        self.std = std
        self.heights_px = tuple(heights_px)

    def forward(self, data: dict, training: bool = False) -> dict:
        """`inputs` (B, 3, H, W) uint8 to float32, channels last; `data_samples` stay a list."""
        data = self.cast_data(data)
        if training and self.heights_px:
            data = self._cut(data, self.heights_px[int(torch.randint(len(self.heights_px), ()))])
        strips = data['inputs'].to(dtype=torch.float32, memory_format=torch.channels_last)
        return dict(inputs=(strips - self.mean) / self.std, data_samples=data.get('data_samples'))

    @staticmethod
    def _cut(data: dict, height_px: int) -> dict:
        """Raises ValueError where the strips are not as tall as that."""
        spare_px = data['inputs'].shape[2] - height_px
        if spare_px < 0:
            raise ValueError(
                f'StripPreprocessor: heights_px={height_px}, but strips of {data["inputs"].shape[2]} px; cut taller ones'
            )
        top = spare_px // 2
        for sample in data['data_samples']:
            rows_px = sample.gt_rows_px - top
            sample.gt_rows_px = rows_px.masked_fill((rows_px < 0) | (rows_px > height_px - 1), float('nan'))
        return data | dict(inputs=data['inputs'][:, :, top : top + height_px])
