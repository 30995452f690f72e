import sys

import pytest
import torch
from runs import ROOT, run, run_well

from ecgdigi.apis import load_tracenet
from ecgdigi.io.weights_file import weights_bytes
from ecgdigi.weights import find_weights, read_weights_file

pytestmark = pytest.mark.slow
PROGRAM = [sys.executable, 'tools/model/average.py']


def test_weights_are_averaged_and_read_as_a_network(tmp_path):
    content = read_weights_file(find_weights('tracenet_small'))
    moved = {name: value + 1 if value.is_floating_point() else value for name, value in content.state_dict.items()}
    (tmp_path / 'later.safetensors').write_bytes(weights_bytes(moved, content.meta))
    run_well([*PROGRAM, find_weights('tracenet_small'), tmp_path / 'later.safetensors', tmp_path / 'out.pth', '--share', '0.25'])
    mixed = torch.load(tmp_path / 'out.pth')['state_dict']
    for name, value in content.state_dict.items():
        if value.is_floating_point():
            torch.testing.assert_close(mixed[name], value + 0.25)
    assert load_tracenet(tmp_path / 'out.pth').training is False


def test_other_networks_and_shares_are_refused_in_one_line(tmp_path):
    weights = ROOT / 'ecgdigi/weights'
    result = run([*PROGRAM, weights / 'tracenet_small.safetensors', weights / 'pagenet_small.safetensors', tmp_path / 'out.pth'])
    assert result.returncode == 1
    assert 'pagenet_small.safetensors: holds other weights than' in result.stderr
    assert 'Traceback' not in result.stderr
    assert not list(tmp_path.iterdir())
    nameless = tmp_path / 'nameless.pth'
    torch.save(dict(state_dict=read_weights_file(weights / 'tracenet_small.safetensors').state_dict), nameless)
    result = run([*PROGRAM, weights / 'tracenet_small.safetensors', nameless, tmp_path / 'out.pth'])
    assert (result.returncode, (tmp_path / 'out.pth').exists()) == (1, False)
    assert 'nameless.pth: does not say what network it is of' in result.stderr
    same = weights / 'tracenet_small.safetensors'
    assert run([*PROGRAM, same, same, tmp_path / 'out.pth', '--share', '1.5']).returncode == 2
