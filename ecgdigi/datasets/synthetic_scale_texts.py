"""Endless lines of text of synthetic pages, and which scales they state."""

import numpy as np
import torch
from torch.utils.data import Dataset

from ecgdigi.geometry.strips import cut_strip
from ecgdigi.registry import DATASETS
from ecgdigi.structures import PrintedScale, scale_label, transform_points, transformed
from ecgdigi.structures.page_sample import PageSample
from ecgdigi.synthesis.drawing import Page
from ecgdigi.synthesis.pipeline import PagePipeline

from .synthetic_strips import frame_error, page_item, seen_box_mm

# A text lies in a line if its letters, and this much around them, mm, cover the line's middle.
MARGIN_MM = 0.7


@DATASETS.register_module()
class SyntheticScaleTexts(Dataset):
    """Lines cut out of pages drawn on the fly, along printed scales and elsewhere; item n is one page and depends on (seed, n)
    alone.

    Args:
        pages: arguments of `PagePipeline` (source, style, effects).
        num_pages: length of an epoch, pages.
        lines_per_page: lines cut from each page.
        window_mm: (width, height) of the part of a page that is drawn, mm; None draws all of it.
        line_px: (height, width) of a line, px.
        px_per_mm: resolution of a line, px/mm.
        column_px: px per column that is asked about.
        elsewhere_share: share of the lines that lie anywhere on the paper.
        place_jitter_mm: standard deviation of the error with which a text's height is known, mm.
        scale_jitter, tilt_jitter_deg: standard deviations of the errors of the geometry.
        seed: of the page sequence.

    Raises:
        ValueError: no page, no line, or a width that is no multiple of `column_px`.
    """

    metainfo: dict = {}

    def __init__(
        self,
        pages: dict,
        num_pages: int,
        *,
        lines_per_page: int,
        line_px: tuple[int, int],
        px_per_mm: float,
        column_px: int,
        window_mm: tuple[float, float] | None = None,
        elsewhere_share: float = 0.25,
        place_jitter_mm: float = 0.6,
        scale_jitter: float = 0.01,
        tilt_jitter_deg: float = 1.0,
        seed: int = 0,
    ):
        if num_pages < 1 or lines_per_page < 1 or line_px[1] % column_px:
            raise ValueError(
                f'SyntheticScaleTexts: num_pages={num_pages}, lines_per_page={lines_per_page}, line_px={tuple(line_px)}, '
                f'column_px={column_px}: at least 1, 1, and a width that is a multiple of column_px'
            )
        self.pipeline = PagePipeline(**pages)
        self.num_pages, self.lines_per_page = num_pages, lines_per_page
        self.window_mm = window_mm
        self.line_px, self.px_per_mm, self.column_px = tuple(line_px), px_per_mm, column_px
        self.elsewhere_share, self.place_jitter_mm = elsewhere_share, place_jitter_mm
        self.scale_jitter, self.tilt_jitter_deg = scale_jitter, tilt_jitter_deg
        self.seed = seed

    def __len__(self) -> int:
        return self.num_pages

    def __getitem__(self, index: int) -> dict:
        rng = np.random.default_rng((self.seed, index))
        page = self.pipeline(rng, self.window_mm)
        cut = [self._cut(page, index, rng) for _ in range(self.lines_per_page)]
        return page_item(cut)

    def _cut(self, page: Page, index: int, rng: np.random.Generator) -> tuple[np.ndarray, PageSample]:
        height, width = self.line_px
        middle_mm = self._middle_mm(page, rng)
        error = frame_error(rng, middle_mm, scale=self.scale_jitter, tilt_deg=self.tilt_jitter_deg)
        left_mm, top_mm = middle_mm - np.array([width, height]) / (2 * self.px_per_mm)
        place = dict(left_mm=left_mm, top_mm=top_mm, width_px=width, height_px=height, px_per_mm=self.px_per_mm)
        line = cut_strip(page.picture, transformed(page.page_map, before=error), **place)
        columns_px = (np.arange(width // self.column_px) + 0.5) * self.column_px - 0.5
        columns_mm = np.stack(np.broadcast_arrays(left_mm + columns_px / self.px_per_mm, middle_mm[1]), -1)
        columns_mm = transform_points(error, columns_mm)
        sample = PageSample(
            metainfo=dict(page_index=index, px_per_mm=self.px_per_mm),
            gt_scales=torch.from_numpy(line_truth(page.truth.scale_texts, columns_mm)[None]),
            gt_seen=torch.from_numpy(page.shows(columns_mm)[None]),
        )
        return line.picture, sample

    def _middle_mm(self, page: Page, rng: np.random.Generator) -> np.ndarray:
        """Paper point of a line's middle, mm."""
        boxes_mm = np.array([text.box_mm for text in page.truth.scale_texts]).reshape(-1, 4)
        middles_mm = (boxes_mm[:, :2] + boxes_mm[:, 2:]) / 2
        middles_mm = middles_mm[page.shows(middles_mm)]
        if not len(middles_mm) or rng.random() < self.elsewhere_share:
            seen_mm = seen_box_mm(page)
            return rng.uniform(seen_mm[:2], np.maximum(seen_mm[2:], seen_mm[:2] + 1e-3))
        reach_mm = 0.4 * self.line_px[1] / self.px_per_mm
        return middles_mm[rng.integers(len(middles_mm))] + (rng.uniform(-reach_mm, reach_mm), rng.normal(0, self.place_jitter_mm))


def line_truth(texts: tuple[PrintedScale, ...], columns_mm: np.ndarray) -> np.ndarray:
    """Which scale is printed at the columns of a line.

    Args:
        columns_mm: (W, 2) paper points along its middle, mm.

    Returns:
        (W,) int64, as `gt_scales` of `PageSample`.
    """
    x, y = columns_mm.T
    labels = np.zeros(len(columns_mm), np.int64)
    for text in texts:
        left, top, right, bottom = text.box_mm
        covered = (x >= left) & (x <= right) & (y >= top - MARGIN_MM) & (y <= bottom + MARGIN_MM)
        labels[covered] = scale_label(text)
    return labels
