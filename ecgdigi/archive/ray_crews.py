"""Crews on the nodes of a Ray cluster. The driver owns the manifest; nodes get pages, read them and report."""

import signal
import socket
import time
from collections import Counter
from collections.abc import Sequence

from ecgdigi.io.extras import import_extra

from .crew import Crew
from .crews import Crews, Report
from .job import Job, Page

# How long the cluster has to answer, s; Ray itself waits for more than 30 s.
ANSWER_S = 15.0
# How often nodes that have joined are looked for, s.
LOOK_S = 5.0
# How long a node waits for events before it reports that there are none, s.
NODE_WAIT_S = 0.5
# A node that was lost so often, before it did anything, is left alone.
MAX_LOSSES = 3
# Without any node at work for so long the run is given up, s.
ALONE_S = 300.0


def check_cluster(address: str) -> None:
    """Whether Ray is installed, and something answers at the address; 'auto' is looked up by Ray itself.

    Raises:
        ImportError: Ray is not installed.
        ConnectionError: nothing answers.
    """
    import_extra('ray', 'ray')
    host, _, port = address.removeprefix('ray://').rpartition(':')
    if not (host and port.isdecimal()):
        return
    try:
        socket.create_connection((host.strip('[]'), int(port)), ANSWER_S).close()
    except OSError as error:
        advice = 'check that `ray start --head` runs there, the port it printed, and firewalls on the way'
        raise ConnectionError(f'{address}: no Ray cluster answers ({error}); {advice}') from None


class _Node:
    """Runs as an actor."""

    def __init__(self, job: Job, num_workers: int):
        self._crew = Crew(job, num_workers)

    def step(self, pages: Sequence[Page]) -> tuple[list, int]:
        events = self._crew.step(pages, NODE_WAIT_S)
        return events, self._crew.room


class RayCrews(Crews):
    """One crew on each node that is alive, and on those that join later. A node that dies gives its pages back.

    Args:
        address: of the cluster, or 'auto' for the one this machine belongs to.
        num_workers: of each node; None: as many as it has processors.

    Raises:
        ImportError: Ray is not installed.
        ConnectionError: there is no such cluster.
    """

    def __init__(self, address: str, job: Job, num_workers: int | None):
        self._ray = import_extra('ray', 'ray')
        self._job, self._num_workers = job, num_workers
        handler = signal.getsignal(signal.SIGTERM)
        self._ray.init(address, log_to_driver=False, logging_level='error')
        signal.signal(signal.SIGTERM, handler)  # Ray's own ends the program in the middle of things
        self._actors, self._steps, self._losses = {}, {}, Counter()
        self._looked_s, self._alone_since_s = float('-inf'), time.monotonic()

    def collect(self, wait_s: float) -> list[Report]:
        self._look_for_nodes()
        if time.monotonic() - self._alone_since_s > ALONE_S:
            raise RuntimeError(f'no node of the cluster has worked for {ALONE_S:g} s: start some, with ecgdigi installed')
        if not self._steps:
            time.sleep(wait_s)
            return []
        names = {step: name for name, step in self._steps.items()}
        ready, _ = self._ray.wait(list(names), num_returns=len(names), timeout=wait_s)
        return [self._report(names[step], step) for step in ready]

    def send(self, crew: str, pages: Sequence[Page]) -> None:
        self._steps[crew] = self._actors[crew].step.remote(list(pages))

    def close(self) -> None:
        for actor in self._actors.values():
            self._ray.kill(actor)
        self._ray.shutdown()

    def _report(self, name: str, step) -> Report:
        del self._steps[name]
        try:
            events, room = self._ray.get(step)
        except self._ray.exceptions.RayTaskError as error:  # of a crew, on a node that lives
            raise RuntimeError(f'node {name}: {error.cause}') from None
        except self._ray.exceptions.RayError:
            del self._actors[name]
            self._losses[name] += 1
            return Report(name, [], 0, lost=True)
        self._losses[name], self._alone_since_s = 0, time.monotonic()
        return Report(name, events, room)

    def _look_for_nodes(self) -> None:
        if time.monotonic() - self._looked_s < LOOK_S:
            return
        self._looked_s = time.monotonic()
        for node in self._ray.nodes():
            num_cpus = int(node['Resources'].get('CPU', 0))
            name = node['NodeID']  # another one when it comes back
            if node['Alive'] and num_cpus and name not in self._actors and self._losses[name] < MAX_LOSSES:
                self._begin(name, self._num_workers or num_cpus, num_cpus)

    def _begin(self, name: str, num_workers: int, num_cpus: int) -> None:
        place = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(name, soft=False)
        options = dict(num_cpus=min(num_workers, num_cpus), scheduling_strategy=place, max_restarts=0)
        self._actors[name] = self._ray.remote(_Node).options(**options).remote(self._job, num_workers)
        self.send(name, [])
