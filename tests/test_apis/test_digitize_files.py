import cv2
import numpy as np

from ecgdigi.apis import digitize_files as module
from ecgdigi.apis.digitize_files import digitize_files, list_inputs
from ecgdigi.structures import ECGSignal

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


def test_a_page_that_a_format_cannot_hold_is_named(tmp_path, monkeypatch, signal, make_reading):
    slow = ECGSignal(signal.signal_mv[:, ::5], 100.0, signal.leads)  # DICOM wants 200 Hz
    monkeypatch.setattr(module, 'digitize', lambda picture, model, **options: make_reading(slow))
    cv2.imwrite(str(tmp_path / 'a.png'), np.full((100, 100, 3), 255, np.uint8))
    (result,) = digitize_files([tmp_path / 'a.png'], tmp_path / 'out', None, ['dicom'], **OPTIONS)
    assert f'{tmp_path}/a.png: its results could not be written' in result.error
    assert 'take another rate' in result.error
    assert list((tmp_path / 'out').iterdir()) == []


def results_of(paths, out_dir, monkeypatch):
    """Where the results of pictures would go."""
    stems = []
    monkeypatch.setattr(module, '_digitize_file', lambda path, stem, *_: stems.append(stem.name))
    list(digitize_files(paths, out_dir, None, ['csv'], **OPTIONS))
    return stems


def test_no_result_overwrites_another_or_an_input(tmp_path, monkeypatch):
    paths = [tmp_path / name for name in ('a.jpg', 'a.png', 'a_2.png', 'a b.png', 'x.png', 'x_overlay.png')]
    for path in paths:
        path.touch()
    stems = results_of(paths, tmp_path, monkeypatch)
    assert stems == ['a', 'a_2', 'a_2_2', 'a_b', 'x_2', 'x_overlay']
    assert results_of(paths[4:5], tmp_path / 'out', monkeypatch) == ['x']


def test_overlays_in_a_folder_are_no_inputs(tmp_path):
    for name in ('a.png', 'a_overlay.png', '.b.png', 'a.csv'):
        (tmp_path / name).touch()
    assert list_inputs([str(tmp_path)]) == [tmp_path / 'a.png']
    assert list_inputs([str(tmp_path / 'a_overlay.png')]) == [tmp_path / 'a_overlay.png']
