"""Hooks of a training run."""

from .finite_loss import FiniteLossHook
from .stop_signal import StopSignalHook
from .top_k_checkpoint import TopKCheckpointHook

__all__ = ['FiniteLossHook', 'StopSignalHook', 'TopKCheckpointHook']
