"""One page by either route: the lines that a PDF draws, taken as they stand, or else its picture and the networks."""

from dataclasses import dataclass, replace

import numpy as np

from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.geometry.scale import refuse_not_positive
from ecgdigi.io.input_pages import InputPage
from ecgdigi.io.limits import InputRefusedError
from ecgdigi.structures import ROUTES, DigitizedECG, PageLayout, get_layout
from ecgdigi.vector import NoVectorTracesError, read_vector_page
from ecgdigi.visualization import draw_line_overlay, draw_overlay

from .digitize import digitize
from .export import digitized_ecg, provenance_of
from .networks import Networks


@dataclass(frozen=True)
class ReadPage:
    """Attributes: ecg: what was read; overlay: (H, W, 3) uint8, BGR, the page with that drawn over it."""

    ecg: DigitizedECG
    overlay: np.ndarray


class PageReader:
    """Reads pages, each by the route that suits it.

    Args:
        networks: what reads pictures.
        route: one of ROUTES.
        layout, mm_per_s, mm_per_mv, fs_hz: as for `digitize`.

    Raises:
        KeyError: no layout of that name is known.
        ValueError: no such route, or a speed, gain or rate that is not positive.
    """

    def __init__(
        self,
        networks: Networks,
        *,
        route: str = 'auto',
        layout: str | dict | PageLayout = 'auto',
        mm_per_s: float | None = None,
        mm_per_mv: float | None = None,
        fs_hz: float,
    ):
        if route not in ROUTES:
            raise ValueError(f'route {route!r} is not known; choose {", ".join(ROUTES)}')
        if layout != 'auto':
            get_layout(layout, may_invert=True)
        refuse_not_positive(mm_per_s=mm_per_s, mm_per_mv=mm_per_mv, fs_hz=fs_hz)
        self._networks, self._route = networks, route
        self._settings = dict(layout=layout, mm_per_s=mm_per_s, mm_per_mv=mm_per_mv, fs_hz=fs_hz)

    def __call__(self, page: InputPage) -> ReadPage:
        """Read a page.

        Raises:
            PageRefusedError: it cannot be read; the message says why, for each route that was tried.
            InputRefusedError, OSError: it is refused already, or cannot be decoded.
            NetworksNotLoadedError: see `Networks`.
        """
        if page.error:
            raise InputRefusedError(page.error)
        if self._route == 'pixels' or (self._route == 'auto' and page.document.pdf_data is None):
            return self._by_pixels(page)
        try:
            return self._by_lines(page)
        except (NoVectorTracesError, InputRefusedError) as error:
            if self._route == 'vector':
                raise
            no_lines = error
        try:
            return self._by_pixels(page)
        except PageRefusedError as error:
            raise PageRefusedError(f'{error}; nor can its lines be read: {no_lines}') from None

    def _by_lines(self, page: InputPage) -> ReadPage:
        if page.document.pdf_data is None:
            raise NoVectorTracesError('no PDF, so that it draws no lines; choose the route auto or pixels')
        layout = None if self._settings['layout'] == 'auto' else self._settings['layout']
        reading = read_vector_page(page.document.pdf_data, page.number - 1, **{**self._settings, 'layout': layout})
        overlay = draw_line_overlay(page.picture(), [(t.lead, t.points_mm) for t in reading.traces], reading.size_mm)
        ecg = replace(reading.ecg, provenance=provenance_of(None, self._settings, page.path))
        return ReadPage(ecg, overlay)

    def _by_pixels(self, page: InputPage) -> ReadPage:
        picture = page.picture()
        networks = self._networks.loaded
        options = {name: net for name, net in networks._asdict().items() if name != 'model'} | self._settings
        reading = digitize(picture, networks.model, **options)
        ecg = digitized_ecg(reading, provenance_of(networks.model, options, page.path), page_number=page.number)
        found = reading.page
        overlay = draw_overlay(found.picture, reading.signal, reading.layout, reading.geometry, reading.frame, reading.rows)
        return ReadPage(ecg, overlay)
