"""What lets MMEngine's Runner train here: exact resume, safe checkpoints, mixed precision on any device, CPU clusters."""

from .hooks import AtomicCheckpointHook, FiniteLossHook, PlainStateHook
from .loops import ResumableIterLoop
from .model_wrapper import DeviceAwareDDP
from .optim_wrapper import AmpOptimWrapper
from .runner import EcgRunner
from .sampler import ResumableSampler
from .schedulers import ReduceLROnPlateau

__all__ = [
    'AmpOptimWrapper', 'AtomicCheckpointHook', 'DeviceAwareDDP', 'EcgRunner', 'FiniteLossHook', 'PlainStateHook',
    'ReduceLROnPlateau', 'ResumableIterLoop', 'ResumableSampler',
]  # fmt: skip
