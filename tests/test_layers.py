"""Data flows one way: a package imports only what its row names. And files stay of a size that is read in one go."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / 'ecgdigi'
FILES = sorted(ROOT.rglob('*.py'))
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 60
MAY_IMPORT = {
    'version': '',
    'progress': '',
    'near_names': '',
    'registry': 'near_names',
    'config_rules': 'near_names',
    'config_parts': 'config_rules near_names registry',
    'config': 'config_rules near_names',
    'command_line': 'config config_parts engine',
    'weights': 'io',
    'structures': '',
    'signals': 'structures',
    'geometry': 'structures signals',
    'io': 'registry structures signals',
    'vector': 'structures geometry io',
    'models': 'registry structures',
    'evaluation': 'registry structures signals io',
    'visualization': 'structures geometry io',
    'synthesis': 'registry structures signals geometry io',
    'datasets': 'registry structures geometry io synthesis',
    'engine': 'registry version io visualization',
    'archive': 'geometry io apis visualization',
    'commands': 'apis archive command_line engine evaluation io progress registry structures version weights',
    'apis': 'registry version structures geometry io models vector visualization weights',
}


def owner(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix('.py')


def imported_packages(path: Path):
    here = ('ecgdigi', *path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            names = ['.'.join((*base, *filter(None, [node.module]), alias.name)) for alias in node.names]
        yield from (name.split('.')[1] for name in names if name.startswith('ecgdigi.'))


@pytest.mark.parametrize('path', FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_flow_one_way(path):
    own = owner(path)
    if own != '__init__':
        assert set(imported_packages(path)) <= {own, *MAY_IMPORT[own].split()}


def test_no_row_is_needless():
    imports = {}
    for path in FILES:
        imports.setdefault(owner(path), set()).update(imported_packages(path))
    imports.pop('__init__')
    assert {own: found - {own} for own, found in imports.items()} == {own: set(row.split()) for own, row in MAY_IMPORT.items()}


@pytest.mark.parametrize('path', FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_short(path):
    text = path.read_text()
    assert text.count('\n') <= MAX_FILE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno - node.lineno < MAX_FUNCTION_LINES, node.name


def test_geometry_and_signals_need_neither_torch_nor_mmengine():
    names = ['structures', 'signals', 'geometry.assemble', 'geometry.grid', 'geometry.rows', 'io.images', 'vector']
    names += [f'io.{name}' for name in ('csv', 'wfdb', 'edf', 'dicom_waveform', 'aecg', 'json')]
    lines = [f'import ecgdigi.{name}' for name in names]
    code = '\n'.join([*lines, 'import sys', "print([m for m in ('torch', 'mmengine') if m in sys.modules])"])
    result = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == '[]'
