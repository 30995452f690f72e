"""Every file of configs/training does what it says, on a network and strips so small that it takes seconds."""

import json

import pytest
import torch
from runs import ROOT, TINY_CONFIG, losses, run, run_well, train_command

from ecgdigi.engine.checkpoint import read_checkpoint

pytestmark = pytest.mark.slow
SMOKE_CONFIG = 'configs/tracenet/tracenet_tiny_smoke.py'
NAMES = sorted(path.stem for path in (ROOT / 'configs/training').glob('*.py'))
SMALL = [
    'model.backbone.channels=[8,8,8,8]', 'model.backbone.depths=[1,1,1,1]', '+model.head.ink_channels=8',
    'train_dataloader.num_workers=0', 'train_dataloader.persistent_workers=False', 'train_dataloader.prefetch_factor=None',
    'train_dataloader.batch_size=1', 'val_dataloader.num_workers=0', 'val_dataloader.dataset.num_pages=2',
    'default_hooks.logger.interval=1',
]  # fmt: skip
for _loader in ('train_dataloader', 'val_dataloader'):
    SMALL += [f'{_loader}.dataset.{option}' for option in ('strips_per_page=2', 'strip_px=(64,64)', 'px_per_mm=2.0')]
    SMALL.append(f'{_loader}.dataset.pages.style.px_per_mm=(2.0,2.5)')
CONSTANT = 'param_scheduler=configs/_base_/schedules/constant.py'
ITERATIONS = ['train_cfg.max_iters=4', 'train_cfg.val_interval=2', 'default_hooks.checkpoint.interval=2', CONSTANT]


def command(name, work_dir, *options):
    config = SMOKE_CONFIG if name == 'plain' else f'configs/training/{name}.py'
    return train_command(work_dir, '--cfg-options', *SMALL, *options, config=config)


def trained(name, work_dir, *options):
    """The last checkpoint, what was printed, and the logged lines."""
    result = run_well(command(name, work_dir, *(options or ITERATIONS)))
    log = [json.loads(line) for line in next(work_dir.glob('*/vis_data/2*.json')).read_text().splitlines()]
    return torch.load(max(work_dir.glob('[ie]*.pth'), key=lambda path: path.stat().st_mtime)), result.stdout, log


def test_amp(tmp_path):
    content, _, _ = trained('amp', tmp_path)
    plain = run_well(command('plain', tmp_path / 'plain', *ITERATIONS))
    assert 'trained' in plain.stdout
    expected = losses(torch.load(tmp_path / 'plain/iter_4.pth'))
    assert losses(content) != expected
    assert losses(content) == pytest.approx(expected, rel=0.02)
    assert 'loss_scaler' in content['optimizer']


def test_accumulation(tmp_path):
    options = ['train_cfg.max_iters=8', 'train_cfg.val_interval=4', 'default_hooks.checkpoint.interval=4', CONSTANT]
    content, _, _ = trained('accumulation', tmp_path, *options)
    assert {int(state['step']) for state in content['optimizer']['state'].values()} == {2}
    assert len(content['progress']['histories']['train/grad_norm']['values']) == 2


def test_layer_decay(tmp_path):
    content, _, _ = trained('layer_decay', tmp_path)
    groups = content['optimizer']['param_groups']
    base = max(group['lr'] for group in groups)
    rates = sorted({round(group['lr'] / base, 6) for group in groups})
    assert rates == pytest.approx([0.7**k for k in (4, 3, 2, 1, 0)])
    assert {group['weight_decay'] for group in groups} == {0.0, 0.02}


def test_pretrained(tmp_path):
    shape = ['model.backbone.channels=[16,32,64,96,128]', 'model.backbone.depths=[1,2,2,2,3]', 'optim_wrapper.optimizer.lr=0.0']
    content, _, _ = trained('pretrained', tmp_path, *ITERATIONS, *shape)
    published = read_checkpoint(ROOT / 'ecgdigi/weights/tracenet_small.safetensors')['state_dict']
    found = content['ema_state_dict']
    backbone = [name for name in published if name.startswith('backbone.') and name.endswith('.weight')]
    assert len(backbone) > 30
    assert all(torch.equal(found[f'module.{name}'], published[name]) for name in backbone)
    assert found['module.head.height.weight'].std() == pytest.approx(0.01, rel=0.2)


def test_memory(tmp_path):
    """The loss curve of the same run without: `compile` runs the same operations here, checkpointing computes them twice."""
    with_switches, _, _ = trained('memory', tmp_path / 'with', *ITERATIONS, 'compile.backend=eager')
    without = run_well(command('accumulation', tmp_path / 'without', *ITERATIONS, 'optim_wrapper.accumulative_counts=1',
                               'optim_wrapper.clip_grad.clip_value=1e9'))  # fmt: skip
    assert 'trained' in without.stdout
    assert with_switches['progress']['histories']['train/grad_norm']['values'][0] == pytest.approx(
        torch.load(tmp_path / 'without/iter_4.pth')['progress']['histories']['train/grad_norm']['values'][0].item(), rel=1e-6
    )


