"""Endless strips of synthetic pages."""

from collections.abc import Sequence

import numpy as np
import torch
from torch.utils.data import Dataset

from ecgdigi.geometry.strips import cut_strip, truth_rows
from ecgdigi.registry import DATASETS
from ecgdigi.structures import Strip, position_columns, transformed
from ecgdigi.structures.data_sample import ECGDataSample
from ecgdigi.structures.element import KnownFields
from ecgdigi.synthesis.drawing import Page
from ecgdigi.synthesis.pipeline import PagePipeline

# A strip whose middle is further than this from every trace has none to follow, mm.
NEAR_MM = 10.0


@DATASETS.register_module()
class SyntheticStrips(Dataset):
    """Strips cut from pages drawn on the fly; item n is one page and depends on (seed, n) alone.

    So neither the number of workers or processes nor a resumed run changes what is seen.

    Args:
        pages: arguments of `PagePipeline` (source, style, effects).
        num_pages: length of an epoch, pages.
        strips_per_page: strips cut from each page.
        window_mm: (width, height) of the part of a page that is drawn and of which strips are cut, mm; None draws all of it. A
            network sees no further than its strip, and the smaller picture costs less.
        strip_px: (height, width) of a strip, px.
        px_per_mm: resolution of a strip, px/mm.
        positions_per_column: positions per picture column at which the pen's height is asked for.
        baseline_jitter_mm: standard deviation of the error with which a row's zero line is known, mm.
        scale_jitter: standard deviation of the relative error of the geometry's scale.
        tilt_jitter_deg: standard deviation of its rotation error, degrees.
        anywhere_share: share of the strips that lie anywhere on the paper, not along a row; one that lies further than NEAR_MM
            from every trace has none to follow. A reader that seeks rows asks about such places too, and a network that has
            never seen one follows a grid line there.
        ends_share: share of the strips that lie across an end of the printed time, where the picture shows one: few others do.
        seed: of the page sequence.

    Raises:
        ValueError: no page, or no strip of a page, or shares that are none.
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
        window_mm: tuple[float, float] | None = None,
        baseline_jitter_mm: float = 1.0,
        scale_jitter: float = 0.002,
        tilt_jitter_deg: float = 0.1,
        anywhere_share: float = 0.0,
        ends_share: float = 0.0,
        seed: int = 0,
    ):
        if num_pages < 1 or strips_per_page < 1:
            raise ValueError(
                f'SyntheticStrips: num_pages={num_pages}, strips_per_page={strips_per_page}: each must be at least 1'
            )
        if min(anywhere_share, ends_share) < 0 or anywhere_share + ends_share > 1:
            raise ValueError(
                f'SyntheticStrips: anywhere_share={anywhere_share}, ends_share={ends_share}: shares, together 1 at most'
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
        self.anywhere_share = anywhere_share
        self.ends_share = ends_share
        self.window_mm = window_mm
        self.seed = seed

    def __len__(self) -> int:
        return self.num_pages

    def draw_page(self, index: int) -> Page:
        """The page that item `index` is cut from, or its part."""
        return self.pipeline(self._generator(index), self.window_mm)

    def _generator(self, index: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, index))

    def __getitem__(self, index: int) -> dict:
        rng = self._generator(index)
        page = self.pipeline(rng, self.window_mm)
        seen_mm = seen_box_mm(page)
        cut = [self._cut(page, seen_mm, index, rng) for _ in range(self.strips_per_page)]
        return page_item(cut)

    def _cut(self, page: Page, seen_mm: np.ndarray, index: int, rng: np.random.Generator) -> tuple[np.ndarray, ECGDataSample]:
        width_mm = self.strip_px[1] / self.px_per_mm
        chance = rng.random()
        anywhere, at_end = chance < self.anywhere_share, chance > 1 - self.ends_share
        left_mm = self._left_mm(page, seen_mm, rng, anywhere=anywhere, at_end=at_end)
        if anywhere:
            row, baseline_mm = self._anywhere(page, seen_mm, np.linspace(left_mm, left_mm + width_mm, 32), rng)
        else:
            row, baseline_mm = self._middle(page, seen_mm, rng)
        strip, rows_px = self._strip(page, row, left_mm, baseline_mm, rng)
        return strip.picture, self._sample(page, row, strip, rows_px, index)

    def _strip(
        self, page: Page, row: int | None, left_mm: float, baseline_mm: float, rng: np.random.Generator
    ) -> tuple[Strip, np.ndarray]:
        """A strip around a zero line, cut through a slightly wrong frame, and (P,) where the pen runs in it, px: NaN where none
        is seen, beyond the strip's rows where it leaves the strip."""
        height, width = self.strip_px
        middle_mm = np.array([left_mm + width / self.px_per_mm / 2, baseline_mm])
        jitter = frame_error(rng, middle_mm, scale=self.scale_jitter, tilt_deg=self.tilt_jitter_deg)
        top_mm = baseline_mm - height / self.px_per_mm / 2
        place = dict(left_mm=left_mm, top_mm=top_mm, width_px=width, height_px=height, px_per_mm=self.px_per_mm)
        strip = cut_strip(page.picture, transformed(page.page_map, before=jitter), **place)
        rows_px = np.full(width * self.positions_per_column, np.nan, np.float32)
        if row is not None:
            rows_px = self._rows_px(page.truth, row, strip, jitter)
        rows_px[self._unseen(page, strip, rows_px)] = np.nan
        return strip, rows_px

    def _sample(self, page: Page, row: int | None, strip: Strip, rows_px: np.ndarray, index: int) -> ECGDataSample:
        inked = np.isfinite(rows_px)
        rows_px = np.where((rows_px < 0) | (rows_px > self.strip_px[0] - 1), np.nan, rows_px).astype(np.float32)
        return ECGDataSample(
            metainfo=dict(
                px_per_mm=self.px_per_mm,
                mm_per_mv=page.truth.mm_per_mv,
                mm_per_s=page.truth.mm_per_s,
                left_mm=strip.left_mm,
                top_mm=strip.top_mm,
                page_index=index,
                row_index=row,
            ),
            gt_rows_px=torch.from_numpy(rows_px),
            gt_inked=torch.from_numpy(inked),
        )

    def _left_mm(self, page: Page, seen_mm: np.ndarray, rng: np.random.Generator, *, anywhere: bool, at_end: bool) -> float:
        """Where a strip begins, mm."""
        truth, width_mm = page.truth, self.strip_px[1] / self.px_per_mm
        ends_mm = np.array([truth.left_mm, truth.left_mm + truth.duration_s * truth.mm_per_s])
        shown_mm = ends_mm[(ends_mm > seen_mm[0]) & (ends_mm < seen_mm[2])]
        if at_end and len(shown_mm):
            return rng.choice(shown_mm) - rng.uniform(0.1, 0.9) * width_mm
        # A little outside the printed time, so that pulse and margin are seen too.
        first_mm = seen_mm[0] if anywhere else max(ends_mm[0] - 12, seen_mm[0])
        last_mm = seen_mm[2] if anywhere else min(ends_mm[1] + 12, seen_mm[2])
        return rng.uniform(first_mm, max(last_mm - width_mm, first_mm + 1))

    def _middle(self, page: Page, seen_mm: np.ndarray, rng: np.random.Generator) -> tuple[int, float]:
        """A row that the picture shows and where its zero line is thought to be, mm."""
        baselines_mm = page.truth.baselines_mm
        rows = np.flatnonzero((baselines_mm > seen_mm[1]) & (baselines_mm < seen_mm[3]))
        row = int(rng.choice(rows)) if len(rows) else int(rng.integers(len(baselines_mm)))
        return row, baselines_mm[row] + rng.normal(0, self.baseline_jitter_mm)

    def _anywhere(
        self, page: Page, seen_mm: np.ndarray, columns_mm: np.ndarray, rng: np.random.Generator
    ) -> tuple[int | None, float]:
        """Any height that the picture shows, mm, and the row there; where none is near, None."""
        truth, middle_mm = page.truth, rng.uniform(seen_mm[1], seen_mm[3])
        heights_mm = np.array([truth.heights_mm(row, columns_mm) for row in range(truth.layout.num_rows)])
        away_mm = np.abs(np.where(np.isfinite(heights_mm), heights_mm, truth.baselines_mm[:, None]) - middle_mm)
        away_mm = np.median(away_mm, axis=1)
        row = int(away_mm.argmin())
        if away_mm[row] > NEAR_MM:
            return None, middle_mm
        return row, truth.baselines_mm[row] + rng.normal(0, self.baseline_jitter_mm)

    def _unseen(self, page: Page, strip: Strip, rows_px: np.ndarray) -> np.ndarray:
        """(P,) whether a position's pen lies outside the picture, or outside of what was drawn."""
        columns_mm = strip.columns_to_mm(position_columns(strip.picture.shape[1], self.positions_per_column))
        heights_mm = strip.rows_to_mm(rows_px)
        return np.isfinite(heights_mm) & ~page.shows(np.stack([columns_mm, heights_mm], 1))

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


