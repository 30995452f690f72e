"""Memory for time: maps between layers are computed again instead of kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial, wraps

import torch
from mmengine.hooks import Hook
from torch import nn
from torch.utils.checkpoint import checkpoint

from ecgdigi.registry import HOOKS

from ..run_state import unwrapped


@HOOKS.register_module()
class ActivationCheckpointingHook(Hook):
    """Keeps only the inputs of some modules for the backward pass, which computes the rest a second time.

    Training comes out the same to the last bit: random numbers are drawn again, and batch normalization counts a batch once,
    where MMEngine's switch of this name counts it twice and finds no gradient in a module that takes the picture itself.

    Args:
        modules: names, `'backbone.levels.0'`, as in `named_modules()`.

    Raises:
        ValueError: no name, or one that the model does not have.
    """

    def __init__(self, modules: Sequence[str]):
        if isinstance(modules, str) or not modules:
            raise ValueError(f"ActivationCheckpointingHook: modules={modules!r}; write names, ['backbone.levels.0']")
        self.modules = list(modules)

    def before_train(self, runner) -> None:
        """Wrap them."""
        known = dict(unwrapped(runner.model).named_modules())
        for name in self.modules:
            if name not in known:
                raise ValueError(f'ActivationCheckpointingHook: the model has no {name!r}; names are as in named_modules()')
            known[name].forward = recomputed(known[name])


def recomputed(module: nn.Module) -> Callable:
    """The module's forward pass, whose maps are computed again in the backward pass."""
    forward = module.forward

    @torch.compiler.disable  # it cannot follow contexts; with `compile`, these modules run as they are
    @wraps(forward)
    def wrapper(*args, **kwargs):
        contexts = partial(_contexts, module)
        return checkpoint(forward, *args, use_reentrant=False, context_fn=contexts, **kwargs)

    return wrapper


def _contexts(module: nn.Module):
    return nullcontext(), statistics_kept(module)


@contextmanager
def statistics_kept(module: nn.Module) -> Iterator[None]:
    """Inside, batch normalization leaves its running statistics as they are."""
    norms = [part for part in module.modules() if isinstance(part, nn.modules.batchnorm._NormBase) and part.track_running_stats]
    before = [(norm.momentum, norm.num_batches_tracked.clone()) for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    try:
        yield
    finally:
        for norm, (momentum, count) in zip(norms, before, strict=True):
            norm.momentum = momentum
            norm.num_batches_tracked.copy_(count)
