"""From a reading to the one object that all files are made from."""

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from ecgdigi.structures import DigitizedECG
from ecgdigi.version import __version__

from .digitize import PageReading


def digitized_ecg(page: PageReading, provenance: Mapping[str, str], *, page_number: int = 1) -> DigitizedECG:
    """What is kept of a page that was read by the networks.

    Args:
        provenance: from `provenance_of`.
        page_number: of the file's pages, from 1.
    """
    return DigitizedECG(
        signal=page.signal,
        layout=page.layout,
        mm_per_s=page.scale.mm_per_s,
        mm_per_mv=page.scale.mm_per_mv,
        speed_from=page.scale.speed_from,
        gain_from=page.scale.gain_from,
        route='pixels',
        agreement_db=float(np.mean(page.laws_db)) if page.laws_db else None,
        residual_mm=page.page.residual_mm,
        confidence=page.confidence,
        grade=page.quality.grade,
        reasons=page.quality.reasons,
        page_number=page_number,
        provenance=provenance,
    )


def provenance_of(model: torch.nn.Module | None, options: Mapping, source: Path | None = None) -> dict[str, str]:
    """What reads a page: the version, SHA-256 of the file, of the networks' weights and of the settings.

    Args:
        model, options: as `digitize` gets them; no model where the page was read by its lines.
        source: the page's file; None if it is no file.

    Returns:
        'ecgdigi', 'source', 'model', 'page_net', 'layout_net', 'scale_net', 'settings'; networks that were not loaded by
        `load_tracenet` or `load_pagenet` are left out. Of the file's name nothing is kept.

    Raises:
        OSError: the file cannot be read.
    """
    found = {'ecgdigi': __version__}
    if source is not None:
        state = source.stat()
        found['source'] = _sha256_of(source, state.st_size, state.st_mtime_ns)
    networks = {name: value for name, value in options.items() if isinstance(value, torch.nn.Module)}
    for name, network in {'model': model, **networks}.items():
        if hasattr(network, 'weights_sha256'):
            found[name] = network.weights_sha256
    settings = {name: value for name, value in options.items() if name not in networks}
    if model is not None:
        settings['decoder'] = type(getattr(model, 'decoder', None)).__name__
        settings['dtype'] = str(getattr(model, 'reading_dtype', None))
    text = json.dumps(settings, sort_keys=True, default=asdict)  # a layout of one's own is a dataclass
    found['settings'] = hashlib.sha256(text.encode()).hexdigest()
    return found


@functools.lru_cache(maxsize=1)
def _sha256_of(path: Path, num_bytes: int, changed_ns: int) -> str:
    """Hash of a file; its pages, which are read one after the other, share it as long as it stays the same."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
