import sys

import cv2
import pytest
from runs import ROOT, TINY_CONFIG, run, run_well

pytestmark = pytest.mark.slow
PROGRAM = [sys.executable, 'tools/data/browse_pages.py']
CHAINS = """
_base_ = '{root}/tests/data/tiny_config.py'
_chains = [(1.0, [dict(type='Grey')]), (3.0, [dict(type='PhotographedSheet')])]
train_dataloader = dict(dataset=dict(pages=dict(effects=[dict(type='OneOf', chains=_chains), dict(type='Jpeg')])))
"""


def read(folder):
    return {path.name: cv2.imread(str(path)) for path in sorted(folder.iterdir())}


def test_pages_and_strips_are_saved(tmp_path):
    run_well([*PROGRAM, TINY_CONFIG, '--out-dir', tmp_path / 'new', '--num', 2, '--strips'], fresh=True)
    found = read(tmp_path / 'new')
    assert list(found) == ['0000_page.png', '0000_strips.png', '0001_page.png', '0001_strips.png']
    assert all(picture is not None for picture in found.values())
    run_well([*PROGRAM, TINY_CONFIG, '--out-dir', tmp_path / 'second', '--num', 1, '--first', 1])
    assert (read(tmp_path / 'second')['0001_page.png'] == found['0001_page.png']).all()


def test_effects_stand_alone_at_three_strengths(tmp_path):
    printed = run_well([*PROGRAM, TINY_CONFIG, '--out-dir', tmp_path, '--show', 'effects']).stdout
    found = read(tmp_path)
    assert list(found) == [f'effects_{group}.jpg' for group in ('camera', 'copies', 'light', 'paper')]
    assert 'effects on 4 sheets' in printed
    assert all(picture.shape[1] == 3 * 300 + 2 * 6 for picture in found.values())
    assert all(picture.std() > 10 for picture in found.values())


def test_each_chain_has_a_sheet_with_the_truth_at_the_right(tmp_path):
    config = tmp_path / 'chains.py'
    config.write_text(CHAINS.format(root=ROOT))
    run_well([*PROGRAM, config, '--out-dir', tmp_path / 'sheets', '--show', 'chains', '--num', 2])
    found = read(tmp_path / 'sheets')
    assert list(found) == ['chain_0.jpg', 'chain_1.jpg']
    grey = found['chain_0.jpg'].astype(int)
    colour = grey.max(axis=2) - grey.min(axis=2)
    half = grey.shape[1] // 2
    assert (colour[:, half:] > 100).sum() > 1000  # the truth is in colour, the page is not
    assert (colour[:, :half] > 40).sum() < 50
    run_well([*PROGRAM, TINY_CONFIG, '--out-dir', tmp_path / 'one', '--show', 'chains', '--num', 1])
    assert list(read(tmp_path / 'one')) == ['chain_0.jpg']  # a config that leaves no choice


@pytest.mark.parametrize(
    ('args', 'words'),
    [
        (['none.py'], 'no such config'),
        ([TINY_CONFIG, '--num', 0], 'whole number from 1 on'),
        ([TINY_CONFIG, '--first', -1], 'counted from 0 on'),
        ([TINY_CONFIG, '--show', 'chain'], 'invalid choice'),
        ([TINY_CONFIG, '--show', 'effects', '--strips'], '--strips goes with --show pages'),
        ([TINY_CONFIG, '--cfg-options', 'train_dataloader.dataset.pages.style.type=Styles'], 'Styles'),
        ([TINY_CONFIG, '--out-dir', 'README.md'], 'README.md'),
        (['configs/_base_/models/tracenet_small.py', '--show', 'chains'], 'has no train_dataloader'),
    ],
)
def test_mistakes_end_in_one_line(tmp_path, args, words):
    result = run([*PROGRAM, '--out-dir', tmp_path / 'new', *args])
    assert result.returncode == 2
    assert words in result.stderr.splitlines()[-1]
    assert 'Traceback' not in result.stderr
    assert not (tmp_path / 'new').exists()
