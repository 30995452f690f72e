"""Two nodes of a cluster on this machine; one is killed half-way."""

import os
import socket
import sys
from collections import Counter

import pytest
from fake_pages import read_archive, rows
from runs import ROOT

from ecgdigi.archive import ray_crews
from ecgdigi.archive.job import Job
from ecgdigi.archive.ray_crews import RayCrews, check_cluster


@pytest.fixture
def cluster(monkeypatch):
    pytest.importorskip('ray')
    from ray.cluster_utils import Cluster

    monkeypatch.setenv('RAY_USAGE_STATS_ENABLED', '0')
    monkeypatch.setenv('PYTHONPATH', f'{ROOT}{os.pathsep}{ROOT / "tests"}')
    started = Cluster(initialize_head=True, head_node_args=dict(num_cpus=1, object_store_memory=80_000_000))
    yield started
    started.shutdown()


@pytest.mark.slow
def test_a_node_that_dies_gives_its_pages_back(tmp_path, cluster, monkeypatch):
    monkeypatch.setattr(ray_crews, 'LOOK_S', 0.5)
    doomed = cluster.add_node(num_cpus=1, object_store_memory=80_000_000)
    (tmp_path / 'in').mkdir()
    for k in range(150):
        (tmp_path / 'in' / f'good-{k}.png').touch()
    lost, seen = [], Counter()

    class Watched(RayCrews):
        def __init__(self, job: Job, num_workers: int):
            super().__init__(cluster.address, job, num_workers)

        def collect(self, wait_s):
            reports = super().collect(wait_s)
            for report in reports:
                seen[report.crew] += sum(hasattr(event, 'outcome') for event in report.events)
            lost.extend(report.crew for report in reports if report.lost)
            if len(seen) == 2 and min(seen.values()) >= 5 and not lost and doomed in cluster.worker_nodes:
                cluster.remove_node(doomed, allow_graceful=False)
            return reports

    manifest = read_archive(tmp_path / 'in', tmp_path / 'out', 1, crews=Watched)
    assert len(set(lost)) == 1
    assert min(seen.values()) >= 5
    assert {row[2:] for row in rows(manifest)} == {('done', None, None, 1)}
    assert len(list((tmp_path / 'out').glob('pages/*/*'))) == 150
    assert list((tmp_path / 'out').glob('unfinished/*')) == []  # of the node that died


def test_where_no_cluster_answers_is_said_at_once():
    pytest.importorskip('ray')
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))  # and does not listen
        address = f'127.0.0.1:{taken.getsockname()[1]}'
        with pytest.raises(ConnectionError, match=f'{address}: no Ray cluster answers .*; check that `ray start'):
            check_cluster(address)
    check_cluster('auto')


def test_without_ray_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, 'ray', None)
    with pytest.raises(ImportError, match=r"pip install 'ecgdigi\[ray\]'"):
        RayCrews('auto', Job(dict, tmp_path), 1)
    with pytest.raises(ImportError, match=r"pip install 'ecgdigi\[ray\]'"):
        check_cluster('auto')
