"""What the Runner passes around for one strip. Imported by its full name, so that structures stays free of torch."""

from .element import KnownFields


class ECGDataSample(KnownFields):
    """Truth and prediction of one strip; any other field is refused.

    Data fields (tensors; P = positions per column times columns):
        gt_rows_px: (P,) float32, row of the pen's centre, px; NaN where the trace is not printed or leaves the strip.
        gt_inked: (P,) bool, whether the trace of this row is printed at that position.
        pred_rows_px: (P,) float32, decoded row, px.
        pred_inked: (P,) float32, probability that the trace is printed.
        pred_confidence: (P,) float32, 0 to 1.

    Meta fields:
        px_per_mm, mm_per_mv, mm_per_s: scale of the strip.
        left_mm, top_mm: see `Strip`.
        page_index, row_index: where the strip comes from.
    """

    DATA_FIELDS = ('gt_rows_px', 'gt_inked', 'pred_rows_px', 'pred_inked', 'pred_confidence')
    META_FIELDS = ('px_per_mm', 'mm_per_mv', 'mm_per_s', 'left_mm', 'top_mm', 'page_index', 'row_index')
