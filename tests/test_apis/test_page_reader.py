"""Which route a page takes, and what is said where none leads to a signal."""

import json

import numpy as np
import pytest
from document_samples import pdf_boxes, picture_file, sample_picture
from vector_pages import VectorStyle, truth_of, vector_page

from ecgdigi.apis import Networks, NetworksNotLoadedError, PageReader, provenance_of
from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.input_pages import input_pages
from ecgdigi.io.limits import InputRefusedError
from ecgdigi.io.writers import build_writers

FS_HZ = 500.0


class NoNetworks:
    """Networks that must not be needed."""

    @property
    def loaded(self):
        raise NetworksNotLoadedError('they are needed')


def read(path, networks, **settings):
    (result,) = (PageReader(networks, **settings, fs_hz=FS_HZ)(page) for page in input_pages(path))
    return result


@pytest.fixture
def vector_path(tmp_path, signal):
    path = tmp_path / 'a.pdf'
    path.write_bytes(vector_page(signal, VectorStyle(names=None)))
    return path


@pytest.mark.parametrize('route', ['auto', 'vector'])
def test_lines_are_read_without_networks(vector_path, signal, route):
    result = read(vector_path, NoNetworks(), route=route)
    truth = truth_of(signal, VectorStyle())
    printed = np.isfinite(truth.signal_mv)
    shared = min(truth.signal_mv.shape[1], result.ecg.signal.signal_mv.shape[1])
    errors_mv = (result.ecg.signal.signal_mv[:, :shared] - truth.signal_mv[:, :shared])[printed[:, :shared]]
    assert np.nanmax(np.abs(errors_mv)) < 0.01
    assert np.isfinite(errors_mv).mean() > 0.99
    assert result.ecg.route == 'vector'
    assert set(result.ecg.provenance) == {'ecgdigi', 'source', 'settings'}


def test_lines_are_drawn_where_the_page_shows_them(vector_path, tmp_path):
    result = read(vector_path, NoNetworks())
    (picture,) = (page.picture() for page in input_pages(vector_path))
    assert result.overlay.shape == picture.shape
    ink = (picture.max(axis=2) < 100).sum(axis=None)
    drawn = np.ptp(result.overlay.astype(int), axis=2) > 100  # coloured more strongly than the faded grid
    assert drawn.sum() > 0.5 * ink
    near = np.lib.stride_tricks.sliding_window_view(np.pad(picture.min(axis=2), 2, constant_values=255), (5, 5)).min(axis=(2, 3))
    # Names are the only thing that is drawn off the ink.
    assert (near[drawn] < 128).mean() > 0.8


def test_the_settings_of_a_vector_page_are_kept(vector_path, tmp_path):
    ecg = read(vector_path, NoNetworks(), layout='3x4+1', mm_per_mv=5.0).ecg
    assert (ecg.layout.name, ecg.mm_per_mv, ecg.gain_from) == ('3x4+1', 5.0, 'given')
    settings = dict(layout='3x4+1', mm_per_s=None, mm_per_mv=5.0, fs_hz=FS_HZ)
    assert ecg.provenance == provenance_of(None, settings, vector_path)
    for writer in build_writers(['csv', 'wfdb', 'edf', 'dicom', 'aecg', 'json']):
        writer(tmp_path / 'page', ecg)
    assert json.loads((tmp_path / 'page.json').read_text())['route'] == 'vector'


def test_pixels_are_read_where_that_is_asked_for_or_there_are_no_lines(vector_path, tmp_path):
    picture_path, box_path = tmp_path / 'b.png', tmp_path / 'c.pdf'
    picture_path.write_bytes(picture_file(sample_picture(), 'PNG'))
    box_path.write_bytes(pdf_boxes(1))
    for path, route in ((vector_path, 'pixels'), (picture_path, 'auto'), (box_path, 'auto')):
        with pytest.raises(NetworksNotLoadedError, match='they are needed'):
            read(path, NoNetworks(), route=route)
    with pytest.raises(PageRefusedError, match='no PDF, so that it draws no lines; choose the route auto or pixels'):
        read(picture_path, NoNetworks(), route='vector')
    with pytest.raises(PageRefusedError, match='no traces are drawn as lines'):
        read(box_path, NoNetworks(), route='vector')


def test_both_reasons_are_told_in_one_line(tmp_path):
    path = tmp_path / 'a.pdf'
    path.write_bytes(pdf_boxes(1))
    with pytest.raises(PageRefusedError, match=r'no ECG grid.*; nor can its lines be read: no traces are drawn') as caught:
        read(path, Networks(page=None, layout=None))
    assert '\n' not in str(caught.value)


@pytest.mark.parametrize('route', ['auto', 'vector', 'pixels'])
def test_a_page_that_is_refused_already_is_refused_for_the_same_reason(tmp_path, route):
    (tmp_path / 'a.png').write_text('no picture')
    with pytest.raises(InputRefusedError, match=r'a\.png: not a picture or document'):
        read(tmp_path / 'a.png', NoNetworks(), route=route)


def test_wrong_settings_are_named_before_a_page_is_read():
    with pytest.raises(ValueError, match="route 'lines' is not known; choose auto, vector, pixels"):
        PageReader(NoNetworks(), route='lines', fs_hz=FS_HZ)
    with pytest.raises(KeyError):
        PageReader(NoNetworks(), layout='3x5', fs_hz=FS_HZ)
    for name in ('fs_hz', 'mm_per_s', 'mm_per_mv'):
        with pytest.raises(ValueError, match=f'^{name}=-25.0: must be positive'):
            PageReader(NoNetworks(), **{'fs_hz': FS_HZ, name: -25.0})
