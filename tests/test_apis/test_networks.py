import pytest
import torch

from ecgdigi.apis import Networks, NetworksNotLoadedError
from ecgdigi.apis import networks as module


def test_networks_are_loaded_once_and_not_before_they_are_needed(monkeypatch):
    asked = []

    def load(weights, *args, head='trace'):
        asked.append((weights, head))
        return torch.nn.Identity()

    monkeypatch.setattr(module, 'load_tracenet', load)
    monkeypatch.setattr(module, 'load_pagenet', load)
    networks = Networks(page=None)
    assert asked == []
    assert networks.loaded is networks.loaded
    assert asked == [('tracenet_small', 'trace'), ('layoutnet_small', 'layout'), ('scalenet_small', 'scale')]
    assert networks.loaded.page_net is None


def test_names_are_checked_at_once_and_files_when_they_are_loaded(tmp_path):
    for names in (('tracenet_smal',), ('tracenet_small', str(tmp_path))):
        with pytest.raises(NetworksNotLoadedError, match='no such file, and no published weights of that name'):
            Networks(*names)
    (tmp_path / 'a.safetensors').write_bytes(b'damaged')
    networks = Networks(str(tmp_path / 'a.safetensors'))
    with pytest.raises(NetworksNotLoadedError, match=r'a\.safetensors: not a readable weights file'):
        _ = networks.loaded
    with pytest.raises(NetworksNotLoadedError, match=r'layoutnet_small\.safetensors: holds a PageNet, wanted a TraceNet'):
        _ = Networks('layoutnet_small').loaded
    with pytest.raises(NetworksNotLoadedError):
        _ = Networks(device='no_such_device').loaded


@pytest.mark.parametrize('device', ['gpu', 'cuda:99', ''])
def test_a_device_that_is_not_there_is_named_at_once(device):
    with pytest.raises(NetworksNotLoadedError, match=f'^{device}: no such device; choose cpu or, with a CUDA build of PyTorch'):
        Networks(device=device)
