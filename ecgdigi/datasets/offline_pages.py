"""Drawn pages as files: sets of any size, made in parallel, on several machines, and gone on with after a kill.

Pages are written in folders of a fixed number. Page k depends on (seed, k) alone, so it does not matter who draws it; a page
is there when its picture is, which is written last; a folder's index is written when its last page is there.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from ecgdigi.geometry.warp import lattice_nodes
from ecgdigi.io.atomic import atomic_path
from ecgdigi.io.csv import write_csv
from ecgdigi.io.images import write_image
from ecgdigi.io.page_folder import write_index
from ecgdigi.io.wfdb import write_wfdb
from ecgdigi.structures import ECGSignal, signal_on_paper
from ecgdigi.synthesis.drawing import Page
from ecgdigi.synthesis.pipeline import PagePipeline

MAP_CELL_PX = 16


def write_truth_csv(folder: Path, name: str, picture: str, signal: ECGSignal) -> None:
    """The plain folder's truth."""
    write_csv(folder / f'{name}.csv', signal)


def write_truth_wfdb(folder: Path, name: str, picture: str, signal: ECGSignal) -> None:
    """The truth of PhysioNet's challenge of 2024: a record whose header names the picture."""
    write_wfdb(folder / name, signal, [f'Image: {picture}'])


# Name of the layout -> what writes a page's truth.
FORMATS: dict[str, Callable[[Path, str, str, ECGSignal], None]] = {'folder': write_truth_csv, 'challenge2024': write_truth_wfdb}


class OfflinePages:
    """A set of drawn pages as files.

    Args:
        pages: arguments of `PagePipeline`.
        folder: of the set.
        num_pages: of the whole set.
        seed: of the page sequence.
        layout: one of FORMATS.
        pages_per_folder: where there are more, they go into folders of so many: `000000`, `001000`, ...
        ending: of the pictures, '.png' or '.jpg'.
        maps: write `<name>_map.npz`, too: `mm[i, j]` is the paper point (x, y), mm, at picture point (j, i) * `cell_px`.

    Raises:
        ValueError: an unknown layout or ending.
    """

    def __init__(
        self,
        pages: dict,
        folder: Path,
        num_pages: int,
        *,
        seed: int = 0,
        layout: str = 'folder',
        pages_per_folder: int = 1000,
        ending: str = '.png',
        maps: bool = False,
    ):
        if layout not in FORMATS:
            raise ValueError(f'layout={layout!r}; choose one of {", ".join(FORMATS)}')
        if ending not in ('.png', '.jpg'):
            raise ValueError(f"ending={ending!r}; choose '.png' or '.jpg'")
        self.pipeline = PagePipeline(**pages)
        self.folder, self.num_pages, self.seed, self.layout = Path(folder), num_pages, seed, layout
        self.pages_per_folder, self.ending, self.maps = pages_per_folder, ending, maps

    def place(self, index: int) -> Path:
        """Where the picture of a page is."""
        folder = self.folder
        if self.num_pages > self.pages_per_folder:
            folder = folder / f'{index - index % self.pages_per_folder:06d}'
        return folder / f'page_{index:06d}{self.ending}'

    def missing(self, indices: Sequence[int]) -> list[int]:
        """Those of the pages that are not there yet."""
        return [index for index in indices if not self.place(index).exists()]

    def write(self, index: int) -> None:
        """Draw a page and write its files, the picture last. Raises OSError."""
        page = self.pipeline(np.random.default_rng((self.seed, index)))
        picture = self.place(index)
        picture.parent.mkdir(parents=True, exist_ok=True)
        name, signal = picture.stem, seen_signal(page)
        FORMATS[self.layout](picture.parent, name, picture.name, signal)
        if self.maps:
            with atomic_path(picture.with_name(f'{name}_map.npz')) as temporary:
                nodes_px = lattice_nodes(page.picture.shape[1::-1], MAP_CELL_PX)
                np.savez(temporary, mm=page.page_map.to_mm(nodes_px).astype(np.float32), cell_px=MAP_CELL_PX)
        if self.layout == 'folder':  # readers of the other take a JSON file for one of ECG-Image-Kit
            self._write_facts(picture, page, signal)
        write_image(picture, page.picture)
        self._finish(picture.parent, index)

    def _write_facts(self, picture: Path, page: Page, signal: ECGSignal) -> None:
        """A page's row of the index, until all are there."""
        facts = dict(
            fs=f'{signal.fs_hz:g}',
            n_samples=signal.signal_mv.shape[1],
            layout=page.truth.layout.name,
            speed_mm_s=f'{page.truth.mm_per_s:g}',
            gain_mm_mV=f'{page.truth.mm_per_mv:g}',
            kind='drawn',
        )
        with atomic_path(picture.with_suffix('.json')) as temporary:
            temporary.write_text(json.dumps(facts))

    def _finish(self, folder: Path, index: int) -> None:
        """Write the index of a folder whose pages are all there."""
        first = index - index % self.pages_per_folder if self.num_pages > self.pages_per_folder else 0
        pictures = [self.place(k) for k in range(first, min(first + self.pages_per_folder, self.num_pages))]
        # The last page is seldom the one that others wait for: looking there first saves looking at all of them.
        if self.layout == 'folder' and all(picture.exists() for picture in reversed(pictures)):
            rows = [json.loads(picture.with_suffix('.json').read_text()) for picture in pictures]
            named = zip(pictures, rows, strict=True)
            write_index(folder, [dict(id=picture.stem, file=picture.name, **row) for picture, row in named])

    def finish_all(self) -> None:
        """Write the index of every folder that is complete and has none: of one whose last writer was killed."""
        for first in range(0, self.num_pages, self.pages_per_folder):
            folder = self.place(first).parent
            if self.layout == 'folder' and folder.is_dir() and not (folder / 'index.csv').exists():
                self._finish(folder, first)


def seen_signal(page: Page) -> ECGSignal:
    """The signal on a page's paper, NaN where it lies outside the picture."""
    signal = signal_on_paper(page.truth, page.fs_hz)
    signal_mv, size = signal.signal_mv.copy(), np.array(page.picture.shape[1::-1])
    for trace in page.truth.traces:
        places = page.page_map.to_px(np.stack([trace.x_mm, trace.y_mm], 1))
        unseen = ((places < -0.5) | (places > size - 0.5)).any(1)
        samples = np.round((trace.x_mm - page.truth.left_mm) / page.truth.mm_per_s * page.fs_hz).astype(int)
        samples = samples[unseen & (samples < signal_mv.shape[1])]
        signal_mv[signal.leads.index(trace.lead), samples] = np.nan
    return ECGSignal(signal_mv, signal.fs_hz, signal.leads)


def contact_sheet(paths: Sequence[Path], columns: int = 4, width_px: int = 480) -> np.ndarray:
    """Pictures side by side. Returns: (H, W, 3) uint8, BGR."""
    height_px = round(0.72 * width_px)
    cells = []
    for path in paths:
        picture = cv2.imread(str(path))
        scale = min(width_px / picture.shape[1], height_px / picture.shape[0])
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        below, right = height_px - small.shape[0], width_px - small.shape[1]
        cells.append(cv2.copyMakeBorder(small, 0, max(below, 0), 0, max(right, 0), cv2.BORDER_CONSTANT, value=(255, 255, 255)))
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % columns)
    return np.vstack([np.hstack(cells[k : k + columns]) for k in range(0, len(cells), columns)])
