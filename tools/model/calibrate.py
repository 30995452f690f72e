"""Measure what a TraceNet's confidence is worth on pages with known signals, and put that into a weights file.

The pages should be those of training, drawn anew (tools/data/make_pages.py), never those on which results are judged. Without
--out nothing is written: the Markdown table says how well the confidence is calibrated as it is.

Exit code: 0 measured, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from ecgdigi.apis import digitize, load_pagenet, load_tracenet
from ecgdigi.apis.load import CONFIDENCE
from ecgdigi.command_line import in_one_line, positive
from ecgdigi.datasets import PageFolder
from ecgdigi.evaluation.reliability import RIGHT_MV, calibration_error, fit_confidence_table, reliability, right_samples
from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.atomic import atomic_path
from ecgdigi.io.weights_file import SUFFIX, weights_bytes
from ecgdigi.weights import find_weights, read_weights_file

EDGES = np.array([0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0])


def read_pages(args: argparse.Namespace) -> tuple[np.ndarray, np.ndarray]:
    """(N,) confidences of all samples that were read, and (N,) whether they are right."""
    model = load_tracenet(args.weights)
    if args.out:
        model.confidence_table = None  # of an earlier calibration
    layout_net, scale_net = (load_pagenet(f'{head}net_small', head=head) for head in ('layout', 'scale'))
    networks = dict(page_net=load_pagenet(), layout_net=layout_net, scale_net=scale_net)
    pages = PageFolder(args.pages, on_error='skip')
    found, refused = [], 0
    for k in range(min(args.num or len(pages), len(pages))):
        record = pages[k]
        if record.truth is None:
            continue
        known = dict(mm_per_s=record.mm_per_s, mm_per_mv=record.mm_per_mv, layout=record.layout or 'auto')
        try:
            reading = digitize(pages.read_picture(k), model, **networks, **known, fs_hz=record.truth.fs_hz)
        except PageRefusedError:
            refused += 1
            continue
        found.append(right_samples(reading.signal, reading.confidence, record.truth))
        print(f'\r{k + 1}/{len(pages)}', end='', file=sys.stderr)
    if not found:
        raise ValueError(f'{args.pages}: no page with a known signal could be read')
    print(f'\r{len(found)} pages read, {refused} refused', file=sys.stderr)
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))


def print_table(said: np.ndarray, right: np.ndarray) -> None:
    bins = reliability(said, right, EDGES)
    print(f'\n| confidence, mean | within {RIGHT_MV:g} mV | samples |\n|---|---|---|')
    for one in bins:
        print(f'| {one.said:.3f} | {one.right:.3f} | {one.num} |')
    print(f'| expected calibration error | {calibration_error(bins):.3f} | {sum(one.num for one in bins)} |')


def measure(args: argparse.Namespace) -> int:
    said, right = read_pages(args)
    print_table(said, right)
    if args.out:
        # Half of the pages make the table that judges the other half; all of them make the one that is kept.
        half = len(said) // 2
        print_table(fit_confidence_table(said[:half], right[:half])(said[half:]), right[half:])
        path = Path(args.weights) if Path(args.weights).exists() else find_weights(args.weights)
        content = read_weights_file(path)
        texts = {**content.meta, CONFIDENCE: fit_confidence_table(said, right).to_json()}
        with atomic_path(args.out) as temporary:
            temporary.write_bytes(weights_bytes(content.state_dict, texts))
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('weights', help='published weights, or a weights file')
    parser.add_argument('pages', type=Path, help='plain folder of pages with truth')
    parser.add_argument('--num', type=positive, help='pages; default: all')
    parser.add_argument('--out', type=Path, help=f'weights file to write, its name ends in {SUFFIX}')
    args = parser.parse_args()
    if args.out and args.out.suffix != SUFFIX:
        parser.error(f'--out {args.out}: its name must end in {SUFFIX}')
    return in_one_line('calibrate', lambda: measure(args))


if __name__ == '__main__':
    sys.exit(main())
