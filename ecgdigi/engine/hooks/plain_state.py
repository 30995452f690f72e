"""Checkpoints that hold plain data alone, and everything an exact resume needs."""

from mmengine.hooks import Hook

from ecgdigi.registry import HOOKS

from ..plain_state import pack_message_hub, to_plain, unpack_message_hub
from ..rng_state import set_rng_state


@HOOKS.register_module()
class PlainStateHook(Hook):
    """Turns MMEngine's objects in a checkpoint into plain data and back; keeps the states of the random generators.

    Such files are read by `torch.load(weights_only=True)`, the default, and by programs without MMEngine.
    """

    priority = 'LOWEST'

    def __init__(self):
        self._rng_state = None

    def before_save_checkpoint(self, runner, checkpoint: dict) -> None:
        checkpoint['progress'] = pack_message_hub(checkpoint.pop('message_hub'))
        checkpoint['meta'] = to_plain(checkpoint['meta']) | dict(max_iters=runner.max_iters, max_epochs=runner.max_epochs)
        for key in ('optimizer', 'param_schedulers'):
            if key in checkpoint:
                checkpoint[key] = to_plain(checkpoint[key])
        checkpoint['rng_states'] = runner.rng_states

    def after_load_checkpoint(self, runner, checkpoint: dict) -> None:
        if 'progress' in checkpoint:
            checkpoint['message_hub'] = unpack_message_hub(checkpoint.pop('progress'))
        states = checkpoint.get('rng_states') or []
        # With another number of processes than before there is no state to go on from.
        self._rng_state = states[runner.rank] if len(states) == runner.world_size else None

    def before_train(self, runner) -> None:
        """After everything is built and loaded, right before the first iteration."""
        if runner.iter and self._rng_state is not None:
            set_rng_state(self._rng_state)
        self._rng_state = None
