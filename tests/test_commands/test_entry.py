"""`ecgdigi COMMAND` does the same as the programs of tools/."""

import importlib
import json
import os
import subprocess
import sys

from runs import ENVIRONMENT, ROOT
from vector_pages import VectorStyle, vector_page

from ecgdigi.commands.entry import COMMANDS, main
from ecgdigi.version import __version__


def ended(argv, capsys):
    """Exit code, stdout and stderr of a command that ends by itself or by its parser."""
    try:
        code = main([str(arg) for arg in argv])
    except SystemExit as error:
        code = error.code
    return code, *capsys.readouterr()


def test_every_command_is_listed_and_has_help(capsys):
    code, out, _ = ended(['--help'], capsys)
    assert code == 0
    assert 'Exit codes' in out
    for name, what in COMMANDS.items():
        assert f'{name:10}{what}' in out
        code, helped, _ = ended([name, '--help'], capsys)
        assert code == 0
        assert helped.startswith(f'usage: ecgdigi {name} ')
        assert 'Exit code: 0 ' in ' '.join(helped.split())


def test_every_command_is_a_module_and_every_module_a_command():
    modules = {path.stem for path in (ROOT / 'ecgdigi/commands').glob('*.py')} - {'__init__', 'entry'}
    assert set(COMMANDS) == modules
    assert all(callable(importlib.import_module(f'ecgdigi.commands.{name}').main) for name in COMMANDS)


def test_wrong_usage(capsys):
    for argv in ([], ['digitise'], ['digitize'], ['evaluate', 'a'], ['weights'], ['env', 'x'], ['train', 'none.py']):
        code, _, err = ended(argv, capsys)
        assert code == 2, argv
        assert err
    assert ended(['--version'], capsys)[:2] == (0, f'ecgdigi {__version__}\n')


def test_lines_of_a_pdf_are_read_without_any_weights(tmp_path, signal):
    """The program is run where no weights can be read."""
    (tmp_path / 'a.pdf').write_bytes(vector_page(signal, VectorStyle()))
    (tmp_path / 'site').mkdir()
    (tmp_path / 'site' / 'sitecustomize.py').write_text(
        'import sys\n'
        'def refuse(event, args):\n'
        "    if event == 'open' and str(args[0]).endswith('.safetensors'):\n"
        "        raise SystemExit('weights were opened')\n"
        'sys.addaudithook(refuse)\n'
    )
    path = os.pathsep.join(filter(None, [str(tmp_path / 'site'), os.environ.get('PYTHONPATH')]))
    program = [sys.executable, '-m', 'ecgdigi.commands.entry', 'digitize', tmp_path / 'a.pdf', '--out-dir', tmp_path / 'out']
    environment = ENVIRONMENT | dict(PYTHONPATH=path)

    def run(*options):
        command = [*map(str, program), '--format', 'json', *options]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)

    result = run()
    assert result.returncode == 0, result.stderr
    assert 'a.pdf: 3x4+1, 10 s, 25 mm/s (beats), 10 mm/mV (pulse), by lines of the file, no grade needed\n' in result.stdout
    assert json.loads((tmp_path / 'out/a.json').read_text())['route'] == 'vector'
    assert 'weights were opened' in run('--route', 'pixels', '--force').stderr
