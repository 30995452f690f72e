"""What lets MMEngine's Runner train here: exact resume, safe checkpoints, mixed precision on any device, CPU clusters."""

from .hooks import FiniteLossHook, StopSignalHook, TopKCheckpointHook
from .loops import ResumableEpochLoop, ResumableIterLoop
from .model_wrapper import DeviceAwareDDP
from .optim_wrapper import AmpOptimWrapper, OptimWrapper
from .runner import EcgRunner
from .sampler import ResumableEpochSampler, ResumableSampler
from .schedulers import ReduceLROnPlateau

__all__ = [
    'AmpOptimWrapper', 'DeviceAwareDDP', 'EcgRunner', 'FiniteLossHook', 'OptimWrapper', 'ReduceLROnPlateau',
    'ResumableEpochLoop', 'ResumableEpochSampler', 'ResumableIterLoop', 'ResumableSampler', 'StopSignalHook',
    'TopKCheckpointHook',
]  # fmt: skip
