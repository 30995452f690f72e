"""The JSON file that ECG-Image-Kit writes beside a page: where each lead is drawn, and which samples of it."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecgdigi.structures import LAYOUTS, PrintedPiece

# What the kit prints on every page, and how long its rows are.
KIT_MM_PER_S = 25.0
KIT_MM_PER_MV = 10.0
KIT_PAGE_S = 10.0


@dataclass(frozen=True)
class KitPiece:
    """One drawn piece of a lead.

    Attributes:
        printed: its place in the picture.
        start, stop: which samples of the record are drawn; `stop` is the first that is not.
        at: sample of the page, from its left end, at which the piece begins.
    """

    printed: PrintedPiece
    start: int
    stop: int
    at: int


@dataclass(frozen=True)
class KitPage:
    """Attributes: fs_hz: Hz; pieces: in the file's order; layout: name or None; kind: as in `PageRecord`."""

    fs_hz: float
    pieces: tuple[KitPiece, ...]
    layout: str | None
    kind: str


def read_kit_json(path: str | os.PathLike) -> KitPage:
    """Read the file of one page.

    The kit writes points as [y, x] from the top left corner of the page without its padding, with whole numbers at the
    pixels' edges; here they are (x, y) from the centre of the picture's top left pixel.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no JSON, or not one of the kit's.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f'{path}: no such file')
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
    except ValueError:
        raise ValueError(f'{path}: no JSON, or cut off; draw the page again') from None
    leads = content.get('leads') if isinstance(content, dict) else None
    if not isinstance(leads, list) or not leads:
        raise ValueError(f"{path}: no list 'leads', as in the kit's first release; draw the page again with a newer kit")
    try:
        return _page(content, leads)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        what = f'{error.args[0]!r} is missing' if isinstance(error, KeyError) and error.args else error
        raise ValueError(f'{path}: not as the kit writes it ({what}); draw the page again') from None


def _page(content: dict, leads: list[dict]) -> KitPage:
    fs_hz = float(content['sampling_frequency'])
    if not fs_hz > 0:
        raise ValueError(f'sampling_frequency is {fs_hz}')
    shift_px = float(content.get('pad_inches', 0)) * float(content.get('resolution', 0)) - 0.5
    # With --remove_lead_names the kit leaves the name out of rhythm rows; it stands in `full_mode_lead` then.
    rhythm = content.get('full_mode_lead', [])
    nameless = iter([rhythm] if isinstance(rhythm, str) else rhythm)
    printed, spans = [], []
    for lead in leads:
        name = lead['lead_name'] if 'lead_name' in lead else next(nameless, None)
        if name is None:
            raise KeyError('lead_name')
        boxes = [_box(lead.get(f'{kind}_bounding_box'), shift_px) for kind in ('lead', 'text')]
        points = lead.get('plotted_pixels')
        printed.append(PrintedPiece(name, *boxes, _points(points, shift_px) if points else None))
        start, stop = int(lead['start_sample']), int(lead['end_sample'])
        if not 0 <= start < stop:
            raise ValueError(f'lead {name} is drawn from sample {start} to {stop}')
        spans.append((start, stop))
    columns = [max(1, round(KIT_PAGE_S * fs_hz / (stop - start))) for start, stop in spans]
    pieces = zip(printed, spans, _page_starts(spans, columns, fs_hz), strict=True)
    return KitPage(
        fs_hz,
        tuple(KitPiece(piece, *span, at) for piece, span, at in pieces),
        _layout([piece.lead for piece in printed], columns),
        _kind(content),
    )


def _page_starts(spans: Sequence[tuple[int, int]], columns: Sequence[int], fs_hz: float) -> list[int]:
    """Page sample at which each piece begins.

    With four columns the kit lets time run on from column to column. With any other number, every column shows the same
    samples, and only the order of the pieces, row by row, tells the column.
    """
    first = min(start for start, _ in spans)
    if any(start > first for start, _ in spans):
        return [start - first for start, _ in spans]
    starts, place = [], 0
    for count in columns:
        starts.append(round(place % count * KIT_PAGE_S * fs_hz / count))
        place += count > 1
    return starts


def _layout(leads: Sequence[str], columns: Sequence[int]) -> str | None:
    """Name of the layout. The kit draws from the bottom row up; rhythm rows are at the bottom."""
    short = [lead for lead, count in zip(leads, columns, strict=True) if count > 1]
    rhythm = [lead for lead, count in zip(leads, columns, strict=True) if count == 1]
    step = max(columns)
    rows = [tuple(short[k : k + step]) for k in range(0, len(short), step)][::-1] + [(lead,) for lead in rhythm[::-1]]
    return next((name for name, layout in LAYOUTS.items() if layout.rows == tuple(rows)), None)


def _kind(content: dict) -> str:
    """The kit tells what it did to a picture with --store_config 2 only."""
    damages = ('handwritten_text', 'wrinkles', 'augment')
    if not all(name in content for name in damages):
        return ''
    return 'damaged render' if any(content[name] for name in damages) else 'render'


def _box(corners: dict | None, shift_px: float) -> np.ndarray | None:
    return None if corners is None else _points([corners[str(k)] for k in range(4)], shift_px)


def _points(points_yx: list, shift_px: float) -> np.ndarray:
    points = np.asarray(points_yx, np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f'points of shape {points.shape}, wanted (N, 2)')
    return points[:, ::-1] + shift_px
