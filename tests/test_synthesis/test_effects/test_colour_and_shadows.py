import numpy as np

from ecgdigi.synthesis.effects import CastShadow, ColourCast

WHITE = np.full((120, 160, 3), 200, np.uint8)


def test_white_balance_errs_between_yellow_and_blue():
    effect = ColourCast(cast=0.2, contrast=(1.0, 1.0))
    blue, green, red = np.array([effect.change(WHITE, np.random.default_rng(seed))[0, 0] for seed in range(150)]).T.astype(float)
    warmth, tint = red / blue, green / np.sqrt(red * blue)
    assert 0.75 < warmth.min() < 0.88
    assert 1.14 < warmth.max() < 1.33
    assert tint.std() < 0.4 * warmth.std()  # green and violet are rare
    assert abs(tint.mean() - 1) < 0.03


def test_every_shadow_comes_in_from_an_edge_and_takes_no_more_than_it_may():
    effect = CastShadow(strength=(0.5, 0.5))
    covered = []
    for seed in range(40):
        picture = effect.change(WHITE, np.random.default_rng(seed)).max(axis=2)
        edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        assert edge.min() < 0.9 * 200
        assert picture.min() > 200 * 0.5**2 * 0.8  # two may meet
        covered.append((picture < 0.95 * 200).mean())
    assert 0.1 < np.median(covered) < 0.6
    assert max(covered) < 1
