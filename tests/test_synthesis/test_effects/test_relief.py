import numpy as np
import pytest

from ecgdigi.synthesis.effects.relief import (
    PITCH_MM,
    crumple,
    curl,
    facets,
    folds,
    lattice,
    make_relief,
    roof,
    smooth_noise,
    waves,
)

BOX_MM = (0.0, 0.0, 297.0, 210.0)
PAPER_MM = (297.0, 210.0)
X, Y = lattice(BOX_MM)
SHAPES = {
    'folds': lambda rng, height_mm: folds(rng, X, Y, PAPER_MM, height_mm),
    'crumple': lambda rng, height_mm: crumple(rng, X, Y, height_mm),
    'curl': lambda rng, height_mm: curl(rng, X, Y, height_mm),
    'waves': lambda rng, height_mm: waves(rng, X, Y, height_mm),
}


def test_the_lattice_covers_its_box_with_a_node_more_on_each_side():
    x, y = lattice((10.0, 20.0, 30.0, 25.0))
    assert x[0, 0] == 10 - PITCH_MM
    assert y[0, 0] == 20 - PITCH_MM
    assert 30 + PITCH_MM <= x[0, -1] < 30 + 2 * PITCH_MM
    assert 25 + PITCH_MM <= y[-1, 0] < 25 + 2 * PITCH_MM
    assert np.allclose(np.diff(x, axis=1), PITCH_MM)
    assert np.allclose(np.diff(y, axis=0), PITCH_MM)


@pytest.mark.parametrize('shape', SHAPES)
def test_heights_scale_and_depend_on_the_seed_alone(shape):
    heights = [SHAPES[shape](np.random.default_rng(4), height_mm) for height_mm in (1.0, 3.0)]
    assert np.allclose(heights[1], 3 * heights[0])
    assert np.isfinite(heights[0]).all()
    highest = [np.abs(SHAPES[shape](np.random.default_rng(seed), 1.0)).max() for seed in range(12)]
    assert 0.3 < np.median(highest) < 5
    assert len(set(highest)) > 7  # some sheets are folded nowhere


def test_a_flat_sheet_moves_nothing():
    relief = make_relief(np.zeros_like(X), np.array([X[0, 0], Y[0, 0]]))
    assert not relief.at(np.array([[0.0, 0.0], [123.4, 56.7]])).any()


def test_a_plane_rises_as_it_says_and_covers_less_of_the_desk_by_its_cosine():
    slope = 0.2
    relief = make_relief(slope * X, np.array([X[0, 0], Y[0, 0]]))
    left, right = relief.at(np.array([[50.0, 100.0], [250.0, 100.0]]))
    assert right[2] - left[2] == pytest.approx(slope * 200, rel=1e-4)
    assert right[0] - left[0] == pytest.approx(-200 * slope**2 / 2, rel=0.01)
    assert np.hypot(200 + right[0] - left[0], right[2] - left[2]) == pytest.approx(200, rel=1e-3)  # paper keeps its length
    assert right[1] == left[1] == pytest.approx(0, abs=1e-6)


def test_shifts_are_linear_between_nodes_and_stay_beyond_the_edge():
    relief = make_relief(SHAPES['waves'](np.random.default_rng(1), 4.0), np.array([X[0, 0], Y[0, 0]]))
    node = np.array([X[40, 60], Y[40, 60]])
    ends = relief.at(np.array([node, node + np.array([PITCH_MM, 0])]))
    assert relief.at(node + np.array([PITCH_MM / 2, 0])) == pytest.approx(ends.mean(0), abs=1e-4)
    assert relief.at(node) == pytest.approx(relief.shift_mm[40, 60], abs=1e-5)
    corner = relief.shift_mm[0, 0]
    assert relief.at(np.array([-500.0, -500.0])) == pytest.approx(corner, abs=1e-5)
    many = relief.at(np.broadcast_to(node, (40_000, 2)))  # more than OpenCV takes at once
    assert many.shape == (40_000, 3)
    assert np.allclose(many, many[0])


def test_a_roof_is_highest_along_its_crease_and_flat_on_its_flanks():
    turn, along, across = 0.7, np.array([np.cos(0.7), np.sin(0.7)]), np.array([-np.sin(0.7), np.cos(0.7)])

    def at(point):
        return float(roof(point[0], point[1], turn, 40.0, 10.0))

    assert at(np.zeros(2)) == 1
    assert at(5 * across) == pytest.approx(0.5)
    assert at(-5 * across) == pytest.approx(0.5)
    assert at(20 * along) == pytest.approx(0.5)
    assert at(20 * along + 5 * across) == pytest.approx(0.25)
    assert at(41 * along) == at(11 * across) == 0


def test_facets_are_flat_but_at_their_creases():
    """The second difference of a plane is zero: over most of the sheet, where soft hills are curved everywhere."""
    rng = np.random.default_rng(0)
    shares = []
    for height in (facets(rng, X, Y, 45.0), smooth_noise(rng, X, Y, 45.0)):
        assert 0.4 < height.std() < 2.5
        bend = np.abs(np.diff(height, 2, axis=1))
        shares.append((bend > 0.1 * np.percentile(bend, 99)).mean())
    assert shares[0] < 0.5 * shares[1]
    assert np.abs(np.diff(facets(rng, X, Y, 45.0), axis=1)).max() < 0.6  # no step: neighbours are 1.25 of 45 mm apart


def test_a_letter_is_creased_at_halves_thirds_or_quarters():
    places = []
    for seed in range(40):
        height = folds(np.random.default_rng(seed), X, Y, PAPER_MM, 5.0)
        bend = np.abs(np.diff(height, 2, axis=1)).mean(0)
        if bend.max() > 0.02:
            places.append(X[0, 1 + bend.argmax()] / PAPER_MM[0])
    assert len(places) > 15
    nearest = np.abs(np.array(places)[:, None] - [1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4]).min(1)
    assert np.percentile(nearest, 90) < 0.03


def test_a_curl_bends_about_one_axis():
    """Heights of a cylinder change along one direction alone: the matrix of their slopes has one large value."""
    for seed in range(6):
        slopes = np.stack([part[5:-5, 5:-5].ravel() for part in np.gradient(curl(np.random.default_rng(seed), X, Y, 5.0))], 1)
        values = np.linalg.svd(slopes, compute_uv=False)
        assert values[1] < 1e-6 * values[0]


def test_noise_has_its_size_and_about_unit_variance():
    rng = np.random.default_rng(2)
    spreads, lengths_mm = [], []
    for size_mm in (20.0, 60.0):
        noises = [smooth_noise(rng, X, Y, size_mm) for _ in range(12)]
        spreads.append(np.mean([noise.std() for noise in noises]))
        lengths_mm.append(np.mean([noise.std() / np.gradient(noise, PITCH_MM, axis=1).std() for noise in noises]))
    assert spreads == pytest.approx([1.0, 1.0], abs=0.35)
    assert lengths_mm[1] / lengths_mm[0] == pytest.approx(3.0, rel=0.3)
