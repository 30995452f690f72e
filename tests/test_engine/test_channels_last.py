import torch
from torch import nn

from ecgdigi.engine.channels_last import lay_channels_last


def test_convolutions_are_laid_out_and_everything_else_stays():
    model = nn.Sequential(nn.Conv2d(4, 8, 3), nn.BatchNorm2d(8), nn.Conv1d(8, 8, 3), nn.Conv3d(4, 4, 3), nn.Linear(8, 8))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    assert lay_channels_last(model) is model
    assert model[0].weight.is_contiguous(memory_format=torch.channels_last)
    assert model[3].weight.is_contiguous()
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
