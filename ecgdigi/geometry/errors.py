"""Why a page could not be read. The message is one line and says what to do next."""


class PageRefusedError(ValueError):
    """The picture is no page that can be read."""


class GridNotFoundError(PageRefusedError):
    """No printed grid was found."""


class NotFlatError(PageRefusedError):
    """The page is folded, crumpled or photographed at an angle beyond what a flat map can follow."""


class RowsNotFoundError(PageRefusedError):
    """The printed rows fit no layout."""
