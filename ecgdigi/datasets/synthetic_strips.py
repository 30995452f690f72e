"""Endless strips of synthetic pages."""

import numpy as np
import torch
from torch.utils.data import Dataset

from ecgdigi.geometry.strips import cut_strip, truth_rows
from ecgdigi.registry import DATASETS
from ecgdigi.structures import HomographyMap
from ecgdigi.structures.data_sample import ECGDataSample
from ecgdigi.synthesis.drawing import Page
from ecgdigi.synthesis.pipeline import PagePipeline


@DATASETS.register_module()
class SyntheticStrips(Dataset):
    """Strips cut from pages drawn on the fly; item n is one page and depends on (seed, n) alone.

    So neither the number of workers or processes nor a resumed run changes what is seen.

    Args:
        pages: arguments of `PagePipeline` (source, style, effects).
        num_pages: length of an epoch, pages.
        strips_per_page: strips cut from each page.
        strip_px: (height, width) of a strip, px.
        px_per_mm: resolution of a strip, px/mm.
        positions_per_column: positions per picture column at which the pen's height is asked for.
        baseline_jitter_mm: standard deviation of the error with which a row's zero line is known, mm.
        scale_jitter: standard deviation of the relative error of the geometry's scale.
        tilt_jitter_deg: standard deviation of its rotation error, degrees.
        seed: of the page sequence.

    Raises:
        ValueError: no page, or no strip of a page.
    """

    metainfo: dict = {}

    def __init__(
        self,
        pages: dict,
        num_pages: int,
        *,
        strips_per_page: int,
        strip_px: tuple[int, int],
        px_per_mm: float,
        positions_per_column: int,
        baseline_jitter_mm: float = 1.0,
        scale_jitter: float = 0.002,
        tilt_jitter_deg: float = 0.1,
        seed: int = 0,
    ):
        if num_pages < 1 or strips_per_page < 1:
            raise ValueError(
                f'SyntheticStrips: num_pages={num_pages}, strips_per_page={strips_per_page}: each must be at least 1'
            )
        self.pipeline = PagePipeline(**pages)
        self.num_pages = num_pages
        self.strips_per_page = strips_per_page
        self.strip_px = tuple(strip_px)
        self.px_per_mm = px_per_mm
        self.positions_per_column = positions_per_column
        self.baseline_jitter_mm = baseline_jitter_mm
        self.scale_jitter = scale_jitter
        self.tilt_jitter_deg = tilt_jitter_deg
        self.seed = seed

    def __len__(self) -> int:
        return self.num_pages

    def draw_page(self, index: int) -> Page:
        """The page that item `index` is cut from."""
        return self.pipeline(self._generator(index))

    def _generator(self, index: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, index))

    def __getitem__(self, index: int) -> dict:
        rng = self._generator(index)
        page = self.pipeline(rng)
        cut = [self._cut(page, index, rng) for _ in range(self.strips_per_page)]
        pictures = np.stack([picture for picture, _ in cut]).transpose(0, 3, 1, 2)
        return dict(inputs=torch.from_numpy(np.ascontiguousarray(pictures)), data_samples=[sample for _, sample in cut])

    def _cut(self, page: Page, index: int, rng: np.random.Generator) -> tuple[np.ndarray, ECGDataSample]:
        truth, (height, width) = page.truth, self.strip_px
        row = int(rng.integers(truth.layout.num_rows))
        width_mm, height_mm = width / self.px_per_mm, height / self.px_per_mm
        # Ends a little outside the printed time, so that pulse and margin are seen too.
        row_mm = truth.duration_s * truth.mm_per_s
        left_mm = truth.left_mm + rng.uniform(-12, max(row_mm + 12 - width_mm, -11))
        baseline_mm = truth.baselines_mm[row] + rng.normal(0, self.baseline_jitter_mm)
        top_mm = baseline_mm - height_mm / 2
        jitter = self._geometry_error(rng, np.array([left_mm + width_mm / 2, baseline_mm]))
        place = dict(left_mm=left_mm, top_mm=top_mm, width_px=width, height_px=height, px_per_mm=self.px_per_mm)
        strip = cut_strip(page.picture, HomographyMap(page.page_map.matrix @ jitter), **place)
        rows_px = self._rows_px(truth, row, strip, jitter)
        inked = np.isfinite(rows_px)
        rows_px[(rows_px < 0) | (rows_px > height - 1)] = np.nan
        sample = ECGDataSample(
            metainfo=dict(
                px_per_mm=self.px_per_mm,
                mm_per_mv=truth.mm_per_mv,
                mm_per_s=truth.mm_per_s,
                left_mm=left_mm,
                top_mm=top_mm,
                page_index=index,
                row_index=row,
            ),
            gt_rows_px=torch.from_numpy(rows_px),
            gt_inked=torch.from_numpy(inked),
        )
        return strip.picture, sample

    def _geometry_error(self, rng: np.random.Generator, centre_mm: np.ndarray) -> np.ndarray:
        """(3, 3) affine map from the strip's slightly wrong paper frame to the true one; the centre stays."""
        scale = 1 + rng.normal(0, self.scale_jitter, 2)
        tilt = np.deg2rad(rng.normal(0, self.tilt_jitter_deg))
        error = np.eye(3)
        error[:2, :2] = np.diag(scale) + np.array([[0, -tilt], [tilt, 0]])
        error[:2, 2] = centre_mm - error[:2, :2] @ centre_mm
        return error

    def _rows_px(self, truth, row: int, strip, jitter: np.ndarray) -> np.ndarray:
        """Truth rows in a strip cut through the erroneous frame: exact for a small tilt, by one step of iteration."""
        rows_px = truth_rows(truth, row, strip, self.positions_per_column)
        columns_mm = strip.columns_to_mm((np.arange(len(rows_px)) + 0.5) / self.positions_per_column - 0.5)
        for _ in range(2):
            # Where the current guess of the strip's point lies on the true paper, and how high the pen is there.
            guess_mm = np.where(np.isfinite(rows_px), strip.rows_to_mm(rows_px), strip.top_mm)
            x_true = jitter[0, 0] * columns_mm + jitter[0, 1] * guess_mm + jitter[0, 2]
            y_true = truth.heights_mm(row, x_true)
            y_strip = (y_true - jitter[1, 2] - jitter[1, 0] * columns_mm) / jitter[1, 1]
            rows_px = ((y_strip - strip.top_mm) * strip.px_per_mm).astype(np.float32)
        return rows_px
