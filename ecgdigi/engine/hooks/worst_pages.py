"""Pictures of what the network cannot do yet."""

import heapq
import shutil
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from mmengine.dist import all_gather_object
from mmengine.hooks import Hook

from ecgdigi.io.atomic import atomic_path
from ecgdigi.registry import HOOKS
from ecgdigi.visualization import draw_strip


@dataclass(frozen=True)
class ReadPage:
    """A page of validation with its strips.

    Attributes:
        error_mm: mean distance between the read and the true pen, mm.
        page_index: item of the dataset.
        strips: (H, W, 3) uint8, BGR, each.
        true_px, read_px: (P,) row of the pen in each strip, px; NaN where nothing is printed.
    """

    error_mm: float
    page_index: int
    strips: list[np.ndarray]
    true_px: list[np.ndarray]
    read_px: list[np.ndarray]

    def __lt__(self, other: 'ReadPage') -> bool:
        return (self.error_mm, -self.page_index) < (other.error_mm, -other.page_index)


@HOOKS.register_module()
class WorstPagesHook(Hook):
    """After each validation, saves the strips of the worst pages with the true pen in red and the read one in blue.

    `worst_pages/iter_400/1_page_17_error_0.53mm.png` in the run's folder.

    Args:
        num_pages: how many.
        keep_last: number of validations whose pictures stay; -1: all.

    Raises:
        ValueError: none is to be saved, or to stay.
    """

    def __init__(self, num_pages: int = 4, keep_last: int = 3):
        if num_pages < 1 or keep_last < -1 or keep_last == 0:
            raise ValueError(
                f'WorstPagesHook: num_pages={num_pages}, keep_last={keep_last}: must be at least 1 (or keep_last=-1)'
            )
        self.num_pages = num_pages
        self.keep_last = keep_last
        self._worst: list[ReadPage] = []  # a heap, the best of them first
        self._folders: list[Path] = []  # written by this run, oldest first

    def before_val_epoch(self, runner) -> None:
        """Begin anew."""
        self._worst = []

    def after_val_iter(self, runner, batch_idx: int, data_batch=None, outputs=None) -> None:
        """Keep a page that is among the worst."""
        for page in read_pages(data_batch['inputs'], outputs):
            heapq.heappush(self._worst, page)
            if len(self._worst) > self.num_pages:
                heapq.heappop(self._worst)

    def after_val_epoch(self, runner, metrics: dict | None = None) -> None:
        """Write the worst of all processes, each process its own."""
        found = [place for places in all_gather_object([_place(page) for page in self._worst]) for place in places]
        # A page that two processes have read, as samplers fill up the last round, counts once.
        places = sorted(set(found))[: self.num_pages]
        folder = Path(runner.work_dir) / 'worst_pages' / f'iter_{runner.iter}'
        for page in self._worst:
            if _place(page) in places:
                name = f'{places.index(_place(page)) + 1}_page_{page.page_index}_error_{page.error_mm:.2f}mm.png'
                folder.mkdir(parents=True, exist_ok=True)
                with atomic_path(folder / name) as temporary:
                    cv2.imwrite(str(temporary), draw_page(page))
        if runner.rank == 0:
            self._folders = [known for known in self._folders if known != folder] + [folder]
            while 0 <= self.keep_last < len(self._folders):
                shutil.rmtree(self._folders.pop(0), ignore_errors=True)


def read_pages(inputs, samples) -> list[ReadPage]:
    """The pages of a batch that show a trace.

    Args:
        inputs: (B, 3, H, W) uint8.
        samples: B `ECGDataSample` with truth and prediction.
    """
    members: dict[int, list[int]] = {}
    for k, sample in enumerate(samples):
        members.setdefault(sample.page_index, []).append(k)
    pages = []
    for page_index, strips in members.items():
        true_px, read_px = ([_rows(samples[k], name) for k in strips] for name in ('gt_rows_px', 'pred_rows_px'))
        errors = [np.abs(read - true) / samples[k].px_per_mm for k, true, read in zip(strips, true_px, read_px, strict=True)]
        error_mm = float(np.nanmean(np.concatenate(errors))) if np.isfinite(np.concatenate(errors)).any() else np.nan
        pictures = [inputs[k].permute(1, 2, 0).cpu().numpy() for k in strips]
        # Nothing is drawn where the network sees no pen.
        read_px = [np.where(_rows(samples[k], 'pred_inked') > 0.5, read, np.nan) for k, read in zip(strips, read_px, strict=True)]
        pages.append(ReadPage(error_mm, page_index, pictures, true_px, read_px))
    return [page for page in pages if np.isfinite(page.error_mm)]


def draw_page(page: ReadPage) -> np.ndarray:
    """Its strips below one another. Returns: (H, W, 3) uint8, BGR."""
    drawn = [draw_strip(*strip) for strip in zip(page.strips, page.true_px, page.read_px, strict=True)]
    return np.concatenate([cv2.copyMakeBorder(strip, 0, 6, 0, 0, cv2.BORDER_CONSTANT) for strip in drawn])


def _place(page: ReadPage) -> tuple[float, int]:
    """Sorts the worst first."""
    return -page.error_mm, page.page_index


def _rows(sample, name: str) -> np.ndarray:
    return sample.get(name).detach().float().cpu().numpy()
