"""PDF pages drawn in many manners are read to within rounding, and what is no such page is refused."""

import io
from dataclasses import replace

import numpy as np
import pytest
from vector_pages import VectorStyle, truth_of, vector_page

from ecgdigi.io.csv import read_csv
from ecgdigi.structures import LAYOUTS, LEAD_NAMES, PageLayout
from ecgdigi.vector import NoVectorTracesError, read_vector_page

FS_HZ = 500.0
OWN_ORDER = PageLayout('x', [['V1', 'V4', 'I'], ['V2', 'V5', 'II'], ['V3', 'V6', 'III']])
MANNERS = {
    'a path for all leads': VectorStyle(paths='page'),
    'in chunks': VectorStyle(paths='chunks'),
    'a path per row': VectorStyle(paths='row', names=None),
    'a path per sample': VectorStyle(paths='samples'),
    'outlines of lines': VectorStyle(paths='filled'),
    'ten seconds in each column, clipped': VectorStyle(paths='whole'),
    'pulses joined to traces': VectorStyle(pulses='joined'),
    'pulses joined to rows': VectorStyle(pulses='joined', paths='row', names=None),
    '/Rotate 90': VectorStyle(rotate=90),
    '/Rotate 180': VectorStyle(rotate=180),
    '/Rotate 270': VectorStyle(rotate=270),
    'on its side': VectorStyle(turned=90),
    'on its other side, no text': VectorStyle(turned=270, names='outlines'),
    'upside down': VectorStyle(turned=180),
    'names as outlines': VectorStyle(names='outlines'),
    'no names': VectorStyle(names=None),
    'rhythm row without a name': VectorStyle(
        layout=PageLayout('y', [['I', 'V1'], ['II', 'V2'], ['III', 'V3'], ['V1']]), names='columns'
    ),
    'dashed grid': VectorStyle(grid='dashed'),
    'grid of dashes': VectorStyle(grid='dashes', printed=0.8),
    'grid of squares': VectorStyle(grid='squares', printed=1.3),
    'no grid': VectorStyle(grid=None),
    'in a form': VectorStyle(in_form=True),
    'in a form on its side': VectorStyle(in_form=True, rotate=90, turned=90),
    '12.5 mm/s': VectorStyle(mm_per_s=12.5, texts=('12,5 mm/s',)),
    '50 mm/s': VectorStyle(mm_per_s=50.0, texts=('50mm/sec  10mm/mV',), duration_s=5.0),
    '5 mm/mV by its pulse': VectorStyle(mm_per_mv=5.0),
    '20 mm/mV by its pulse': VectorStyle(mm_per_mv=20.0, size_mm=(297.0, 420.0)),
    'printed at 80 %': VectorStyle(printed=0.8),
    'printed at 80 % without a grid': VectorStyle(printed=0.8, grid=None),
    '6x2': VectorStyle(layout='6x2'),
    '6x2+1 without names': VectorStyle(layout='6x2+1', names=None),
    '12x1': VectorStyle(layout='12x1', size_mm=(297.0, 297.0)),
    '3x4+3': VectorStyle(layout='3x4+3'),
    '4x3 without names': VectorStyle(layout='4x3', names=None),
    "Cabrera's order": VectorStyle(layout='cabrera-3x4+1'),
    'an order of its own': VectorStyle(layout=OWN_ORDER),
    'columns set wide': VectorStyle(column_gap_mm=2.0),
    'columns set close': VectorStyle(column_gap_mm=-0.5),
    'no pulse, but rows and laws': VectorStyle(pulses=None),
}


def rms_uv(found, truth):
    """Worst lead; both must be printed at the same samples, to within two."""
    assert found.signal_mv.shape == truth.signal_mv.shape
    seen = np.isfinite(found.signal_mv)
    assert (np.abs(seen.sum(1) - np.isfinite(truth.signal_mv).sum(1)) <= 2).all()
    off_mv = np.where(seen, found.signal_mv - truth.signal_mv, np.nan)
    return 1000 * float(np.sqrt(np.nanmean(off_mv[seen.any(1)] ** 2, axis=1)).max())


