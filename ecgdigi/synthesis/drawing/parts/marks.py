"""Calibration pulses, and what stands between the leads of a row."""

import numpy as np

from ecgdigi.registry import STYLE_PARTS

from ..plan import between
from ..style import PulseStyle


@STYLE_PARTS.register_module()
class RandomMarks:
    """Pulses left, right or none; ticks, full bars, gaps or nothing between columns; the printer's own errors and limit.

    Args:
        pulse: share of the pages with calibration pulses.
        separator: share with bars between columns.
        gap: share with gaps between columns.
        clip: share on which traces end at a limit.
        gain_error: standard deviation of the relative error of the printer's gain.
        skew: share on which the rows, and so the leads of a column, are not simultaneous.
        skew_s: range of the longest delay on such a page, s; each row is late by 0 to that.
    """

    fields = ('pulse', 'gain_error', 'clip_mm', 'column_gap_mm', 'separator_mm', 'separator_width_mm', 'row_delays_s')

    def __init__(
        self,
        pulse: float = 0.65,
        separator: float = 0.5,
        gap: float = 0.12,
        clip: float = 0.03,
        gain_error: float = 0.004,
        skew: float = 0.0,
        skew_s: tuple[float, float] = (0.001, 0.01),
    ):
        self.pulse, self.separator, self.gap, self.clip, self.gain_error = pulse, separator, gap, clip, gain_error
        self.skew, self.skew_s = skew, tuple(skew_s)

    def __call__(self, rng: np.random.Generator, plan) -> dict:
        separator_mm = between(rng, 2, 9) if rng.random() < 0.7 else between(rng, 10, 40)
        return dict(
            pulse=_random_pulse(rng, plan) if rng.random() < self.pulse else None,
            gain_error=float(rng.normal(0, self.gain_error)),
            clip_mm=between(rng, 12, 32) if rng.random() < self.clip else None,
            column_gap_mm=between(rng, 0.3, 2.5) if rng.random() < self.gap else 0.0,
            separator_mm=separator_mm if rng.random() < self.separator else 0.0,
            separator_width_mm=between(rng, 0.15, 1.0),
            row_delays_s=self._row_delays(rng, len(plan.baselines_mm)),
        )

    def _row_delays(self, rng: np.random.Generator, num_rows: int) -> tuple[float, ...]:
        if not self.skew or rng.random() >= self.skew:
            return ()
        return tuple((between(rng, *self.skew_s) * rng.uniform(0, 1, num_rows)).tolist())


def _random_pulse(rng, plan) -> PulseStyle:
    side = 'left' if rng.random() < 0.8 else 'right'
    room_mm = plan.left_mm if side == 'left' else plan.paper_mm[0] - plan.right_mm
    flank_mm = float(rng.choice([0.0, rng.uniform(0.3, 1.5)]))
    gap_mm = flank_mm + float(rng.choice([0.0, rng.uniform(0, 2)]))
    wanted_mm = float(rng.choice([5.0, rng.uniform(1.5, 5.0)], p=[0.75, 0.25]))
    width_mm = min(wanted_mm, max(room_mm - gap_mm - flank_mm - 1, 1.0))
    return PulseStyle(gap_mm, flank_mm, width_mm, side, first_row_only=bool(rng.random() < 0.1))
