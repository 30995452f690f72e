import numpy as np
import pytest
import torch

from ecgdigi.datasets import StoredPaths
from ecgdigi.datasets.stored_paths import COPIES
from ecgdigi.models.refiners.path_refiner import PathRefiner, column_middles, level_windows

COLUMNS, ROWS = 24, 16


@pytest.fixture
def strip_and_path():
    generator = torch.Generator().manual_seed(0)
    strip = torch.randint(0, 255, (1, 3, 64, COLUMNS), generator=generator, dtype=torch.uint8)
    path = 32 + 10 * torch.sin(torch.arange(2 * COLUMNS) * 0.2)[None] + torch.rand(1, 2 * COLUMNS, generator=generator)
    return strip, path


@pytest.fixture
def folder(tmp_path, strip_and_path):
    strip, path = strip_and_path
    window = level_windows(strip, column_middles(path, 2), ROWS + 1)[0].permute(1, 2, 0).numpy()
    for name, part in (('windows', window), ('paths', path[0].numpy()), ('truths', path[0].numpy() + 1)):
        np.save(tmp_path / f'{name}.npy', np.stack([part, part]))
    return tmp_path


def test_each_copy_is_what_the_refiner_sees_of_the_turned_strip(folder, strip_and_path):
    strip, path = strip_and_path
    dataset = StoredPaths(str(folder))
    refiner = PathRefiner(2, window_rows=ROWS, channels=(4, 8), path_channels=16, path_depth=1)
    assert len(dataset) == 2 * len(COPIES)
    for copy, (upside_down, back_to_front) in enumerate(COPIES):
        item = dataset[len(COPIES) + copy]
        turned, rows = strip, path
        if upside_down:
            turned, rows = turned.flip(2), 63 - rows
        if back_to_front:
            turned, rows = turned.flip(3), rows.flip(1)
        assert torch.equal(item['inputs'], refiner.windows(turned, rows))
        sample = item['data_samples'][0]
        assert torch.allclose(sample.pred_rows_px - sample.pred_rows_px[0], rows[0] - rows[0, 0], atol=1e-4)
        assert torch.allclose(sample.gt_rows_px - sample.pred_rows_px, torch.full((2 * COLUMNS,), -1.0 if upside_down else 1.0))


def test_a_folder_that_is_not_whole_is_refused(folder):
    np.save(folder / 'truths.npy', np.zeros((1, 48), np.float32))
    with pytest.raises(ValueError, match='different lengths'):
        StoredPaths(str(folder))
    (folder / 'paths.npy').unlink()
    with pytest.raises(FileNotFoundError, match=r'paths\.npy: no such file; make the folder with tools/model/store_paths\.py'):
        StoredPaths(str(folder))
