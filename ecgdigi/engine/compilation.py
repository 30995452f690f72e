"""`torch.compile` for training."""

import torch
import torch._inductor.config
from torch import nn


def compile_parts(model: nn.Module, settings: dict) -> list[str]:
    """Compile the parts of a model that have weights, each as a whole, at its first call.

    MMEngine compiles the whole training step; PyTorch (2.13) cannot follow the data samples in it.

    Args:
        model: to be compiled in place; names of weights stay.
        settings: arguments of `torch.compile`.

    Returns:
        Names of the parts.
    """
    parts = {name: part for name, part in model.named_children() if any(True for _ in part.parameters())}
    if all(parameter.device.type == 'cpu' for parameter in model.parameters()):
        # With it, Inductor on the CPU loses the gradients of all levels of StripUNet but the first (torch 2.13.0):
        # tests/test_engine/test_compilation.py compares them.
        torch._inductor.config.layout_optimization = False
    for part in parts.values():
        part.compile(**settings)
    return list(parts)
