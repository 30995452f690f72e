import itertools

import pytest

from ecgdigi.engine import sampler as module
from ecgdigi.engine.sampler import ResumableSampler


def take(sampler, count):
    return list(itertools.islice(iter(sampler), count))


def of_process(monkeypatch, rank, world_size, **settings):
    monkeypatch.setattr(module, 'get_dist_info', lambda: (rank, world_size))
    return ResumableSampler(range(10), **settings)


@pytest.mark.parametrize('shuffle', [False, True])
def test_processes_share_out_what_one_would_see(monkeypatch, shuffle):
    alone = take(of_process(monkeypatch, 0, 1, shuffle=shuffle), 24)
    parts = [take(of_process(monkeypatch, rank, 3, shuffle=shuffle), 8) for rank in range(3)]
    assert [item for together in zip(*parts, strict=True) for item in together] == alone


def test_every_pass_holds_every_item_once_in_another_order():
    sampler = ResumableSampler(range(10), shuffle=True, seed=3)
    items = take(sampler, 20)
    assert sorted(items[:10]) == sorted(items[10:]) == list(range(10))
    assert items[:10] != items[10:]


@pytest.mark.parametrize('start', [0, 3, 10, 17])
def test_it_begins_where_it_is_told(start):
    whole, later = (ResumableSampler(range(10), shuffle=True) for _ in range(2))
    later.start = start
    assert take(later, 5) == take(whole, start + 5)[start:]
