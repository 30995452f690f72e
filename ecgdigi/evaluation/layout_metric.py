"""Validation of a network that finds lead names, rows and pulses on straightened pages."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.ndimage import label as connected

from ecgdigi.registry import METRICS
from ecgdigi.structures.page_sample import PAGE_AREAS

from .one_per_record import OnePerRecordMetric

# Fields of truth and of probabilities, by what is printed.
TEXTS = dict(name=('gt_labels', 'pred_labels'), scale=('gt_scales', 'pred_scales'))


@METRICS.register_module()
class LayoutMetric(OnePerRecordMetric):
    """How many lead names and printed scales are found and right, and how well areas are covered, over all crops.

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
            are right; `scale_recall`, `scale_precision`: the same of texts that state speed or gain; `<area>_iou`: intersection
            over union of each area. Each where the network tells it.
        """
        total = {key: sum(page[key] for page in results) for key in results[0]}
        ratios = {}
        for kind in TEXTS:
            if f'{kind}_right' in total:
                ratios[f'{kind}_recall'] = _ratio(total[f'{kind}_right'], total[f'{kind}_printed'])
                ratios[f'{kind}_precision'] = _ratio(total[f'{kind}_right'], total[f'{kind}_found'])
        areas = [area for area in PAGE_AREAS if f'{area}_both' in total]
        return ratios | {f'{area}_iou': _ratio(total[f'{area}_both'], total[f'{area}_either']) for area in areas}


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float('nan')


def _counts(sample: Mapping) -> dict[str, int]:
    seen = sample['gt_seen'].cpu().numpy() > 0
    counts = dict[str, int]()
    for kind, (truth, probability) in TEXTS.items():
        if probability in sample:
            counts |= _counts_of_texts(kind, sample[truth].cpu().numpy() * seen, sample[probability].float().cpu().numpy(), seen)
    for index, area in enumerate(PAGE_AREAS if 'pred_areas' in sample else ()):
        inside = (sample['gt_areas'][index].cpu().numpy() > 0) & seen
        marked = (sample['pred_areas'][index].float().cpu().numpy() > 0.5) & seen
        counts[f'{area}_both'] = int(np.sum(inside & marked))
        counts[f'{area}_either'] = int(np.sum(inside | marked))
    return counts


def _counts_of_texts(kind: str, truth: np.ndarray, probability: np.ndarray, seen: np.ndarray) -> dict[str, int]:
    found = probability.argmax(0) * seen
    counts = dict.fromkeys((f'{kind}_printed', f'{kind}_found', f'{kind}_right'), 0)
    for text in range(1, len(probability)):
        printed, num_printed = connected(truth == text)
        blobs, num_blobs = connected(found == text)
        counts[f'{kind}_printed'] += num_printed
        counts[f'{kind}_found'] += num_blobs
        counts[f'{kind}_right'] += sum(bool((blobs[printed == k + 1] > 0).any()) for k in range(num_printed))
    return counts
