"""Reader of what ECG-Image-Kit draws."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ecgdigi.io.images import IMAGE_SUFFIXES, check_image
from ecgdigi.io.kit_json import KIT_MM_PER_MV, KIT_MM_PER_S, KIT_PAGE_S, KitPage, read_kit_json
from ecgdigi.io.wfdb import WFDBHeader, check_wfdb, read_wfdb
from ecgdigi.registry import DATASETS
from ecgdigi.structures import ECGSignal, PageRecord

from .page_records import FoundPage, PageRecords, problem_of


@DATASETS.register_module()
class KitPages(PageRecords):
    """Pages drawn by ECG-Image-Kit (Shivashankara et al. 2024, doi 10.1088/1361-6579/ad4954).

    Layout, in any depth of folders::

        00001_hr.hea, 00001_hr.dat      WFDB record that the kit writes
        00001_hr-0.png                  page 0 shows its first 10 s, page 1 the next 10 s, and so on
        00001_hr-0.json                 with --store_config: what is drawn where

    With the JSON a record has its pieces, layout and exactly cut truth. `lead_box_px` needs the kit's option --lead_bbox,
    `text_box_px` --lead_name_bbox, `points_px` --store_plotted_pixels in the newest kit. `kind` is 'render' or 'damaged
    render' with --store_config 2, else ''. Paper speed and gain are always 25 mm/s and 10 mm/mV.

    Traps:

    - The record holds whole leads unless it was made with --mask_unplotted_samples; what the JSON says is not drawn is NaN
      here. Without JSON and without a NaN in the record nothing tells what is drawn, and the page is a problem entry.
    - With four columns time runs on from column to column. With two or three, every column shows the same seconds; the truth
      follows the page, so that leads of different columns are not simultaneous in it.
    - A newer kit masks lead II to its column although the rhythm row shows all of it. What is masked stays NaN.
    - Points in the JSON are [y, x] at pixel edges, and do not count the padding; here they are (x, y) at pixel centres,
      padding included. Cropping is not followed by the kit at all, rotation only roughly where there is padding too.
    - The first release wrote another JSON, with y upwards: such pages are problem entries.
    - A JSON with the points takes some 30 ms to read, at the start and again with every item.

    Args, Attributes, Raises: see `PageRecords`.
    """

    def find_pages(self) -> Iterator[FoundPage]:
        pictures, headers = _numbered_pictures(self.root), sorted(self.root.rglob('*.hea'))
        for header in headers:
            stem = header.with_suffix('')
            record_id = stem.relative_to(self.root).as_posix()
            pages = pictures.pop(stem, [])
            if not pages:
                problem = f'{header}: no picture {header.stem}-0.png beside it; draw it, or remove the record'
                yield FoundPage(record_id, header.parent, problem)
                continue
            problem = problem_of(check_wfdb, stem)
            for number, picture in sorted(pages):
                problem_here = problem or problem_of(check_image, picture) or problem_of(check_kit_page, stem, picture, number)
                yield FoundPage(record_id, picture, problem_here, (stem, number))
        for stem, pages in sorted(pictures.items()):
            problem = f'{stem}.hea: no such header, but there is a picture of it; copy the record there'
            yield from (FoundPage(stem.relative_to(self.root).as_posix(), picture, problem) for _, picture in sorted(pages))

    def read_page(self, page: FoundPage) -> PageRecord:
        stem, number = page.details
        return read_kit_page(page, stem, number)


def read_kit_page(page: FoundPage, stem: Path, number: int) -> PageRecord:
    """The record of a page of the kit.

    Args:
        stem: the WFDB record, without an ending.
        number: of the page within the record; counts where there is no JSON.
    """
    signal, path = read_wfdb(stem), page.picture_path.with_suffix('.json')
    known = dict(mm_per_s=KIT_MM_PER_S, mm_per_mv=KIT_MM_PER_MV)
    if not path.is_file():
        return PageRecord(page.record_id, page.picture_path, cut_page(signal, number), **known)
    drawn = read_kit_json(path)
    pieces = tuple(piece.printed for piece in drawn.pieces)
    return PageRecord(
        page.record_id, page.picture_path, drawn_signal(signal, drawn), drawn.kind, drawn.layout, **known, pieces=pieces
    )


def check_kit_page(stem: Path, picture: Path, number: int) -> None:
    """Refuse a page whose JSON and record do not agree, or of which nothing tells what is drawn.

    Raises:
        ValueError: as said.
    """
    header, path = check_wfdb(stem), picture.with_suffix('.json')
    if path.is_file():
        _check_agreement(header, read_kit_json(path), path)
        return
    if header.num_samples is not None and header.num_samples < round((number + 1) * KIT_PAGE_S * header.fs_hz):
        raise ValueError(f'{picture}: page {number}, but its record is too short for it; draw the page again')
    if not np.isnan(read_wfdb(stem).signal_mv).any():
        raise ValueError(f'{path}: no such file, and the record is not masked; draw the page again with --store_config 1')


def drawn_signal(signal: ECGSignal, page: KitPage) -> ECGSignal:
    """What of a record a page shows, in the page's time; NaN where a lead is not drawn. Of two pieces the longer one counts."""
    num_samples = max(piece.at + piece.stop - piece.start for piece in page.pieces)
    shown_mv = np.full((len(signal.leads), num_samples), np.nan, np.float32)
    for piece in sorted(page.pieces, key=lambda piece: piece.stop - piece.start):
        row = shown_mv[signal.leads.index(piece.printed.lead)]
        row[:] = np.nan
        row[piece.at : piece.at + piece.stop - piece.start] = signal.lead(piece.printed.lead)[piece.start : piece.stop]
    return ECGSignal(shown_mv, signal.fs_hz, signal.leads)


def cut_page(signal: ECGSignal, number: int) -> ECGSignal:
    """The 10 s of a record that page `number` shows."""
    start, stop = (round(k * KIT_PAGE_S * signal.fs_hz) for k in (number, number + 1))
    return ECGSignal(signal.signal_mv[:, start:stop], signal.fs_hz, signal.leads)


def _check_agreement(header: WFDBHeader, page: KitPage, path: Path) -> None:
    if page.fs_hz != header.fs_hz:
        raise ValueError(f'{path}: {page.fs_hz:g} Hz, but its record has {header.fs_hz:g} Hz; draw the page again')
    missing = {piece.printed.lead for piece in page.pieces} - set(header.leads)
    if missing:
        raise ValueError(f'{path}: its record has no lead {min(missing)}; draw the page again')
    last = max(piece.stop for piece in page.pieces)
    if header.num_samples is not None and last > header.num_samples:
        raise ValueError(f'{path}: drawn up to sample {last}, but its record has {header.num_samples}; draw the page again')


def _numbered_pictures(root: Path) -> dict[Path, list[tuple[int, Path]]]:
    """Pictures named <record>-<number>, by record."""
    found: dict[Path, list[tuple[int, Path]]] = {}
    for folder, _, names in os.walk(root):
        for name in names:
            stem, suffix = os.path.splitext(name)
            match = re.fullmatch(r'(.+)-(\d+)', stem)
            if match and suffix.lower() in IMAGE_SUFFIXES:
                found.setdefault(Path(folder) / match[1], []).append((int(match[2]), Path(folder) / name))
    return found
