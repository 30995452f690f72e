from types import SimpleNamespace

import cv2
import pytest
import torch
from runs import train

from ecgdigi.engine import WorstPagesHook
from ecgdigi.structures.data_sample import ECGDataSample


@pytest.mark.parametrize('arguments', [dict(num_pages=0), dict(keep_last=0), dict(keep_last=-2)])
def test_a_hook_that_would_save_nothing_is_refused(arguments):
    with pytest.raises(ValueError, match='must be at least 1'):
        WorstPagesHook(**arguments)


def page(index, error_px, height=8, width=4):
    truth = torch.full((width,), 3.0)
    sample = ECGDataSample(metainfo=dict(page_index=index, px_per_mm=2.0), gt_rows_px=truth, gt_inked=torch.ones(width))
    sample.pred_rows_px, sample.pred_inked = truth + error_px, torch.ones(width)
    return torch.full((1, 3, height, width), 255, dtype=torch.uint8), [sample]


def validate(hook, runner, errors_px):
    hook.before_val_epoch(runner)
    for index, error_px in enumerate(errors_px):
        inputs, samples = page(index, error_px)
        hook.after_val_iter(runner, index, dict(inputs=inputs), samples)
    hook.after_val_epoch(runner)


def test_the_worst_are_drawn_and_old_pictures_go(tmp_path):
    hook = WorstPagesHook(num_pages=2, keep_last=2)
    mine = tmp_path / 'worst_pages/notes'
    mine.mkdir(parents=True)
    for iteration in (10, 20, 30):
        validate(hook, SimpleNamespace(work_dir=str(tmp_path), iter=iteration, rank=0), [1.0, -4.0, float('nan'), 2.0, 0.0])
    assert sorted(path.name for path in (tmp_path / 'worst_pages').iterdir()) == ['iter_20', 'iter_30', 'notes']
    pictures = sorted(path.name for path in (tmp_path / 'worst_pages/iter_30').iterdir())
    assert pictures == ['1_page_1_error_2.00mm.png', '2_page_3_error_1.00mm.png']
    drawn = cv2.imread(str(tmp_path / 'worst_pages/iter_30' / pictures[1])).astype(int)
    red, blue = drawn[..., 2] - drawn[..., 0], drawn[..., 0] - drawn[..., 2]
    assert red.max() > 150
    assert blue.max() > 150
    assert blue.max(1).argmax() - red.max(1).argmax() == 2 * 3  # two rows lower, enlarged three times


@pytest.mark.slow
def test_two_processes_draw_the_worst_of_both(tmp_path):
    written = []
    for processes in (1, 2):
        folder = tmp_path / str(processes)
        config = 'tests/data/worst_pages_config.py'
        options = [f'train_dataloader.batch_size={2 // processes}']
        train(folder, '--cfg-options', *options, processes=processes, config=config)
        written.append(sorted(path.name for path in (folder / 'worst_pages/iter_8').iterdir()))
    assert [name.split('_')[0] for name in written[0]] == ['1', '2', '3']
    assert written[0] == written[1]
