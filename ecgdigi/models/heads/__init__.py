"""From features to what is asked for."""

from .grid_head import GridHead
from .layout_head import LayoutHead
from .scale_text_head import ScaleTextHead
from .trace_head import TraceHead
from .turn_head import TurnHead

__all__ = ['GridHead', 'LayoutHead', 'ScaleTextHead', 'TraceHead', 'TurnHead']
