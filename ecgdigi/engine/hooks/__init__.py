"""Hooks of a training run."""

from .atomic_checkpoint import AtomicCheckpointHook
from .finite_loss import FiniteLossHook
from .plain_state import PlainStateHook

__all__ = ['AtomicCheckpointHook', 'FiniteLossHook', 'PlainStateHook']
