"""Endless pictures of synthetic pages, with the phases of their grids."""

from dataclasses import replace

import cv2
import numpy as np
import torch
from torch.utils.data import Dataset

from ecgdigi.geometry.turns import turned
from ecgdigi.registry import DATASETS
from ecgdigi.structures import transformed
from ecgdigi.structures.page_cells import CELL_PX, GRID_MM
from ecgdigi.structures.page_sample import PageSample
from ecgdigi.synthesis.drawing import Page
from ecgdigi.synthesis.pipeline import PagePipeline


@DATASETS.register_module()
class SyntheticPictures(Dataset):
    """Crops of pages drawn on the fly; item n is one page and depends on (seed, n) alone.

    Args:
        pages: arguments of `PagePipeline` (source, style, effects).
        num_pages: length of an epoch, pages.
        crops_per_page: crops cut from each page.
        crop_px: side of a crop, px, a multiple of 32; smaller pictures are filled up with grey.
        long_side_px: range of the picture's longer side before it is cropped, px; log-uniform.
        turned: share of pages that lie on their side or upside down.
        seed: of the page sequence.

    Raises:
        ValueError: no page, no crop of a page, or a side that is no multiple of 32.
    """

    metainfo: dict = {}

    def __init__(
        self,
        pages: dict,
        num_pages: int,
        *,
        crops_per_page: int = 2,
        crop_px: int = 576,
        long_side_px: tuple[float, float] = (800.0, 1300.0),
        turned: float = 0.4,
        seed: int = 0,
    ):
        if num_pages < 1 or crops_per_page < 1 or crop_px % 32 or crop_px < 32:
            raise ValueError(
                f'SyntheticPictures: num_pages={num_pages}, crops_per_page={crops_per_page}, crop_px={crop_px}: '
                'at least 1, 1, and a multiple of 32'
            )
        self.pipeline = PagePipeline(**pages)
        self.num_pages = num_pages
        self.crops_per_page = crops_per_page
        self.crop_px = crop_px
        self.long_side_px = tuple(long_side_px)
        self.turned = turned
        self.seed = seed

    def __len__(self) -> int:
        return self.num_pages

    def __getitem__(self, index: int) -> dict:
        rng = np.random.default_rng((self.seed, index))
        page = self.pipeline(rng)
        long_side_px = np.exp(rng.uniform(*np.log(self.long_side_px)))
        page = resized(page, long_side_px / max(page.picture.shape[:2]))
        quarter_turns = int(rng.integers(1, 4)) if rng.random() < self.turned else 0
        page = turned_page(page, quarter_turns)
        crops = [self._crop(page, rng) for _ in range(self.crops_per_page)]
        samples = [self._sample(crop, seen, -quarter_turns % 4, index) for crop, seen in crops]
        pictures = np.stack([crop.picture for crop, _ in crops]).transpose(0, 3, 1, 2)
        return dict(inputs=torch.from_numpy(np.ascontiguousarray(pictures)), data_samples=samples)

    def _sample(self, crop: Page, seen: np.ndarray, quarter_turns: int, index: int) -> PageSample:
        turns, paper = grid_truth(crop, quarter_turns)
        turns[:, ~seen] = np.nan
        return PageSample(
            metainfo=dict(page_index=index, px_per_mm=px_per_mm(crop)),
            gt_turns=torch.from_numpy(turns),
            gt_paper=torch.from_numpy(paper & seen),
            gt_quarter_turns=torch.tensor(quarter_turns),
        )

    def _crop(self, page: Page, rng: np.random.Generator) -> tuple[Page, np.ndarray]:
        """A crop, and at which of its cells the page's picture is seen."""
        side = self.crop_px
        height, width = page.picture.shape[:2]
        left, top = (int(rng.integers(min(0, size - side), max(0, size - side) + 1)) for size in (width, height))
        shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1.0]])
        picture = np.full((side, side, 3), 128, np.uint8)
        rows, columns = (slice(max(0, -start), min(side, size - start)) for start, size in ((top, height), (left, width)))
        picture[rows, columns] = page.picture[max(0, top) : top + side, max(0, left) : left + side]
        seen = np.zeros((side, side), bool)
        seen[rows, columns] = True
        return replace(page, picture=picture, page_map=transformed(page.page_map, after=shift)), seen[::CELL_PX, ::CELL_PX]


def resized(page: Page, factor: float) -> Page:
    """The same page in a picture of another size."""
    height, width = page.picture.shape[:2]
    size = max(1, round(width * factor)), max(1, round(height * factor))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    x, y = size[0] / width, size[1] / height
    # Pixel corners go to pixel corners.
    matrix = np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1.0]])
    picture = cv2.resize(page.picture, size, interpolation=way)
    return replace(page, picture=picture, page_map=transformed(page.page_map, after=matrix))


def turned_page(page: Page, quarter_turns: int) -> Page:
    """The same page in a picture that is turned counterclockwise."""
    picture, page_map = turned(page.picture, page.page_map, quarter_turns)
    return replace(page, picture=picture, page_map=page_map)


def grid_truth(page: Page, quarter_turns: int) -> tuple[np.ndarray, np.ndarray]:
    """Phases of the grid, and paper, at the cells of a picture.

    Args:
        quarter_turns: that make the page upright.

    Returns:
        (2, h, w) float32 in turns, NaN beside the paper and where no grid is printed; (h, w) bool. See `PageSample`.
    """
    height, width = (side // CELL_PX for side in page.picture.shape[:2])
    rows, columns = np.mgrid[0:height, 0:width] * float(CELL_PX)
    points_mm = page.page_map.to_mm(np.stack([columns, rows], -1))
    paper = ((points_mm >= 0) & (points_mm <= page.truth.paper_mm)).all(-1)
    turns = np.full((2, height, width), np.nan, np.float32)
    if page.truth.grid_offset_mm is not None:
        x, y = np.moveaxis((points_mm - page.truth.grid_offset_mm) / GRID_MM, -1, 0)
        # Turning the page upright takes picture axes to paper axes; so the other way takes paper axes to picture axes.
        for _ in range(quarter_turns):
            x, y = -y, x
        turns[:, paper] = np.stack([x, y])[:, paper] % 1.0
    return turns, paper


def px_per_mm(page: Page) -> float:
    """Mean resolution of a picture, about its middle."""
    middle = (np.array(page.picture.shape[1::-1]) - 1) / 2
    ends = page.page_map.to_mm(middle + np.array([[0, 0], [8, 0], [0, 8]]))
    (a, b), (c, d) = (ends[1:] - ends[0]) / 8
    return float(1 / np.sqrt(abs(a * d - b * c) + 1e-12))
