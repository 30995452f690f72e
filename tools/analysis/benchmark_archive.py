"""Read an archive with broken files, kill the run by SIGKILL at seeded moments, and print as a Markdown table what came of it.

The pages are copies of a few drawn ones; ten kinds of broken files, three of each, are among them. `--ray` reads them once more
on two Ray nodes of this machine, one of which is killed half-way. Linux alone: memory is told by /proc.

Exit code: 0 each page has one result or one reason, 1 some have not, 2 wrong usage.
"""

import argparse
import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIGKILL

import numpy as np
from archive_files import NUM_DRAWN, NUM_OF_A_KIND, make_archive

from ecgdigi.command_line import in_one_line, positive
from ecgdigi.io.extras import import_extra

PROGRAM = Path(__file__).parents[1] / 'digitize_archive.py'
# Of a Ray node: the least that Ray is content with, bytes.
OBJECT_STORE = 80_000_000
# On a busy machine a good page may take long.
PATIENT = ['--time-limit', '600']
# How often memory is looked at, s.
LOOK_S = 1.0


def memory_mb(pid: int) -> tuple[float, float]:
    """Resident memory of the program, and of its largest worker."""

    def of(pid: str | int) -> float:
        try:
            return int(Path(f'/proc/{pid}/statm').read_text().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 1e6
        except (OSError, IndexError):  # it has ended
            return 0.0

    try:
        children = Path(f'/proc/{pid}/task/{pid}/children').read_text().split()
    except OSError:
        children = []
    return of(pid), max(map(of, children), default=0.0)


def run_archive(command: list, manifest: Path, stop: Callable[[int], bool], looks: list) -> None:
    """Run the program until it ends or is to be killed.

    Args:
        stop: is told, again and again, how many pages are through.
        looks: gets what `memory_mb` says.

    Raises:
        OSError: the program ended otherwise than it may.
    """
    with tempfile.TemporaryFile('w+') as said:
        program = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=said)
        started_s = looked_s = time.monotonic()
        while program.poll() is None:
            through = num_through(manifest)
            if stop(through):
                program.kill()
                program.wait()
            elif time.monotonic() - looked_s > LOOK_S:
                looked_s = time.monotonic()
                looks.append(memory_mb(program.pid))
                now = f'{manifest.parent.name}: {through} pages, {looked_s - started_s:.0f} s'
                print(f'\r{now}', end=' ', file=sys.stderr, flush=True)
            time.sleep(0.02)
        print(file=sys.stderr)
        if program.returncode not in (0, 1, -SIGKILL):
            said.seek(0)
            raise OSError(f'{PROGRAM.name} ended with code {program.returncode}: {said.read().strip()[-300:]}')


def num_through(manifest: Path) -> int:
    """Pages that are read or refused."""
    if not manifest.exists():
        return 0
    with sqlite3.connect(f'file:{manifest}?mode=ro', uri=True, timeout=60) as connection:
        try:
            return connection.execute("SELECT COUNT(*) FROM pages WHERE state IN ('done', 'refused')").fetchone()[0]
        except sqlite3.OperationalError:  # it is being made
            return 0


def judge(out: Path, num: int, broken: list[str]) -> tuple[dict[str, str], bool]:
    """Cells of the table, and whether all is as it must be."""
    with sqlite3.connect(out / 'manifest.sqlite') as connection:
        rows = connection.execute('SELECT name, state, kind, reason, result FROM pages').fetchall()
    results = sorted(str(path.relative_to(out)) for path in out.glob('pages/*/*'))
    once = results == sorted(row[4] for row in rows if row[1] == 'done')
    reasons = Counter(f'{name.rpartition("_")[0]}: {reason} ({kind})' for name, _, kind, reason, _ in rows if reason)
    right = once and len(rows) == num and {row[0] for row in rows if row[1] == 'refused'} == set(broken)
    states = Counter(row[1] for row in rows)
    cells = {'pages; read; refused': f'{len(rows)}; {states["done"]}; {states["refused"]}'}
    cells['each that was read has one folder of results'] = 'yes' if once else 'NO'
    cells['half-written files left'] = str(len(list(out.glob('unfinished/*/*'))))
    cells |= {f'refused, {text}': str(count) for text, count in sorted(reasons.items())}
    return cells, right


