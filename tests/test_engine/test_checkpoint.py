import os
import pickle

import pytest
import torch

from ecgdigi.engine.checkpoint import newest_checkpoint, read_checkpoint, warn_of_earlier_run, write_whole


def test_what_is_no_checkpoint_is_refused_in_one_line(tmp_path):
    torch.save(dict(state_dict=dict(w=torch.ones(2))), tmp_path / 'whole.pth')
    data = (tmp_path / 'whole.pth').read_bytes()
    (tmp_path / 'cut.pth').write_bytes(data[: len(data) // 2])
    (tmp_path / 'empty.pth').write_bytes(b'')
    torch.save([1, 2], tmp_path / 'list.pth')
    assert read_checkpoint(tmp_path / 'whole.pth')['state_dict']['w'].sum() == 2
    for name, reason in (('cut', 'not a readable'), ('empty', 'not a readable'), ('list', 'no state_dict')):
        with pytest.raises(ValueError, match=rf'{name}\.pth: .*{reason}') as caught:
            read_checkpoint(tmp_path / f'{name}.pth')
        assert '\n' not in str(caught.value)
    with pytest.raises(FileNotFoundError, match='no such checkpoint'):
        read_checkpoint(tmp_path / 'none.pth')


def test_a_single_changed_bit_is_found(tmp_path):
    path = tmp_path / 'whole.pth'
    torch.save(dict(state_dict=dict(w=torch.arange(1000.0))), path)
    data = bytearray(path.read_bytes())
    place = bytes(data).index(torch.arange(1000.0).numpy().tobytes()[400:440])
    data[place] ^= 4
    path.write_bytes(data)
    assert torch.load(path)['state_dict']['w'][100] != 100  # torch does not see it
    with pytest.raises(ValueError, match=r'whole\.pth: not a readable'):
        read_checkpoint(path)


def test_code_in_a_checkpoint_never_runs(tmp_path):
    class Gadget:
        def __reduce__(self):
            return open, (str(tmp_path / 'ran'), 'w')

    with open(tmp_path / 'evil.pth', 'wb') as file:
        pickle.dump(dict(state_dict={}, meta=Gadget()), file)
    with pytest.raises(ValueError, match=r'evil\.pth'):
        read_checkpoint(tmp_path / 'evil.pth')
    assert not (tmp_path / 'ran').exists()


def test_the_newest_whole_checkpoint_is_found(tmp_path):
    assert newest_checkpoint(tmp_path) is None
    names = ['iter_900.pth', 'iter_9.pth', 'iter_10.pth', 'best_strip_snr_db_3.5_iter_10.pth', 'weights.pth']
    for saved_at_s, name in zip((1.0, 2.0, 3.0, 3.0, 9.0), names, strict=True):
        torch.save(dict(state_dict={}, meta=dict(saved_at_s=saved_at_s)), tmp_path / name)
    # By time, so that files of an earlier run do not count; and of a run, not any file.
    assert newest_checkpoint(tmp_path).name == 'iter_10.pth'
    (tmp_path / 'iter_10.pth').write_bytes(b'half')
    assert newest_checkpoint(tmp_path).name == 'best_strip_snr_db_3.5_iter_10.pth'
    (tmp_path / 'best_strip_snr_db_3.5_iter_10.pth').unlink()
    assert newest_checkpoint(tmp_path).name == 'iter_9.pth'


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / 'iter_1.pth'
    write_whole(b'old', path)

    def full_disk(descriptor):
        raise OSError('no space left on device')

    monkeypatch.setattr(os, 'fsync', full_disk)
    with pytest.raises(OSError, match='no space'):
        write_whole(b'new', path)
    assert path.read_bytes() == b'old'
    assert [p.name for p in tmp_path.iterdir()] == ['iter_1.pth']


def test_an_earlier_run_in_the_work_dir_is_told_of(tmp_path, capsys):
    warn_of_earlier_run(tmp_path)
    (tmp_path / 'mine.pth').write_bytes(b'')
    warn_of_earlier_run(tmp_path)
    assert capsys.readouterr().err == ''
    for name, age_s in (('iter_20.pth', 9), ('best_strip_snr_db_3.1_iter_40.pth', 5), ('iter_40.pth', 5)):
        (tmp_path / name).write_bytes(b'')
        os.utime(tmp_path / name, (1e9 - age_s, 1e9 - age_s))
    warn_of_earlier_run(tmp_path)
    line = 'results of an earlier run are here (iter_40.pth); --resume goes on from it'
    assert capsys.readouterr().err == f'{tmp_path}: {line}\n'
