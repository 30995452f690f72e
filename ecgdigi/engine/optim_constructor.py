"""Which parameter is trained at which rate: groups of the optimizer."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

from mmengine.logging import MMLogger, print_log
from mmengine.optim import DefaultOptimWrapperConstructor as MMDefaultOptimWrapperConstructor
from torch import nn

from ecgdigi.registry import OPTIM_WRAPPER_CONSTRUCTORS

# What may stand in `paramwise_cfg`; MMEngine would read over a misspelt one.
PARAMWISE_KEYS = frozenset({
    'custom_keys', 'bias_lr_mult', 'bias_decay_mult', 'norm_decay_mult', 'flat_decay_mult', 'dwconv_decay_mult',
    'dcn_offset_lr_mult', 'bypass_duplicate', 'layer_decay',
})  # fmt: skip


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
        ValueError: an unknown key, a factor of decay without a decay, a layer of `layer_decay` that the model does not have.
    """

    def __init__(self, optim_wrapper_cfg: dict, paramwise_cfg: dict | None = None):
        unknown = sorted((paramwise_cfg or {}).keys() - PARAMWISE_KEYS)
        if unknown:
            raise ValueError(f'paramwise_cfg: unknown key {", ".join(unknown)}; known are {", ".join(sorted(PARAMWISE_KEYS))}')
        super().__init__(optim_wrapper_cfg, paramwise_cfg)

    def _validate_cfg(self) -> None:
        """Called by MMEngine's constructor."""
        decays = [key for key in self.paramwise_cfg if key.endswith('decay_mult')]
        custom = self.paramwise_cfg.get('custom_keys', {})
        if not isinstance(custom, dict) or not all(isinstance(settings, dict) for settings in custom.values()):
            raise ValueError("paramwise_cfg.custom_keys: write a dict for each name, {'head': dict(lr_mult=0.1)}")
        decays += [f'custom_keys.{name}.decay_mult' for name, settings in custom.items() if 'decay_mult' in settings]
        if decays and self.base_wd is None:
            raise ValueError(f'paramwise_cfg.{decays[0]} is a factor of optim_wrapper.optimizer.weight_decay: add that')
        super()._validate_cfg()

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
        ValueError: a layer that is no module, a factor that is not positive.
    """
    if not factor > 0:
        raise ValueError(f'paramwise_cfg.layer_decay.factor={factor}: must be positive, 0.7 for example')
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
