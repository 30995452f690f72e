import pytest
import torch

from ecgdigi.models.losses.trace_loss import TraceLoss, near_ends, near_jumps
from ecgdigi.registry import MODELS
from ecgdigi.structures.data_sample import ECGDataSample

MODELS.import_from_location()
TINY = dict(
    type='TraceNet',
    backbone=dict(type='StripUNet', channels=[8, 8], depths=[1, 1], row_stride=4),
    head=dict(type='TraceHead', positions_per_column=2),
    loss=dict(type='TraceLoss'),
    decoder=dict(type='ViterbiDecoder'),
)


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


def test_unknown_part_names_its_neighbours():
    with pytest.raises(KeyError, match='StripUNet'):
        MODELS.build(dict(type='StripUnet'))


def test_unknown_field_is_refused():
    with pytest.raises(AttributeError, match='gt_rows_px'):
        ECGDataSample(gt_rows=torch.zeros(2))


def test_positions_near_a_change_of_lead_count_more():
    rows = torch.full((1, 100), 10.0)
    rows[:, 40:] = 20.0  # a change of lead
    rows[:, 70:75] = torch.tensor([20.0, 22.0, 24.0, 22.0, 20.0])  # a wave
    assert near_jumps(rows)[0].nonzero()[:, 0].tolist() == list(range(32, 49))
    logits, inked = torch.randn(1, 32, 100), torch.ones(1, 100, dtype=torch.bool)
    plain, weighted = (
        TraceLoss(jump_weight=weight)(logits, torch.zeros(1, 100), rows, inked)['loss_height'] for weight in (0.0, 8.0)
    )
    near = TraceLoss()(logits[..., 32:49], torch.zeros(1, 17), rows[:, 32:49], inked[:, 32:49])['loss_height']
    assert weighted == pytest.approx(float(plain + 8 * near * 17 / 100), rel=1e-3)


def test_an_unknown_height_is_no_change_of_lead():
    rows = torch.full((1, 30), 10.0)
    rows[:, 15:] = float('nan')
    assert not near_jumps(rows).any()


def test_positions_near_an_end_of_a_trace_count_more():
    inked = torch.zeros(1, 100, dtype=torch.bool)
    inked[:, 40:] = True
    assert near_ends(inked)[0].nonzero()[:, 0].tolist() == list(range(32, 49))
    rows, logits = torch.full((1, 100), 10.0).where(inked, torch.nan), torch.randn(1, 32, 100)
    plain, weighted = (
        TraceLoss(end_weight=weight)(logits, torch.zeros(1, 100), rows, inked)['loss_height'] for weight in (0.0, 8.0)
    )
    near = TraceLoss()(logits[..., 40:49], torch.zeros(1, 9), rows[:, 40:49], inked[:, 40:49])['loss_height']
    assert weighted == pytest.approx(float(plain + 8 * near * 9 / 100), rel=1e-3)


def test_an_end_reader_is_a_network_within_a_network_that_training_leaves_alone():
    model = MODELS.build(dict(TINY, end_reader=TINY))
    assert MODELS.build(TINY).end_reader is None
    assert {name.partition('.')[0] for name in model.state_dict()} == {'backbone', 'head', 'end_reader'}
    trained = {name.partition('.')[0] for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert trained == {'backbone', 'head'}


def test_an_end_reader_that_answers_at_other_places_is_refused():
    other = dict(TINY, head=dict(type='TraceHead', positions_per_column=4))
    with pytest.raises(ValueError, match='answers at 4 positions per column, wanted 2'):
        MODELS.build(dict(TINY, end_reader=other))
