import json

import pytest
import torch

from ecgdigi.io.weights_file import weights_bytes
from ecgdigi.weights import INDEX, find_weights, read_weights_file


def test_published_weights_are_whole():
    content = read_weights_file(find_weights('tracenet_small'))
    assert content.model['type'] == 'TraceNet'


def test_every_published_file_is_listed_and_whole():
    for name in json.loads(INDEX.read_text()):
        content = read_weights_file(find_weights(name))
        assert all(value.isfinite().all() for value in content.state_dict.values())
        assert content.meta['note']
    listed = [entry['file'] for entry in json.loads(INDEX.read_text()).values()]
    assert sorted(path.name for path in INDEX.parent.glob('*.safetensors')) == sorted(listed)


def test_a_training_checkpoint_is_read_too(tmp_path):
    torch.save(dict(state_dict=dict(w=torch.ones(2)), meta=dict(model='{"type": "Mine"}')), tmp_path / 'iter_1.pth')
    content = read_weights_file(tmp_path / 'iter_1.pth')
    assert content.model == {'type': 'Mine'}
    assert torch.equal(content.state_dict['w'], torch.ones(2))


def test_damaged_and_foreign_files_are_refused(tmp_path):
    whole = find_weights('tracenet_small').read_bytes()
    (tmp_path / 'cut.safetensors').write_bytes(whole[: len(whole) // 2])
    (tmp_path / 'none.safetensors').write_bytes(weights_bytes(dict(w=torch.ones(2)), {}))
    torch.save([1, 2], tmp_path / 'list.pth')
    for name in ('cut.safetensors', 'none.safetensors', 'list.pth'):
        with pytest.raises(ValueError, match=name):
            read_weights_file(tmp_path / name)


def test_code_in_a_checkpoint_never_runs(tmp_path):
    import pickle

    class Gadget:
        def __reduce__(self):
            return open, (str(tmp_path / 'ran'), 'w')

    with open(tmp_path / 'evil.pth', 'wb') as file:
        pickle.dump(dict(state_dict={}, meta=dict(model=Gadget())), file)
    with pytest.raises(ValueError, match=r'evil\.pth'):
        read_weights_file(tmp_path / 'evil.pth')
    assert not (tmp_path / 'ran').exists()
