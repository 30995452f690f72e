"""What the Runner passes around: a base for samples with known fields. Imported by its full name, for it needs torch."""

from typing import Any

import numpy as np
import torch
from mmengine.structures import BaseDataElement
from torch import Tensor


class KnownFields(BaseDataElement):
    """An element whose fields are listed; any other one is refused."""

    DATA_FIELDS: tuple[str, ...] = ()
    META_FIELDS: tuple[str, ...] = ()

    def set_field(self, value: Any, name: str, dtype: Any = None, field_type: str = 'data') -> None:
        known = self.DATA_FIELDS if field_type == 'data' else self.META_FIELDS
        if name not in known:
            raise AttributeError(f'{type(self).__name__} has no {field_type} field {name!r}; it has {", ".join(known)}')
        super().set_field(value, name, dtype, field_type)

    def __getstate__(self) -> dict:
        """Between processes tensors go as arrays, by value: as tensors, each would take a file descriptor and its hand-over."""
        return {name: value.cpu().numpy() if isinstance(value, Tensor) else value for name, value in vars(self).items()}

    def __setstate__(self, state: dict) -> None:
        vars(self).update({name: torch.from_numpy(v) if isinstance(v, np.ndarray) else v for name, v in state.items()})
