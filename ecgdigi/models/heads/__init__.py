"""From features to what is asked for."""

from .trace_head import TraceHead

__all__ = ['TraceHead']
