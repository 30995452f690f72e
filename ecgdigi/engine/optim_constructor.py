"""Which parameter is trained at which rate: groups of the optimizer."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

from mmengine.logging import MMLogger, print_log
from mmengine.optim import DefaultOptimWrapperConstructor as MMDefaultOptimWrapperConstructor
from torch import nn

from ecgdigi.registry import OPTIM_WRAPPER_CONSTRUCTORS


@OPTIM_WRAPPER_CONSTRUCTORS.register_module()
class DefaultOptimWrapperConstructor(MMDefaultOptimWrapperConstructor):
    """MMEngine's constructor with layer-wise rates; parameters of the same settings share a group, where MMEngine makes a
    group of each, over which an optimizer steps several times slower.

    Args:
        optim_wrapper_cfg: config of the wrapper, with that of the optimizer.
        paramwise_cfg: MMEngine's keys (`norm_decay_mult`, `bias_decay_mult`, `custom_keys`, ...), and `layer_decay`, a dict of
            `factor` and `layers`: names of modules from the input on, `'backbone.levels.0'`. The last of them keeps its
            rate, each one before it gets `factor` times that of the next; parameters elsewhere keep theirs.

    Raises:
        ValueError: a layer of `layer_decay` that the model does not have.
    """

    def add_params(self, params: list[dict], module: nn.Module, prefix: str = '', is_dcn_module=None) -> None:
        """Add the groups of a module to a list; called for the whole model and then, by MMEngine, for its parts."""
        with _quiet() if not prefix else nullcontext():  # MMEngine logs a line for each parameter
            super().add_params(params, module, prefix, is_dcn_module)
        if prefix:
            return
        layer_decay = self.paramwise_cfg.get('layer_decay')
        if layer_decay:
            names = {parameter: name for name, parameter in module.named_parameters()}
            rates = layer_rates([name for name, _ in module.named_modules()], **layer_decay)
            for group in params:
                name = names[group['params'][0]]
                factor = next((rate for layer, rate in rates.items() if name.startswith(f'{layer}.')), 1.0)
                group['lr'] = group.get('lr', self.base_lr) * factor
        params[:] = merge_groups(params)
        for group in params:
            settings = ', '.join(f'{key}={value:g}' for key, value in group.items() if isinstance(value, (int, float)))
            print_log(f'optimizer: {len(group["params"])} parameters with {settings or "the settings of all"}', 'current')


@contextmanager
def _quiet() -> Iterator[None]:
    logger = MMLogger.get_current_instance()
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


def layer_rates(modules: Sequence[str], factor: float, layers: Sequence[str]) -> dict[str, float]:
    """Factor of the rate of each layer.

    Args:
        modules: names of all modules of the model.
        factor: of a layer's rate to that of the layer after it.
        layers: names from the input on.

    Raises:
        ValueError: a layer that is no module.
    """
    unknown = [layer for layer in layers if layer not in modules]
    if unknown:
        raise ValueError(f'paramwise_cfg.layer_decay: the model has no {", ".join(unknown)}; names are as in named_modules()')
    return {layer: factor ** (len(layers) - 1 - k) for k, layer in enumerate(layers)}


def merge_groups(groups: Sequence[dict]) -> list[dict]:
    """Join groups of equal settings, in the order in which they first come."""
    merged: dict[tuple, dict] = {}
    for group in groups:
        settings = tuple(sorted((key, repr(value)) for key, value in group.items() if key != 'params'))
        merged.setdefault(settings, {**group, 'params': []})['params'] += group['params']
    return list(merged.values())
