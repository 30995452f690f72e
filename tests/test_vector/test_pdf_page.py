"""What a PDF page draws, and PDFs that cannot be read."""

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ecgdigi.vector import pdf_page
from ecgdigi.vector.pdf_page import MM_PER_PT, read_drawing

SIZE_PT = (400.0, 300.0)


def drawn(draw, **kwargs):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, SIZE_PT, **kwargs)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def seen_pt(x, y, height=SIZE_PT[1]):
    """Of a point of the page's own system, mm as seen."""
    return [x * MM_PER_PT, (height - y) * MM_PER_PT]


def zigzag(canvas):
    path = canvas.beginPath()
    path.moveTo(10, 20)
    path.lineTo(30, 60)
    path.lineTo(50, 20)
    canvas.drawPath(path)


def test_points_colour_and_pen():
    def draw(canvas):
        canvas.setStrokeColorRGB(1, 0, 0)
        canvas.setLineWidth(2)
        zigzag(canvas)

    page = read_drawing(drawn(draw), 0)
    assert page.size_mm == pytest.approx((400 * MM_PER_PT, 300 * MM_PER_PT))
    (line,) = page.polylines
    assert np.allclose(line.points_mm, [seen_pt(10, 20), seen_pt(30, 60), seen_pt(50, 20)], atol=1e-4)
    assert line.style == (255, 0, 0, round(2 * MM_PER_PT, 3))
    assert not line.filled
    assert line.clip_mm == pytest.approx((0, 0, *page.size_mm))


def test_matrices_of_paths_and_nested_forms():
    def draw(canvas):
        canvas.beginForm('inner')
        canvas.scale(2, 2)
        zigzag(canvas)
        canvas.endForm()
        canvas.beginForm('outer')
        canvas.translate(5, 7)
        canvas.doForm('inner')
        canvas.endForm()
        canvas.translate(100, 50)
        canvas.rotate(90)
        canvas.doForm('outer')

    (line,) = read_drawing(drawn(draw), 0).polylines
    # Twice as large, shifted, turned anticlockwise, shifted.
    assert np.allclose(line.points_mm[0], seen_pt(100 - (20 * 2 + 7), 50 + (10 * 2 + 5)), atol=1e-3)
    assert np.allclose(line.points_mm[1], seen_pt(100 - (60 * 2 + 7), 50 + (30 * 2 + 5)), atol=1e-3)


@pytest.mark.parametrize(('rotation', 'place'), [(90, (20, 10)), (180, (390, 20)), (270, (280, 390))], ids=['90', '180', '270'])
def test_pages_turned_by_rotate(rotation, place):
    """The sheet's own point (10, 20), seen from the top left corner after turning clockwise."""
    buffer = io.BytesIO()
    # reportlab turns the sheet, too: give it as seen.
    canvas = Canvas(buffer, SIZE_PT[::-1] if rotation % 180 else SIZE_PT)
    canvas.setPageRotation(rotation)
    zigzag(canvas)
    canvas.showPage()
    canvas.save()
    page = read_drawing(buffer.getvalue(), 0)
    assert page.size_mm == pytest.approx([side * MM_PER_PT for side in (SIZE_PT[::-1] if rotation % 180 else SIZE_PT)])
    assert page.polylines[0].points_mm[0] == pytest.approx([side * MM_PER_PT for side in place], abs=1e-4)


def test_crop_boxes_move_the_corner():
    def draw(canvas):
        canvas.setCropBox((5, 10, 200, 250))
        zigzag(canvas)

    page = read_drawing(drawn(draw), 0)
    assert page.size_mm == pytest.approx((195 * MM_PER_PT, 240 * MM_PER_PT))
    assert page.polylines[0].points_mm[0] == pytest.approx(((10 - 5) * MM_PER_PT, (250 - 20) * MM_PER_PT), abs=1e-4)


def test_clip_paths_inside_and_outside_of_a_form():
    def draw(canvas):
        canvas.beginForm('inner')
        path = canvas.beginPath()
        path.rect(0, 0, 40, 40)
        canvas.clipPath(path, stroke=0, fill=0)
        zigzag(canvas)
        canvas.endForm()
        path = canvas.beginPath()
        path.rect(120, 0, 200, 200)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.translate(100, 50)
        canvas.doForm('inner')

    (line,) = read_drawing(drawn(draw), 0).polylines
    left, top, right, bottom = line.clip_mm
    assert [left, bottom] == pytest.approx(seen_pt(120, 50), abs=1e-3)
    assert [right, top] == pytest.approx(seen_pt(140, 90), abs=1e-3)


