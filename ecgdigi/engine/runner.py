"""MMEngine's Runner with checkpoints that are safe to load, exact resume, and errors that say where they come from."""

import contextlib
from collections import OrderedDict
from pathlib import Path

import torch
from mmengine.dataset import InfiniteSampler
from mmengine.dist import all_gather_object
from mmengine.logging import MMLogger
from mmengine.runner import IterBasedTrainLoop, Runner
from torch.utils.data import DataLoader

from ecgdigi.registry import RUNNERS

from .allocator import keep_freed_memory
from .channels_last import lay_channels_last
from .checkpoint import read_checkpoint, serialize, write_whole
from .compilation import compile_parts
from .loader_workers import end_with_parent_only, seed_loader
from .pretrained import load_weights, refuse_misfits
from .resuming import START_ANEW, refuse_other_run
from .rng_state import get_rng_state, set_rng_state
from .run_state import collect_run_state, config_changes, restore_run_state, unwrapped
from .sampler import ResumableSampler
from .schedulers import refuse_other_count
from .screen import describe_run, only_warnings_on_screen
from .work_dir_lock import locked


@RUNNERS.register_module()
class EcgRunner(Runner):
    """See MMEngine's Runner.

    Attributes:
        rng_states: states of the random generators of all processes, set when a checkpoint is due.
        rng_state_to_restore: that of this process, to go on from when training begins.
        stopped_by: name of the signal that ended training early; None if none did.
    """

    def __init__(self, *args, **kwargs):
        keep_freed_memory()
        with contextlib.ExitStack() as self._while_building:
            super().__init__(*args, **kwargs)
        self.logger.info(describe_run(self))
        self.rng_states = [get_rng_state()]
        self.rng_state_to_restore = None
        self.stopped_by: str | None = None

    def build_logger(self, *args, **kwargs) -> MMLogger:
        """As MMEngine's; until all is built, its hundreds of lines go to the log file alone."""
        logger = super().build_logger(*args, **kwargs)
        self._while_building.enter_context(only_warnings_on_screen(logger))
        return logger

    def call_hook(self, fn_name: str, **kwargs) -> None:
        """Call all hooks. Errors pass unchanged; MMEngine's own method drops the line at which they occurred."""
        for hook in self._hooks:
            if hasattr(hook, fn_name):
                getattr(hook, fn_name)(self, **kwargs)
        if fn_name == 'before_train' and self.rng_state_to_restore is not None:
            # Right before the first iteration: building the parts has drawn random numbers, too.
            set_rng_state(self.rng_state_to_restore)
            self.rng_state_to_restore = None

    def train(self) -> torch.nn.Module:
        """Train. Raises OSError where another run holds the work dir."""
        with locked(self.work_dir) if self.rank == 0 else contextlib.nullcontext():
            return super().train()

    def register_default_hooks(self, hooks: dict | None = None) -> None:
        """As MMEngine's; a hook that a config adds by name can be left out by None, too."""
        known = {'runtime_info', 'timer', 'sampler_seed', 'logger', 'param_scheduler', 'checkpoint'}
        super().register_default_hooks({name: hook for name, hook in (hooks or {}).items() if hook is not None or name in known})

    @staticmethod
    def build_dataloader(dataloader, seed: int | None = None, diff_rank_seed: bool = False) -> DataLoader:
        """As MMEngine's, but the loader has a generator of its own, from which the seeds of its workers come: starting them
        draws no number from the common one, so that a resumed run, which starts them at another time, stays exact. And a
        dataset that draws random numbers in workers gets other ones in each epoch, where MMEngine's are the same.
        """
        loader = Runner.build_dataloader(dataloader, seed, diff_rank_seed)
        seed_loader(loader, seed or 0)
        if isinstance(dataloader, dict) and 'worker_init_fn' not in dataloader:
            loader.worker_init_fn = end_with_parent_only
        return loader

    def build_train_loop(self, loop):
        """Raises ValueError for a loop that cannot be resumed exactly."""
        built = super().build_train_loop(loop)
        if not (hasattr(built, 'go_on_from') and hasattr(built, 'validates_after')):
            raise ValueError(
                f"train_cfg: {type(built).__name__} cannot be resumed exactly; write type='ResumableIterLoop' or "
                "'ResumableEpochLoop'"
            )
        return built

    def build_param_scheduler(self, scheduler):
        """Raises ValueError for schedules that do not fit into the run or would never move."""
        try:
            built = super().build_param_scheduler(scheduler)
        except ValueError as error:
            raise ValueError(f'param_scheduler: {error}; does each begin before training ends?') from error
        for part in built:
            if getattr(part, 'need_val_args', False) and self._val_loop is None:
                raise ValueError(f'param_scheduler: {type(part).__name__} watches a metric, but there is no validation')
            refuse_other_count(part, loop_by_epoch=not isinstance(self.train_loop, IterBasedTrainLoop))
        return built

    def build_val_loop(self, loop):
        """Raises ValueError for a sampler without an end."""
        built = super().build_val_loop(loop)
        if isinstance(built.dataloader.sampler, (InfiniteSampler, ResumableSampler)):
            raise ValueError("val_dataloader.sampler has no end; write sampler=dict(type='DefaultSampler', shuffle=False)")
        return built

    def wrap_model(self, model_wrapper_cfg: dict | None, model: torch.nn.Module) -> torch.nn.Module:
        """Lay convolutions out for speed. Raises ValueError for synchronized batch normalization on the CPU, which has none."""
        if self.distributed and self.cfg.get('sync_bn') and not torch.cuda.is_available():
            raise ValueError("sync_bn needs GPUs; on the CPU normalize groups: model.backbone.norm='group'")
        lay_channels_last(model)
        return super().wrap_model(model_wrapper_cfg, model)

    def _maybe_compile(self, target: str) -> None:
        """Compile as the config's `compile` says: True, or the arguments of `torch.compile`. Args: target: not used."""
        settings = self.cfg.get('compile')
        if settings:
            names = compile_parts(unwrapped(self.model), {} if settings is True else settings.to_dict())
            self.logger.info(f'{", ".join(names)} will be compiled at the first call; this may take a minute')

    def load_checkpoint(self, filename: str, map_location: str = 'cpu', strict: bool = False, revise_keys=()) -> dict:
        """Load weights into the model, and say which keys did not fit.

        Args:
            revise_keys: not used; the prefix of a model wrapper is removed.

        Raises:
            FileNotFoundError, ValueError: see `read_checkpoint`; also where nothing fits the model.
        """
        return self._load_weights(read_checkpoint(filename, map_location), filename, strict)

    def _load_weights(self, checkpoint: dict, filename: str, strict: bool = False) -> dict:
        checkpoint['state_dict'] = OrderedDict(checkpoint['state_dict'])  # MMEngine's hooks set attributes on it
        # Before MMEngine's EMAHook loads them, whose errors are of many lines.
        weights = {key.removeprefix('module.'): value for key, value in checkpoint['state_dict'].items()}
        refuse_misfits(unwrapped(self.model), weights, filename)
        self.call_hook('after_load_checkpoint', checkpoint=checkpoint)
        weights = {key.removeprefix('module.'): value for key, value in checkpoint['state_dict'].items()}  # swapped by it
        load_weights(unwrapped(self.model), weights, filename, strict)
        self._has_loaded = True
        return checkpoint

    def save_checkpoint(self, out_dir, filename: str, *args, by_epoch: bool = True, **kwargs) -> None:
        """Write a checkpoint from a hook of one's own, called in all processes; TopKCheckpointHook does without it.

        Args:
            out_dir: folder.
            filename: in it.
            args, kwargs: MMEngine's other arguments; not used, as everything is saved.
            by_epoch: called at the end of an epoch; else after an iteration.

        Raises:
            OSError: it could not be written.
        """
        self.rng_states = all_gather_object(get_rng_state())
        if self.rank == 0:
            done = dict(epochs_done=self.epoch + by_epoch, iters_done=self.iter + (not by_epoch))
            write_whole(serialize(collect_run_state(self, **done)), Path(out_dir) / filename)

    def resume(self, filename: str, *args, **kwargs) -> None:
        """Go on from a checkpoint, exactly where the run was that wrote it.

        Raises:
            ValueError: see `refuse_other_run`; also where a part of the file does not fit.
        """
        content = read_checkpoint(filename)
        refuse_other_run(content, self, filename)
        for change in config_changes(content['meta']['config_json'], self.cfg):
            self.logger.warning(f'{filename}: the config has changed since: {change}')
        if content['meta']['world_size'] != self.world_size:
            before = content['meta']['world_size']
            self.logger.warning(f'{filename}: of {before} processes, now {self.world_size}: not bit for bit the same')
        try:
            self._load_weights(content, filename)
            self.train_loop.go_on_from(epoch=content['meta']['epoch'], iteration=content['meta']['iter'])
            restore_run_state(self, content)
        except Exception as error:  # parts of another optimizer, emptied ones, written by another program: of many kinds
            text = f'{type(error).__name__}: ' if not isinstance(error, ValueError) else ''
            text += ' '.join(str(error).split()).removeprefix(f'{filename}: ')[:300]
            raise ValueError(f'{filename}: the run cannot go on from it ({text}); {START_ANEW}{filename}') from error
        self.logger.info(f'resumed epoch: {self.epoch}, iter: {self.iter}')
