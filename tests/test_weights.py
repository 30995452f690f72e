import pytest
import torch

from ecgdigi.weights import find_weights, read_weights_file


def test_published_weights_are_whole():
    content = read_weights_file(find_weights('tracenet_small'))
    assert content.model['type'] == 'TraceNet'


def test_damaged_and_foreign_files_are_refused(tmp_path):
    whole = find_weights('tracenet_small').read_bytes()
    (tmp_path / 'cut.pth').write_bytes(whole[: len(whole) // 2])
    torch.save([1, 2], tmp_path / 'list.pth')
    for name in ('cut.pth', 'list.pth'):
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
