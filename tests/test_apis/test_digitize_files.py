import re
from dataclasses import replace

import cv2
import numpy as np
import pytest
from document_samples import pdf_boxes, picture_file, sample_picture, tiff_stack
from readings import reading

from ecgdigi.apis import NetworksNotLoadedError, ReadPage
from ecgdigi.apis import digitize_files as module
from ecgdigi.apis.digitize_files import digitize_files, list_inputs
from ecgdigi.apis.result_names import result_paths
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
    by_lines = replace(by_pixels, route='vector', residual_mm=None)
    endings = ('by pixels, grid off by 0.040 mm', 'by lines of the file')
    for number, (ecg, ending) in enumerate(zip((by_pixels, by_lines), endings, strict=True)):
        read = ReadPage(ecg, WHITE)
        (result,) = digitize_files([tmp_path / 'a.png'], tmp_path / f'out{number}', lambda page, read=read: read, ['csv'])
        assert result.summary == f'3x4+1, 10 s, 25 mm/s (beats), 10 mm/mV (pulse), {ending}'


def results_of(paths, out_dir, monkeypatch):
    """Where the results of pictures would go."""
    stems = []
    monkeypatch.setattr(module, '_digitize_page', lambda page, stem, *_: stems.append(stem.name))
    list(digitize_files(paths, out_dir, None, ['csv']))
    return stems


def test_no_result_overwrites_another_or_an_input(tmp_path, monkeypatch):
    names = ('a.jpg', 'a.png', 'a_2.png', 'a b.png', 'x.png', 'x_overlay.png', 'A.bmp', 'y.png', 'y.csv')
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.touch()
    stems = results_of(paths, tmp_path, monkeypatch)
    assert stems == ['a', 'a_2', 'a_2_2', 'a_b', 'x_2', 'x_overlay', 'A_3', 'y_2', 'y_3']
    assert results_of(paths[4:5], tmp_path / 'out', monkeypatch) == ['x']


def test_pages_of_a_file_get_their_numbers(tmp_path, monkeypatch):
    for name, num_pages in (('a.pdf', 3), ('a.png', 1), ('b.pdf', 100)):
        (tmp_path / name).write_bytes(pdf_boxes(num_pages))
    (tmp_path / 'a_p02.tif').touch()
    stems = results_of([tmp_path / name for name in ('a.pdf', 'a_p02.tif', 'a.png', 'b.pdf')], tmp_path / 'out', monkeypatch)
    assert stems[:5] == ['a_p01', 'a_p02', 'a_p03', 'a_p02_2', 'a']
    assert (stems[5], stems[-1]) == ('b_p001', 'b_p100')


@pytest.fixture
def read(monkeypatch, signal):
    """Reads every page that can be decoded; its results are files that hold a mark."""

    def write(result, stem, writers):
        for path in result_paths(stem, writers):
            path.write_text('new')

    monkeypatch.setattr(module, '_write', write)
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
    assert f'a.png: there is a result already, {out_dir}/a{ending}; use --force' in result.error
    assert [(path.name, path.read_text()) for path in out_dir.iterdir()] == [(f'a{ending}', 'old')]
    (result,) = digitize_files(*arguments, force=True)
    assert result.error is None
    assert {path.read_text() for path in out_dir.iterdir()} == {'new'}


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


@pytest.mark.parametrize('name', ['CON', 'nul', 'com1', 'a.b', 'x' * 240, '❤️ 心电图', '-rf', '..x', '$(id)', "a'b"])
def test_names_of_results_are_safe_on_every_system(tmp_path, monkeypatch, name):
    (stem,) = results_of([tmp_path / f'{name}.png'], tmp_path / 'out', monkeypatch)
    assert re.fullmatch(r'[A-Za-z0-9_-]{1,120}', stem)
    assert stem.lower() not in ('con', 'nul', 'com1')


def test_a_path_in_a_name_does_not_lead_out_of_the_folder(tmp_path, monkeypatch):
    (tmp_path / 'in').mkdir()
    (tmp_path / 'x.png').touch()
    paths = [tmp_path / 'in' / '..' / 'x.png', tmp_path / 'x.png']
    assert results_of(paths, tmp_path / 'out', monkeypatch) == ['x', 'x_2']


def test_overlays_in_a_folder_are_no_inputs(tmp_path):
    for name in ('a.png', 'a_overlay.png', '.b.png', 'a.csv', 'b.PDF', 'c.heic', 'd.dcm'):
        (tmp_path / name).touch()
    assert list_inputs([str(tmp_path)]) == [tmp_path / name for name in ('a.png', 'b.PDF', 'c.heic', 'd.dcm')]
    assert list_inputs([str(tmp_path / 'a_overlay.png')]) == [tmp_path / 'a_overlay.png']
