"""Reading many files: one bad page stops none of the others."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.images import IMAGE_SUFFIXES, read_image, write_image
from ecgdigi.io.writers import Writer, build_writers
from ecgdigi.structures import DigitizedECG
from ecgdigi.visualization import draw_overlay

from .digitize import PageReading, digitize
from .export import digitized_ecg, provenance_of

# What a picture's name gets for that of the picture with its readings drawn over it.
OVERLAY = '_overlay.png'


@dataclass(frozen=True)
class FileResult:
    """Attributes: path: input; error: why it was not read, None if it was; summary: what was found."""

    path: Path
    error: str | None
    summary: str = ''


def list_inputs(inputs: Iterable[str]) -> list[Path]:
    """Files as given; folders by the pictures in them, sorted, but for overlays that were written there.

    Raises:
        FileNotFoundError: an input does not exist, or a folder holds no picture.
    """
    found = []
    for item in map(Path, inputs):
        if item.is_dir():
            pictures = sorted(path for path in item.iterdir() if _is_input(path))
            if not pictures:
                raise FileNotFoundError(f'{item}: no picture in this folder; wanted {", ".join(IMAGE_SUFFIXES)}')
            found += pictures
        elif item.exists():
            found.append(item)
        else:
            raise FileNotFoundError(f'{item}: no such file or folder')
    return found


def _is_input(path: Path) -> bool:
    return path.suffix.lower() in IMAGE_SUFFIXES and not path.name.startswith('.') and not path.name.endswith(OVERLAY)


def digitize_files(
    paths: Sequence[Path], out_dir: Path, model: torch.nn.Module, formats: Sequence[str | dict], **options
) -> Iterator[FileResult]:
    """Read each picture and write `<stem>.csv` and so on, and `<stem>_overlay.png`.

    Args:
        paths: pictures. Two of one stem get different names: the second is `<stem>_2`.
        out_dir: made if it is missing.
        formats: names in the registry `WRITERS`, or `dict(type=name, ...)` with settings.
        options: as for `digitize`.

    Raises:
        KeyError, ImportError: see `build_writers`.
    """
    writers = build_writers(formats)
    out_dir.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    inputs = {path.resolve() for path in paths}
    for path in paths:
        stem = _free_stem(path, out_dir, taken, inputs)
        taken.add(stem)
        yield _digitize_file(path, out_dir / stem, model, writers, options)


def _free_stem(path: Path, out_dir: Path, taken: set[str], inputs: set[Path]) -> str:
    """A name for the results of a picture, which no other has, and whose overlay is no input."""
    # WFDB allows only letters, digits, '-' and '_' in a record's name.
    first = re.sub(r'[^A-Za-z0-9_-]', '_', path.stem)[:100] or 'page'
    for stem in itertools.chain([first], (f'{first}_{number}' for number in itertools.count(2))):
        if stem not in taken and _overlay_path(out_dir / stem).resolve() not in inputs:
            return stem


def _overlay_path(stem: Path) -> Path:
    return stem.with_name(stem.name + OVERLAY)


def _digitize_file(path: Path, stem: Path, model, writers, options) -> FileResult:
    try:
        picture = read_image(path)
    except (ValueError, OSError) as error:
        return FileResult(path, str(error))
    try:
        page = digitize(picture, model, **options)
    except PageRefusedError as error:
        return FileResult(path, f'{path}: {error}')
    except Exception as error:  # a fault of ours on one page must not cost the rest of an archive
        return FileResult(path, f'{path}: could not be read, by a fault of ecgdigi; please report {error!r}')
    try:
        _write(page, digitized_ecg(page, provenance_of(model, options, path)), stem, writers)
    except (OSError, ValueError) as error:
        return FileResult(path, f'{path}: its results could not be written ({error})')
    return FileResult(path, None, _summary(page))


def _write(page: PageReading, ecg: DigitizedECG, stem: Path, writers: Sequence[Writer]) -> None:
    for writer in writers:
        writer(stem, ecg)
    overlay = draw_overlay(page.page.picture, page.signal, page.layout, page.geometry, page.frame, page.rows)
    write_image(_overlay_path(stem), overlay)


def _summary(page: PageReading) -> str:
    scale = page.scale
    return (
        f'{page.layout.name}, {page.frame.duration_s:g} s, {scale.mm_per_s:g} mm/s ({scale.speed_from}), '
        f'{scale.mm_per_mv:g} mm/mV ({scale.gain_from}), grade {"; ".join([page.quality.grade, *page.quality.reasons])}'
    )
