"""Weights of a file for a model or a part of it."""

import logging
from collections.abc import Mapping

import torch
from mmengine.logging import print_log
from mmengine.model.weight_init import PretrainedInit as MMPretrainedInit
from mmengine.model.weight_init import update_init_info
from torch import nn

from ecgdigi.registry import WEIGHT_INITIALIZERS

from .checkpoint import read_checkpoint


@WEIGHT_INITIALIZERS.register_module(name='Pretrained')
class PretrainedInit(MMPretrainedInit):
    """MMEngine's initializer, which only warns where nothing of a file fits; here it ends in an error.

    Args:
        checkpoint: a training checkpoint or a weights file.
        prefix: of the names in the file that belong to the module, `'backbone.'`; None: all do.
        map_location: not used; weights are read on the CPU.
    """

    def __call__(self, module: nn.Module) -> None:
        """Raises FileNotFoundError, ValueError: see `read_checkpoint` and `load_weights`."""
        weights = read_checkpoint(self.checkpoint)['state_dict']
        if self.prefix is not None:
            prefix = self.prefix.removesuffix('.') + '.'
            found = {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
            if not found:
                parts = sorted({name.partition('.')[0] for name in weights})
                raise ValueError(f'{self.checkpoint}: no weight begins with {prefix}; its parts are {", ".join(parts)}')
            weights = found
        load_weights(module, weights, self.checkpoint)
        if hasattr(module, '_params_init_info'):  # MMEngine's record of where weights come from
            update_init_info(module, init_info=self._get_init_info())


def refuse_misfits(module: nn.Module, weights: Mapping[str, torch.Tensor], source: str) -> None:
    """Raises ValueError where no weight belongs to a module, or one has another shape there. Args: source: for messages."""
    known = module.state_dict()
    common = [name for name in known if name in weights]
    if not common:
        raise ValueError(f'{source}: none of its {len(weights)} weights belong to this model; is it of another config?')
    other = [name for name in common if weights[name].shape != known[name].shape]
    if other:
        raise ValueError(f'{source}: {len(other)} weights have other shapes than in this model: {", ".join(other[:5])}')


def load_weights(module: nn.Module, weights: Mapping[str, torch.Tensor], source: str, strict: bool = False) -> None:
    """Load weights, and say in the log which of them did not fit.

    Args:
        source: name of the file, for messages.
        strict: the names must be the same.

    Raises:
        ValueError: see `refuse_misfits`; with `strict`, also where a name is in one alone.
    """
    refuse_misfits(module, weights, source)
    try:
        missing, unexpected = module.load_state_dict(weights, strict=strict)
    except RuntimeError as error:
        raise ValueError(f'{source}: does not fit the model: {" ".join(str(error).split())[:300]}') from None
    for kind, names in (('missing in the file', missing), ('not in the model', unexpected)):
        if names:
            print_log(f'{source}: {len(names)} weights {kind}: {", ".join(names[:10])}', 'current', logging.WARNING)
    print_log(f'Load checkpoint from {source}', 'current')
