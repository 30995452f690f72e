"""A sheet of paper that is folded, crumpled or bent, on a desk, under a lamp, in front of a camera."""

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np

from ecgdigi.geometry.warp import dense, lattice_nodes, resample
from ecgdigi.registry import EFFECTS
from ecgdigi.structures import LatticeMap
from ecgdigi.structures.lattice_map import fit_homography
from ecgdigi.structures.page_geometry import transform_points
from ecgdigi.synthesis.drawing import Page
from ecgdigi.synthesis.drawing.parts.grids import pick

from .base import RandomEffect
from .camera import Camera, tilt_and_roll
from .desks import make_desk
from .light import shade
from .relief import PITCH_MM, Relief, crumple, curl, folds, lattice, make_relief, waves

CELL_PX = 15  # of the lattice on which the picture's map is known
LIGHT_PX = 3  # pixels of light, finer than a crease; a divisor of CELL_PX to an odd number
HOLLOW_MM = 12.0  # reach of the paper that hides a hollow from the light around
INVERSION_STEPS = 8


@EFFECTS.register_module()
class PhotographedSheet(RandomEffect):
    """The page as a phone sees it. Where each pixel lies on paper is known exactly, and goes with the page.

    The paper's height both moves its points (towards the lens and sideways) and shades it. Everything that moves points is
    put together into one map, through which the page is resampled once.

    Args:
        shapes: weight of 'flat', 'folds', 'crumple', 'curl', 'waves'; one to three of them act together.
        height_mm: range of the height, mm; log-uniform.
        max_tilt_deg: largest tilt of the camera away from straight above, degrees.
        max_roll_deg: standard deviation of its turn about its own axis, degrees.
        distance_mm: range of its distance.
        scale: range of the picture's resolution relative to the page's.
        overlook: largest share of a side that is cut off, or of desk that is seen beyond it.
        distortion: largest radial distortion of the lens, either way.
        filled: share of the pages that fill the whole picture, cut off instead of a desk around them.
        ambient: range of the share of the light that comes from everywhere.
        exposure: range of the brightness of the brightest paper; 1 leaves it its colour.
    """

    def __init__(
        self,
        *,
        shapes: Mapping[str, float] | None = None,
        height_mm: tuple[float, float] = (0.5, 9.0),
        max_tilt_deg: float = 32.0,
        max_roll_deg: float = 6.0,
        distance_mm: tuple[float, float] = (250.0, 700.0),
        scale: tuple[float, float] = (0.6, 1.0),
        overlook: float = 0.12,
        filled: float = 0.4,
        distortion: float = 0.03,
        ambient: tuple[float, float] = (0.3, 0.85),
        exposure: tuple[float, float] = (0.75, 1.08),
        probability: float = 1.0,
    ):
        super().__init__(probability=probability)
        self.shapes = dict(shapes or {'flat': 0.25, 'folds': 0.3, 'crumple': 0.25, 'curl': 0.25, 'waves': 0.15})
        self.height_mm = tuple(height_mm)
        self.max_tilt_deg, self.max_roll_deg = max_tilt_deg, max_roll_deg
        self.distance_mm, self.scale, self.overlook = tuple(distance_mm), tuple(scale), overlook
        self.distortion, self.filled = distortion, filled
        self.ambient, self.exposure = tuple(ambient), tuple(exposure)

    def act(self, page: Page, rng: np.random.Generator) -> Page:
        height, width = page.picture.shape[:2]
        corners_mm = page.page_map.to_mm(np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1.0]]))
        box_mm = (*corners_mm.min(0), *corners_mm.max(0))
        relief = self._relief(rng, box_mm, page.truth.paper_mm)
        px_per_mm = width / (np.hypot(*(corners_mm[1] - corners_mm[0])) + 1e-9) * rng.uniform(*self.scale)
        camera = self._camera(rng, box_mm, relief, px_per_mm)
        nodes_px = lattice_nodes(camera.size_px, CELL_PX)
        page_map = LatticeMap(paper_points(camera, relief, nodes_px, box_mm), float(CELL_PX))
        picture = self._photograph(page, page_map, camera, relief, rng)
        return replace(page, picture=picture, page_map=page_map)

    def _relief(self, rng, box_mm, paper_mm) -> Relief:
        x, y = lattice(box_mm)
        height = np.zeros_like(x)
        for _ in range(rng.integers(1, 4)):
            size_mm = float(np.exp(rng.uniform(*np.log(self.height_mm))))
            shape = pick(rng, self.shapes)
            if shape == 'folds':
                height += folds(rng, x, y, paper_mm, size_mm)
            elif shape == 'crumple':
                height += crumple(rng, x, y, 0.35 * size_mm)
            elif shape == 'curl':
                height += curl(rng, x, y, 2.5 * size_mm)
            elif shape == 'waves':
                height += waves(rng, x, y, 0.3 * size_mm)
        return make_relief(height, np.array([x[0, 0], y[0, 0]]))

    def _camera(self, rng, box_mm, relief: Relief, px_per_mm: float) -> Camera:
        """Chosen so that the box fills the picture, a little more or less; or, of those who come close, without a desk."""
        middle = (np.array(box_mm[:2]) + box_mm[2:]) / 2
        tilt = np.deg2rad(abs(np.clip(rng.normal(0, self.max_tilt_deg / 2), -self.max_tilt_deg, self.max_tilt_deg)))
        roll = np.deg2rad(rng.normal(0, self.max_roll_deg))
        rotation = tilt_and_roll(tilt, rng.uniform(0, 2 * np.pi), roll)
        distance_mm = rng.uniform(*self.distance_mm)
        trial = Camera(tuple(middle), distance_mm, rotation, px_per_mm, (1, 1))
        edges = np.linspace(0, 1, 9)
        x, y = (np.array(box_mm)[[k, k + 2]] @ np.stack([1 - edges, edges]) for k in (0, 1))
        grid = np.stack(np.meshgrid(x, y), -1)
        shift = relief.at(grid)
        seen = trial.project(np.concatenate([grid + shift[..., :2], shift[..., 2:]], -1))
        low, high = seen.reshape(-1, 2).min(0), seen.reshape(-1, 2).max(0)
        room = rng.uniform(-self.overlook, self.overlook, (2, 2))
        if rng.random() < self.filled:
            # The largest upright rectangle within the sheet, or nearly so: each side goes through the innermost of its points.
            low = np.array([seen[:, 0, 0].max(), seen[0, :, 1].max()])
            high = np.maximum(np.array([seen[:, -1, 0].min(), seen[-1, :, 1].min()]), low + 32)
            room = -np.abs(room) / 2
        low, high = low - room[0] * (high - low), high + room[1] * (high - low)
        size_px = tuple(np.maximum(np.round(high - low), 32).astype(int).tolist())
        # The picture's middle, back on the desk: near enough by the resolution in the middle.
        look_at = middle + np.linalg.solve(rotation[:2, :2], (low + high) / 2 / px_per_mm)
        strength = rng.uniform(-self.distortion, self.distortion)
        return Camera(tuple(look_at), distance_mm, rotation, px_per_mm, size_px, strength)

    def _photograph(self, page: Page, page_map: LatticeMap, camera: Camera, relief: Relief, rng) -> np.ndarray:
        places = page.page_map.to_px(page_map.nodes_mm)
        finest = np.abs(np.diff(places, axis=1)).max(-1)
        source, step = page.picture, float(np.median(finest)) / CELL_PX
        if step > 1.25:  # resampling takes single points: average first what it would skip
            source = cv2.GaussianBlur(source, (0, 0), 0.4 * step)
        picture = resample(source, places, CELL_PX, camera.size_px, interpolation=cv2.INTER_CUBIC, border=cv2.BORDER_REPLICATE)
        lit, origin_mm = self._light(relief, rng)
        size_px = tuple(-(-side // LIGHT_PX) for side in camera.size_px)
        places = (page_map.nodes_mm - origin_mm) / PITCH_MM
        light = cv2.remap(
            lit, dense(places, CELL_PX // LIGHT_PX, size_px), None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return _on_desk(shade(picture, light), page_map, camera, page.truth.paper_mm, rng)

    def _light(self, relief: Relief, rng) -> tuple[np.ndarray, np.ndarray]:
        """Brightness of the paper: Lambert's law under a lamp, and light from everywhere, of which hollows get less.

        Returns:
            (h, w) float32, in the middles of the relief's cells, and the (x, y) paper point of the first, mm.
        """
        height = relief.shift_mm[..., 2]
        along_x, along_y = np.diff(height, axis=1) / PITCH_MM, np.diff(height, axis=0) / PITCH_MM
        slope_x, slope_y = (along_x[1:] + along_x[:-1]) / 2, (along_y[:, 1:] + along_y[:, :-1]) / 2
        origin_mm = relief.origin_mm + PITCH_MM / 2
        rows, columns = slope_x.shape
        span_mm = np.array([columns, rows]) * PITCH_MM
        lamp_mm = np.array([*(origin_mm + span_mm * rng.uniform(-1.0, 2.0, 2)), rng.uniform(0.4, 2.5) * span_mm.max()])
        ray_x = (lamp_mm[0] - origin_mm[0] - np.arange(columns) * PITCH_MM).astype(np.float32)
        ray_y = (lamp_mm[1] - origin_mm[1] - np.arange(rows)[:, None] * PITCH_MM).astype(np.float32)
        distance = np.sqrt(ray_x**2 + ray_y**2 + np.float32(lamp_mm[2] ** 2))
        facing = lamp_mm[2] - slope_x * ray_x - slope_y * ray_y
        lit = np.maximum(facing, 0) / (distance * np.sqrt(1 + slope_x**2 + slope_y**2))
        lit *= (distance.min() / distance) ** rng.uniform(0, 2)
        hollow_mm = (cv2.GaussianBlur(height, (0, 0), HOLLOW_MM / PITCH_MM) - height)[1:, 1:]
        around = np.clip(1 - hollow_mm / HOLLOW_MM, 0.6, 1.1)
        ambient = rng.uniform(*self.ambient)
        light = ambient * around + (1 - ambient) * lit / max(float(lit.mean()), 1e-3)
        # A camera exposes for the brightest paper; above that it clips.
        light *= rng.uniform(*self.exposure) / float(np.percentile(light[::3, ::3], 97))
        return light.astype(np.float32), origin_mm


def paper_points(camera: Camera, relief: Relief, nodes_px: np.ndarray, box_mm) -> np.ndarray:
    """Which paper point the camera sees at each picture point, by iteration from that of a flat sheet.

    Args:
        nodes_px: (h, w, 2) picture points, px.
        box_mm: (left, top, right, bottom) of the paper that matters, mm.

    Returns:
        (h, w, 2) paper points, mm.
    """

    def project(points_mm: np.ndarray) -> np.ndarray:
        shift = relief.at(points_mm)
        return camera.project(np.concatenate([points_mm + shift[..., :2], shift[..., 2:]], -1))

    x, y = np.meshgrid(np.linspace(box_mm[0], box_mm[2], 12), np.linspace(box_mm[1], box_mm[3], 12))
    known_mm = np.stack([x, y], -1).reshape(-1, 2)
    to_mm = fit_homography(project(known_mm), known_mm)
    points_mm = transform_points(to_mm, nodes_px)
    for _ in range(INVERSION_STEPS):
        # The flat sheet's map takes the error in the picture back to the paper.
        points_mm = points_mm + transform_points(to_mm, nodes_px) - transform_points(to_mm, project(points_mm))
    return points_mm


def _on_desk(picture: np.ndarray, page_map: LatticeMap, camera: Camera, paper_mm, rng) -> np.ndarray:
    """Put a desk where there is no paper, with the paper's soft shadow on it."""
    points_mm = page_map.nodes_mm
    if (points_mm >= 0).all() and (points_mm <= paper_mm).all():
        return picture
    desk = make_desk(rng, camera.size_px, camera.px_per_mm)
    # The paper hides light from one side: its shadow is that of a sheet that lies a little further away from there.
    shadow_mm = _beyond_mm(page_map, paper_mm, camera.size_px, rng.normal(0, 1.5, 2))[::4, ::4]
    shadow = 1 - rng.uniform(0.1, 0.7) * np.exp(-np.maximum(shadow_mm, 0) / rng.uniform(0.5, 6.0))
    desk = shade(desk, shadow * rng.uniform(0.6, 1.1))
    share = _beyond_mm(page_map, paper_mm, camera.size_px) * camera.px_per_mm
    mask = cv2.addWeighted(share, 255, share, 0, 127.5, dtype=cv2.CV_8U)  # of edges one pixel wide
    cv2.copyTo(desk, cv2.compare(mask, 255, cv2.CMP_EQ), picture)
    edge = np.nonzero((mask > 0) & (mask < 255))
    blend = mask[edge][:, None].astype(np.float32) / 255
    picture[edge] = (picture[edge] * (1 - blend) + desk[edge] * blend + 0.5).astype(np.uint8)
    return picture


def _beyond_mm(page_map: LatticeMap, paper_mm, size_px: tuple[int, int], shift_mm=(0.0, 0.0)) -> np.ndarray:
    """(H, W) float32, how far each pixel lies beyond the edges of the paper, moved by a shift, mm; negative on the paper."""
    points_mm = page_map.nodes_mm - shift_mm
    # Each axis by itself is smooth near its edges, and so exact between the nodes; the larger of both makes a sharp corner.
    x_mm, y_mm = (np.maximum(-points_mm[..., k], points_mm[..., k] - paper_mm[k]) for k in (0, 1))
    return cv2.max(dense(x_mm, CELL_PX, size_px), dense(y_mm, CELL_PX, size_px))
