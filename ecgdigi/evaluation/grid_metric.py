"""Validation of a PageNet on pictures whose grid is known."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ecgdigi.registry import METRICS
from ecgdigi.structures.page_cells import GRID_MM

from .one_per_record import OnePerRecordMetric


@METRICS.register_module()
class GridMetric(OnePerRecordMetric):
    """Error of the grid's phase, and of "is it paper?" and "how is it turned?", averaged over pages.

    An item of the dataset is a page with its crops (those of a batch with one `page_index`), and makes one result.

    Arguments are those of `OnePerRecordMetric`.
    """

    default_prefix = 'grid'

    def process(self, data_batch: Any, data_samples: Sequence[Mapping]) -> None:
        """Score each page of a batch.

        Args:
            data_batch: not used.
            data_samples: fields of `PageSample`, with truth and prediction.
        """
        pages: dict[int, list[dict[str, float]]] = {}
        for sample in data_samples:
            pages.setdefault(sample['page_index'], []).append(_scores(sample))
        self.results += [{key: _mean([crop[key] for crop in crops]) for key in crops[0]} for crops in pages.values()]

    def compute_metrics(self, results: Sequence[dict[str, float]]) -> dict[str, float]:
        """Average over pages; those without a grid have no error of its phase.

        Returns:
            `error_median_mm` and `error_p95_mm`: of the phase, means over pages; `slipped`: share of cells that are off by more
            than 1 mm; `paper_accuracy`, `turn_accuracy`.
        """
        return {key: _mean([page[key] for page in results]) for key in results[0]}


def _mean(values: list[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else np.nan


def _scores(sample: Mapping) -> dict[str, float]:
    turns, phasors = sample['gt_turns'].cpu().numpy(), sample['pred_phasors'].float().cpu().numpy()
    off = np.arctan2(phasors[1::2], phasors[::2]) / (2 * np.pi) - turns
    errors_mm = np.abs(off - np.round(off))[np.isfinite(turns)] * GRID_MM
    gridded = len(errors_mm) > 0
    paper = sample['gt_paper'].cpu().numpy() > 0
    return dict(
        error_median_mm=float(np.median(errors_mm)) if gridded else np.nan,
        error_p95_mm=float(np.percentile(errors_mm, 95)) if gridded else np.nan,
        slipped=float(np.mean(errors_mm > 1.0)) if gridded else np.nan,
        paper_accuracy=float(np.mean((sample['pred_paper'].float().cpu().numpy() > 0.5) == paper)),
        turn_accuracy=float(int(sample['pred_quarter_turns'].argmax()) == int(sample['gt_quarter_turns'])),
    )
