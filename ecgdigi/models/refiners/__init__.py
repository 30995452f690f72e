"""From a path to a more exact one."""

from .path_refiner import PathRefiner

__all__ = ['PathRefiner']
