"""The precision that networks read in."""

import torch

from ecgdigi.structures import PRECISIONS


def reading_dtype(precision: str, device: torch.device | str) -> torch.dtype | None:
    """What convolutions are to be computed in; None: as the weights are, in float32.

    Args:
        precision: 'auto' takes bfloat16 on processors that multiply in it, where reading along a row takes half the time;
            others would only emulate it. 'float32' gives the same digits on every processor, but for rounding.
        device: of the network.

    Raises:
        ValueError: no such precision.
    """
    if precision not in PRECISIONS:
        raise ValueError(f'precision={precision!r}: choose one of {", ".join(PRECISIONS)}')
    native = torch.device(device).type == 'cpu' and torch.cpu.get_capabilities().get('avx512_bf16', False)
    return torch.bfloat16 if precision == 'auto' and native else None


def reading_precision(network: torch.nn.Module) -> torch.autocast:
    """Context in which a network from `load_tracenet` computes as it was told to; any other computes in float32."""
    dtype = getattr(network, 'reading_dtype', None)
    return torch.autocast('cpu', dtype or torch.bfloat16, enabled=dtype is not None)
