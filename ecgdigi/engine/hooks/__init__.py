"""Hooks of a training run."""

from .activation_checkpointing import ActivationCheckpointingHook
from .finite_loss import FiniteLossHook
from .stop_signal import StopSignalHook
from .throughput import ThroughputHook
from .top_k_checkpoint import TopKCheckpointHook
from .worst_pages import WorstPagesHook

__all__ = [
    'ActivationCheckpointingHook', 'FiniteLossHook', 'StopSignalHook', 'ThroughputHook', 'TopKCheckpointHook',
    'WorstPagesHook',
]  # fmt: skip
