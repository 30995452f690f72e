"""Reading ends of leads with a reader that follows the darkest place of each column."""

from dataclasses import replace

import numpy as np
import pytest

from ecgdigi.apis import digitize, load_tracenet
from ecgdigi.apis.find_page import FoundPage
from ecgdigi.apis.read_piece_ends import ANEW_MM, read_piece_ends
from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.scale import Scale
from ecgdigi.geometry.time_frame import TimeFrame
from ecgdigi.models.decoders.viterbi import ViterbiDecoder
from ecgdigi.structures import LAYOUTS, HomographyMap
from ecgdigi.synthesis.drawing import draw_page

PX_PER_MM, PER_COLUMN, PX_PER_BIN = 8.0, 2, 4
SCALE = Scale(25.0, 10.0, 'given', 'given')
# The columns of a 6x2 page meet here; the left lead ends at its zero line, the right one begins 6 mm above.
MIDDLE_MM = 20.0 + 125.0
ZERO_LINES_MM = 40.0 + 20.0 * np.arange(6)
HIGHER_MM = 6.0
# The strokes overlap by this much on either side, mm.
OVERLAP_MM = 0.4


class DarknessReader:
    """As much of a TraceNet as reading ends takes."""

    positions_per_column = PER_COLUMN
    decoder = ViterbiDecoder()

    def __init__(self):
        self.end_reader = self

    def __call__(self, pictures):
        darkness = (255 - pictures.mean(1)).unflatten(1, (-1, PX_PER_BIN)).mean(2)  # (B, R, W)
        return (darkness / 20).repeat_interleave(PER_COLUMN, 2), None

    def data_preprocessor(self, data):
        return dict(inputs=data['inputs'].float())

    def px_to_bins(self, rows_px):
        return (rows_px + 0.5) / PX_PER_BIN - 0.5

    def bins_to_px(self, bins):
        return (bins + 0.5) * PX_PER_BIN - 0.5

    def refined(self, pictures, rows_px):
        return rows_px


@pytest.fixture
def page():
    picture = np.full((1500, 2400, 3), 230, np.uint8)

    def stroke(first_mm, last_mm, y_mm):
        y, x = round(y_mm * PX_PER_MM), slice(round(first_mm * PX_PER_MM), round(last_mm * PX_PER_MM))
        picture[y - 1 : y + 2, x] = 20

    for zero_mm in ZERO_LINES_MM:
        stroke(20, MIDDLE_MM + OVERLAP_MM, zero_mm)
        stroke(MIDDLE_MM - OVERLAP_MM, MIDDLE_MM + 3, zero_mm - HIGHER_MM)
        stroke(MIDDLE_MM + 3, 270, zero_mm)
    page_map = HomographyMap(np.diag([PX_PER_MM, PX_PER_MM, 1.0]))
    return FoundPage(picture, page_map, (0.0, 0.0, 300.0, 187.0), 0.0, 0)


def rows_read():
    """Rows along which the path runs on with the left lead for 0.4 mm before it changes to the right one's first wave."""
    x_mm = (np.arange(300 * 16) + 0.5) / 16
    wave = (x_mm >= MIDDLE_MM + OVERLAP_MM) & (x_mm < MIDDLE_MM + 3)
    printed = ((x_mm >= 20) & (x_mm <= 270)).astype(float)
    return [RowReading(x_mm, np.where(wave, zero_mm - HIGHER_MM, zero_mm), printed, 0.9 * printed) for zero_mm in ZERO_LINES_MM]


FRAME = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)


def test_each_lead_keeps_its_own_stroke_to_its_end(page):
    rows = rows_read()
    read = read_piece_ends(page, rows, LAYOUTS['6x2'], FRAME, SCALE, DarknessReader())
    for before, after, zero_mm in zip(rows, read, ZERO_LINES_MM, strict=True):
        begins = (after.x_mm >= MIDDLE_MM) & (after.x_mm < MIDDLE_MM + OVERLAP_MM)
        ends = (after.x_mm > MIDDLE_MM - OVERLAP_MM) & (after.x_mm < MIDDLE_MM)
        assert before.y_mm[begins] == pytest.approx(zero_mm)
        assert after.y_mm[begins] == pytest.approx(zero_mm - HIGHER_MM, abs=0.25)
        assert after.y_mm[ends] == pytest.approx(zero_mm, abs=0.25)
        assert after.end_is_read(MIDDLE_MM, begins=True)
        assert after.end_is_read(MIDDLE_MM, begins=False)
        far = np.abs(after.x_mm[:, None] - (20.0, MIDDLE_MM, 270.0)).min(1) > ANEW_MM + 0.1
        assert (after.y_mm[far] == before.y_mm[far]).all()
        assert (after.confidence[far] == before.confidence[far]).all()


def test_a_stroke_that_does_not_lead_to_what_was_read_is_not_taken(page):
    """The picture shows nothing of a row that was read 12 mm below its stroke: its ends stay."""
    rows = rows_read()
    lower = replace(rows[0], y_mm=rows[0].y_mm + 12.0)
    read = read_piece_ends(page, [lower, *rows[1:]], LAYOUTS['6x2'], FRAME, SCALE, DarknessReader())
    assert (read[0].y_mm == lower.y_mm).all()
    assert read[0].ends_read == ()
    assert len(read[1].ends_read) == 4


def test_ends_beyond_the_paper_stay_unread(page):
    """Of the page only a part is seen, within which no lead begins or ends."""
    seen = slice(30 * 16, 140 * 16)
    rows = [RowReading(*(values[seen] for values in (r.x_mm, r.y_mm, r.inked, r.confidence))) for r in rows_read()]
    assert read_piece_ends(page, rows, LAYOUTS['6x2'], FRAME, SCALE, DarknessReader()) == rows


def test_windows_may_reach_beyond_the_paper(page):
    """The picture ends 3 mm behind the beginning of the right column, and begins 3 mm before it."""
    for seen in (slice(0, round((MIDDLE_MM + 3) * 16)), slice(round((MIDDLE_MM - 3) * 16), None)):
        rows = [RowReading(*(values[seen] for values in (r.x_mm, r.y_mm, r.inked, r.confidence))) for r in rows_read()]
        read = read_piece_ends(page, rows, LAYOUTS['6x2'], FRAME, SCALE, DarknessReader())
        for row, zero_mm in zip(read, ZERO_LINES_MM, strict=True):
            begins = (row.x_mm >= MIDDLE_MM) & (row.x_mm < MIDDLE_MM + OVERLAP_MM)
            assert row.y_mm[begins] == pytest.approx(zero_mm - HIGHER_MM, abs=0.25)


@pytest.mark.slow
def test_a_page_is_read_with_an_end_reader_and_without_one(signal, make_style):
    picture = draw_page(signal, make_style(px_per_mm=8.0)).picture
    options = dict(layout='3x4+1', mm_per_s=25.0, mm_per_mv=10.0, fs_hz=500.0)
    network = load_tracenet()
    assert sum(len(row.ends_read) for row in digitize(picture, network, **options).rows) >= 18  # those between columns at least
    network.end_reader = None
    assert not any(row.ends_read for row in digitize(picture, network, **options).rows)
