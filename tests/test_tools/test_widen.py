import sys

import pytest
import torch
from runs import ROOT, run, run_well

from ecgdigi.apis import load_tracenet
from ecgdigi.config import load_config
from ecgdigi.registry import MODELS

pytestmark = pytest.mark.slow
CONFIG = ROOT / 'configs/tracenet/tracenet_medium_ptbxl.py'
WEIGHTS = ROOT / 'ecgdigi/weights/tracenet_small.safetensors'
PROGRAM = [sys.executable, 'tools/model/widen.py', WEIGHTS]


def test_the_medium_network_starts_as_the_small_one(tmp_path):
    out = tmp_path / 'start.pth'
    assert str(out) in run_well([*PROGRAM, CONFIG, out]).stdout
    medium = MODELS.build(load_config(CONFIG).model).eval()
    medium.load_state_dict(torch.load(out)['state_dict'])
    strips = torch.randint(0, 255, (1, 3, 512, 64), dtype=torch.uint8)
    with torch.inference_mode():
        answers = [net(net.data_preprocessor(dict(inputs=strips))['inputs']) for net in (load_tracenet(WEIGHTS), medium)]
    for small, large in zip(*answers, strict=True):
        torch.testing.assert_close(small, large, rtol=1e-3, atol=1e-3)


def test_a_network_of_another_kind_is_refused_in_one_line(tmp_path):
    result = run([*PROGRAM, ROOT / 'configs/pagenet/layoutnet_small_ptbxl.py', tmp_path / 'start.pth'])
    assert result.returncode == 1
    assert 'tracenet_small.safetensors' in result.stderr
    assert 'in one of the two networks alone' in result.stderr
    assert 'Traceback' not in result.stderr
    assert not list(tmp_path.iterdir())
