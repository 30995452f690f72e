"""How one page of an archive is read: the only part that knows networks and formats."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch

from ecgdigi.apis import Networks, PageReader
from ecgdigi.apis.result_names import overlay_path
from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.documents import open_document
from ecgdigi.io.images import write_image
from ecgdigi.io.input_pages import InputPage
from ecgdigi.io.limits import InputRefusedError
from ecgdigi.io.writers import Writer, build_writers

from .job import Outcome, Reader


@dataclass(frozen=True)
class ReadSettings:
    """As the arguments of `ecgdigi digitize`; overlays: whether pages with what was read drawn over them are written."""

    formats: tuple[str, ...]
    imports: tuple[str, ...]
    route: str
    layout: str
    mm_per_s: float | None
    mm_per_mv: float | None
    fs_hz: float
    checkpoint: str
    page_checkpoint: str
    layout_checkpoint: str
    scale_checkpoint: str
    precision: str
    overlays: bool


@dataclass(frozen=True)
class Tools:
    """What reads a page, what writes it, and whether its picture is written, too."""

    read: PageReader
    writers: Sequence[Writer]
    overlays: bool


def load_reader(settings: ReadSettings) -> Reader:
    """Load networks, for one thread.

    Raises:
        NetworksNotLoadedError: weights are missing or damaged.
        KeyError, ImportError: see `build_writers`.
    """
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    for module in settings.imports:
        importlib.import_module(module)
    others = (settings.page_checkpoint, settings.layout_checkpoint, settings.scale_checkpoint)
    networks = Networks(settings.checkpoint, *(None if name == 'none' else name for name in others), precision=settings.precision)
    if settings.route != 'vector':
        _ = networks.loaded  # now, and not at the first page's cost
    scale = dict(mm_per_s=settings.mm_per_s, mm_per_mv=settings.mm_per_mv, fs_hz=settings.fs_hz)
    reader = PageReader(networks, route=settings.route, layout=settings.layout, **scale)
    tools = Tools(reader, build_writers(settings.formats), settings.overlays)
    return Reader(pages_of, partial(read_page, tools=tools))


def pages_of(path: str) -> int:
    """Number of pages of a file. Raises: ValueError, OSError, ImportError: it cannot be read."""
    with open_document(path) as document:
        return document.num_pages


def read_page(path: str, number: int, stem: Path, tools: Tools) -> Outcome:
    """Read a page and write its files. Raises: OSError: they cannot be written."""
    try:
        with open_document(path) as document:
            page = tools.read(InputPage(Path(path), number, document.num_pages, document))
    except PageRefusedError as error:
        return Outcome('page', str(error))
    except (InputRefusedError, OSError, ImportError) as error:
        return Outcome('input', str(error))
    try:
        for writer in tools.writers:
            writer(stem, page.ecg)
    except ValueError as error:
        return Outcome('page', f'its results could not be written ({error})')
    if tools.overlays:
        write_image(overlay_path(stem), page.overlay)
    confidence = page.ecg.confidence
    sure = None if confidence is None or np.isnan(confidence).all() else float(np.nanmean(confidence))
    return Outcome(grade=page.ecg.grade, route=page.ecg.route, confidence=sure)
