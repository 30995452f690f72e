"""Reading the speed and gain that a page states, where its marks say that it may."""

from dataclasses import replace

import numpy as np
import torch

from ecgdigi.geometry.page_marks import PageMarks
from ecgdigi.geometry.scale_lines import stated_value
from ecgdigi.geometry.strips import cut_strip

from .find_page import FoundPage

# What the network is trained on, and how much of a line is shown on either side of a place, mm.
PX_PER_MM = 8.0
HEIGHT_PX = 56
BESIDE_MM = 8.0
# Longer lines are cut off: no machine states its scale in more.
MAX_WIDTH_MM = 120.0


@torch.inference_mode()
def read_printed_scale(page: FoundPage, marks: PageMarks, scale_net: torch.nn.Module) -> PageMarks:
    """Marks with `mm_per_s` and `mm_per_mv` as the page states them; None where nothing is read, or different values.

    Args:
        page, marks: from `mark_upright`.
        scale_net: a PageNet that reads lines of text, from `load_pagenet`.
    """
    if not marks.scale_places:
        return marks
    widths_mm = [place.right_mm - place.left_mm + 2 * BESIDE_MM for place in marks.scale_places]
    width_px = int(np.ceil(min(max(widths_mm), MAX_WIDTH_MM))) * round(PX_PER_MM)
    size = dict(width_px=width_px, height_px=HEIGHT_PX, px_per_mm=PX_PER_MM)
    half_mm = HEIGHT_PX / PX_PER_MM / 2
    lines = [
        cut_strip(page.picture, page.page_map, left_mm=place.left_mm - BESIDE_MM, top_mm=place.y_mm - half_mm, **size).picture
        for place in marks.scale_places
    ]
    inputs = torch.from_numpy(np.stack(lines).transpose(0, 3, 1, 2).copy())
    answers = scale_net(scale_net.data_preprocessor(dict(inputs=inputs))['inputs'])['scale']
    read = answers[:, :, 0].float().softmax(1).cpu().numpy()
    return replace(marks, mm_per_s=stated_value(read, 'speed'), mm_per_mv=stated_value(read, 'gain'))
