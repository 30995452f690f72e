import hashlib
import json
import sys

import pytest
import torch
from runs import TINY_CONFIG, run, run_well, train

from ecgdigi.apis import load_tracenet
from ecgdigi.io.weights_file import read_weights_bytes

pytestmark = pytest.mark.slow
PROGRAM = [sys.executable, 'tools/model/publish.py', TINY_CONFIG]


@pytest.fixture(scope='module')
def trained(tmp_path_factory):
    """Last checkpoint of a run."""
    folder = tmp_path_factory.mktemp('trained')
    train(folder)
    return folder / 'iter_8.pth'


def test_a_checkpoint_becomes_weights_alone(tmp_path, trained):
    out = tmp_path / 'mine.safetensors'
    printed = run_well([*PROGRAM, trained, out, '--note', 'drawn pages'], fresh=True).stdout
    assert hashlib.sha256(out.read_bytes()).hexdigest() in printed
    content = read_weights_bytes(out)
    assert content['meta'].keys() == {'model', 'note'}
    assert content['meta']['note'] == 'drawn pages'
    assert json.loads(content['meta']['model'])['type'] == 'TraceNet'
    averaged = torch.load(trained)['state_dict']
    for file in (out, trained):  # both are read with
        loaded = load_tracenet(file).state_dict()
        assert all(torch.equal(averaged[name], value) for name, value in loaded.items())
    assert out.stat().st_size < 0.5 * trained.stat().st_size


def test_a_weights_file_of_the_older_kind_is_taken(tmp_path, trained):
    """Such as earlier versions made: a dict of `state_dict` and `meta`, by torch."""
    new, old = tmp_path / 'new.safetensors', tmp_path / 'old.pth'
    content = torch.load(trained)
    model = json.dumps(json.loads(content['meta']['config_json'])['model'])
    torch.save(dict(meta=dict(model=model, note='of old'), state_dict=content['state_dict']), old)
    run_well([*PROGRAM, old, new])
    converted = read_weights_bytes(new)
    assert converted['meta'] == dict(model=model, note='of old')
    assert converted['state_dict'].keys() == content['state_dict'].keys()
    assert all(torch.equal(value, content['state_dict'][name]) for name, value in converted['state_dict'].items())


def test_a_network_that_reads_ends_becomes_part_of_another(tmp_path, trained):
    out = tmp_path / 'mine.safetensors'
    run_well([*PROGRAM, trained, out, '--end-reader', trained])
    whole = load_tracenet(out)
    alone = load_tracenet(trained).state_dict()
    assert all(torch.equal(whole.end_reader.state_dict()[name], value) for name, value in alone.items())
    again = tmp_path / 'again.safetensors'
    run_well([*PROGRAM, trained, again, '--end-reader', out])  # its end reader, not all of it
    assert read_weights_bytes(again)['state_dict'].keys() == read_weights_bytes(out)['state_dict'].keys()


def test_an_end_reader_of_another_kind_is_refused(tmp_path, trained):
    result = run([*PROGRAM, trained, tmp_path / 'mine.safetensors', '--end-reader', 'ecgdigi/weights/pagenet_small.safetensors'])
    assert result.returncode == 2
    assert 'holds a PageNet; wanted a TraceNet' in result.stderr
    assert not (tmp_path / 'mine.safetensors').exists()


def test_the_config_must_be_that_of_the_checkpoint(tmp_path):
    train(tmp_path, '--cfg-options', 'model.backbone.norm=batch')
    result = run([*PROGRAM, tmp_path / 'iter_8.pth', tmp_path / 'mine.safetensors'])
    assert result.returncode == 2
    assert f'of another model than {TINY_CONFIG}' in result.stderr
    assert not (tmp_path / 'mine.safetensors').exists()


def test_a_place_that_cannot_be_written_to_is_named(tmp_path, trained):
    (tmp_path / 'mine.safetensors').mkdir()
    for out, words in (
        (tmp_path / 'mine.safetensors', 'a folder; name a file in it'),
        (tmp_path / 'none/mine.safetensors', 'there is no folder'),
        (tmp_path / 'mine.pth', 'name it mine.safetensors'),
    ):
        result = run([*PROGRAM, trained, out])
        assert result.returncode == 2
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_a_damaged_checkpoint_is_refused_and_nothing_is_written(tmp_path):
    (tmp_path / 'cut.pth').write_bytes(b'half')
    result = run([*PROGRAM, tmp_path / 'cut.pth', tmp_path / 'mine.safetensors'])
    assert result.returncode == 2
    assert result.stderr.startswith(f'publish: {tmp_path}/cut.pth: not a readable checkpoint')
    assert [path.name for path in tmp_path.iterdir()] == ['cut.pth']
