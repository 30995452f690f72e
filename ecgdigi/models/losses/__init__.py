"""Training objectives: a function on tensors and a thin class with its settings."""

from .trace_loss import TraceLoss

__all__ = ['TraceLoss']
