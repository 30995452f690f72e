"""Weights of a wider network that computes what a narrower one does: Net2WiderNet of Chen et al. 2016 (arXiv:1511.05641).

A larger network so goes on from where a smaller one has stopped, instead of from noise.
"""

import zlib
from collections.abc import Mapping

import torch
from torch import Tensor


def widen_weights(narrow: Mapping[str, Tensor], wide: Mapping[str, Tensor], seed: int = 0) -> dict[str, Tensor]:
    """Copy channels until the wider network is full, and share each channel's outgoing weights among its copies.

    Copies get unequal, seeded shares of each outgoing weight: from equal ones they would learn the same and stay copies. Held
    for convolutions, linear layers and batch normalization, whose features are added or pass from one to the next; not for
    group normalization, and not where features are concatenated.

    Args:
        narrow: state dict of the trained network.
        wide: state dict of the wider one: the same names, with more channels.
        seed: of which channels are copied, and of the shares.

    Returns:
        A state dict for the wider network, of the narrow one's types.

    Raises:
        ValueError: they differ in more than numbers of channels.
    """
    if strange := sorted(set(narrow) ^ set(wide)):
        raise ValueError(f'{strange[0]}: in one of the two networks alone; a wider one may differ in numbers of channels only')
    return {name: _widen(name, value, wide[name].shape, seed) for name, value in narrow.items()}


def _widen(name: str, value: Tensor, shape: torch.Size, seed: int) -> Tensor:
    """Args: shape: of the result; channels that come out stand in its first dimension, those that go in in its second."""
    same_shape = value.ndim == len(shape) and value.shape[2:] == shape[2:]
    if not same_shape or any(new < old for new, old in zip(shape[:2], value.shape[:2], strict=True)):
        raise ValueError(f'{name}: {tuple(value.shape)} cannot be widened to {tuple(shape)}')
    if value.ndim and shape[0] > value.shape[0]:
        value = value[_origins(value.shape[0], shape[0], seed)]
    if value.ndim > 1 and shape[1] > value.shape[1]:
        origins = _origins(value.shape[1], shape[1], seed)
        generator = torch.Generator().manual_seed(zlib.crc32(f'{seed} {name}'.encode()))
        shares = torch.rand((shape[0], shape[1], *shape[2:]), generator=generator) + 0.5
        sums = torch.zeros((shape[0], value.shape[1], *shape[2:])).index_add_(1, origins, shares)
        value = value[:, origins] * (shares / sums[:, origins]).to(value.dtype)
    return value.clone()


def _origins(num_old: int, num_new: int, seed: int) -> Tensor:
    """Old channel of each new one: the same for all layers whose channels grow from and to the same numbers."""
    generator = torch.Generator().manual_seed(zlib.crc32(f'{seed} {num_old} {num_new}'.encode()))
    rounds = [torch.randperm(num_old, generator=generator) for _ in range(-(-num_new // num_old) - 1)]
    return torch.cat([torch.arange(num_old), *rounds])[:num_new]
