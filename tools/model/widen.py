"""Turn a network's weights into those of a wider one that computes the same: a start for training larger networks.

Set the file as `load_from` of a training.

Exit code: 0 written, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import sys
from pathlib import Path

import torch

from ecgdigi.command_line import in_one_line
from ecgdigi.config import load_config
from ecgdigi.engine.checkpoint import read_checkpoint
from ecgdigi.engine.widening import widen_weights
from ecgdigi.io.atomic import atomic_path
from ecgdigi.registry import MODELS


def widen(args: argparse.Namespace) -> int:
    model = MODELS.build(load_config(args.config, needs=['model']).model)
    parts = {name.split('.')[0] for name in model.state_dict()}
    narrower = read_checkpoint(args.weights)['state_dict']
    left_out = {name.split('.')[0] for name in narrower} - parts  # a refiner, say, that the wider network has not
    try:
        kept = {name: value for name, value in narrower.items() if name.split('.')[0] in parts}
        state_dict = widen_weights(kept, model.state_dict(), args.seed)
    except ValueError as error:
        raise ValueError(f'{args.weights}: {error}') from None
    with atomic_path(args.out) as temporary:
        torch.save(dict(state_dict=state_dict), temporary)
    count = sum(value.numel() for value in model.parameters())
    print(f'{args.out}: {count / 1e6:.2f} M weights; set load_from = {str(args.out)!r} in the config that trains them')
    if left_out:
        print(f'left out, as {args.config} has no such part: {", ".join(sorted(left_out))}')
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('weights', help='of the narrower network: a weights file or a checkpoint')
    parser.add_argument('config', help="the wider network's")
    parser.add_argument('out', type=Path, help='file to write')
    parser.add_argument('--seed', type=int, default=0, help='of which channels are copied; default 0')
    args = parser.parse_args()
    return in_one_line('widen', lambda: widen(args))


if __name__ == '__main__':
    sys.exit(main())
