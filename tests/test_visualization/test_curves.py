import cv2
import numpy as np
import pytest

from ecgdigi.visualization import plot_curves


def test_every_quantity_has_a_panel_and_every_run_a_line(tmp_path):
    steps = np.arange(100)
    falling, rising = (steps, 100.0 - steps), (steps, 1.0 + steps)
    heights = []
    for panels in ({'a': {'one': falling}}, {'a': {'one': falling, 'two': rising}, 'b': {'two': rising}}):
        plot_curves(panels, tmp_path / 'plot.png')
        picture = cv2.imread(str(tmp_path / 'plot.png'))
        heights.append(picture.shape[0])
    assert heights[1] > 1.5 * heights[0]
    # The two lines of the first panel in two colours.
    colours = {tuple(pixel) for pixel in picture.reshape(-1, 3) if int(max(pixel)) - int(min(pixel)) > 100}
    assert len(colours) >= 2


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(ValueError, match='xyz'):
        plot_curves({'a': {'one': ([1], [1.0])}}, tmp_path / 'plot.xyz')


def test_a_folder_is_no_picture(tmp_path):
    for path in (tmp_path, tmp_path / 'plot'):
        with pytest.raises(ValueError, match='its ending is no format of a picture'):
            plot_curves({'a': {'one': ([1], [1.0])}}, path)
    with pytest.raises(OSError, match='there is no folder'):
        plot_curves({'a': {'one': ([1], [1.0])}}, tmp_path / 'none/plot.png')
    assert list(tmp_path.iterdir()) == []
