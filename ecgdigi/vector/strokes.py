"""From a page's drawing to strokes of a pen: parts that touch are one, thin filled outlines are lines, hidden parts are cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .clipping import visible_parts
from .drawing import Polyline

# Ends that lie this close together are the same point, mm: coordinates are often written with two decimals of a point.
TOUCH_MM = 0.01
# An outline of a line is at most this thick, mm, in the mean, and has this many points.
MAX_OUTLINE_MM = 1.5
MIN_OUTLINE_POINTS = 60
# Share of its width by which a line may run backwards and still be called running forwards.
MAX_BACKWARDS = 0.01
# A trace is at least this long, mm, and has at least this many points.
MIN_TRACE_MM = 15.0
MIN_TRACE_POINTS = 30


@dataclass(frozen=True)
class Stroke:
    """Attributes:
    points_mm: (N, 2) mm; a row of NaN between parts that are seen apart.
    """

    points_mm: np.ndarray

    @cached_property
    def seen_mm(self) -> np.ndarray:
        """(M, 2) the points without the gaps."""
        return self.points_mm[np.isfinite(self.points_mm[:, 0])]

    def parts(self) -> Iterator[np.ndarray]:
        """The parts that are seen, (K, 2) each."""
        for part in np.split(self.points_mm, np.flatnonzero(np.isnan(self.points_mm[:, 0]))):
            part = part[np.isfinite(part[:, 0])]
            if len(part):
                yield part


def find_strokes(polylines: Sequence[Polyline]) -> list[Stroke]:
    """What is seen of the polylines; each once, though it may be drawn several times."""
    found, known = [], set()
    for polyline in _joined(polylines):
        points_mm = polyline.points_mm
        if polyline.filled:
            centre_mm = centre_of_outline(points_mm)
            points_mm = points_mm if centre_mm is None else centre_mm
        points_mm = visible_parts(points_mm, polyline.clip_mm)
        key = (len(points_mm), np.round(points_mm, 2).tobytes())
        if len(points_mm) and key not in known:
            known.add(key)
            found.append(Stroke(points_mm))
    return found


def _joined(polylines: Sequence[Polyline]) -> Iterator[Polyline]:
    """Strokes that go on where the one before them ends become one."""
    chain: list[Polyline] = []
    for polyline in polylines:
        if chain and _goes_on(chain[-1], polyline):
            chain.append(polyline)
            continue
        if chain:
            yield _as_one(chain)
        chain = [polyline]
    if chain:
        yield _as_one(chain)


def _goes_on(one: Polyline, other: Polyline) -> bool:
    if one.filled or other.filled or one.style != other.style or one.clip_mm != other.clip_mm:
        return False
    (x, y), (to_x, to_y) = one.points_mm[-1], other.points_mm[0]
    return abs(x - to_x) <= TOUCH_MM and abs(y - to_y) <= TOUCH_MM


def _as_one(chain: list[Polyline]) -> Polyline:
    if len(chain) == 1:
        return chain[0]
    points_mm = np.concatenate([chain[0].points_mm, *(part.points_mm[1:] for part in chain[1:])])
    return Polyline(points_mm, chain[0].style, False, chain[0].clip_mm)


def centre_of_outline(points_mm: np.ndarray) -> np.ndarray | None:
    """The line whose outline a filled polygon is: the mean of its upper and its lower edge; None if it is no such outline.

    Args:
        points_mm: (N, 2) the polygon, along one edge and back along the other, mm. The line may run along x or along y.
    """
    if len(points_mm) < MIN_OUTLINE_POINTS:
        return None
    corners = points_mm[:-1] if np.allclose(points_mm[0], points_mm[-1]) else points_mm
    # A trace may be taller than it is wide.
    found = [line for along in (0, 1) if (line := _centre_along(corners, along)) is not None]
    return max(found, key=len) if found else None


def _centre_along(corners: np.ndarray, along: int) -> np.ndarray | None:
    first, (low, high) = corners[0, along], (corners[:, along].min(), corners[:, along].max())
    corners = np.roll(corners, -int(np.argmin(corners[:, along])), axis=0)
    # Both edges have a corner at a blunt end.
    blunt_ends = corners[:, along] >= high - TOUCH_MM, corners[:, along] <= low + TOUCH_MM
    far, far_again, last = int(np.argmax(blunt_ends[0])), int(np.flatnonzero(blunt_ends[0])[-1]), blunt_ends[1][-1]
    edges = corners[: far + 1], np.concatenate([corners[far_again:], corners[: 1 - int(last)]])[::-1]
    if not all(runs_forwards(edge[:, along]) for edge in edges):
        return None
    places = np.unique(corners[:, along])
    sides = [np.interp(places, np.maximum.accumulate(edge[:, along]), edge[:, 1 - along]) for edge in edges]
    if np.median(np.abs(sides[0] - sides[1])) > MAX_OUTLINE_MM:
        return None
    centre_mm = np.stack([places, sum(sides) / 2][:: 1 - 2 * along], 1)
    # An outline begins where its line begins.
    return centre_mm if first - low <= high - first else centre_mm[::-1]


def runs_forwards(places: np.ndarray) -> bool:
    """Whether a coordinate grows along a line, but for small steps back."""
    steps = np.diff(places)
    backwards, width = -steps[steps < 0].sum(), places[-1] - places[0]
    return len(places) > 1 and backwards <= MAX_BACKWARDS * width


def find_traces(strokes: Sequence[Stroke]) -> list[Stroke]:
    """The strokes that run from left to right as traces do, turned round where they are drawn from the right.

    A trace has many points and is not straight; but a straight one among others of as many points is a lead without signal.
    """
    candidates = [trace for stroke in strokes if (trace := _as_trace(stroke)) is not None]
    waves = [len(trace.points_mm) for trace in candidates if np.ptp(trace.seen_mm[:, 1]) > TOUCH_MM]
    # A frame's or table's line with points in it has fewer of them.
    needed = 0.5 * min(waves, default=np.inf)
    return [trace for trace in candidates if np.ptp(trace.seen_mm[:, 1]) > TOUCH_MM or len(trace.points_mm) >= needed]


def _as_trace(stroke: Stroke) -> Stroke | None:
    if len(stroke.points_mm) < MIN_TRACE_POINTS:
        return None
    x_mm = stroke.seen_mm[:, 0]
    if np.ptp(x_mm) < MIN_TRACE_MM:
        return None
    if runs_forwards(x_mm):
        return stroke
    return Stroke(stroke.points_mm[::-1]) if runs_forwards(x_mm[::-1]) else None