def measure_kills(args: argparse.Namespace, folder: Path, broken: list[str]) -> bool:
    """Kill the program at seeded moments, and judge what the last run leaves. Returns: whether all is as it must be."""
    out, rng, started_s = folder.with_name('out'), random.Random(args.seed), time.monotonic()
    command = [sys.executable, PROGRAM, folder, '--out', out, '--workers', args.workers, *PATIENT]
    moments = sorted(rng.sample(range(args.num // 10, args.num), args.kills))
    for moment in (*moments, float('inf')):
        run_archive(command, out / 'manifest.sqlite', lambda through: through >= moment, [])  # noqa: B023 - ends before the next
    cells, right = judge(out, args.num, broken)
    print(f'| killed at | {", ".join(map(str, moments))} of {args.num} pages |')
    print_cells(cells, '', started_s)
    return right


def print_cells(cells: dict[str, str], of_what: str, started_s: float) -> None:
    for name, value in cells.items():
        print(f'| {of_what}{name} | {value} |')
    print(f'| {of_what}elapsed time | {time.monotonic() - started_s:.0f} s |', flush=True)


@contextlib.contextmanager
def two_nodes() -> Iterator:
    """A Ray cluster of a head and another node on this machine, each with one processor. Yields: it, and the other node."""
    os.environ['RAY_USAGE_STATS_ENABLED'] = '0'
    paths = (str(PROGRAM.parents[1]), os.environ.get('PYTHONPATH'))  # nodes read pages by the program's own version
    os.environ['PYTHONPATH'] = os.pathsep.join(filter(None, paths))
    from ray.cluster_utils import Cluster

    settings = dict(num_cpus=1, object_store_memory=OBJECT_STORE)
    cluster = Cluster(initialize_head=True, head_node_args=settings)
    try:
        yield cluster, cluster.add_node(**settings)
    finally:
        cluster.shutdown()


def num_taken(manifest: Path, taken_by: str) -> int:
    """Pages that a node has in work or in store."""
    with contextlib.closing(sqlite3.connect(f'file:{manifest}?mode=ro', uri=True, timeout=60)) as connection:
        return connection.execute("SELECT COUNT(*) FROM pages WHERE state = 'taken' AND taken_by = ?", (taken_by,)).fetchone()[0]


def measure_lost_node(args: argparse.Namespace, folder: Path, broken: list[str]) -> bool:
    """Kill one of two nodes half-way, while it has pages. Returns: whether all is as it must be."""
    out, killed, started_s = folder.with_name('out_ray'), [], time.monotonic()
    manifest = out / 'manifest.sqlite'
    with two_nodes() as (cluster, doomed):

        def kill_node(through: int) -> bool:
            if not killed and through >= args.num // 2 and (taken := num_taken(manifest, doomed.node_id)):
                killed.append((through, taken))
                cluster.remove_node(doomed, allow_graceful=False)
            return False  # the program itself lives on

        run_archive([sys.executable, PROGRAM, folder, '--out', out, '--ray', cluster.address, *PATIENT], manifest, kill_node, [])
    cells, right = judge(out, args.num, broken)
    moment = [f'{through} of {args.num} pages; the node had {taken} of them' for through, taken in killed]
    print_cells({'one of two nodes killed at': ''.join(moment) or 'NEVER'} | cells, 'Ray: ', started_s)
    return right and bool(killed)


def measure_speed(args: argparse.Namespace, folder: Path, num_workers: int) -> None:
    """Good pages alone. The first of each worker is left out: it waits for the networks to load."""
    out, looks, times_s = folder.with_name(f'out_{num_workers}'), [], []

    def note(through: int) -> bool:
        times_s.extend([time.monotonic()] * (through - len(times_s)))
        return False

    command = [sys.executable, PROGRAM, folder, '--out', out, '--workers', num_workers, *PATIENT]
    run_archive(command, out / 'manifest.sqlite', note, looks)
    timed = times_s[num_workers - 1 :]
    rate = (len(timed) - 1) / (timed[-1] - timed[0]) if len(timed) > 1 else float('nan')
    print(f'| pages/s, {num_workers} worker{"s" * (num_workers > 1)} | {rate:.3f} ({len(times_s)} pages) |')
    third = max(len(looks) // 3, 1)
    for name, column in (('program', 0), ('largest worker', 1)):
        parts = [np.median([look[column] for look in part]) for part in (looks[third : 2 * third], looks[2 * third :]) if part]
        print(
            f'| memory of the {name}, MB, in the second and last third of the time | {", ".join(f"{mb:.0f}" for mb in parts)} |'
        )


def measure(args: argparse.Namespace) -> int:
    if args.ray:
        import_extra('ray', 'ray')  # before a run of minutes
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / 'in'
        broken = make_archive(folder, args.num, args.seed)
        print('| what | found |\n|---|---|')
        right = measure_kills(args, folder, broken) if args.kills else True
        if args.ray:
            right &= measure_lost_node(args, folder, broken)
        good = Path(temporary) / 'good'
        good.mkdir()
        for number in range(args.speed_num):
            shutil.copyfile(Path(temporary) / f'drawn/{number % NUM_DRAWN}.png', good / f'{number}.png')
        for num_workers in (1, 2) if args.speed_num else ():
            measure_speed(args, good, num_workers)
    return 0 if right else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--num', type=positive, default=60, help='of files, 30 broken ones among them; default 60')
    parser.add_argument('--speed-num', type=int, default=12, help='of good pages for the speed; 0: leave it out; default 12')
    parser.add_argument('--workers', type=positive, default=2, help='of the run that is killed; default 2')
    parser.add_argument('--kills', type=int, default=3, help='of the program; default 3, 0: leave this run out')
    parser.add_argument('--ray', action='store_true', help='once more on two Ray nodes of this machine, one of which is killed')
    parser.add_argument('--seed', type=int, default=0, help='of pages and kills; default 0')
    args = parser.parse_args()
    if args.num <= 10 * NUM_OF_A_KIND:
        parser.error(f'--num must be more than {10 * NUM_OF_A_KIND}')
    if min(args.speed_num, args.kills) < 0:
        parser.error('--speed-num and --kills must be 0 or more')
    return in_one_line('benchmark_archive', lambda: measure(args))


if __name__ == '__main__':
    sys.exit(main())
