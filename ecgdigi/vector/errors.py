"""Why a page's lines could not be read as leads. The message is one line."""

from ecgdigi.geometry.errors import PageRefusedError


class NoVectorTracesError(PageRefusedError):
    """The page draws no traces as lines, or it is not certain which leads they are; read its picture instead."""
