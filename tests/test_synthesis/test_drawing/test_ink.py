import cv2
import numpy as np
import pytest

from ecgdigi.synthesis.drawing.ink import Ink, bleed, box_ink, print_ink, stroke_ink

SIZE_PX = (120, 90)
LINES = {
    'flat': [(10.3, 40.2), (100.9, 41.0)],
    'slanted': [(10.0, 20.0), (60.0, 70.0), (100.0, 30.0)],
    'upright': [(10.0, 60.4), (50.3, 60.4), (50.3, 20.8), (80.6, 20.8), (80.6, 60.4), (110.0, 60.4)],
    'beats': [(x, 50.0 - 40.0 * np.exp(-((x % 30 - 15) ** 2) / 2) + np.sin(x)) for x in np.arange(5, 115, 0.4)],
}


def dense(ink: Ink, size_px=SIZE_PX) -> np.ndarray:
    shares = np.zeros(size_px[::-1])
    shares[ink.rows, ink.columns] = ink.share
    return shares


def drawn_finer(points: np.ndarray, width_px: float, times: int = 12) -> np.ndarray:
    """The same by discs along the line on a canvas so many times as fine."""
    canvas = np.zeros((SIZE_PX[1] * times, SIZE_PX[0] * times), np.uint8)
    ends = [points[:-1], points[1:]]
    steps = [np.linspace(a, b, max(int(np.hypot(*(b - a)) * times), 2)) for a, b in zip(*ends, strict=True)]
    radius = width_px * times / 2 - 0.5
    for x, y in (np.concatenate(steps) + 0.5) * times - 0.5:
        cv2.circle(canvas, (round(x * 256), round(y * 256)), round(radius * 256), 255, -1, cv2.LINE_8, 8)
    return cv2.resize(canvas, SIZE_PX, interpolation=cv2.INTER_AREA) / 255


@pytest.mark.parametrize('width_px', [0.8, 1.7, 2.4, 5.0])
@pytest.mark.parametrize('line', LINES)
def test_a_stroke_covers_what_a_pen_passes(line, width_px):
    points = np.array(LINES[line])
    ink = stroke_ink(points, width_px, SIZE_PX)
    assert len(np.unique(ink.rows * SIZE_PX[0] + ink.columns)) == len(ink.rows)
    assert (ink.share >= 0).all()
    assert (ink.share <= 1 + 1e-6).all()
    found, expected = dense(ink), drawn_finer(points, width_px)
    assert found.sum() == pytest.approx(expected.sum(), rel=0.05)
    inked = expected > 0
    assert np.sqrt(np.mean((found - expected)[inked] ** 2)) < 0.06
    assert found[~cv2.dilate(inked.astype(np.uint8), np.ones((3, 3))).astype(bool)].max() == 0


def test_a_flat_stroke_lies_where_it_is_said_to():
    for y in np.linspace(30, 31, 7):
        shares = dense(stroke_ink(np.array([(-5.0, y), (130.0, y)]), 1.3, SIZE_PX))
        rows = np.arange(SIZE_PX[1])
        expected = np.clip(np.minimum(rows + 0.5, y + 0.65) - np.maximum(rows - 0.5, y - 0.65), 0, 1)
        assert np.allclose(shares, expected[:, None], atol=1e-4)


@pytest.mark.parametrize('width_px', [1.1, 2.0, 4.6])
def test_flat_ends_are_where_the_line_ends(width_px):
    line = np.array([(20.25, 30.0), (90.75, 30.0)])
    flat, rounded = (dense(stroke_ink(line, width_px, SIZE_PX, flat_ends=flat)) for flat in (True, False))
    assert flat.sum() == pytest.approx(70.5 * width_px, abs=0.2 * width_px)
    assert rounded.sum() == pytest.approx((70.5 + np.pi / 4 * width_px) * width_px, abs=0.3 * width_px)
    assert np.array_equal(flat[:, 22:89], rounded[:, 22:89])


def test_a_stroke_cut_off_is_the_part_of_the_whole():
    points = np.array(LINES['beats'])
    whole = dense(stroke_ink(points, 2.4, SIZE_PX))
    part = dense(stroke_ink(points - [40, 20], 2.4, (50, 40)), (50, 40))
    assert np.allclose(part, whole[20:60, 40:90], atol=1e-4)
    for shift in ([500, 0], [-500, 0], [0, 500], [0, -500]):
        assert len(stroke_ink(points + shift, 2.4, SIZE_PX).rows) == 0


def test_a_box_is_covered_exactly():
    shares = dense(box_ink(np.array([(9.75, 20.0), (12.0, 21.25)]), SIZE_PX))
    assert np.allclose(shares[19:23, 9:14], np.outer([0, 0.5, 0.75, 0], [0, 0.75, 1, 0.5, 0]))
    assert shares.sum() == pytest.approx(2.25 * 1.25)
    assert len(box_ink(np.array([(-20.0, 20.0), (-10.0, 30.0)]), SIZE_PX).rows) == 0


def test_ink_that_runs_is_spread_and_not_lost():
    ink = stroke_ink(np.array(LINES['beats']), 2.4, SIZE_PX)
    run = bleed(ink, 1.0, SIZE_PX)
    assert run.share.sum() == pytest.approx(ink.share.sum(), rel=0.02)
    assert len(run.rows) > 1.5 * len(ink.rows)
    expected = cv2.GaussianBlur(dense(ink), (0, 0), 1.0, borderType=cv2.BORDER_CONSTANT)
    assert np.abs(dense(run) - expected).max() < 0.01
    at_the_edge = bleed(stroke_ink(np.array([(-9.0, 0.0), (200.0, 0.0)]), 2.0, SIZE_PX), 0.8, SIZE_PX)
    assert np.ptp(dense(at_the_edge)[:6, 3:-3], axis=1).max() < 0.01
    nothing = stroke_ink(np.array(LINES['flat']) + 500, 2.0, SIZE_PX)
    assert bleed(nothing, 1.0, SIZE_PX) == nothing


def test_ink_is_blended_by_share_strength_and_density():
    picture = np.full((4, 5, 3), 200, np.uint8)
    ink = Ink(np.array([1, 2]), np.array([3, 3]), np.array([1.0, 0.5], np.float32))
    density = np.array([1, 1, 1, 0.5, 1]), np.array([1, 1, 3, 1])
    print_ink(picture, ink, (0, 100, 200), 0.8, density)
    assert picture[1, 3].tolist() == [120, 160, 200]
    assert picture[2, 3].tolist() == [80, 140, 200]
    picture[1:3, 3] = 200
    assert (picture == 200).all()


def test_every_width_of_pen_draws_finite_ink():
    """Some radii, squared, round to less than the square of themselves taken another way."""
    line = np.array([[3.0, 10.0], [20.0, 12.0], [40.0, 5.0]])
    for width_px in np.random.default_rng(0).uniform(0.3, 6.0, 3000):
        ink = stroke_ink(line, width_px, (50, 20))
        assert np.isfinite(ink.share).all()
        assert (ink.rows >= 0).all()
