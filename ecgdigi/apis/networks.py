"""The networks that read pages, loaded when the first page needs them."""

from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import torch

from ecgdigi.weights import published

from .load import load_pagenet, load_tracenet


class NetworksNotLoadedError(RuntimeError):
    """Weights are missing or damaged, or there is no such device. The message is one line."""


class LoadedNetworks(NamedTuple):
    """Attributes: as the arguments of `digitize`."""

    model: torch.nn.Module
    page_net: torch.nn.Module | None
    layout_net: torch.nn.Module | None
    scale_net: torch.nn.Module | None


class Networks:
    """What reads pictures. A page that is read by its lines loads none of it.

    Args:
        trace: of the TraceNet: name of published weights, or a file.
        page: the same, of the PageNet that finds pages; None: none.
        layout: the same, of the PageNet that marks what is printed on them; None: none.
        scale: the same, of the PageNet that reads the speed and gain where `layout` marks them; None: none.
        device: 'cpu', 'cuda', ...
        decoder, precision: as for `load_tracenet`.

    Raises:
        NetworksNotLoadedError: no published weights of that name, and no such file; or no such device.
    """

    def __init__(
        self,
        trace: str = 'tracenet_small',
        page: str | None = 'pagenet_small',
        layout: str | None = 'layoutnet_small',
        scale: str | None = 'scalenet_small',
        *,
        device: str = 'cpu',
        decoder: str | None = None,
        precision: str = 'auto',
    ):
        names = published()
        for weights in filter(None, (trace, page, layout, scale)):
            if weights not in names and not Path(weights).is_file():
                known = ', '.join(names)
                raise NetworksNotLoadedError(f'{weights}: no such file, and no published weights of that name ({known})')
        _refuse_absent_device(device)
        self._trace, self._page, self._layout, self._scale = trace, page, layout, scale
        self._device, self._decoder, self._precision = device, decoder, precision

    @cached_property
    def loaded(self) -> LoadedNetworks:
        """The networks; the first use loads them.

        Raises:
            NetworksNotLoadedError: they cannot be loaded.
        """
        try:
            return LoadedNetworks(
                load_tracenet(self._trace, self._device, self._decoder, self._precision),
                self._page and load_pagenet(self._page, self._device, head='grid'),
                self._layout and load_pagenet(self._layout, self._device, head='layout'),
                self._layout and self._scale and load_pagenet(self._scale, self._device, head='scale'),
            )
        except (OSError, ValueError, RuntimeError, AssertionError) as error:  # the last two: no such device
            raise NetworksNotLoadedError(str(error).splitlines()[0]) from None


def _refuse_absent_device(name: str) -> None:
    """Raises: NetworksNotLoadedError: no device of that name, or a CUDA device that is not here."""
    try:
        device = torch.device(name)
        is_there = device.type != 'cuda' or (device.index or 0) < torch.cuda.device_count()
    except RuntimeError:
        is_there = False
    if not is_there:
        raise NetworksNotLoadedError(f'{name}: no such device; choose cpu or, with a CUDA build of PyTorch and a GPU, cuda')
