"""What every decoder must do, and what only the path can."""

import numpy as np
import pytest
import torch

from ecgdigi.registry import TRACE_DECODERS

NO_STRIPS = torch.zeros(1)


def build(name, **settings):
    return TRACE_DECODERS.build(dict(type=name, **settings))


def ridge(rows, num_bins, sharp=2.0):
    """(1, R, P) logits with a ridge at the given heights."""
    bins = torch.arange(num_bins)[None, :, None]
    return -sharp * (bins - torch.as_tensor(rows)[None, None]) ** 2 / 2


@pytest.mark.parametrize('name', ['SoftArgmaxDecoder', 'ViterbiDecoder'])
def test_decoders_are_exact_on_a_clean_ridge(name):
    rows = 20 + 6 * np.sin(np.arange(200) / 15)
    decoded, confidence = build(name)(ridge(rows, 48), NO_STRIPS)
    assert np.abs(decoded[0].numpy() - rows).max() < 0.005
    assert confidence.min() > 0.9


def test_viterbi_passes_a_false_peak_but_not_a_wave():
    rows = np.full(100, 20.0)
    logits = ridge(rows, 64)
    logits[0, :, 50] = -8.0
    logits[0, 60, 50] = -6.0  # a faint ghost far away, the true bin a little lower
    logits[0, 20, 50] = -7.0
    assert build('SoftArgmaxDecoder')(logits, NO_STRIPS)[0][0, 50] > 50
    assert build('ViterbiDecoder')(logits, NO_STRIPS)[0][0, 50] == pytest.approx(20, abs=0.5)
    spike = rows.copy()
    spike[48:52] = [35, 55, 55, 35]
    decoded = build('ViterbiDecoder')(ridge(spike, 64, sharp=20.0), NO_STRIPS)[0]
    assert np.abs(decoded[0].numpy() - spike).max() < 0.1


@pytest.mark.parametrize('name', sorted(TRACE_DECODERS.known_names()))
def test_rows_of_a_page_far_apart_are_decoded_as_alone(name):
    logits = torch.cat([ridge(20 + 6 * np.sin(np.arange(64) / 9), 48), ridge(np.full(64, 25.0), 48)])
    strips = torch.full((2, 3, 96, 64), 255.0)
    strips[:, :, 40:42] = 0
    alone, _ = build(name)(logits, strips)
    together, _ = build(name).decode_page(logits, strips, np.array([0.0, 500.0]))
    assert torch.equal(alone, together)
