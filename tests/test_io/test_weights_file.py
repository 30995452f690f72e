import pytest
import torch
from safetensors.torch import load_file

from ecgdigi.engine.checkpoint import read_checkpoint
from ecgdigi.io.weights_file import read_weights_bytes, weights_bytes

META = dict(model='{"type": "Mine"}', note='of nobody')


@pytest.fixture
def tensors():
    """Of each kind that gave trouble: a view, one laid out channels last, a number, one that is part of another."""
    base = torch.arange(48.0).reshape(2, 3, 4, 2)
    return dict(
        turned=base.permute(3, 2, 1, 0),
        channels_last=base.to(memory_format=torch.channels_last),
        steps=torch.tensor(7),
        part=base[0],
        half=torch.tensor([float('nan'), 1.5], dtype=torch.bfloat16),
    )


def test_numbers_come_back_as_they_are(tmp_path, tensors):
    path = tmp_path / 'mine.safetensors'
    path.write_bytes(weights_bytes(tensors, META))
    for content in (read_weights_bytes(path), read_checkpoint(path)):
        assert content['meta'] == META
        assert content['state_dict'].keys() == tensors.keys()
        for name, value in content['state_dict'].items():
            assert (value.dtype, value.shape) == (tensors[name].dtype, tensors[name].shape)
            assert torch.equal(value.nan_to_num(9), tensors[name].nan_to_num(9))
    assert torch.equal(load_file(path)['part'], tensors['part'])  # safetensors' own reader


def test_the_same_weights_make_the_same_file(tensors):
    files = {weights_bytes(tensors, meta) for meta in (META, dict(reversed(META.items()))) for _ in range(8)}
    assert len(files) == 1


@pytest.mark.parametrize('damage', ['cut', 'flipped', 'text'])
def test_damage_is_found(tmp_path, tensors, damage):
    content = weights_bytes(tensors, META)
    flipped = content[:-40] + bytes([content[-40] ^ 1]) + content[-39:]
    path = tmp_path / 'mine.safetensors'
    path.write_bytes(dict(cut=content[:-5], flipped=flipped, text=b'no weights')[damage])
    for read in (read_weights_bytes, read_checkpoint):
        with pytest.raises(ValueError, match=r'mine\.safetensors: not a readable weights file'):
            read(path)


def test_files_of_other_programs_are_read(tmp_path, tensors):
    from safetensors.torch import save_file

    save_file(dict(w=tensors['part'].clone()), tmp_path / 'other.safetensors')
    assert read_weights_bytes(tmp_path / 'other.safetensors')['meta'] == {}
