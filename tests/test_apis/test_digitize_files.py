import cv2
import numpy as np

from ecgdigi.apis import digitize_files as module
from ecgdigi.apis.digitize_files import digitize_files

OPTIONS = dict(layout='auto', mm_per_s=25.0, mm_per_mv=10.0, fs_hz=500.0)


def test_a_fault_of_ours_costs_one_page_only(tmp_path, monkeypatch):
    def broken(picture, model, **options):
        raise IndexError('index 7 is out of bounds')

    paths = [tmp_path / 'a.png', tmp_path / 'b.png']
    for path in paths:
        cv2.imwrite(str(path), np.full((100, 100, 3), 255, np.uint8))
    monkeypatch.setattr(module, 'digitize', broken)
    results = list(digitize_files(paths, tmp_path / 'out', None, ['csv'], **OPTIONS))
    assert [r.path for r in results] == paths
    assert all(str(r.path) in r.error and 'please report' in r.error and '\n' not in r.error for r in results)
    assert list((tmp_path / 'out').iterdir()) == []
