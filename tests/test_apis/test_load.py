import json

import pytest
import torch

from ecgdigi.apis import load_tracenet
from ecgdigi.io.weights_file import SUFFIX, weights_bytes
from ecgdigi.weights import find_weights, read_weights_file


def write(path, change):
    """The published weights with another model config."""
    content = read_weights_file(find_weights('tracenet_small'))
    meta = {**content.meta, 'model': json.dumps(change(content.model))}
    if path.suffix == SUFFIX:
        path.write_bytes(weights_bytes(content.state_dict, meta))
    else:
        torch.save(dict(state_dict=content.state_dict, meta=meta), path)
    return path


@pytest.mark.parametrize('suffix', ['.pth', SUFFIX])
@pytest.mark.parametrize(
    'place',
    [
        lambda model, evil: evil,
        lambda model, evil: {**model, 'backbone': evil},
        lambda model, evil: {**model, 'head': {**model['head'], 'init_cfg': [evil]}},
        lambda model, evil: {**model, 'decoder': evil},
    ],
    ids=['network', 'part', 'deep', 'decoder'],
)
def test_a_model_config_cannot_call_anything_but_registered_parts(tmp_path, place, suffix):
    evil = dict(type='os.system', command=f'touch {tmp_path}/ran')
    path = write(tmp_path / f'evil{suffix}', lambda model: place(model, evil))
    with pytest.raises(ValueError, match=r"evil\.\w+: .*'os\.system', which is no registered part"):
        load_tracenet(path)
    assert not (tmp_path / 'ran').exists()


@pytest.mark.parametrize(
    'change',
    [
        lambda model: {**model, '_scope_': 'os'},
        lambda model: {**model, 'type': 3},
        lambda model: {'typo': model['type']},
        lambda model: {**model, 'wrong': 1},
        lambda model: [model],
        lambda model: {**model, 'backbone': {**model['backbone'], 'channels': [10**9]}},
    ],
    ids=['scope', 'number', 'no type', 'argument', 'list', 'huge'],
)
def test_a_model_config_that_is_none_is_refused_in_one_line(tmp_path, change):
    with pytest.raises(ValueError, match=r'other\.pth: ') as caught:
        load_tracenet(write(tmp_path / 'other.pth', change))
    assert '\n' not in str(caught.value)


@pytest.mark.parametrize('suffix', ['.pth', SUFFIX])
def test_weights_as_published_are_loaded(tmp_path, suffix):
    assert load_tracenet(write(tmp_path / f'same{suffix}', dict)).training is False


def test_the_published_network_knows_what_its_confidence_is_worth():
    assert load_tracenet().confidence_table is not None
