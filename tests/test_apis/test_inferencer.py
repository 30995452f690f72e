"""The calls and results that users of MMEngine's inferencers count on; how well pages are read is tested elsewhere."""

import json
import re

import numpy as np
import pytest
from document_samples import picture_file, sample_picture, tiff_stack
from mmengine.infer import BaseInferencer
from mmengine.structures import BaseDataElement
from readings import reading
from runs import ROOT
from vector_pages import VectorStyle, vector_page

from ecgdigi.apis import ECGInferencer, Networks, NetworksNotLoadedError, PageReader, ReadPage
from ecgdigi.apis import inferencer as module
from ecgdigi.io.csv import read_csv
from ecgdigi.io.input_pages import picture_page
from ecgdigi.registry import INFERENCERS

SAMPLE = sample_picture()


@pytest.fixture
def inferencer():
    return ECGInferencer(show_progress=False)


@pytest.fixture
def fake_reader(monkeypatch, signal):
    """Reads the same from every page that can be decoded. A list of its settings, one entry for each time it is made."""
    made = []

    def make(networks, **settings):
        made.append(settings)
        return lambda page: ReadPage(reading(signal), page.picture())

    monkeypatch.setattr(module, 'PageReader', make)
    return made


@pytest.fixture
def inputs(tmp_path):
    """A stack whose second page is too small, a file that is no picture, a folder with one picture, and an array."""
    stack, text, folder = tmp_path / 'a.tif', tmp_path / 'b.png', tmp_path / 'scans'
    stack.write_bytes(tiff_stack([SAMPLE, SAMPLE[:10], SAMPLE[::-1]]))
    text.write_bytes(b'this is no picture')
    folder.mkdir()
    (folder / 'c.png').write_bytes(picture_file(SAMPLE, 'PNG'))
    return [str(stack), text, folder, SAMPLE]


def test_it_is_found_where_mmengine_keeps_inferencers():
    built = INFERENCERS.build(dict(type='ECGInferencer', show_progress=False))
    assert isinstance(built, ECGInferencer)
    assert isinstance(built, BaseInferencer)
    assert (built.scope, built.cfg.trace) == ('ecgdigi', 'tracenet_small')


@pytest.mark.parametrize('batch_size', [1, 2, 100])
def test_every_page_gets_a_prediction_and_bad_ones_a_reason(tmp_path, inferencer, fake_reader, inputs, batch_size):
    results = inferencer(inputs, return_datasamples=True, batch_size=batch_size, return_vis=True)
    pages = results['predictions']
    assert all(isinstance(page, BaseDataElement) for page in pages)
    stack, text, folder, _ = inputs
    assert [(page.path, page.page_number) for page in pages] == [
        (stack, 1), (stack, 2), (stack, 3), (str(text), 1), (str(folder / 'c.png'), 1), (None, 1),
    ]  # fmt: skip
    assert [page.ecg is None for page in pages] == [False, True, False, True, False, False]
    assert [page.error for page in pages if page.ecg] == [None] * 4
    assert pages[1].error == f'{stack}: page 2: 160 x 10 px is too small for an ECG page'
    assert pages[3].error.startswith(f'{text}: not a picture')
    assert pages[5].label == 'array_4'
    shown = results['visualization']
    assert [overlay is None for overlay in shown] == [page.ecg is None for page in pages]
    assert np.array_equal(shown[2], SAMPLE[::-1])


def test_without_samples_predictions_are_json(inferencer, fake_reader, inputs, signal):
    results = inferencer(inputs)
    assert results['visualization'] == []
    assert json.loads(json.dumps(results, allow_nan=False)) == results
    assert all(set(page) == {'path', 'page_number', 'label', 'error', 'ecg'} for page in results['predictions'])
    assert [page['ecg'] and page['ecg']['signal']['num_samples'] for page in results['predictions']] == [
        5000, None, 5000, None, 5000, 5000,
    ]  # fmt: skip


def test_a_single_input_needs_no_list(inferencer, fake_reader, inputs):
    for alone, num_pages in zip(inputs, (3, 1, 1, 1), strict=True):
        assert len(inferencer(alone)['predictions']) == num_pages
    assert inferencer([]) == dict(predictions=[], visualization=[])


def test_settings_reach_the_reader_and_pages_are_chosen(inferencer, fake_reader, inputs):
    settings = dict(route='pixels', layout='3x4', mm_per_s=50.0, mm_per_mv=5.0, fs_hz=250.0)
    (page,) = inferencer(inputs[0], return_datasamples=True, pages='3', **settings)['predictions']
    assert page.page_number == 3
    assert fake_reader == [settings]


def test_results_are_written_and_stay_unless_forced(tmp_path, inferencer, fake_reader, inputs):
    out = tmp_path / 'out'
    arguments = dict(out_dir=out, formats=['csv'], return_datasamples=True)
    first = inferencer(inputs, **arguments)['predictions']
    written = [f'{stem}{ending}' for stem in ('a_p01', 'a_p03', 'array_4', 'c') for ending in ('.csv', '_overlay.png')]
    assert sorted(path.name for path in out.iterdir()) == sorted(written)
    assert np.allclose(read_csv(out / 'a_p01.csv', 500.0).signal_mv, first[0].ecg.signal.signal_mv, atol=1e-4, equal_nan=True)
    again = inferencer(inputs, **arguments)['predictions']
    assert all(page.ecg is None for page in again)
    assert sum('there is a result already' in page.error for page in again) == 4
    forced = inferencer(inputs, **arguments, force=True)['predictions']
    assert [page.error for page in forced] == [page.error for page in first]


