import random

import numpy as np
import torch

from ecgdigi.engine.rng_state import get_rng_state, set_rng_state


def draw():
    return [random.random(), float(np.random.normal()), float(torch.rand(1))]


def test_all_generators_go_on_from_a_saved_state(tmp_path):
    np.random.normal()  # leaves a second normal number in store, which belongs to the state
    torch.save(get_rng_state(), tmp_path / 'state.pth')
    expected = [draw() for _ in range(3)]
    set_rng_state(torch.load(tmp_path / 'state.pth'))
    assert [draw() for _ in range(3)] == expected
