"""MMEngine's Runner with checkpoints that are safe to load and errors that say where they come from."""

from collections import OrderedDict

from mmengine.dataset import InfiniteSampler
from mmengine.model import is_model_wrapper
from mmengine.runner import Runner

from ecgdigi.registry import RUNNERS

from .checkpoint import read_checkpoint
from .rng_state import get_rng_state
from .sampler import ResumableSampler


@RUNNERS.register_module()
class EcgRunner(Runner):
    """See MMEngine's Runner.

    Attributes:
        rng_states: states of the random generators of all processes, set when a checkpoint is due.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.rng_states = [get_rng_state()]

    def call_hook(self, fn_name: str, **kwargs) -> None:
        """Call all hooks. Errors pass unchanged; MMEngine's own method drops the line at which they occurred."""
        for hook in self._hooks:
            if hasattr(hook, fn_name):
                getattr(hook, fn_name)(self, **kwargs)

    def build_val_loop(self, loop):
        """Raises ValueError for a sampler without an end."""
        built = super().build_val_loop(loop)
        if isinstance(built.dataloader.sampler, (InfiniteSampler, ResumableSampler)):
            raise ValueError("val_dataloader.sampler has no end; write sampler=dict(type='DefaultSampler', shuffle=False)")
        return built

    def load_checkpoint(self, filename: str, map_location: str = 'cpu', strict: bool = False, revise_keys=()) -> dict:
        """Load weights into the model, and say which keys did not fit.

        Args:
            revise_keys: not used; the prefix of a model wrapper is removed.

        Raises:
            FileNotFoundError, ValueError: see `read_checkpoint`; also where nothing fits the model.
        """
        checkpoint = read_checkpoint(filename, map_location)
        checkpoint['state_dict'] = OrderedDict(checkpoint['state_dict'])  # MMEngine's hooks set attributes on it
        self.call_hook('after_load_checkpoint', checkpoint=checkpoint)
        model = self.model.module if is_model_wrapper(self.model) else self.model
        weights = {key.removeprefix('module.'): value for key, value in checkpoint['state_dict'].items()}
        if not weights.keys() & model.state_dict().keys():
            raise ValueError(f'{filename}: none of its {len(weights)} weights belong to this model; is it of another config?')
        try:
            missing, unexpected = model.load_state_dict(weights, strict=strict)
        except RuntimeError as error:
            raise ValueError(f'{filename}: does not fit the model: {" ".join(str(error).split())[:300]}') from None
        for kind, keys in (('missing in the file', missing), ('not in the model', unexpected)):
            if keys:
                self.logger.warning(f'{filename}: {len(keys)} weights {kind}: {", ".join(keys[:10])}')
        self._has_loaded = True
        self.logger.info(f'Load checkpoint from {filename}')
        return checkpoint

    def resume(self, filename: str, *args, **kwargs) -> None:
        """Go on from a checkpoint.

        Raises:
            ValueError: the file holds weights alone, or belongs to a run of another length, whose schedules do not fit.
        """
        content = read_checkpoint(filename)
        if 'optimizer' not in content:
            raise ValueError(f'{filename}: holds weights alone; start anew from them with --cfg-options load_from={filename}')
        for key in ('max_iters', 'max_epochs'):
            before, now = content['meta'].get(key), getattr(self.train_loop, key)
            if before is not None and before != now:
                raise ValueError(
                    f'{filename}: of a run with {key}={before}, the config says {now}: its schedules do not fit; resume with '
                    f'{before}, or start anew from its weights with --cfg-options load_from={filename}'
                )
        super().resume(filename, *args, **kwargs)
