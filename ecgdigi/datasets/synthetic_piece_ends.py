"""Endless windows around the ends of single leads of synthetic pages."""

import numpy as np

from ecgdigi.geometry.piece_windows import LEAD_PX, WINDOW_PX, lead_columns, wiped
from ecgdigi.registry import DATASETS
from ecgdigi.structures import PageTruth, position_columns
from ecgdigi.structures.data_sample import ECGDataSample
from ecgdigi.synthesis.drawing import Page

from .synthetic_strips import SyntheticStrips

# A lead is this much longer than its window needs, mm, to be of use.
SPARE_MM = 1.0


@DATASETS.register_module()
class SyntheticPieceEnds(SyntheticStrips):
    """Strips that show where a lead begins or ends, with all that stands beyond that wiped out (`wiped`).

    Args:
        pages, num_pages, strips_per_page, px_per_mm, positions_per_column, window_mm, seed: as for `SyntheticStrips`.
        strip_rows: height of a strip, px; its width is WINDOW_PX.
        end_jitter_mm: standard deviation of the error with which the place of an end is known, mm.
    """

    def __init__(
        self,
        pages: dict,
        num_pages: int,
        *,
        strips_per_page: int,
        strip_rows: int,
        px_per_mm: float,
        positions_per_column: int,
        window_mm: tuple[float, float] | None = None,
        end_jitter_mm: float = 0.06,
        seed: int = 0,
    ):
        size = dict(strip_px=(strip_rows, WINDOW_PX), px_per_mm=px_per_mm, positions_per_column=positions_per_column)
        super().__init__(pages, num_pages, strips_per_page=strips_per_page, window_mm=window_mm, seed=seed, **size)
        self.end_jitter_mm = end_jitter_mm

    def _cut(self, page: Page, seen_mm: np.ndarray, index: int, rng: np.random.Generator) -> tuple[np.ndarray, ECGDataSample]:
        row, end_mm, begins = self._end(page.truth, seen_mm, rng)
        lead = lead_columns(begins=begins)
        thought_mm = end_mm + rng.normal(0, self.end_jitter_mm)
        # It lies anywhere between the last column that is wiped out and the first that is not.
        left_mm = thought_mm - ((lead.start if begins else lead.stop) - rng.uniform(0, 1)) / self.px_per_mm
        baseline_mm = page.truth.baselines_mm[row] + rng.normal(0, self.baseline_jitter_mm)
        strip, rows_px = self._strip(page, row, left_mm, baseline_mm, rng)
        columns = position_columns(WINDOW_PX, self.positions_per_column)
        beyond = strip.columns_to_mm(columns) - end_mm
        shown = np.zeros(WINDOW_PX, bool)
        shown[lead] = True
        rows_px[(beyond < 0 if begins else beyond > 0) | ~np.repeat(shown, self.positions_per_column)] = np.nan
        return wiped(strip.picture, begins=begins), self._sample(page, row, strip, rows_px, index)

    def _end(self, truth: PageTruth, seen_mm: np.ndarray, rng: np.random.Generator) -> tuple[int, float, bool]:
        """An end of a lead that the picture shows with as much of the lead as a window holds, as (row, paper x, whether it begins
        there); of a picture that shows none, any."""
        spans = {}
        for trace in truth.traces:  # a lead may be drawn in several strokes
            first, last = spans.get((trace.row, trace.lead), (np.inf, -np.inf))
            spans[trace.row, trace.lead] = min(first, trace.x_mm[0]), max(last, trace.x_mm[-1])
        need_mm = LEAD_PX / self.px_per_mm + SPARE_MM
        ends = [(row, x_mm, x_mm == span[0]) for (row, _), span in spans.items() for x_mm in span]
        rows_seen = (truth.baselines_mm > seen_mm[1]) & (truth.baselines_mm < seen_mm[3])

        def is_seen(row: int, x_mm: float, begins: bool) -> bool:
            inner_mm = x_mm + need_mm if begins else x_mm - need_mm
            return bool(rows_seen[row]) and seen_mm[0] < min(x_mm, inner_mm) and max(x_mm, inner_mm) < seen_mm[2]

        seen = [end for end in ends if is_seen(*end)] or ends
        return seen[rng.integers(len(seen))]
