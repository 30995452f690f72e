import sys

import pytest
import torch
from runs import ROOT, TINY_CONFIG, run, train

from ecgdigi.config import load_config
from ecgdigi.engine.checkpoint import read_checkpoint
from ecgdigi.engine.checkpoint_summary import summarize_checkpoint, weight_lines

PROGRAM = [sys.executable, 'tools/model/inspect_checkpoint.py']


def test_weights_alone():
    content = dict(meta=dict(note='of nobody'), state_dict=dict(w=torch.tensor([1.0, 3.0]), v=torch.tensor([float('inf')])))
    text = '\n'.join(summarize_checkpoint(content))
    assert 'weights alone' in text
    assert 'NOT FINITE: v' in text
    assert 'note: of nobody' in text
    assert weight_lines(content)[0] == 'w  float32  (2,)  mean 2  std 1'


def test_a_weights_file_is_compared_by_its_model():
    content = read_checkpoint(ROOT / 'ecgdigi/weights/pagenet_small.safetensors')
    same, other = (load_config(ROOT / f'configs/pagenet/{name}.py') for name in ('pagenet_small_ptbxl', 'scalenet_small'))
    assert 'model: as in the config' in summarize_checkpoint(content, same)
    assert 'model: another than in the config; see --config' in summarize_checkpoint(content, other)


@pytest.mark.slow
def test_of_a_run_everything_is_told(tmp_path):
    train(tmp_path, '--amp', '--cfg-options', '+optim_wrapper.loss_scale=dynamic')
    lines = summarize_checkpoint(read_checkpoint(tmp_path / 'iter_8.pth'), load_config(ROOT / TINY_CONFIG))
    text = '\n'.join(lines)
    for part in ('can be resumed', '8 of 8 iterations', 'seed 0, 1 process', 'loss scale: 65536', 'history train/loss: 8 values',
                 'history val/strip/snr_db: 2 values', 'best by strip/height_error_mm (min)', 'torch 2.'):  # fmt: skip
        assert part in text, part
    assert 'config has changed since: optim_wrapper.type: AmpOptimWrapper -> OptimWrapper' in lines
    good, cut = tmp_path / 'iter_8.pth', tmp_path / 'cut.pth'
    cut.write_bytes(good.read_bytes()[:-100])
    result = run([*PROGRAM, good, cut, '--weights', '--config', '--compare', TINY_CONFIG])
    assert result.returncode == 1
    assert 'backbone.stem.0.weight  float32  (8, 4, 6, 3)' in result.stdout
    assert '"max_iters": 8' in result.stdout
    assert result.stderr.startswith(f'inspect_checkpoint: {cut}: not a readable checkpoint')
    assert run([*PROGRAM, good], fresh=True).returncode == 0
    assert run([*PROGRAM, good, '--compare', 'none.py']).returncode == 2
