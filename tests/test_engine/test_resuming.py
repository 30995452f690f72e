"""Files that a run cannot go on from, though they can be read."""

import copy

import pytest
import torch
from runs import ROOT, TINY_CONFIG, checkpoint, run_well, train, train_command

from ecgdigi.config import load_config
from ecgdigi.registry import RUNNERS

pytestmark = pytest.mark.slow


def changed(content, place, value):
    content = copy.deepcopy(content)
    *above, name = place.split('.')
    node = content
    for key in above:
        node = node[key]
    node[name] = value
    return content


@pytest.fixture(scope='module')
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp('run')
    train(folder)
    return checkpoint(folder, 4)


def resumed(content, folder):
    torch.save(content, folder / 'changed.pth')
    config = load_config(ROOT / TINY_CONFIG)
    config.update(work_dir=str(folder), experiment_name=folder.name, load_from=str(folder / 'changed.pth'), resume=True)
    return RUNNERS.build(config).train()


@pytest.mark.parametrize(
    ('place', 'value', 'words'),
    [
        ('rng_states', [], 'does not hold the random states of its 1 process'),
        ('rng_states', [{}], 'does not hold the random states of its 1 process'),
        ('meta', None, 'does not say how far the run was'),
        ('meta.iter', 'x', 'does not say how far the run was'),
        ('meta.iter', 99, '99 of 8 iterations done cannot be'),
        ('meta.config_json', '{', 'its config cannot be read'),
        ('optimizer', {}, 'the run cannot go on from it'),
        ('progress', {}, 'the run cannot go on from it'),
        ('param_schedulers', [{}], 'the state of CosineAnnealingLR in it is not whole'),
        ('param_schedulers', [], 'of a run with 0 schedules'),
        ('ema_state_dict', {}, 'its ema_state_dict does not hold the weights of this model'),
        ('kept_checkpoints', {}, 'the run cannot go on from it'),
        ('state_dict', [1], 'its state_dict does not hold weights'),
    ],
)
def test_a_file_with_a_spoilt_part_is_refused_with_its_name(written, tmp_path, place, value, words):
    with pytest.raises(ValueError, match=r'changed\.pth: ') as error:
        resumed(changed(written, place, value), tmp_path)
    assert words in str(error.value)
    assert '\n' not in str(error.value)


def test_the_file_as_it_was_is_taken(written, tmp_path):
    resumed(written, tmp_path)
    assert (tmp_path / 'iter_8.pth').exists()


def test_a_file_that_is_not_there_leaves_no_folder(tmp_path):
    from runs import run

    result = run(train_command(tmp_path / 'run', '--resume', 'none.pth'))
    assert result.returncode == 1
    assert result.stderr == 'train: --resume none.pth: no such checkpoint; --resume alone takes the newest of the work dir\n'
    assert not (tmp_path / 'run').exists()
    run_well(train_command(tmp_path / 'run', '--cfg-options', 'train_cfg.max_iters=1'))
