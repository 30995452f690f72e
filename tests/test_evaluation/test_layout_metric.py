import pytest
import torch
from mmengine.evaluator import Evaluator

from ecgdigi.registry import METRICS
from ecgdigi.structures.page_sample import PAGE_AREAS, PageSample


def sample(found_name, extra=False):
    """Two names are printed, 3 and 5; the first is found as `found_name`, the second not at all; the row is half found."""
    labels = torch.zeros(20, 20, dtype=torch.int64)
    labels[2:5, 2:6], labels[10:13, 2:6] = 3, 5
    names = torch.zeros(13, 20, 20)
    names[0] = 0.5
    names[found_name, 2:5, 2:6] = 0.9
    if extra:
        names[7, 16:18, 10:14] = 0.9
    areas = torch.zeros(len(PAGE_AREAS), 20, 20, dtype=torch.bool)
    areas[0, 8] = True
    marks = torch.zeros(len(PAGE_AREAS), 20, 20)
    marks[0, 8, :10] = 0.8
    return PageSample(
        metainfo=dict(page_index=found_name, px_per_mm=4.0),
        gt_labels=labels,
        gt_areas=areas,
        gt_seen=torch.ones(20, 20, dtype=torch.bool),
        pred_labels=names,
        pred_areas=marks,
    )


def test_scores_by_hand():
    evaluator = Evaluator(METRICS.build(dict(type='LayoutMetric')))
    evaluator.process([sample(3), sample(4, extra=True)])
    found = evaluator.evaluate(2)
    assert found['layout/name_recall'] == pytest.approx(1 / 4)
    assert found['layout/name_precision'] == pytest.approx(1 / 3)
    assert found['layout/row_iou'] == pytest.approx(0.5)
    assert found['layout/pulse_iou'] != found['layout/pulse_iou']  # nothing to find: NaN
    assert 'layout/scale_recall' not in found  # the network was not asked


def test_printed_scales_are_scored_as_names_are():
    told = sample(3)
    told.gt_scales = torch.zeros(20, 20, dtype=torch.int64)
    told.gt_scales[2:4, 2:12], told.gt_scales[8:10, 2:12], told.gt_scales[14:16, 2:12] = 2, 5, -1
    told.pred_scales = torch.zeros(7, 20, 20)
    told.pred_scales[0] = 0.5
    told.pred_scales[2, 2:4, 2:9] = told.pred_scales[4, 8:10, 2:12] = 0.9
    evaluator = Evaluator(METRICS.build(dict(type='LayoutMetric')))
    evaluator.process([told])
    found = evaluator.evaluate(1)
    assert found['layout/scale_recall'] == found['layout/scale_precision'] == 0.5


def test_a_network_that_tells_scales_alone_is_scored_by_them():
    line = torch.zeros(1, 40, dtype=torch.int64)
    line[0, 5:15], line[0, 20:30] = 2, 4
    scales = torch.zeros(7, 1, 40)
    scales[0] = 0.5
    scales[2, 0, 5:15] = scales[6, 0, 20:30] = 0.9
    seen = torch.ones(1, 40, dtype=torch.bool)
    evaluator = Evaluator(METRICS.build(dict(type='LayoutMetric')))
    evaluator.process([PageSample(metainfo=dict(page_index=0), gt_scales=line, gt_seen=seen, pred_scales=scales)])
    assert evaluator.evaluate(1) == {'layout/scale_recall': 0.5, 'layout/scale_precision': 0.5}
