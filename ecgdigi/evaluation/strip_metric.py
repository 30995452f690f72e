"""Validation of a TraceNet on strips with known pen heights."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from torch import Tensor

from ecgdigi.registry import METRICS

from .one_per_record import OnePerRecordMetric
from .pen_height import PenReading, PenScores, pen_scores


@METRICS.register_module()
class StripMetric(OnePerRecordMetric):
    """Error of the pen's height and of "is it printed here?", averaged over pages.

    An item of the dataset is a page with its strips (those of a batch with one `page_index`), and makes one result.

    Arguments are those of `OnePerRecordMetric`.
    """

    default_prefix = 'strip'

    def process(self, data_batch: Any, data_samples: Sequence[Mapping]) -> None:
        """Score each page of a batch.

        Args:
            data_batch: not used.
            data_samples: fields of `ECGDataSample`, with truth and prediction, of the strips of whole pages.
        """
        pages: dict[int, list[PenReading]] = {}
        for sample in data_samples:
            pages.setdefault(sample['page_index'], []).append(_reading(sample))
        self.results += [pen_scores(readings) for readings in pages.values()]

    def compute_metrics(self, results: Sequence[PenScores]) -> dict[str, float]:
        """Average over pages; NaN where no page shows a trace.

        Returns:
            `height_error_mm`: mean absolute error over all positions with a known height; `height_error_median_mm`: median
            over pages of each page's median; `snr_db`: mean over pages; `ink_accuracy`: mean over pages.
        """
        traced = [page for page in results if page.num_positions]
        means = dict(height_error_mm=np.nan, height_error_median_mm=np.nan, snr_db=np.nan)
        if traced:
            counts = [page.num_positions for page in traced]
            means = dict(
                height_error_mm=float(np.average([page.mean_error_mm for page in traced], weights=counts)),
                height_error_median_mm=float(np.median([page.median_error_mm for page in traced])),
                snr_db=float(np.mean([page.snr_db for page in traced])),
            )
        return dict(means, ink_accuracy=float(np.mean([page.ink_accuracy for page in results])))


def _reading(sample: Mapping) -> PenReading:
    px_per_mm = sample['px_per_mm']
    return PenReading(
        true_mm=_array(sample['gt_rows_px']) / px_per_mm,
        predicted_mm=_array(sample['pred_rows_px']) / px_per_mm,
        true_inked=_array(sample['gt_inked']) > 0,
        inked=_array(sample['pred_inked']),
    )


def _array(values: Tensor) -> np.ndarray:
    # By way of float: numpy has no bfloat16.
    return values.detach().float().cpu().numpy().astype(np.float64)
