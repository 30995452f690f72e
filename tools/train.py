"""Train a model from a config.

Exit code: 0 trained, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import sys
from pathlib import Path

from ecgdigi.config import load_config


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('config', help='a file of configs/, or your own')
    parser.add_argument('--work-dir', type=Path, help='where checkpoints and logs go; default work_dirs/<config>')
    parser.add_argument(
        '--resume', nargs='?', const='auto', help='go on from this checkpoint, or from the newest of the work dir'
    )
    parser.add_argument('--amp', action='store_true', help='mixed precision: bfloat16, or float16 by optim_wrapper.dtype')
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE', help='change the config; +key adds one')
    parser.add_argument('--launcher', choices=['none', 'pytorch', 'slurm'], default='none', help='set by tools/dist_train.sh')
    parser.add_argument('--local-rank', type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    args = parse_args()
    try:
        config = load_config(args.config, args.cfg_options)
    except (OSError, ValueError, ImportError) as error:
        print(f'train: {error}', file=sys.stderr)
        return 2
    config.work_dir = str(args.work_dir or config.get('work_dir') or Path('work_dirs') / Path(args.config).stem)
    config.launcher = args.launcher
    if args.amp:
        config.optim_wrapper.type = 'AmpOptimWrapper'
    # Here, not above: these take seconds, which --help and a misspelt config need not.
    from ecgdigi.engine.checkpoint import newest_checkpoint
    from ecgdigi.engine.launch import process_group
    from ecgdigi.registry import RUNNERS

    try:
        if args.resume:
            found = newest_checkpoint(config.work_dir) if args.resume == 'auto' else args.resume
            if found is None:
                print(f'train: {config.work_dir} holds no checkpoint yet; starting anew', file=sys.stderr)
            config.load_from, config.resume = (str(found), True) if found else (config.get('load_from'), False)
        with process_group(args.launcher):
            RUNNERS.build(config).train()
    except (OSError, ValueError, KeyError, ImportError, FloatingPointError) as error:
        print(f'train: {error.args[0] if isinstance(error, KeyError) else error}', file=sys.stderr)
        return 1
    print(f'trained; checkpoints in {config.work_dir}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
