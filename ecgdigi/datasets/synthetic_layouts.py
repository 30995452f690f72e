"""Endless crops of straightened synthetic pages, with their lead names, rows and pulses."""

import numpy as np
import torch
from torch.utils.data import Dataset

from ecgdigi.geometry.strips import cut_strip
from ecgdigi.registry import DATASETS
from ecgdigi.structures import LEAD_NAMES, PageTruth, scale_label, transform_points, transformed
from ecgdigi.structures.page_cells import CELL_PX
from ecgdigi.structures.page_sample import PAGE_AREAS, PageSample
from ecgdigi.synthesis.drawing import Page
from ecgdigi.synthesis.pipeline import PagePipeline

from .synthetic_strips import frame_error, page_item, seen_box_mm

# A row's zero line is this thick, mm to either side; a place along it is this wide and this tall.
LINE_MM = 1.0
PLACE_MM = (1.0, 8.0)
# Texts and pulses are marked this much beyond their edges, mm.
MARGIN_MM = 0.5


@DATASETS.register_module()
class SyntheticLayouts(Dataset):
    """Crops of pages drawn on the fly and straightened; item n is one page and depends on (seed, n) alone.

    Args:
        pages: arguments of `PagePipeline` (source, style, effects).
        num_pages: length of an epoch, pages.
        crops_per_page: crops cut from each page.
        window_mm: (width, height) of the part of a page that is drawn, mm; None draws all of it.
        crop_px: side of a crop, px, a multiple of 32.
        px_per_mm: resolution of a crop, px/mm.
        scale_jitter, tilt_jitter_deg: standard deviations of the errors of the geometry.
        seed: of the page sequence.
    """

    metainfo: dict = {}

    def __init__(
        self,
        pages: dict,
        num_pages: int,
        *,
        crops_per_page: int = 2,
        window_mm: tuple[float, float] | None = (170.0, 150.0),
        crop_px: int = 512,
        px_per_mm: float = 4.0,
        scale_jitter: float = 0.003,
        tilt_jitter_deg: float = 0.3,
        seed: int = 0,
    ):
        if num_pages < 1 or crops_per_page < 1 or crop_px % 32 or crop_px < 32:
            raise ValueError(
                f'SyntheticLayouts: num_pages={num_pages}, crops_per_page={crops_per_page}, crop_px={crop_px}: '
                'at least 1, 1, and a multiple of 32'
            )
        self.pipeline = PagePipeline(**pages)
        self.num_pages = num_pages
        self.crops_per_page = crops_per_page
        self.window_mm = window_mm
        self.crop_px, self.px_per_mm = crop_px, px_per_mm
        self.scale_jitter, self.tilt_jitter_deg = scale_jitter, tilt_jitter_deg
        self.seed = seed

    def __len__(self) -> int:
        return self.num_pages

    def __getitem__(self, index: int) -> dict:
        rng = np.random.default_rng((self.seed, index))
        page = self.pipeline(rng, self.window_mm)
        seen_mm = seen_box_mm(page)
        cut = [self._cut(page, seen_mm, index, rng) for _ in range(self.crops_per_page)]
        return page_item(cut)

    def _cut(self, page: Page, seen_mm: np.ndarray, index: int, rng: np.random.Generator) -> tuple[np.ndarray, PageSample]:
        side_mm = self.crop_px / self.px_per_mm
        # A fifth of the crop may lie beyond what is seen: there a page's border or the desk is.
        low, high = seen_mm[:2] - 0.2 * side_mm, seen_mm[2:] - 0.8 * side_mm
        left_mm, top_mm = rng.uniform(low, np.maximum(high, low + 1e-3))
        error = frame_error(
            rng, np.array([left_mm, top_mm]) + side_mm / 2, scale=self.scale_jitter, tilt_deg=self.tilt_jitter_deg
        )
        page_map = transformed(page.page_map, before=error)
        size = dict(width_px=self.crop_px, height_px=self.crop_px, px_per_mm=self.px_per_mm)
        strip = cut_strip(page.picture, page_map, left_mm=left_mm, top_mm=top_mm, **size)
        # (h, w, 2) true paper points of the cells
        columns_mm, rows_mm = (start + np.arange(0, self.crop_px, CELL_PX) / self.px_per_mm for start in (left_mm, top_mm))
        cells_mm = transform_points(error, np.stack(np.meshgrid(columns_mm, rows_mm), -1))
        seen = page.shows(cells_mm)
        labels, scales, areas = layout_truth(page.truth, cells_mm)
        sample = PageSample(
            metainfo=dict(page_index=index, px_per_mm=self.px_per_mm),
            gt_labels=torch.from_numpy(labels),
            gt_scales=torch.from_numpy(scales),
            gt_areas=torch.from_numpy(areas),
            gt_seen=torch.from_numpy(seen),
        )
        return strip.picture, sample


def layout_truth(truth: PageTruth, cells_mm: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is printed at the cells of a picture.

    Args:
        cells_mm: (h, w, 2) paper points, mm.

    Returns:
        (h, w) int64 twice and (len(PAGE_AREAS), h, w) bool, as `gt_labels`, `gt_scales` and `gt_areas` of `PageSample`.
    """
    x, y = np.moveaxis(cells_mm, -1, 0)
    labels, scales = np.zeros((2, *x.shape), np.int64)
    for label in truth.labels:
        labels[_covered(x, y, label.box_mm)] = 1 + LEAD_NAMES.index(label.lead)
    for text in truth.scale_texts:
        scales[_covered(x, y, text.box_mm)] = scale_label(text)
    areas = {name: np.zeros(x.shape, bool) for name in PAGE_AREAS}
    last = {trace.row: max(t.x_mm[-1] for t in truth.traces if t.row == trace.row) for trace in truth.traces}
    for trace in truth.traces:
        off_mm = np.abs(y - truth.baselines_mm[trace.row])
        areas['row'] |= (off_mm <= LINE_MM) & (x >= trace.x_mm[0]) & (x <= trace.x_mm[-1])
        areas['start'] |= (off_mm <= PLACE_MM[1]) & (np.abs(x - trace.x_mm[0]) <= PLACE_MM[0])
        areas['end'] |= (off_mm <= PLACE_MM[1]) & (np.abs(x - last[trace.row]) <= PLACE_MM[0])
    for pulse in truth.pulses:
        areas['pulse'] |= _covered(x, y, (*pulse.points_mm.min(0), *pulse.points_mm.max(0)))
    return labels, scales, np.stack([areas[name] for name in PAGE_AREAS])


def _covered(x: np.ndarray, y: np.ndarray, box_mm: tuple[float, float, float, float]) -> np.ndarray:
    """Which points a box and its margin cover."""
    left, top, right, bottom = box_mm
    across = (x >= left - MARGIN_MM) & (x <= right + MARGIN_MM)
    return across & (y >= top - MARGIN_MM) & (y <= bottom + MARGIN_MM)
