import numpy as np
import pytest

from ecgdigi.geometry.strips import cut_strip, truth_rows
from ecgdigi.structures import LatticeMap
from ecgdigi.synthesis.drawing import draw_page


@pytest.mark.parametrize('px_per_mm', [5.0, 8.0, 16.0])
def test_truth_lies_on_the_ink(signal, make_style, px_per_mm):
    page = draw_page(signal, make_style(px_per_mm=px_per_mm))
    strip = cut_strip(page.picture, page.page_map, left_mm=60.0, top_mm=168.0, width_px=1200, height_px=352, px_per_mm=8.0)
    rows = truth_rows(page.truth, 3, strip, 1)
    ink = 255.0 - strip.picture.max(axis=2)
    level = np.abs(np.gradient(rows)) < 0.1
    found = []
    for u in np.flatnonzero(level):
        v = round(float(rows[u]))
        window = ink[v - 5 : v + 6, u]
        found.append((window * np.arange(v - 5, v + 6)).sum() / window.sum() - rows[u])
    assert len(found) > 300
    assert abs(np.median(found)) < 0.1
    assert np.percentile(np.abs(found), 95) < 0.4


def test_nothing_is_printed_outside_the_page_time(page):
    strip = cut_strip(page.picture, page.page_map, left_mm=5.0, top_mm=0.0, width_px=200, height_px=256, px_per_mm=8.0)
    rows = truth_rows(page.truth, 0, strip, 2)
    outside = np.arange(400) / 16 + 5.0 < 19.9
    assert np.isnan(rows[outside]).all()
    assert np.isfinite(rows[~outside][8:]).all()


def test_a_wild_map_costs_no_more_memory_than_a_fine_picture(page):
    """At the strip's middle a millimetre is said to be a million px."""
    nodes_mm = np.zeros((3, 3, 2))
    nodes_mm[..., 0], nodes_mm[..., 1] = np.meshgrid([0, 1e-6, 2e-6], [0, 1e-6, 2e-6])
    strip = cut_strip(page.picture, LatticeMap(nodes_mm, 1.0), left_mm=0.0, top_mm=0.0, width_px=64, height_px=64, px_per_mm=4.0)
    assert strip.picture.shape == (64, 64, 3)