def test_a_page_whose_results_cannot_be_written_is_a_prediction_all_the_same(tmp_path, inferencer, fake_reader):
    (tmp_path / 'array_1.csv').mkdir()
    (page,) = inferencer(SAMPLE, out_dir=tmp_path, formats=['csv'], force=True, return_datasamples=True)['predictions']
    assert page.ecg is not None
    assert 'array_1: its results could not be written' in page.error


@pytest.mark.parametrize(
    ('arguments', 'error', 'message'),
    [
        (dict(inputs='absent.png'), FileNotFoundError, 'absent.png: no such file or folder'),
        (dict(inputs=['https://example.org/a.png']), FileNotFoundError, 'no such file or folder'),
        (dict(inputs=[SAMPLE, 7]), TypeError, 'input 2 is of type int; wanted a path, or a picture'),
        (dict(inputs=SAMPLE[None]), ValueError, 'array_1: an array (1, 120, 160, 3) uint8; wanted (H, W, 3) uint8, BGR'),
        (dict(batch_size=0), ValueError, 'batch_size=0: must be at least 1'),
        (dict(pages='one'), ValueError, 'write page numbers from 1'),
        (dict(fs_hz=0.0), ValueError, 'fs_hz=0.0: must be positive'),
        (dict(layout='3x5'), KeyError, '3x5'),
        (dict(route='lines'), ValueError, 'choose auto, vector, pixels'),
        (dict(fs=500.0), ValueError, 'unknown argument'),
        (dict(out_dir='out', formats=['cvs']), KeyError, 'near names: csv'),
    ],
)
def test_wrong_usage_is_an_error(inferencer, tmp_path, monkeypatch, arguments, error, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=re.escape(message)):
        inferencer(**dict(inputs=SAMPLE) | arguments)


def test_networks_that_are_not_there_stop_all(tmp_path):
    with pytest.raises(NetworksNotLoadedError, match='tracenet_smal: no such file'):
        ECGInferencer('tracenet_smal')
    with pytest.raises(NetworksNotLoadedError, match="precision='float16': choose one of"):
        ECGInferencer(precision='float16', show_progress=False)(SAMPLE)
    (tmp_path / 'mine.safetensors').write_bytes(b'damaged')
    with pytest.raises(NetworksNotLoadedError, match=r'mine\.safetensors: not a readable weights file'):
        ECGInferencer(tmp_path / 'mine.safetensors', show_progress=False)(SAMPLE)


def test_published_weights_are_listed():
    assert {'tracenet_small', 'pagenet_small', 'layoutnet_small'} <= set(ECGInferencer.list_models())
    assert ECGInferencer.list_models(patterns='trace.*') == ['tracenet_small']


@pytest.fixture
def run_snippet(tmp_path, monkeypatch, fake_reader, inputs):
    """Function (guide) that runs what it shows of the inferencer where there are files of the names it shows."""
    monkeypatch.chdir(tmp_path)
    for file, source in (('scan.png', 'scans/c.png'), ('report.pdf', 'a.tif'), ('scan.pdf', 'a.tif')):
        (tmp_path / file).write_bytes((tmp_path / source).read_bytes())

    def run(name):
        snippets = re.findall(r'```python\n(.*?)```', (ROOT / name).read_text(encoding='utf-8'), re.DOTALL)
        (snippet,) = [snippet for snippet in snippets if 'ECGInferencer' in snippet]
        exec(snippet, {})

    return run


@pytest.mark.parametrize('name', ['README.md', 'README_zh-CN.md'])
def test_what_the_readme_shows_works(tmp_path, capsys, run_snippet, name):
    run_snippet(name)
    printed = capsys.readouterr().out
    for label in ('scan.png [', 'report.pdf: page 1 [', 'report.pdf: page 2 report.pdf: page 2: 160 x 10 px'):
        assert label in printed
    assert (tmp_path / 'out' / 'report_p03.hea').exists()


@pytest.mark.parametrize('name', ['docs/exports.md', 'docs/exports_zh-CN.md'])
def test_what_the_guide_to_exports_shows_works(tmp_path, run_snippet, name):
    run_snippet(name)
    stems = {path.stem for path in (tmp_path / 'out').iterdir() if path.suffix in ('.csv', '.hea')}
    assert stems == {'scan_p01', 'scan_p03', 'scan_again_1', 'scan_again_3'}


def test_lines_of_a_pdf_are_read_without_networks(tmp_path, inferencer, signal):
    (tmp_path / 'a.pdf').write_bytes(vector_page(signal, VectorStyle(names=None)))
    (page,) = inferencer(tmp_path, return_datasamples=True)['predictions']
    assert page.ecg.route == 'vector'
    assert np.isfinite(page.ecg.signal.lead('II')).mean() > 0.99
    assert 'loaded' not in vars(inferencer.model)


def test_a_picture_is_read_as_by_a_page_reader(page):
    inferencer = ECGInferencer(page_net=None, layout_net=None, show_progress=True)
    settings = dict(layout='3x4+1', mm_per_s=25.0, mm_per_mv=10.0, fs_hz=250.0)
    rgb = np.ascontiguousarray(page.picture[..., ::-1])
    results = inferencer([rgb[..., ::-1]], return_datasamples=True, return_vis=True, **settings)
    read = PageReader(Networks(page=None, layout=None), **settings)(picture_page(page.picture, 'array_1'))
    (found,), (overlay,) = results['predictions'], results['visualization']
    assert found.error is None
    assert np.array_equal(found.ecg.signal.signal_mv, read.ecg.signal.signal_mv, equal_nan=True)
    assert np.array_equal(overlay, read.overlay)
    assert found.ecg.provenance == read.ecg.provenance
    assert set(found.ecg.provenance) == {'ecgdigi', 'model', 'settings'}
