"""Reading many files: one bad page stops none of the others."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.images import IMAGE_SUFFIXES, read_image, write_image
from ecgdigi.io.writers import WRITERS
from ecgdigi.visualization import draw_overlay

from .digitize import PageReading, digitize


@dataclass(frozen=True)
class FileResult:
    """Attributes: path: input; error: why it was not read, None if it was; summary: what was found."""

    path: Path
    error: str | None
    summary: str = ''


def list_inputs(inputs: Iterable[str]) -> list[Path]:
    """Files as given; folders by the pictures in them, sorted.

    Raises:
        FileNotFoundError: an input does not exist, or a folder holds no picture.
    """
    found = []
    for item in map(Path, inputs):
        if item.is_dir():
            pictures = sorted(p for p in item.iterdir() if p.suffix.lower() in IMAGE_SUFFIXES and not p.name.startswith('.'))
            if not pictures:
                raise FileNotFoundError(f'{item}: no picture in this folder; wanted {", ".join(IMAGE_SUFFIXES)}')
            found += pictures
        elif item.exists():
            found.append(item)
        else:
            raise FileNotFoundError(f'{item}: no such file or folder')
    return found


def digitize_files(
    paths: Sequence[Path], out_dir: Path, model: torch.nn.Module, formats: Sequence[str], **options
) -> Iterator[FileResult]:
    """Read each picture and write `<stem>.csv` and so on, and `<stem>_overlay.png`.

    Args:
        paths: pictures. Two of one stem get different names: the second is `<stem>_2`.
        out_dir: made if it is missing.
        formats: names in `WRITERS`.
        options: as for `digitize`.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    taken: dict[str, int] = {}
    for path in paths:
        # WFDB allows only letters, digits, '-' and '_' in a record's name.
        stem = re.sub(r'[^A-Za-z0-9_-]', '_', path.stem)[:100] or 'page'
        taken[stem] = taken.get(stem, 0) + 1
        stem = stem if taken[stem] == 1 else f'{stem}_{taken[stem]}'
        yield _digitize_file(path, out_dir / stem, model, formats, options)


def _digitize_file(path: Path, stem: Path, model, formats, options) -> FileResult:
    try:
        page = _read_and_write(path, stem, model, formats, options)
    except PageRefusedError as error:
        return FileResult(path, f'{path}: {error}')
    except (ValueError, OSError) as error:
        return FileResult(path, str(error))
    except Exception as error:  # a fault of ours on one page must not cost the rest of an archive
        return FileResult(path, f'{path}: could not be read, by a fault of ecgdigi; please report {error!r}')
    return FileResult(path, None, f'{page.layout.name}, {page.frame.duration_s:g} s, grid off by {page.page.residual_mm:.3f} mm')


def _read_and_write(path: Path, stem: Path, model, formats, options) -> PageReading:
    picture = read_image(path)
    page = digitize(picture, model, **options)
    for name in formats:
        WRITERS[name](stem, page.signal)
    overlay = draw_overlay(page.page.picture, page.signal, page.layout, page.geometry, page.frame, page.rows)
    write_image(stem.with_name(stem.name + '_overlay.png'), overlay)
    return page
