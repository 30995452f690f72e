"""Measure how long pages take to be read, stage by stage, and how much memory that needs; of each file the first page.

Exit code: 0 measured, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import importlib
import platform
import resource
import sys
import time
from collections import defaultdict

import cv2
import numpy as np
import torch

from ecgdigi.apis import digitize, load_pagenet, load_tracenet
from ecgdigi.command_line import in_one_line, positive
from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.documents import open_document
from ecgdigi.io.input_files import list_inputs

# Functions of `ecgdigi.apis.digitize` and what they do.
STAGES = {
    '_locate': 'find the page and its map',
    'mark_upright': 'mark names and rows',
    'read_printed_scale': 'read printed scales',
    'find_ink': 'tell ink from grid',
    'read_rows': 'read along the rows',
    'choose_layout': 'choose the layout',
    'find_pulses': 'measure calibration pulses',
    'fit_time_frame': 'place page time',
    'read_piece_ends': 'read the ends of leads anew',
    'assemble_rows': 'assemble the leads',
    'fuse_limb_leads': 'bring limb leads to agree',
}


class Stopwatches:
    """Adds up the time that functions of a module take; those that one of them calls count for that one."""

    def __init__(self, module, names):
        self.taken_s = defaultdict(float)
        self._running = False
        for name in names:
            setattr(module, name, self._timed(name, getattr(module, name)))

    def _timed(self, name: str, function):
        def call(*args, **kwargs):
            if self._running:
                return function(*args, **kwargs)
            self._running, started_s = True, time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self._running = False
                self.taken_s[name] += time.perf_counter() - started_s

        return call


def measure(args: argparse.Namespace) -> None:
    if args.threads:
        torch.set_num_threads(args.threads)
        cv2.setNumThreads(args.threads)
    paths = list_inputs(args.inputs)[: args.num]
    networks = [load_tracenet(args.checkpoint, args.device), load_pagenet(args.page_checkpoint, args.device)]
    networks.append(load_pagenet(args.layout_checkpoint, args.device, head='layout'))
    networks.append(load_pagenet(args.scale_checkpoint, args.device, head='scale'))
    loaded_mb = peak_mb()
    watches = Stopwatches(importlib.import_module('ecgdigi.apis.digitize'), STAGES)
    pages_s, refused = [], 0
    for index, path in enumerate([paths[0], *paths]):  # the first one once more: the first page of all is slower
        if index == 1:
            watches.taken_s.clear()
        started_s = time.perf_counter()
        with open_document(path) as document:
            picture = document.picture(0)
        read_s = time.perf_counter() - started_s
        try:
            digitize(picture, *networks, fs_hz=500.0)
        except PageRefusedError:
            refused += bool(index)
        if index:
            watches.taken_s['picture'] += read_s
            pages_s.append(time.perf_counter() - started_s)
    machine = platform.processor() or platform.machine()
    print(f'{machine}, {args.device}, {torch.get_num_threads()} threads, torch {torch.__version__}')
    print('\n| stage | seconds a page | share |\n|---|---|---|')
    total_s = sum(pages_s)
    stages = {'picture': 'decode the picture', **STAGES}
    for name, title in stages.items():
        print(f'| {title} | {watches.taken_s[name] / len(pages_s):.2f} | {watches.taken_s[name] / total_s:.0%} |')
    print(f'| **all** | **{total_s / len(pages_s):.2f}** | |')
    median_s, slow_s = np.percentile(pages_s, [50, 90])
    print(f'\n{len(pages_s)} pages, {refused} refused; median {median_s:.2f} s, 90th percentile {slow_s:.2f} s')
    print(f'peak memory {peak_mb():.0f} MB, of which {loaded_mb:.0f} MB before the first page')


def peak_mb() -> float:
    unit = 1 if sys.platform == 'darwin' else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('inputs', nargs='+', help='pictures, or folders of pictures')
    parser.add_argument('--num', type=positive, help='read so many of them; default: all')
    parser.add_argument('--threads', type=positive, help='default: as PyTorch chooses')
    parser.add_argument('--device', default='cpu', help='cpu, cuda, ...')
    parser.add_argument('--checkpoint', default='tracenet_small', help='published weights or a checkpoint')
    parser.add_argument('--page-checkpoint', default='pagenet_small', help='the same, of the network that finds the page')
    parser.add_argument('--layout-checkpoint', default='layoutnet_small', help='the same, of the network that marks lead names')
    parser.add_argument('--scale-checkpoint', default='scalenet_small', help='the same, of the network that reads printed scales')
    args = parser.parse_args()
    return in_one_line('benchmark_reading', lambda: measure(args))


if __name__ == '__main__':
    sys.exit(main())
