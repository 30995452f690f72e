import numpy as np

from ecgdigi.structures import printed_signal
from ecgdigi.synthesis.drawing import draw_page, plain_style


def test_every_lead_is_printed_within_the_paper(signal):
    style = plain_style(px_per_mm=3.0)
    page = draw_page(signal, style)
    assert page.picture.shape == (630, 891, 3)
    printed = printed_signal(signal, style.layout, duration_s=style.duration_s)
    assert np.isfinite(printed.signal_mv).any(axis=1).all()
    edges = np.concatenate([page.picture[:6].reshape(-1, 3), page.picture[-6:].reshape(-1, 3)])
    assert edges.max(axis=1).min() > 200  # paper and grid alone: no trace is cut off
