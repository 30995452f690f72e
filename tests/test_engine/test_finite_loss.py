from types import SimpleNamespace

import pytest
import torch

from ecgdigi.engine import FiniteLossHook


@pytest.mark.parametrize('value', [float('nan'), float('inf')])
def test_a_loss_that_is_no_number_stops_the_run(value):
    runner, hook = SimpleNamespace(iter=9), FiniteLossHook(interval=5)
    hook.after_train_iter(runner, 9, outputs=dict(loss=torch.tensor(1.0, requires_grad=True)))
    runner.iter = 8
    hook.after_train_iter(runner, 8, outputs=dict(loss=torch.tensor(value)))  # not its turn
    runner.iter = 9
    with pytest.raises(FloatingPointError, match=rf'loss is {value} at iteration 10: lower the learning rate'):
        hook.after_train_iter(runner, 9, outputs=dict(loss=torch.tensor(value)))
