import copy

import numpy as np
import pytest
import torch

from ecgdigi.models.refiners.path_refiner import FLOOR_PX, MAX_PX, PathRefiner, column_middles, level_windows, path_features
from ecgdigi.registry import MODELS
from ecgdigi.structures.data_sample import ECGDataSample

MODELS.import_from_location()
TINY = dict(positions_per_column=2, window_rows=16, channels=(4, 8), path_channels=16, path_depth=1)
NET = dict(
    type='TraceNet',
    backbone=dict(type='StripUNet', channels=[8, 8], depths=[1, 1], row_stride=4),
    head=dict(type='TraceHead', positions_per_column=2),
    loss=dict(type='TraceLoss'),
    decoder=dict(type='ViterbiDecoder'),
    refiner=dict(type='PathRefiner', **{name: value for name, value in TINY.items() if name != 'positions_per_column'}),
)


def printed(rows_px: torch.Tensor, height: int = 64) -> torch.Tensor:
    """(B, 3, H, W) strips on which a soft pen runs along rows (B, 2 W)."""
    away = torch.arange(height)[:, None] - rows_px.unflatten(1, (-1, 2)).mean(2)[:, None]
    return torch.exp(-0.5 * (away / 1.2) ** 2)[:, None].expand(-1, 3, -1, -1).contiguous()


def waves(count: int, columns: int, seed: int) -> torch.Tensor:
    """(B, 2 W) rows of smooth paths."""
    generator = torch.Generator().manual_seed(seed)
    phase, pitch = torch.rand(2, count, 1, generator=generator)
    return 32 + 12 * torch.sin(6.3 * phase + torch.arange(2 * columns) * (0.05 + 0.1 * pitch))


def test_windows_show_the_strip_along_the_path_and_repeat_its_edges():
    strips = torch.arange(2 * 3 * 20 * 5, dtype=torch.float32).reshape(2, 3, 20, 5)
    middles = torch.tensor([[10, 3, 19, 0, -4], [5, 6, 7, 8, 30]])
    windows = level_windows(strips, middles, 8)
    assert windows.shape == (2, 3, 8, 5)
    for strip, column in ((0, 0), (0, 2), (0, 4), (1, 3), (1, 4)):
        for row in range(8):
            seen = min(max(int(middles[strip, column]) + row - 4, 0), 19)
            assert torch.equal(windows[strip, :, row, column], strips[strip, :, seen, column])


def test_the_middle_of_a_column_is_that_of_its_positions():
    assert column_middles(torch.tensor([[10.0, 11.2, 30.4, 30.5]]), 2).tolist() == [[11, 30]]


def test_features_of_a_path_do_not_know_how_high_it_runs():
    rows_px = waves(3, 20, seed=1)
    low, high = (path_features(rows, column_middles(rows, 2)) for rows in (rows_px, rows_px + 7))
    assert low.shape == (3, 14, 20)
    assert torch.allclose(low, high, atol=1e-4)


def test_paths_stay_as_they_are_until_something_was_learned():
    rows_px = waves(2, 24, seed=2)
    assert torch.equal(PathRefiner(**TINY)(printed(rows_px), rows_px), rows_px)


def test_corrections_are_bounded():
    refiner = PathRefiner(**TINY).eval()
    torch.nn.init.constant_(refiner.correction.bias, 100.0)
    rows_px = waves(1, 24, seed=3)
    assert torch.allclose(refiner(printed(rows_px), rows_px), rows_px + MAX_PX)


def test_loss_is_logarithmic_and_leaves_out_what_is_unknown_or_on_another_stroke():
    refiner = PathRefiner(**TINY).eval()
    rows_px = torch.full((3, 8), 30.0)
    unknown = float('nan')
    truth = torch.tensor([
        [31.0, 32.0, unknown, 30.0 + MAX_PX + 1, 30.0, 30.0, 30.0, 30.0],
        [40.0] * 8,
        [unknown] * 8,
    ])  # fmt: skip
    loss = refiner.loss(torch.zeros(3, 3, 16, 4), rows_px, truth)['loss_path']
    expected = [0.5 * np.log(square + FLOOR_PX**2) for square in ((1 + 4) / 6, 100.0, 0.0)]
    assert loss.item() == pytest.approx(np.mean(expected), rel=1e-4)


def test_a_window_that_cannot_be_halved_is_refused():
    with pytest.raises(ValueError, match='window_rows=24: 4 steps halve it, choose a multiple of 16'):
        PathRefiner(positions_per_column=2, window_rows=24)


def test_it_learns_where_the_ink_is():
    torch.manual_seed(0)
    refiner = PathRefiner(**TINY)
    optimizer = torch.optim.Adam(refiner.parameters(), lr=1e-2)
    for step in range(80):
        truth = waves(8, 32, seed=step)
        path = truth + torch.randn(truth.shape)
        optimizer.zero_grad()
        refiner.loss(refiner.windows(printed(truth), path), path, truth)['loss_path'].backward()
        optimizer.step()
    truth = waves(8, 32, seed=1000)
    path = truth + torch.randn(truth.shape)
    refined = refiner.eval()(printed(truth), path).detach()
    assert (refined - truth).square().mean() < 0.3 * (path - truth).square().mean()


def test_a_network_with_a_refiner_trains_it_alone():
    model = MODELS.build(NET).train()
    before = copy.deepcopy(model.state_dict())
    sample = ECGDataSample(gt_rows_px=torch.full((128,), 30.0), gt_inked=torch.ones(128, dtype=torch.bool))
    losses = model(torch.randn(2, 3, 64, 64), [sample, sample], mode='loss')
    assert set(losses) == {'loss_path'}
    losses['loss_path'].backward()
    with_gradient = {name for name, value in model.named_parameters() if value.grad is not None}
    assert with_gradient == {name for name, _ in model.named_parameters() if name.startswith('refiner.')}
    changed = {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
    assert changed
    assert all(name.startswith('refiner.') for name in changed)  # batch statistics


def test_what_was_stored_of_strips_trains_as_the_strips_do():
    torch.manual_seed(0)
    model = MODELS.build(NET).train()
    inputs = torch.randn(2, 3, 64, 64)
    truth = torch.full((128,), 30.0)
    whole = [ECGDataSample(gt_rows_px=truth, gt_inked=torch.ones(128, dtype=torch.bool)) for _ in range(2)]
    paths_px = model.bins_to_px(model.decoder(model(inputs)[0], inputs)[0])
    stored = [ECGDataSample(gt_rows_px=truth, pred_rows_px=path_px) for path_px in paths_px]
    from_strips = model(inputs, whole, mode='loss')['loss_path']
    assert torch.equal(model(model.refiner.windows(inputs, paths_px), stored, mode='loss')['loss_path'], from_strips)


def test_predictions_are_corrected():
    model = MODELS.build(NET).eval()
    inputs = torch.randn(1, 3, 64, 64)
    decoded, refined = (model(inputs, [ECGDataSample()], mode='predict')[0].pred_rows_px for _ in range(2))
    assert torch.equal(decoded, refined)
    torch.nn.init.constant_(model.refiner.correction.bias, 0.25)
    shifted = model(inputs, [ECGDataSample()], mode='predict')[0].pred_rows_px
    assert torch.allclose(shifted, decoded + 1.0, atol=1e-4)
