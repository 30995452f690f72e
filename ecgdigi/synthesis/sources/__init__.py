"""Where training signals come from."""

from .recorded import WFDBSource
from .simulated import SimulatedECG

__all__ = ['SimulatedECG', 'WFDBSource']