def test_averaged_and_raw(tmp_path):
    _, _, log = trained('averaged_and_raw', tmp_path)
    validated = [entry for entry in log if 'raw/strip/height_error_mm' in entry]
    assert len(validated) == 2
    assert all(entry['raw/strip/height_error_mm'] != entry['strip/height_error_mm'] for entry in validated)
    # A momentum of 1 makes both the same model: nothing of the averaged one leaks into the first judgement.
    _, _, log = trained('averaged_and_raw', tmp_path / 'same', *ITERATIONS, 'default_hooks.ema.momentum=0.999999')
    for entry in (entry for entry in log if 'raw/strip/height_error_mm' in entry):
        assert entry['raw/strip/height_error_mm'] == pytest.approx(entry['strip/height_error_mm'], rel=1e-3)


def test_epochs(tmp_path):
    options = ['train_dataloader.dataset.num_pages=2', 'train_cfg.max_epochs=6']
    content, _, log = trained('epochs', tmp_path, *options)
    rates = [entry['lr'] for entry in log if 'loss' in entry]
    base = 3e-3
    # Two iterations of warm-up, then a halving every second epoch of two iterations.
    assert rates == pytest.approx([0.02 * base, base, *[base] * 4, *[base / 2] * 4, *[base / 4] * 2])
    assert (content['meta']['epoch'], content['meta']['iter']) == (6, 12)


def test_plateau(tmp_path):
    options = ['train_cfg.max_iters=8', 'train_cfg.val_interval=2', 'param_scheduler.0.end=2', '+param_scheduler.1.threshold=1e6']
    _, _, log = trained('plateau', tmp_path, *options, '+param_scheduler.1.threshold_mode=abs')
    rates = [entry['lr'] for entry in log if 'loss' in entry]
    assert rates[2:] == pytest.approx([3e-3, 3e-3, 1.5e-3, 1.5e-3, 7.5e-4, 7.5e-4])  # no progress is enough


def test_best_three(tmp_path):
    options = ['train_cfg.max_iters=10', 'train_cfg.val_interval=2', 'default_hooks.checkpoint.interval=2', CONSTANT]
    _, _, log = trained('best_three', tmp_path, *options, 'default_hooks.checkpoint.keep_every=6')
    scores = {entry['step']: entry['strip/snr_db'] for entry in log if 'strip/snr_db' in entry}
    best = sorted(scores, key=scores.get)[-3:]
    assert sorted(int(path.stem.split('_')[-1]) for path in tmp_path.glob('best_*.pth')) == sorted(best)
    assert sorted(path.name for path in tmp_path.glob('iter_*')) == ['iter_10.pth', 'iter_6.pth']


def test_watched(tmp_path):
    if pytest.importorskip('tensorboard', reason='an option: pip install ecgdigi[tensorboard]'):
        trained('watched', tmp_path)
    events = list(tmp_path.glob('*/vis_data/events.out.tfevents*'))
    assert len(events) == 1
    assert events[0].stat().st_size > 500
    pictures = sorted(path.name for path in (tmp_path / 'worst_pages/iter_4').iterdir())
    assert [name[:7] for name in pictures] == ['1_page_', '2_page_']


def test_sync_bn(tmp_path):
    """Between processes alone: one process trains as without. Several on the CPU are refused, see test_distributed.py."""
    content, _, _ = trained('sync_bn', tmp_path)
    assert len(losses(content)) == 4


def test_every_file_has_a_test_and_stands_in_the_table():
    assert {f'test_{name}' for name in NAMES} <= globals().keys()
    table = (ROOT / 'configs/training/README.md').read_text()
    assert all(f'`{name}.py`' in table for name in NAMES)


def test_a_schedule_from_the_command_line(tmp_path):
    run_well(train_command(tmp_path, '--mixed-precision', '--cfg-options', CONSTANT))
    rates = torch.load(tmp_path / 'iter_8.pth')['progress']['histories']['train/lr']['values']
    assert rates.tolist() == pytest.approx([1e-2 * (0.02 + 0.98 * t / 59) for t in range(8)])


@pytest.mark.parametrize(
    ('options', 'message'),
    [
        (['param_scheduler.0.by_epoch=True'], 'CosineAnnealingLR counts epochs, train_cfg iterations; write by_epoch=False'),
        (['param_scheduler=configs/_base_/schedules/none.py'], 'schedules/none.py: no such config'),
        (['default_hooks.checkpoint.monitor=strip/snr'], "monitor='strip/snr', but validation gives strip/height_error_mm"),
    ],
)
def test_what_would_not_move_is_refused(tmp_path, options, message):
    result = run(train_command(tmp_path, '--cfg-options', *options, config=TINY_CONFIG))
    assert result.returncode in (1, 2)
    assert message in result.stderr.splitlines()[-1]
