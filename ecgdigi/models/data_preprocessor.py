"""Batches of uint8 strips to what the network takes."""

import torch
from mmengine.model import BaseDataPreprocessor

from ecgdigi.registry import MODELS


@MODELS.register_module()
class StripPreprocessor(BaseDataPreprocessor):
    """Moves a batch to the model's device and scales it to zero mean and unit spread of a usual page.

    Args:
        mean: grey level of usual paper.
        std: grey levels that become 1.
    """

    def __init__(self, mean: float = 200.0, std: float = 50.0):
        super().__init__()
        self.mean = mean
        self.std = std

    def forward(self, data: dict, training: bool = False) -> dict:
        """`inputs` (B, 3, H, W) uint8 to float32, channels last; `data_samples` stay a list."""
        data = self.cast_data(data)
        strips = data['inputs'].to(dtype=torch.float32, memory_format=torch.channels_last)
        return dict(inputs=(strips - self.mean) / self.std, data_samples=data.get('data_samples'))
