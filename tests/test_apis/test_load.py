import json

import pytest
import torch

from ecgdigi.apis import load_tracenet
from ecgdigi.weights import find_weights


def write(path, change):
    """The published weights with another model config."""
    content = torch.load(find_weights('tracenet_small'), weights_only=True)
    model = json.loads(content['meta']['model'])
    content['meta'] = {**content['meta'], 'model': json.dumps(change(model))}
    torch.save(content, path)
    return path


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
def test_a_model_config_cannot_call_anything_but_registered_parts(tmp_path, place):
    evil = dict(type='os.system', command=f'touch {tmp_path}/ran')
    path = write(tmp_path / 'evil.pth', lambda model: place(model, evil))
    with pytest.raises(ValueError, match=r"evil\.pth: .*'os\.system', which is no registered part"):
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


def test_weights_as_published_are_loaded(tmp_path):
    assert load_tracenet(write(tmp_path / 'same.pth', dict)).training is False
