"""What the Runner passes around for one strip. Imported by its full name, so that structures stays free of torch."""

from typing import Any

import numpy as np
import torch
from mmengine.structures import BaseDataElement
from torch import Tensor


class ECGDataSample(BaseDataElement):
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

    def set_field(self, value: Any, name: str, dtype: Any = None, field_type: str = 'data') -> None:
        known = self.DATA_FIELDS if field_type == 'data' else self.META_FIELDS
        if name not in known:
            raise AttributeError(f'ECGDataSample has no {field_type} field {name!r}; it has {", ".join(known)}')
        super().set_field(value, name, dtype, field_type)

    def __getstate__(self) -> dict:
        """Between processes tensors go as arrays, by value: as tensors, each would take a file descriptor and its hand-over."""
        return {name: value.cpu().numpy() if isinstance(value, Tensor) else value for name, value in vars(self).items()}

    def __setstate__(self, state: dict) -> None:
        vars(self).update({name: torch.from_numpy(v) if isinstance(v, np.ndarray) else v for name, v in state.items()})
