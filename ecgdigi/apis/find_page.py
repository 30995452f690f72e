"""Finding the page in a picture: which way is up, and where each point of the paper lies."""

from contextlib import suppress
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch

from ecgdigi.geometry.errors import GridNotFoundError
from ecgdigi.geometry.flat_map import nearest_flat_map
from ecgdigi.geometry.lock_in import close_map, corrected_map, measure_offsets
from ecgdigi.geometry.phase_map import NO_GRID, fit_phase_map, known_points
from ecgdigi.geometry.strips import cut_strip
from ecgdigi.geometry.turns import turned
from ecgdigi.structures import LatticeMap, PageMap, transformed
from ecgdigi.structures.page_cells import CELL_PX

# Longer side of the picture that the network looks at, px; a larger one where a distant page is not found clearly in the first.
LONG_SIDES_PX = (1024, 1500)
# A map that follows the grid's lines this closely, mm, is taken without another being tried.
SURE_RESIDUAL_MM = 0.1
# One that does not follow them at all, mm, was laid through noise.
MAX_RESIDUAL_MM = 1.0
# How finely the network should see the paper, px/mm; and how much beside what it found first it looks at, mm.
USUAL_PX_PER_MM = 3.7
MARGIN_MM = 3.0
MULTIPLE_PX = 32
REFINEMENTS = 2
# Below this probability a page is taken as upright; lead names may still turn it.
SURE_TURN = 0.9
# A flat map that follows the lines this closely, mm, is that of a flat page; one this far off, mm, that of a curved one.
SURE_FLAT_MM, MAX_FLAT_MM = 0.03, 0.4
# A flat map whose residual is no more than this times that of the curved one, and this more, mm, is preferred.
AS_GOOD, AS_GOOD_MM = 1.2, 0.01
# Shortest and longest side of a page, mm.
SIDES_MM = (40.0, 700.0)


@dataclass(frozen=True)
class FoundPage:
    """Attributes:
    picture: (H, W, 3) uint8, BGR, turned upright.
    page_map: paper mm <-> px of that picture.
    box_mm: (left, top, right, bottom) of the paper that is seen, mm.
    residual_mm: how far the grid's lines are from the map, mm: `GridOffsets.residual_mm`, or `flatness` of a flat page.
    quarter_turns: by which the picture was turned, counterclockwise.
    """

    picture: np.ndarray
    page_map: PageMap
    box_mm: tuple[float, float, float, float]
    residual_mm: float
    quarter_turns: int

    def turned(self, quarter_turns: int) -> 'FoundPage':
        """The same page, turned on counterclockwise."""
        quarter_turns %= 4
        picture, page_map = turned(self.picture, self.page_map, quarter_turns)
        to_before = np.eye(3)  # paper mm of the turned page to those it had
        left, top, right, bottom = self.box_mm
        for _ in range(quarter_turns):
            to_before = to_before @ np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1.0]])
            left, top, right, bottom = top, -right, bottom, -left
        page_map = transformed(page_map, before=to_before)
        turns = (self.quarter_turns + quarter_turns) % 4
        return FoundPage(picture, page_map, (left, top, right, bottom), self.residual_mm, turns)


def find_page(picture: np.ndarray, page_net: torch.nn.Module) -> FoundPage:
    """Find the map of a page, flat or not.

    Args:
        picture: (H, W, 3) uint8, BGR.
        page_net: a PageNet from `load_pagenet`.

    Raises:
        GridNotFoundError: there is no grid that can be counted.
    """
    best, refusal = None, None
    for long_side_px in LONG_SIDES_PX:
        try:
            page = _find(picture, page_net, long_side_px / max(picture.shape[:2]))
        except GridNotFoundError as error:
            refusal = refusal or error
            continue
        if best is None or page.residual_mm < best.residual_mm:
            best = page
        if best.residual_mm <= SURE_RESIDUAL_MM:
            break
    if best is None:
        raise refusal
    return best


def _find(picture: np.ndarray, page_net: torch.nn.Module, scale: float) -> FoundPage:
    """The page as the network sees it in a picture of `scale` times the size."""
    answer = _look(picture, scale, page_net)
    quarter_turns = int(answer.turns.argmax())
    if answer.turns[quarter_turns] < SURE_TURN:
        quarter_turns = 0
    if quarter_turns:
        picture = np.ascontiguousarray(np.rot90(picture, quarter_turns))
        answer = _look(picture, scale, page_net)
    page_map = fit_phase_map(answer.phasors, answer.paper, answer.scale, picture.shape[1::-1])
    points_px = known_points(answer.phasors, answer.paper, answer.scale)
    flat = _flat_page(picture, page_map, points_px, quarter_turns)
    if flat.residual_mm <= SURE_FLAT_MM:
        return flat
    guesses = [(page_map, points_px)]
    with suppress(GridNotFoundError):
        guesses.append(_look_straight(picture, flat, page_map, page_net))
    page = _curved_page(picture, guesses, quarter_turns)
    if flat.residual_mm <= AS_GOOD * page.residual_mm + AS_GOOD_MM:
        page = flat
    if page.residual_mm > MAX_RESIDUAL_MM:
        raise GridNotFoundError(NO_GRID)
    if page is flat:
        return flat
    return replace(page, page_map=close_map(picture, page.page_map, page.box_mm))


