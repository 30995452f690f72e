import cv2
import numpy as np
import pytest

from ecgdigi.visualization import plot_moments


def test_each_moment_gets_its_panel(tmp_path):
    times_s = np.arange(100) / 100
    moment = (times_s, np.sin(9 * times_s), np.where(times_s < 0.5, np.sin(9 * times_s), np.nan))
    plot_moments({f'page {k}': moment for k in range(4)}, tmp_path / 'few.png')
    plot_moments({'page': moment}, tmp_path / 'one.png')
    four, one = (cv2.imread(str(tmp_path / name)) for name in ('few.png', 'one.png'))
    assert four.shape[0] == pytest.approx(2 * one.shape[0], abs=2)
    red = (four[..., 2] > 180) & (four[..., 1] < 90)
    assert np.count_nonzero(red.any(1)) > 100  # in both rows of panels
    with pytest.raises(ValueError, match='its ending is no format of a picture'):
        plot_moments({'page': moment}, tmp_path / 'one.xyz')
