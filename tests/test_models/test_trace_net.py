import itertools

import numpy as np
import pytest
import torch

from ecgdigi.models.decoders.viterbi import viterbi_path
from ecgdigi.registry import MODELS, TRACE_DECODERS
from ecgdigi.structures.data_sample import ECGDataSample

MODELS.import_from_location()
TINY = dict(
    type='TraceNet',
    backbone=dict(type='StripUNet', channels=[8, 8], depths=[1, 1], row_stride=4),
    head=dict(type='TraceHead', positions_per_column=2),
    loss=dict(type='TraceLoss'),
    decoder=dict(type='ViterbiDecoder'),
)


def ridge(rows, num_bins, sharp=2.0):
    """(1, R, P) logits with a ridge at the given heights."""
    bins = torch.arange(num_bins)[None, :, None]
    return -sharp * (bins - torch.as_tensor(rows)[None, None]) ** 2 / 2


@pytest.mark.parametrize('width', [64, 75])
def test_shapes_and_backward(width):
    model = MODELS.build(TINY)
    heights, ink = model(torch.zeros(2, 3, 64, width))
    assert heights.shape == (2, 16, 2 * width)
    assert ink.shape == (2, 2 * width)
    sample = ECGDataSample(gt_rows_px=torch.full((2 * width,), 30.0), gt_inked=torch.ones(2 * width, dtype=torch.bool))
    losses = model(torch.zeros(2, 3, 64, width), [sample, sample], mode='loss')
    sum(losses.values()).backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in model.parameters())


def test_bins_and_px_are_inverse_and_centred():
    model = MODELS.build(TINY)
    rows_px = torch.tensor([0.0, 1.5, 63.0])
    assert torch.allclose(model.bins_to_px(model.px_to_bins(rows_px)), rows_px)
    assert model.bins_to_px(torch.tensor(0.0)) == 1.5  # the middle of rows 0 to 3


@pytest.mark.parametrize('name', ['SoftArgmaxDecoder', 'ViterbiDecoder'])
def test_decoders_are_exact_on_a_clean_ridge(name):
    rows = 20 + 6 * np.sin(np.arange(200) / 15)
    decoded, confidence = TRACE_DECODERS.build(dict(type=name))(ridge(rows, 48), torch.zeros(1))
    assert np.abs(decoded[0].numpy() - rows).max() < 0.005
    assert confidence.min() > 0.9


def test_viterbi_passes_a_false_peak_but_not_a_wave():
    rows = np.full(100, 20.0)
    logits = ridge(rows, 64)
    logits[0, :, 50] = -8.0
    logits[0, 60, 50] = -6.0  # a faint ghost far away, the true bin a little lower
    logits[0, 20, 50] = -7.0
    assert TRACE_DECODERS.build(dict(type='SoftArgmaxDecoder'))(logits, torch.zeros(1))[0][0, 50] > 50
    assert TRACE_DECODERS.build(dict(type='ViterbiDecoder'))(logits, torch.zeros(1))[0][0, 50] == pytest.approx(20, abs=0.5)
    spike = rows.copy()
    spike[48:52] = [35, 55, 55, 35]
    decoded = TRACE_DECODERS.build(dict(type='ViterbiDecoder'))(ridge(spike, 64, sharp=20.0), torch.zeros(1))[0]
    assert np.abs(decoded[0].numpy() - spike).max() < 0.1


def test_viterbi_finds_the_best_of_all_paths():
    torch.manual_seed(0)
    scores = torch.randn(1, 5, 4)
    step, jump = 0.7, 1.5
    best, best_path = -np.inf, None
    for code in range(5**4):
        path = [code // 5**k % 5 for k in range(4)]
        total = sum(float(scores[0, b, t]) for t, b in enumerate(path))
        total -= sum(min(step * abs(a - b), jump) for a, b in itertools.pairwise(path))
        if total > best:
            best, best_path = total, path
    assert viterbi_path(scores, step, jump)[0].tolist() == best_path


def test_unknown_part_names_its_neighbours():
    with pytest.raises(KeyError, match='StripUNet'):
        MODELS.build(dict(type='StripUnet'))


def test_unknown_field_is_refused():
    with pytest.raises(AttributeError, match='gt_rows_px'):
        ECGDataSample(gt_rows=torch.zeros(2))
