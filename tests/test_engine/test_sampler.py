import itertools

import pytest

from ecgdigi.engine import sampler as module
from ecgdigi.engine.sampler import ResumableEpochSampler, ResumableSampler


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


def of_epoch(monkeypatch, rank, world_size, epoch=0, start=0):
    monkeypatch.setattr('mmengine.dataset.sampler.get_dist_info', lambda: (rank, world_size))
    sampler = ResumableEpochSampler(range(10), seed=5)
    sampler.set_epoch(epoch)
    sampler.start = start
    return list(sampler)


def test_an_epoch_holds_every_item_once_in_its_own_order(monkeypatch):
    first, second = of_epoch(monkeypatch, 0, 1), of_epoch(monkeypatch, 0, 1, epoch=1)
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second
    parts = [of_epoch(monkeypatch, rank, 2) for rank in range(2)]
    assert [item for together in zip(*parts, strict=True) for item in together] == first


@pytest.mark.parametrize('start', [0, 3, 5])
def test_an_epoch_begins_where_it_is_told(monkeypatch, start):
    assert of_epoch(monkeypatch, 1, 2, start=start) == of_epoch(monkeypatch, 1, 2)[start:]
