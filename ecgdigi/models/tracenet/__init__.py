"""The network that finds the pen in a strip."""

from .trace_net import TraceNet

__all__ = ['TraceNet']
