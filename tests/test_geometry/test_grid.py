import cv2
import numpy as np
import pytest

from ecgdigi.geometry.errors import GridNotFoundError, PageRefusedError
from ecgdigi.geometry.grid import fit_grid
from ecgdigi.structures import transform_points
from ecgdigi.synthesis.drawing import draw_page


def tilted(picture, degrees):
    turn = np.vstack([cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), degrees, 1.0), [0, 0, 1]])
    size = picture.shape[1::-1]
    return cv2.warpAffine(picture, turn[:2], size, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)), turn


@pytest.mark.parametrize(('px_per_mm', 'degrees'), [(3.0, 0.0), (4.0, 3.0), (8.0, -5.0), (12.0, 1.0)])
def test_distances_on_paper_are_right_to_a_two_thousandth(signal, make_style, px_per_mm, degrees):
    page = draw_page(signal, make_style(px_per_mm=px_per_mm))
    picture, turn = tilted(page.picture, degrees)
    fit = fit_grid(picture)
    places_mm = np.array([[40.0, 40.0], [260.0, 40.0], [40.0, 180.0]])
    seen_mm = fit.page_map.to_mm(transform_points(turn, page.page_map.to_px(places_mm)))
    assert np.allclose(seen_mm[1:] - seen_mm[0], places_mm[1:] - places_mm[0], atol=0.1)
    assert fit.residual_mm < 0.05


def test_lines_are_found_where_they_are_printed(signal, make_style):
    style = make_style(px_per_mm=8.0)
    page = draw_page(signal, style)
    crossing_px = page.page_map.to_px(np.add(style.grid.offset_mm, [100.0, 80.0]))
    crossing_mm = fit_grid(page.picture).page_map.to_mm(crossing_px)
    assert np.allclose(crossing_mm, np.round(crossing_mm), atol=0.02)


@pytest.mark.parametrize('kind', ['noise', 'white', 'black', 'gradient'])
def test_other_pictures_are_refused(kind):
    rng = np.random.default_rng(0)
    pictures = dict(
        noise=rng.integers(0, 255, (800, 1000, 3)),
        white=np.full((800, 1000, 3), 255),
        black=np.zeros((800, 1000, 3)),
        gradient=np.broadcast_to(np.linspace(0, 255, 1000)[None, :, None], (800, 1000, 3)),
    )
    with pytest.raises(GridNotFoundError, match='no ECG grid'):
        fit_grid(pictures[kind].astype(np.uint8))


def test_a_folded_page_is_refused_rather_than_misread(page):
    height, width = page.picture.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    bent = columns + 50 * np.sin(columns / 150) * np.cos(rows / 200)
    with pytest.raises(PageRefusedError):
        fit_grid(cv2.remap(page.picture, bent, rows + 40 * np.sin(columns / 130), cv2.INTER_LINEAR))
