"""What lets MMEngine's Runner train here: exact resume, safe checkpoints, mixed precision on any device, CPU clusters."""

from .hooks import (
    ActivationCheckpointingHook,
    FiniteLossHook,
    StopSignalHook,
    ThroughputHook,
    TopKCheckpointHook,
    WorstPagesHook,
)
from .loops import ResumableEpochLoop, ResumableIterLoop
from .model_wrapper import DeviceAwareDDP
from .optim_constructor import DefaultOptimWrapperConstructor
from .optim_wrapper import AmpOptimWrapper, OptimWrapper
from .pretrained import PretrainedInit
from .runner import EcgRunner
from .sampler import ResumableEpochSampler, ResumableSampler
from .schedulers import ReduceLROnPlateau
from .val_loops import RawAndAveragedValLoop

__all__ = [
    'ActivationCheckpointingHook', 'AmpOptimWrapper', 'DefaultOptimWrapperConstructor', 'DeviceAwareDDP', 'EcgRunner',
    'FiniteLossHook', 'OptimWrapper', 'PretrainedInit', 'RawAndAveragedValLoop', 'ReduceLROnPlateau', 'ResumableEpochLoop',
    'ResumableEpochSampler', 'ResumableIterLoop', 'ResumableSampler', 'StopSignalHook', 'ThroughputHook',
    'TopKCheckpointHook', 'WorstPagesHook',
]  # fmt: skip
