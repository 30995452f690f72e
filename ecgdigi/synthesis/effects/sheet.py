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
from .relief import Relief, crumple, curl, folds, lattice, make_relief, waves

CELL_PX = 15  # of the lattice on which the picture's map is known
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
        ambient: range of the share of the light that comes from everywhere.
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
        distortion: float = 0.03,
        ambient: tuple[float, float] = (0.3, 0.85),
        probability: float = 1.0,
    ):
        super().__init__(probability=probability)
        self.shapes = dict(shapes or {'flat': 0.25, 'folds': 0.3, 'crumple': 0.25, 'curl': 0.25, 'waves': 0.15})
        self.height_mm = tuple(height_mm)
        self.max_tilt_deg, self.max_roll_deg = max_tilt_deg, max_roll_deg
        self.distance_mm, self.scale, self.overlook = tuple(distance_mm), tuple(scale), overlook
        self.distortion, self.ambient = distortion, tuple(ambient)

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
                height += waves(rng, x, y, 0.4 * size_mm)
        return make_relief(height, np.array([x[0, 0], y[0, 0]]))

    def _camera(self, rng, box_mm, relief: Relief, px_per_mm: float) -> Camera:
        """Chosen so that the box fills the picture, a little more or less."""
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
        seen = trial.project(np.concatenate([grid + shift[..., :2], shift[..., 2:]], -1)).reshape(-1, 2)
        low, high = seen.min(0), seen.max(0)
        room = rng.uniform(-self.overlook, self.overlook, (2, 2)) * (high - low)
        low, high = low - room[0], high + room[1]
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
        light = self._light(page_map.nodes_mm, relief, rng)
        picture = shade(picture, dense(light, CELL_PX, camera.size_px)[::4, ::4])
        return _on_desk(picture, page_map, camera, page.truth.paper_mm, rng)

    def _light(self, nodes_mm: np.ndarray, relief: Relief, rng) -> np.ndarray:
        """(h, w) brightness at the nodes: Lambert's law under a lamp, and light from everywhere."""
        step_mm = 0.5
        raised = [relief.at(nodes_mm + offset)[..., 2] for offset in ((step_mm, 0), (-step_mm, 0), (0, step_mm), (0, -step_mm))]
        slope_x, slope_y = (raised[0] - raised[1]) / (2 * step_mm), (raised[2] - raised[3]) / (2 * step_mm)
        normal = np.stack([-slope_x, -slope_y, np.ones_like(slope_x)], -1)
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        span_mm = np.ptp(nodes_mm.reshape(-1, 2), 0)
        lamp = np.array([*(nodes_mm.mean((0, 1)) + rng.uniform(-1.5, 1.5, 2) * span_mm), rng.uniform(0.4, 2.5) * span_mm.max()])
        ray = lamp - np.concatenate([nodes_mm, np.zeros_like(slope_x)[..., None]], -1)
        distance = np.linalg.norm(ray, axis=-1)
        lit = np.maximum((normal * ray).sum(-1) / distance, 0)
        falloff = (distance.min() / distance) ** rng.uniform(0, 2)
        light = lit * falloff
        ambient = rng.uniform(*self.ambient)
        return ambient + (1 - ambient) * light / max(light.mean(), 1e-3)


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
    beyond_mm = np.maximum(-points_mm, points_mm - np.asarray(paper_mm)).max(-1)
    distance_px = dense(beyond_mm * camera.px_per_mm, CELL_PX, camera.size_px)
    desk = make_desk(rng, camera.size_px, camera.px_per_mm)
    soft_px = rng.uniform(2, 60)
    shadow = 1 - rng.uniform(0.1, 0.7) * np.exp(-np.maximum(distance_px[::4, ::4], 0) / soft_px)
    desk = shade(desk, shadow * rng.uniform(0.6, 1.1))
    share = np.clip(distance_px + 0.5, 0, 1)
    outside = share > 0
    blend = share[outside][:, None]
    picture[outside] = (picture[outside] * (1 - blend) + desk[outside] * blend + 0.5).astype(np.uint8)
    return picture
