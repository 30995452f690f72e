from ecgdigi.commands.weights import main
from ecgdigi.weights import find_weights, published


def test_weights_are_listed(capsys):
    assert main(['list']) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(published())
    assert all(known['sha256'] in line for known, line in zip(published().values(), lines, strict=True))


def test_weights_are_verified(tmp_path, capsys):
    assert main(['verify']) == 0
    assert capsys.readouterr().out.count('  good  ') == len(published())
    data = bytearray(find_weights('pagenet_small').read_bytes())
    data[-1] ^= 1
    (tmp_path / 'mine.safetensors').write_bytes(data)
    assert main(['verify', str(tmp_path / 'mine.safetensors'), 'pagenet_small', 'none']) == 1
    printed = capsys.readouterr()
    assert [line.split()[1] for line in printed.out.splitlines()] == ['bad', 'good', 'bad']
    assert 'its numbers have changed' in printed.err
    assert 'none: no such file' in printed.err
