"""How one page of an archive is read: the only part that knows networks and formats."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch

from ecgdigi.apis import digitize, digitized_ecg, load_pagenet, load_tracenet, provenance_of
from ecgdigi.apis.result_names import OVERLAY, overlay_path
from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.documents import DOCUMENT_SUFFIXES, open_document
from ecgdigi.io.images import write_image
from ecgdigi.io.writers import Writer, build_writers
from ecgdigi.visualization import draw_overlay

from .job import Outcome, Reader


@dataclass(frozen=True)
class ReadSettings:
    """As the arguments of `tools/digitize.py`; overlays: whether pages with what was read drawn over them are written."""

    formats: tuple[str, ...]
    imports: tuple[str, ...]
    layout: str
    mm_per_s: float | None
    mm_per_mv: float | None
    fs_hz: float
    checkpoint: str
    page_checkpoint: str
    layout_checkpoint: str
    overlays: bool


@dataclass(frozen=True)
class Networks:
    """Loaded networks, how they are used, and what writes their readings."""

    model: torch.nn.Module
    options: dict
    writers: Sequence[Writer]
    overlays: bool


def load_reader(settings: ReadSettings) -> Reader:
    """Load networks, for one thread.

    Raises:
        OSError, ValueError: weights are missing or damaged.
        KeyError, ImportError: see `build_writers`.
    """
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    for module in settings.imports:
        importlib.import_module(module)
    page_net, layout_net = (
        None if weights == 'none' else load_pagenet(weights, head=head)
        for weights, head in ((settings.page_checkpoint, 'grid'), (settings.layout_checkpoint, 'layout'))
    )
    scale = dict(mm_per_s=settings.mm_per_s, mm_per_mv=settings.mm_per_mv, fs_hz=settings.fs_hz)
    options = dict(page_net=page_net, layout_net=layout_net, layout=settings.layout, **scale)
    networks = Networks(load_tracenet(settings.checkpoint), options, build_writers(settings.formats), settings.overlays)
    return Reader(pages_of, partial(read_page, networks=networks))


def pages_of(path: str) -> int:
    """Number of pages of a file. Raises: ValueError, OSError, ImportError: it cannot be read."""
    with open_document(path) as document:
        return document.num_pages


def read_page(path: str, number: int, stem: Path, networks: Networks) -> Outcome:
    """Read a page and write its files. Raises: OSError: they cannot be written."""
    try:
        with open_document(path) as document:
            picture = document.picture(number - 1)
    except (ValueError, OSError, ImportError) as error:
        return Outcome('input', str(error))
    try:
        page = digitize(picture, networks.model, **networks.options)
    except PageRefusedError as error:
        return Outcome('page', str(error))
    ecg = digitized_ecg(page, provenance_of(networks.model, networks.options, Path(path)), page_number=number)
    try:
        for writer in networks.writers:
            writer(stem, ecg)
    except ValueError as error:
        return Outcome('page', f'its results could not be written ({error})')
    if networks.overlays:
        overlay = draw_overlay(page.page.picture, page.signal, page.layout, page.geometry, page.frame, page.rows)
        write_image(overlay_path(stem), overlay)
    confidence = None if ecg.confidence is None else float(np.nanmean(ecg.confidence))
    return Outcome(grade=ecg.grade, route=ecg.route, confidence=confidence)


def is_page_file(name: str) -> bool:
    """Whether a folder's file of that name is to be read."""
    return name.lower().endswith(DOCUMENT_SUFFIXES) and not name.startswith('.') and not name.endswith(OVERLAY)
