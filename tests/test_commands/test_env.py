import getpass
import platform
from pathlib import Path

import torch

from ecgdigi.commands.env import main


def test_versions_are_printed_and_nothing_personal(capsys):
    assert main([]) == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert lines['torch'] == torch.__version__
    assert lines['threads'] == str(torch.get_num_threads())
    assert {'ecgdigi', 'python', 'system', 'opencv', 'mmengine', 'pypdfium2', 'pillow', 'cpu'} <= set(lines)
    text = ' '.join(lines.values())
    assert '/' not in text
    for secret in (platform.node(), str(Path.home())):
        assert not secret or secret not in text
    assert getpass.getuser() not in text.split()