def test_curves_rectangles_and_subpaths():
    def draw(canvas):
        path = canvas.beginPath()
        path.moveTo(0, 0)
        path.curveTo(0, 100, 100, 100, 100, 0)
        path.rect(10, 10, 20, 30)
        canvas.drawPath(path, stroke=0, fill=1)

    curve, rectangle = read_drawing(drawn(draw), 0).polylines
    assert curve.filled
    middle = curve.points_mm[len(curve.points_mm) // 2]
    assert middle == pytest.approx(seen_pt(50, 75), abs=1e-4)
    assert len(rectangle.points_mm) >= 5
    assert np.allclose(rectangle.points_mm[0], rectangle.points_mm[-1])


def test_transparent_lines_are_not_seen():
    def draw(canvas):
        zigzag(canvas)
        canvas.setStrokeAlpha(0)
        zigzag(canvas)

    assert len(read_drawing(drawn(draw), 0).polylines) == 1


def test_encrypted_broken_and_missing_files(tmp_path):
    secret = drawn(zigzag, encrypt=StandardEncryption('password', strength=128))
    path = tmp_path / 'page.pdf'
    path.write_bytes(secret)
    for data, words in (
        (secret, 'needs a password'),
        (secret[:200], 'cut off'),
        (b'', 'cut off'),
        (b'%PDF-1.4 nothing %%EOF', 'not a PDF'),
    ):
        with pytest.raises(ValueError, match=f'this PDF: .*{words}') as caught:
            read_drawing(data, 0)
        assert '\n' not in str(caught.value)
    with pytest.raises(ValueError, match=r'page\.pdf: the PDF needs a password'):
        read_drawing(path, 0)
    with pytest.raises(FileNotFoundError, match=r'none\.pdf: no such file'):
        read_drawing(tmp_path / 'none.pdf', 0)
    with pytest.raises(ValueError, match='it has 1 pages, there is none of index 1'):
        read_drawing(drawn(zigzag), 1)


def test_pages_that_draw_too_much(monkeypatch):
    def draw(canvas):
        for _ in range(5):
            zigzag(canvas)

    data = drawn(draw)
    monkeypatch.setattr(pdf_page, 'MAX_POINTS', 14)
    with pytest.raises(ValueError, match='more than 14 points'):
        read_drawing(data, 0)
    monkeypatch.setattr(pdf_page, 'MAX_POINTS', 15)
    assert len(read_drawing(data, 0).polylines) == 5
    monkeypatch.setattr(pdf_page, 'MAX_OBJECTS', 4)
    with pytest.raises(ValueError, match='more than 4 objects'):
        read_drawing(data, 0)


def test_pages_of_absurd_size():
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (1e9, 300))
    zigzag(canvas)
    canvas.showPage()
    canvas.save()
    with pytest.raises(ValueError, match='at most 5080 mm'):
        read_drawing(buffer.getvalue(), 0)


def test_words_their_place_and_direction():
    def draw(canvas):
        canvas.setFont('Helvetica', 10)
        canvas.drawString(50, 100, 'aVR  V1')
        canvas.translate(200, 100)
        canvas.rotate(90)
        canvas.drawString(0, 0, 'up')

    words = {word.text: word for word in read_drawing(drawn(draw), 0).words}
    assert set(words) == {'aVR', 'V1', 'up'}
    assert [word.quarter_turns for word in words.values()] == [0, 0, 3]
    left = words['aVR']
    assert left.x_mm - left.length_mm / 2 == pytest.approx(50 * MM_PER_PT, abs=0.3)
    assert left.y_mm + left.height_mm / 2 == pytest.approx((300 - 100) * MM_PER_PT, abs=0.3)
    assert words['up'].length_mm > words['up'].height_mm


def test_threads_do_not_disturb_each_other():
    def draw(canvas):
        for _ in range(200):
            zigzag(canvas)
            canvas.translate(0.5, 0.5)
        canvas.drawString(10, 10, 'V1')

    data = drawn(draw)
    alone = read_drawing(data, 0)
    with ThreadPoolExecutor(8) as pool:
        for page in pool.map(lambda _: read_drawing(data, 0), range(24)):
            assert page.words == alone.words
            assert np.array_equal(page.polylines[-1].points_mm, alone.polylines[-1].points_mm)