def _flat_page(picture: np.ndarray, page_map: LatticeMap, points_px: np.ndarray, quarter_turns: int) -> FoundPage:
    """The page as if it were flat, put right by the grid's own lines.

    Args:
        points_px: (N, 2) places where the grid is clear.
    """
    box_mm = _box_mm(page_map, points_px)
    flat = nearest_flat_map(page_map.to_mm(points_px), points_px)
    offsets = measure_offsets(picture, flat, box_mm)
    for _ in range(REFINEMENTS):
        if offsets.residual_mm() > MAX_FLAT_MM:
            break
        sure = offsets.weights > 0
        points_mm = offsets.points_mm[sure]
        flat = nearest_flat_map(points_mm + offsets.offsets_mm[sure], flat.to_px(points_mm))
        offsets = measure_offsets(picture, flat, box_mm)
    return FoundPage(picture, flat, box_mm, offsets.residual_mm(), quarter_turns)


def _curved_page(picture: np.ndarray, guesses: list[tuple[LatticeMap, np.ndarray]], quarter_turns: int) -> FoundPage:
    """The page with the map that follows the grid's lines best, put right by these.

    Args:
        guesses: maps, and the (N, 2) places where the grid is clear.
    """
    compared = [(*guess, measure_offsets(picture, guess[0], _box_mm(*guess))) for guess in guesses]
    page_map, points_px, offsets = min(compared, key=lambda guess: guess[2].residual_mm())
    for _ in range(REFINEMENTS):
        page_map = corrected_map(page_map, offsets)
        box_mm = _box_mm(page_map, points_px)
        offsets = measure_offsets(picture, page_map, box_mm)
    return FoundPage(picture, page_map, box_mm, offsets.residual_mm(), quarter_turns)


def _look_straight(
    picture: np.ndarray, page: FoundPage, page_map: LatticeMap, page_net: torch.nn.Module
) -> tuple[LatticeMap, np.ndarray]:
    """A map like the one given, and the places where the grid is clear, as the network sees them on the page laid flat.

    Seen at an angle, the far end of a page is too small to be counted when the near end is of the right size. Where the
    first map is wrong, too, the flat one that follows the larger part is not.

    Args:
        page: with a flat map.
        page_map: whose nodes are wanted.
    """
    flat, (left, top, right, bottom) = page.page_map, page.box_mm
    corner_mm = np.array([left - MARGIN_MM, top - MARGIN_MM])
    width, height = (np.array([right, bottom]) + MARGIN_MM - corner_mm) * USUAL_PX_PER_MM
    size = dict(width_px=int(width), height_px=int(height), px_per_mm=USUAL_PX_PER_MM)
    straight = cut_strip(picture, flat, left_mm=corner_mm[0], top_mm=corner_mm[1], **size).picture
    answer = _look(straight, 1.0, page_net)
    straight_map = fit_phase_map(answer.phasors, answer.paper, 1.0, straight.shape[1::-1])
    rows, columns = np.mgrid[0 : page_map.nodes_mm.shape[0], 0 : page_map.nodes_mm.shape[1]] * page_map.cell_px
    nodes_mm = straight_map.to_mm((flat.to_mm(np.stack([columns, rows], -1)) - corner_mm) * USUAL_PX_PER_MM)
    clear_px = known_points(answer.phasors, answer.paper, 1.0)
    straight_map, clear_px = LatticeMap(nodes_mm, page_map.cell_px), flat.to_px(clear_px / USUAL_PX_PER_MM + corner_mm)
    _box_mm(straight_map, clear_px)
    return straight_map, clear_px


@dataclass(frozen=True)
class _Answer:
    """Of the network: phasors (2, h, w) complex, paper (h, w), turns (4,) probabilities; scale: small px per px."""

    phasors: np.ndarray
    paper: np.ndarray
    turns: np.ndarray
    scale: float


@torch.inference_mode()
def _look(picture: np.ndarray, scale: float, page_net: torch.nn.Module) -> _Answer:
    height, width = (max(1, round(side * scale)) for side in picture.shape[:2])
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    below, beside = -height % MULTIPLE_PX, -width % MULTIPLE_PX
    padded = cv2.copyMakeBorder(small, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=(128, 128, 128))
    inputs = torch.from_numpy(padded.transpose(2, 0, 1)[None].copy())
    answers = page_net(page_net.data_preprocessor(dict(inputs=inputs))['inputs'])
    grid = answers['grid'][0].float().cpu()
    turns = answers['turn'][0].float().softmax(0).cpu().numpy()
    paper = grid[4].sigmoid().numpy()
    rows, columns = np.mgrid[0 : paper.shape[0], 0 : paper.shape[1]] * CELL_PX
    paper[(rows >= height) | (columns >= width)] = 0.0
    return _Answer((grid[0:4:2] + 1j * grid[1:4:2]).numpy(), paper, turns, scale)


def _box_mm(page_map: PageMap, points_px: np.ndarray) -> tuple[float, float, float, float]:
    """What all but the outermost points span."""
    points_mm = page_map.to_mm(points_px)
    (left, top), (right, bottom) = np.percentile(points_mm, [0.2, 99.8], axis=0)
    if not all(SIDES_MM[0] < side < SIDES_MM[1] for side in (right - left, bottom - top)):
        raise GridNotFoundError(
            f'the grid seems to span {right - left:.0f} by {bottom - top:.0f} mm, as no ECG page does: '
            'take the picture from nearer, with the whole page in focus'
        )
    return float(left), float(top), float(right), float(bottom)
