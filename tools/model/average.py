"""Average the weights of two networks of one training line: what the later learned, held by what the earlier was sure of.

Works where the second was trained on from the first (Wortsman et al., Robust fine-tuning of zero-shot models, CVPR 2022).

Exit code: 0 written, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import json
import sys
from pathlib import Path

import torch

from ecgdigi.command_line import in_one_line
from ecgdigi.engine.checkpoint import read_checkpoint
from ecgdigi.io.atomic import atomic_path


def average(args: argparse.Namespace) -> int:
    first, second = (read_checkpoint(path) for path in (args.first, args.second))
    mine, other = first['state_dict'], second['state_dict']
    if {name: value.shape for name, value in mine.items()} != {name: value.shape for name, value in other.items()}:
        raise ValueError(f'{args.second}: holds other weights than {args.first}; the second is to be trained on from the first')
    mixed = {
        name: torch.lerp(value, other[name].to(value), args.share) if value.is_floating_point() else other[name]
        for name, value in mine.items()
    }
    meta = second.get('meta', {})
    if not {'config_json', 'model'} & set(meta):
        raise ValueError(f'{args.second}: does not say what network it is of; give a weights file or a checkpoint of a training')
    model = json.loads(meta['config_json'])['model'] if 'config_json' in meta else json.loads(meta['model'])
    with atomic_path(args.out) as temporary:
        torch.save(dict(state_dict=mixed, meta=dict(model=json.dumps(model))), temporary)
    print(f'{args.out}: {1 - args.share:g} of {args.first}, {args.share:g} of {args.second}')
    return 0


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('first', help='the earlier: a weights file or a checkpoint')
    parser.add_argument('second', help='the later')
    parser.add_argument('out', type=Path, help='checkpoint to write')
    parser.add_argument('--share', type=_share, default=0.5, help='of the second, 0 to 1; default 0.5')
    args = parser.parse_args()
    return in_one_line('average', lambda: average(args))


if __name__ == '__main__':
    sys.exit(main())