def page_item(cut: Sequence[tuple[np.ndarray, KnownFields]]) -> dict:
    """The item of a page: `inputs`, (n, 3, H, W) uint8, of its n pictures, (H, W, 3) uint8, and their `data_samples`."""
    pictures = np.stack([picture for picture, _ in cut]).transpose(0, 3, 1, 2)
    return dict(inputs=torch.from_numpy(np.ascontiguousarray(pictures)), data_samples=[sample for _, sample in cut])


def frame_error(rng: np.random.Generator, centre_mm: np.ndarray, *, scale: float, tilt_deg: float) -> np.ndarray:
    """(3, 3) affine map from a slightly wrong paper frame to the true one; the centre stays.

    Args:
        scale, tilt_deg: standard deviations of the relative error of its scale and of its rotation, degrees.
    """
    scales = 1 + rng.normal(0, scale, 2)
    tilt = np.deg2rad(rng.normal(0, tilt_deg))
    error = np.eye(3)
    error[:2, :2] = np.diag(scales) + np.array([[0, -tilt], [tilt, 0]])
    error[:2, 2] = centre_mm - error[:2, :2] @ centre_mm
    return error


def seen_box_mm(page: Page) -> np.ndarray:
    """(left, top, right, bottom) of the drawn paper about which a picture shows, mm: the middles of its four sides."""
    height, width = page.picture.shape[:2]
    middle = np.array([width - 1, height - 1]) / 2
    sides = page.page_map.to_mm(np.array([[0, middle[1]], [middle[0], 0], [width - 1, middle[1]], [middle[0], height - 1]]))
    turned = abs(sides[2, 0] - sides[0, 0]) < abs(sides[2, 1] - sides[0, 1])  # the page lies on its side
    x, y = (sides[[1, 3], 0], sides[[0, 2], 1]) if turned else (sides[[0, 2], 0], sides[[1, 3], 1])
    left, top, right, bottom = page.drawn_mm
    return np.array([max(x.min(), left), max(y.min(), top), min(x.max(), right), min(y.max(), bottom)])
