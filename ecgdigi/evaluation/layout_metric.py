"""Validation of a network that finds lead names, rows and pulses on straightened pages."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.ndimage import label as connected

from ecgdigi.registry import METRICS
from ecgdigi.structures.page_sample import PAGE_AREAS

from .one_per_record import OnePerRecordMetric


@METRICS.register_module()
class LayoutMetric(OnePerRecordMetric):
    """How many lead names are found and right, and how well areas are covered, over all crops.

    An item of the dataset is a page with its crops (those of a batch with one `page_index`), and makes one result.

    Arguments are those of `OnePerRecordMetric`.
    """

    default_prefix = 'layout'

    def process(self, data_batch: Any, data_samples: Sequence[Mapping]) -> None:
        """Count in each page of a batch.

        Args:
            data_batch: not used.
            data_samples: fields of `PageSample`, with truth and prediction.
        """
        pages: dict[int, list[dict[str, int]]] = {}
        for sample in data_samples:
            pages.setdefault(sample['page_index'], []).append(_counts(sample))
        self.results += [{key: sum(crop[key] for crop in crops) for key in crops[0]} for crops in pages.values()]

    def compute_metrics(self, results: Sequence[dict[str, int]]) -> dict[str, float]:
        """Ratios of the sums; NaN where there is nothing to find.

        Returns:
            `name_recall`: share of printed names that are found with the right name; `name_precision`: share of found ones that
            are right; `<area>_iou`: intersection over union of each area.
        """
        total = {key: sum(page[key] for page in results) for key in results[0]}
        ratios = dict(name_recall=_ratio(total['right'], total['printed']), name_precision=_ratio(total['right'], total['found']))
        ratios.update({f'{area}_iou': _ratio(total[f'{area}_both'], total[f'{area}_either']) for area in PAGE_AREAS})
        return ratios


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float('nan')


def _counts(sample: Mapping) -> dict[str, int]:
    seen = sample['gt_seen'].cpu().numpy() > 0
    truth = sample['gt_labels'].cpu().numpy() * seen
    found = sample['pred_labels'].float().cpu().numpy().argmax(0) * seen
    counts = dict(printed=0, found=0, right=0)
    for name in range(1, 13):
        printed, num_printed = connected(truth == name)
        blobs, num_blobs = connected(found == name)
        counts['printed'] += num_printed
        counts['found'] += num_blobs
        counts['right'] += sum(bool((blobs[printed == k + 1] > 0).any()) for k in range(num_printed))
    for index, area in enumerate(PAGE_AREAS):
        inside = (sample['gt_areas'][index].cpu().numpy() > 0) & seen
        marked = (sample['pred_areas'][index].float().cpu().numpy() > 0.5) & seen
        counts[f'{area}_both'] = int(np.sum(inside & marked))
        counts[f'{area}_either'] = int(np.sum(inside | marked))
    return counts
