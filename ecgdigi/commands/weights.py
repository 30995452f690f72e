"""List the weights that ship with the package, or verify weights: that their files are whole and make a network.

Exit code: 0 listed, or all are good; 1 some are not; 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence

from ecgdigi.weights import FOLDER, published


def list_weights() -> int:
    for name, known in published().items():
        num_bytes = (FOLDER / known['file']).stat().st_size
        print(f'{name}  {num_bytes / 1e6:.1f} MB  sha256 {known["sha256"]}  {known["licence"]}; trained on {known["data"]}')
    return 0


def verify(names: Sequence[str]) -> int:
    from ecgdigi.apis.load import load_network

    num_bad = 0
    for name in names:
        try:
            network = load_network(name)
            print(f'{name}  good  {type(network).__name__}  sha256 {network.weights_sha256}')
        except (OSError, ValueError) as error:
            num_bad += 1
            print(f'{name}  bad', file=sys.stdout)
            print(f'weights: {error}', file=sys.stderr)
    return int(num_bad > 0)


def main(argv: Sequence[str] | None = None, prog: str | None = None) -> int:
    parser = argparse.ArgumentParser(prog, description=__doc__)
    commands = parser.add_subparsers(dest='command', required=True)
    commands.add_parser('list', help='name, size, hash, licence and training data of each')
    verify_parser = commands.add_parser('verify', help='check hashes and load them')
    verify_parser.add_argument('weights', nargs='*', help='names of published weights, or files; default: all published')
    args = parser.parse_args(argv)
    return list_weights() if args.command == 'list' else verify(args.weights or list(published()))
