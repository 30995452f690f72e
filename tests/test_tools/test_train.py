import pytest
from runs import TINY_CONFIG, losses, run, train, train_command

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ('args', 'code', 'message'),
    [
        (['configs/none.py'], 2, 'configs/none.py: no such config'),
        ([TINY_CONFIG, '--cfg-options', 'optim_wrapper.lr=1'], 2, 'the config has no such key'),
        (
            [TINY_CONFIG, '--cfg-options', 'model.backbone.type=StripUnet'],
            1,
            "model.backbone: 'StripUnet' is not a registered model",
        ),
        ([TINY_CONFIG, '--cfg-options', '+model.backbone.width=3'], 2, 'StripUNet takes no width'),
        ([TINY_CONFIG, '--resume', 'none.pth'], 1, 'none.pth: no such checkpoint'),
        ([TINY_CONFIG, '--amp', '--cfg-options', '+optim_wrapper.dtype=float16'], 1, 'float16 is for GPUs'),
        (
            [
                TINY_CONFIG,
                '--cfg-options',
                'val_dataloader.sampler.type=ResumableSampler',
            ],
            1,
            'shuffle=False',
        ),
    ],
)
def test_mistakes_end_in_one_line(tmp_path, args, code, message):
    result = run([*train_command(tmp_path)[:2], *args, '--work-dir', tmp_path])
    assert result.returncode == code
    assert message in result.stderr.splitlines()[-1]
    assert 'Traceback' not in result.stderr


def test_amp_follows_float32(tmp_path):
    plain, amp = losses_of(tmp_path / 'plain'), losses_of(tmp_path / 'amp', '--amp')
    assert amp != plain
    assert amp == pytest.approx(plain, rel=0.02)  # bfloat16 keeps 8 bits: 0.4 % in each number, less in their mean


def losses_of(work_dir, *args):
    train(work_dir, *args)
    import torch

    return losses(torch.load(work_dir / 'iter_8.pth'))