@pytest.mark.parametrize('manner', MANNERS)
def test_pages_in_many_manners(signal, manner):
    style = MANNERS[manner]
    page = read_vector_page(vector_page(signal, style), 0, fs_hz=FS_HZ)
    assert rms_uv(page.ecg.signal, truth_of(signal, style)) < 1.0
    assert (page.ecg.mm_per_s, page.ecg.mm_per_mv) == (style.mm_per_s, style.mm_per_mv)
    assert page.ecg.route == 'vector'
    if isinstance(style.layout, str):
        assert page.ecg.layout.name == style.layout


def test_the_benchmark_pages(bench):
    for path in sorted((bench / 'pdf').glob('*.pdf'))[:3]:
        truth = read_csv(path.with_suffix('.csv'), FS_HZ)
        page = read_vector_page(path, 0, fs_hz=FS_HZ)
        off_mv = page.ecg.signal.signal_mv[:, : truth.signal_mv.shape[1]] - truth.signal_mv
        assert np.sqrt(np.nanmean(off_mv**2)) < 1e-4
        # The same samples; only the last of a lead may differ by the file's rounding.
        assert np.isfinite(off_mv).sum() >= np.isfinite(truth.signal_mv).sum() - 12


def test_pages_of_matplotlib(signal):
    """Its axes, in seconds and millivolts, need not be square, and it draws no pulses."""
    matplotlib = pytest.importorskip('matplotlib')
    figure = pytest.importorskip('matplotlib.figure').Figure(figsize=(14, 9))
    axes = figure.add_axes([0.02, 0.02, 0.96, 0.9], xlim=(-0.2, 10.2), ylim=(-9, 9))
    for box in LAYOUTS['3x4+1'].boxes(duration_s=10.0):
        samples = np.arange(round(500 * box.start_s), round(500 * box.stop_s))
        zero_mv = 6 - 4 * box.row
        axes.plot(samples / 500, signal.lead(box.lead)[samples] + zero_mv, 'k', linewidth=0.8)
        axes.text(box.start_s + 0.05, zero_mv + 0.8, box.lead)
    for set_ticks, low, high, step in ((axes.set_xticks, 0, 10, 0.2), (axes.set_yticks, -9, 9, 0.5)):
        set_ticks(np.arange(low, high + 0.01, step))
        set_ticks(np.arange(low, high + 0.01, step / 5), minor=True)
    axes.grid(True, which='both')
    file = io.BytesIO()
    with matplotlib.rc_context({'path.simplify': False}):  # which would leave points out
        figure.savefig(file, format='pdf')
    page = read_vector_page(file.getvalue(), 0, fs_hz=FS_HZ)
    assert rms_uv(page.ecg.signal, truth_of(signal, VectorStyle())) < 1.0


def test_what_is_clipped_is_not_known(signal):
    style = VectorStyle(clip_mm=(15.0, 0.0, 250.0, 187.0))
    page = read_vector_page(vector_page(signal, style), 0, fs_hz=FS_HZ)
    found, truth = page.ecg.signal, truth_of(signal, style)
    # The clip ends at 250 mm, 230 mm or 9.2 s after the beginning; the rhythm row's waves above 0.3 mV alone are seen.
    assert np.isfinite(found.lead('V4')[3750:4599]).all()
    assert not np.isfinite(found.lead('V4')[4602:]).any()
    seen = np.isfinite(found.lead('II'))
    assert 0.01 < seen.mean() < 0.5
    assert truth.lead('II')[: len(seen)][seen].min() >= 0.3 - 1e-3
    off_mv = found.signal_mv[:, :4600] - truth.signal_mv[:, :4600]
    assert np.nanmax(np.abs(off_mv)) < 1e-3
    assert np.array_equal(np.isfinite(page.ecg.confidence), np.isfinite(found.signal_mv))


