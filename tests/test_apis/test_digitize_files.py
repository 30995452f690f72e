from dataclasses import replace

import cv2
import numpy as np
import pytest
from document_samples import picture_file, sample_picture, tiff_stack
from readings import reading

from ecgdigi.apis import NetworksNotLoadedError, ReadPage
from ecgdigi.apis.digitize_files import digitize_files
from ecgdigi.structures import ECGSignal

WHITE = np.full((100, 100, 3), 255, np.uint8)


def test_a_fault_of_ours_costs_one_page_only(tmp_path):
    def broken(page):
        raise IndexError('index 7 is out of bounds')

    paths = [tmp_path / 'a.png', tmp_path / 'b.png']
    for path in paths:
        cv2.imwrite(str(path), WHITE)
    results = list(digitize_files(paths, tmp_path / 'out', broken, ['csv']))
    assert [r.path for r in results] == paths
    assert all(str(r.path) in r.error and 'please report' in r.error and '\n' not in r.error for r in results)
    assert list((tmp_path / 'out').iterdir()) == []


def test_networks_that_are_not_there_stop_all(tmp_path):
    def without_networks(page):
        raise NetworksNotLoadedError('my.safetensors: damaged')

    cv2.imwrite(str(tmp_path / 'a.png'), WHITE)
    with pytest.raises(NetworksNotLoadedError):
        list(digitize_files([tmp_path / 'a.png'], tmp_path / 'out', without_networks, ['csv']))


def test_a_page_that_a_format_cannot_hold_is_named(tmp_path, signal):
    slow = ECGSignal(signal.signal_mv[:, ::5], 100.0, signal.leads)  # DICOM wants 200 Hz
    cv2.imwrite(str(tmp_path / 'a.png'), WHITE)
    read = ReadPage(replace(reading(signal), signal=slow, confidence=None), WHITE)
    (result,) = digitize_files([tmp_path / 'a.png'], tmp_path / 'out', lambda page: read, ['dicom'])
    assert f'{tmp_path}/a.png: its results could not be written' in result.error
    assert 'take another rate' in result.error
    assert list((tmp_path / 'out').iterdir()) == []


def test_a_summary_says_what_was_found_and_by_which_route(tmp_path, signal):
    cv2.imwrite(str(tmp_path / 'a.png'), WHITE)
    by_pixels = reading(signal)
    by_lines = replace(by_pixels, route='vector', grade='', reasons=())
    endings = ('by pixels, grade B; aVL is not printed; II has gaps', 'by lines of the file, no grade needed')
    for number, (ecg, ending) in enumerate(zip((by_pixels, by_lines), endings, strict=True)):
        read = ReadPage(ecg, WHITE)
        (result,) = digitize_files([tmp_path / 'a.png'], tmp_path / f'out{number}', lambda page, read=read: read, ['csv'])
        assert result.summary == f'3x4+1, 10 s, 25 mm/s (beats), 10 mm/mV (pulse), {ending}'


@pytest.fixture
def read(signal):
    """Reads the same from every page that can be decoded."""
    return lambda page: ReadPage(reading(signal), page.picture())


def test_a_bad_page_of_a_good_file_is_refused_alone(tmp_path, read):
    page = sample_picture()
    (tmp_path / 'a.tif').write_bytes(tiff_stack([page, page[:10], page]))
    results = list(digitize_files([tmp_path / 'a.tif'], tmp_path / 'out', read, ['csv']))
    assert [(result.page_number, result.error is None) for result in results] == [(1, True), (2, False), (3, True)]
    assert f'{tmp_path}/a.tif: page 2: 160 x 10 px is too small' in results[1].error
    assert results[2].label == f'{tmp_path}/a.tif: page 3'
    assert sorted(path.name for path in (tmp_path / 'out').glob('*.csv')) == ['a_p01.csv', 'a_p03.csv']
    (chosen,) = digitize_files([tmp_path / 'a.tif'], tmp_path / 'other', read, ['csv'], pages='3')
    assert chosen.page_number == 3


@pytest.mark.parametrize('ending', ['.csv', '.dat', '_overlay.png'])
def test_results_that_are_there_stay_unless_forced(tmp_path, read, ending):
    (tmp_path / 'a.png').write_bytes(picture_file(sample_picture(), 'PNG'))
    out_dir = tmp_path / 'out'
    out_dir.mkdir()
    (out_dir / f'a{ending}').write_text('old')
    arguments = [tmp_path / 'a.png'], out_dir, read, ['csv', 'wfdb']
    (result,) = digitize_files(*arguments)
    absent = out_dir / ('a.csv' if ending == '_overlay.png' else 'a_overlay.png')
    assert f'a.png: there is a result already, {out_dir}/a{ending} but no {absent}; use --force' in result.error
    assert not result.is_there
    assert [(path.name, path.read_text()) for path in out_dir.iterdir()] == [(f'a{ending}', 'old')]
    (result,) = digitize_files(*arguments, force=True)
    assert result.error is None
    assert sorted(path.name for path in out_dir.iterdir()) == ['a.csv', 'a.dat', 'a.hea', 'a_overlay.png']
    assert all(path.read_bytes() != b'old' for path in out_dir.iterdir())
    (result,) = digitize_files(*arguments)
    assert result.is_there
    assert (result.stem, result.summary) == (out_dir / 'a', '')


def test_a_page_that_is_refused_leaves_the_earlier_result(tmp_path, read):
    path = tmp_path / 'a.png'
    path.write_bytes(picture_file(sample_picture(), 'PNG'))
    list(digitize_files([path], tmp_path / 'out', read, ['csv']))
    before = (tmp_path / 'out/a.csv').read_text()
    path.write_bytes(picture_file(sample_picture()[:10], 'PNG'))
    for spoil in (lambda: None, lambda: path.write_text('no picture')):  # found when it is decoded, and when it is opened
        spoil()
        (result,) = digitize_files([path], tmp_path / 'out', read, ['csv'], force=True)
        assert result.error.endswith('; the earlier result stays')
        assert (tmp_path / 'out/a.csv').read_text() == before
    (result,) = digitize_files([path], tmp_path / 'other', read, ['csv'], force=True)
    assert 'earlier' not in result.error


def test_results_are_not_written_through_a_link(tmp_path, read):
    (tmp_path / 'a.png').write_bytes(picture_file(sample_picture(), 'PNG'))
    (tmp_path / 'out').mkdir()
    (tmp_path / 'precious').write_text('old')
    (tmp_path / 'out' / 'a.dat').symlink_to(tmp_path / 'precious')
    (tmp_path / 'out' / 'a.csv').symlink_to(tmp_path / 'absent')
    for force in (False, True):
        list(digitize_files([tmp_path / 'a.png'], tmp_path / 'out', read, ['csv', 'wfdb'], force=force))
        assert (tmp_path / 'precious').read_text() == 'old'
        assert not (tmp_path / 'absent').exists()
    assert not (tmp_path / 'out' / 'a.dat').is_symlink()
