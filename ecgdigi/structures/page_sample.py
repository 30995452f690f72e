"""What the Runner passes around for one picture of a page. Imported by its full name, so that structures stays free of torch."""

from .element import KnownFields

# Where a row's zero line runs with a trace on it; where a lead's piece begins; where a row ends; calibration pulses.
PAGE_AREAS = ('row', 'start', 'end', 'pulse')


class PageSample(KnownFields):
    """Truth and prediction of one picture; any other field is refused.

    Cells lie 4 px apart; the features of cell (i, j) are centred on picture point (4 j, 4 i), and so is its truth.

    Data fields (tensors; h x w cells):
        gt_turns: (2, h, w) float32, phase of the grid's 5 mm lines in turns (0 to 1): of the lines that cross the picture's
            rows, growing to the right, and of those that cross its columns, growing downwards; NaN where there is no grid.
        gt_paper: (h, w) bool, whether the cell's centre lies on paper.
        gt_quarter_turns: () int64, quarter turns, counterclockwise, that make the page upright.
        gt_labels: (h, w) int64, 0, or 1 + index in LEAD_NAMES of the lead whose printed name covers the cell.
        gt_scales: (h, w) int64, 0, or 1 + index in SCALE_TEXTS of the printed scale that covers the cell; -1: of another one.
        gt_areas: (len(PAGE_AREAS), h, w) bool, which cells belong to which of PAGE_AREAS.
        gt_seen: (h, w) bool, which cells the picture really shows.
        pred_phasors: (4, h, w) float32, cosine and sine of either phase.
        pred_paper: (h, w) float32, probability.
        pred_quarter_turns: (4,) float32, probabilities.
        pred_labels: (13, h, w) float32, probabilities of "no name" and of the twelve names.
        pred_scales: (1 + len(SCALE_TEXTS), h, w) float32, probabilities of "no scale" and of those texts.
        pred_areas: (len(PAGE_AREAS), h, w) float32, probabilities.

    Meta fields:
        page_index: item of the dataset that it comes from.
        px_per_mm: mean resolution of the picture.
    """

    DATA_FIELDS = (
        'gt_turns', 'gt_paper', 'gt_quarter_turns', 'gt_labels', 'gt_scales', 'gt_areas', 'gt_seen',
        'pred_phasors', 'pred_paper', 'pred_quarter_turns', 'pred_labels', 'pred_scales', 'pred_areas',
    )  # fmt: skip
    META_FIELDS = ('page_index', 'px_per_mm')
