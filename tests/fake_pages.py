"""Readers of archives that do what a file's name says, and a program that reads an archive by them."""

import os
import sys
import time
from functools import partial
from pathlib import Path

from ecgdigi.archive.crews import LocalCrews
from ecgdigi.archive.inputs import add_inputs
from ecgdigi.archive.job import Job, Outcome, Reader
from ecgdigi.archive.manifest import Manifest
from ecgdigi.archive.run import clear_up, run_pages, take_up
from ecgdigi.archive.shards import Shard

ALL = Shard(0, 1)


def load(log: Path) -> Reader:
    return Reader(pages_of, partial(read_page, log=log))


def pages_of(path: str) -> int:
    name = Path(path).stem
    if name.startswith('uncountable'):
        raise ValueError(f'{path}: no picture')
    return int(name.split('-')[1]) if name.startswith('stack') else 1


def read_page(path: str, number: int, stem: Path, log: Path) -> Outcome:
    """Writes two files. A good page is one that the log names once."""
    kind = Path(path).stem.split('-')[0]
    stem.with_name(stem.name + '.csv').write_text(f'{path} {number}')
    if kind == 'crash' or (kind == 'oncecrash' and not Path(path + '.tried').exists()):
        Path(path + '.tried').touch()
        os._exit(7)
    if kind == 'hang':
        time.sleep(1000)
    if kind == 'memory':
        bytearray(10**10)
    if kind == 'raise':
        raise IndexError('Secretname')
    if kind == 'refuse':
        return Outcome('page', f'{path}: no grid of {number} mm')
    if kind == 'full':
        raise OSError(28, 'No space left on device')
    time.sleep(0.02)
    stem.with_name(stem.name + '.txt').write_text('second')
    with open(log, 'a') as file:
        file.write(f'{path} {number}\n')
    return Outcome(grade='AB'[number % 2], route='pixels', confidence=0.9)


def job_of(out: Path, **settings) -> Job:
    return Job(partial(load, out.parent / 'log'), out, **settings)


def read_archive(source: Path, out: Path, workers: int, crews=LocalCrews, shard: Shard = ALL, **settings) -> Path:
    """Returns: the manifest's path."""
    out.mkdir(exist_ok=True)
    job = job_of(out, part=shard.name, **settings)
    path = out / f'manifest{shard.name}.sqlite'
    with Manifest(path, shard.name) as manifest:
        take_up(manifest, job)
        for _ in add_inputs(manifest, source, shard, lambda name: name.endswith('.png'), out):
            pass
        run_pages(manifest, crews(job, workers), max_tries=2, stopping=lambda: False, progress=lambda progress: None)
        clear_up(manifest, job)
    return path


def rows(path: Path) -> list[tuple]:
    """Name, page, state, kind, reason, tries of each page."""
    with Manifest(path) as manifest:
        sql = 'SELECT name, number, state, kind, reason, tries FROM pages ORDER BY name, number'
        return manifest.connection.execute(sql).fetchall()


if __name__ == '__main__':
    read_archive(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