def test_traces_lie_where_the_page_shows_them(signal):
    """The overlay's lines, for a page that is seen on its side: turned back, lead I begins where it was drawn."""
    upright = read_vector_page(vector_page(signal, VectorStyle()), 0, fs_hz=FS_HZ)
    on_side = read_vector_page(vector_page(signal, VectorStyle(turned=90)), 0, fs_hz=FS_HZ)
    assert upright.size_mm == pytest.approx((297, 210), abs=1e-3)
    assert on_side.size_mm == pytest.approx((210, 297), abs=1e-3)
    first, turned = upright.traces[0], on_side.traces[0]
    assert first.lead == turned.lead == 'I'
    assert first.points_mm[0, 0] == pytest.approx(20.0, abs=1e-3)
    # Anticlockwise by a quarter: what was at (x, y) is at (y, width - x).
    x, y = first.points_mm[0]
    assert turned.points_mm[0] == pytest.approx((y, 297 - x), abs=1e-3)


def test_another_rate_and_given_values(signal):
    style = VectorStyle(pulses=None, mm_per_mv=5.0, texts=('25 mm/s',))
    page = read_vector_page(vector_page(signal, style), 0, layout='3x4+1', mm_per_mv=5.0, fs_hz=250.0)
    assert rms_uv(page.ecg.signal, replace_rate(truth_of(signal, style))) < 1.0
    assert (page.ecg.speed_from, page.ecg.gain_from) == ('text', 'given')


def replace_rate(signal):
    return replace(signal, signal_mv=signal.signal_mv[:, ::2], fs_hz=signal.fs_hz / 2)


@pytest.mark.parametrize(
    'style',
    [VectorStyle(picture=200), VectorStyle(picture=200, grid=None, names=None, pulses=None)],
    ids=['vector grid, picture traces', 'a picture alone'],
)
def test_pictures_are_for_the_other_route(signal, style):
    with pytest.raises(NoVectorTracesError, match='shows pictures instead: read it as a picture'):
        read_vector_page(vector_page(signal, style), 0, fs_hz=FS_HZ)


def test_leads_that_contradict_their_names_are_refused(signal):
    wrong = PageLayout('3x4+1', [['II', 'aVR', 'V1', 'V4'], ['I', 'aVL', 'V2', 'V5'], ['III', 'aVF', 'V3', 'V6'], ['V2']])
    swapped_mv = signal.signal_mv.copy()
    swapped_mv[[0, 2]] = swapped_mv[[2, 0]] + 0.3 * swapped_mv[[8, 9]]
    data = vector_page(replace(signal, signal_mv=swapped_mv), VectorStyle(layout=wrong))
    with pytest.raises(NoVectorTracesError, match='contradict each other'):
        read_vector_page(data, 0, fs_hz=FS_HZ)


def test_two_gains_are_refused_unless_given(signal):
    style = VectorStyle(texts=('Limb: 10 mm/mV', 'Chest: 5 mm/mV'))
    data = vector_page(signal, style)
    with pytest.raises(NoVectorTracesError, match='different gains'):
        read_vector_page(data, 0, fs_hz=FS_HZ)
    assert rms_uv(read_vector_page(data, 0, mm_per_mv=10.0, fs_hz=FS_HZ).ecg.signal, truth_of(signal, style)) < 1.0


def test_an_unknown_size_is_refused(signal):
    data = vector_page(signal, VectorStyle(grid=None, pulses=None, printed=0.87))
    with pytest.raises(NoVectorTracesError, match='give mm_per_s and mm_per_mv'):
        read_vector_page(data, 0, fs_hz=FS_HZ)


def test_wrong_arguments(signal):
    data = vector_page(signal, VectorStyle())
    with pytest.raises(ValueError, match='must be positive'):
        read_vector_page(data, 0, fs_hz=0.0)
    with pytest.raises(KeyError, match='is not known'):
        read_vector_page(data, 0, layout='9x9', fs_hz=FS_HZ)
    with pytest.raises(NoVectorTracesError, match='layout 12x1 has 12'):
        read_vector_page(data, 0, layout='12x1', fs_hz=FS_HZ)


def test_all_leads_are_there(signal):
    page = read_vector_page(vector_page(signal, VectorStyle()), 0, fs_hz=FS_HZ)
    assert page.ecg.signal.leads == LEAD_NAMES
    assert page.ecg.page_number == 1
    assert page.ecg.agreement_db > 15
