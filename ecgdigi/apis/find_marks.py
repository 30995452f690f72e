"""Running the network that marks lead names and rows on a straightened page."""

import numpy as np
import torch

from ecgdigi.geometry.page_marks import PageMarks, find_marks
from ecgdigi.geometry.strips import cut_strip
from ecgdigi.structures import LEAD_NAMES
from ecgdigi.structures.page_sample import PAGE_AREAS

from .find_page import FoundPage

# What the network is trained on.
PX_PER_MM = 4.0
CELL_MM = 1.0
MULTIPLE_PX = 32
# Beyond the paper that is seen, mm.
MARGIN_MM = 4.0
# Letters that lie on their side are read as some name, too, but hardly one with more than this probability.
CLEAR_SCORE = 0.5
# Scores beyond that, summed up; with less a look is taken at the page turned otherwise.
SURE_NAMES = 1.5
# The page as it lies is ahead of its turns by this much: without any names, letters elsewhere reach 0.4 on their side.
UPRIGHT_AHEAD = 0.7


def mark_upright(page: FoundPage, layout_net: torch.nn.Module) -> tuple[FoundPage, PageMarks]:
    """Find rows and lead names, and turn the page if its names can be read only otherwise. Arguments as for `mark_page`."""
    marks = mark_page(page, layout_net)
    if _certainty(marks) >= SURE_NAMES:
        return page, marks
    found = [(turned, mark_page(turned, layout_net)) for turned in map(page.turned, (1, 2, 3))]
    best = max(found, key=lambda pair: _certainty(pair[1]))
    return best if _certainty(best[1]) > _certainty(marks) + UPRIGHT_AHEAD else (page, marks)


def _certainty(marks: PageMarks) -> float:
    return sum(max(name.score - CLEAR_SCORE, 0.0) for name in marks.names)


@torch.inference_mode()
def mark_page(page: FoundPage, layout_net: torch.nn.Module) -> PageMarks:
    """Find rows, lead names and where a scale is printed on a page whose map is known.

    Args:
        page: from `find_page`.
        layout_net: a PageNet with a layout head, from `load_pagenet`.
    """
    left, top = page.box_mm[0] - MARGIN_MM, page.box_mm[1] - MARGIN_MM
    sides_mm = page.box_mm[2] + MARGIN_MM - left, page.box_mm[3] + MARGIN_MM - top
    width, height = (int(np.ceil(side * PX_PER_MM / MULTIPLE_PX)) * MULTIPLE_PX for side in sides_mm)
    strip = cut_strip(
        page.picture, page.page_map, left_mm=left, top_mm=top, width_px=width, height_px=height, px_per_mm=PX_PER_MM
    )
    inputs = torch.from_numpy(strip.picture.transpose(2, 0, 1)[None].copy())
    answers = layout_net(layout_net.data_preprocessor(dict(inputs=inputs))['inputs'])
    answer = answers['layout'][0].float().cpu()
    names, areas = answer[: 1 + len(LEAD_NAMES)].softmax(0).numpy(), answer[1 + len(LEAD_NAMES) :].sigmoid().numpy()
    rows, starts = (areas[PAGE_AREAS.index(name)] for name in ('row', 'start'))
    scales = 1 - answers['scale'][0].float().cpu().softmax(0)[0].numpy() if 'scale' in answers else None
    return find_marks(names, rows, starts, LEAD_NAMES, scales, left_mm=left, top_mm=top, cell_mm=CELL_MM)
