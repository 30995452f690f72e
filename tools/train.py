"""Train a model from a config.

Exit code: 0 trained, 1 stopped by an error, 2 wrong usage.
"""

import sys

from mmengine.config import Config

from ecgdigi.command_line import config_parser, run_config


def train(config: Config, resume: str | None) -> None:
    """Args: resume: 'auto' for the newest checkpoint of the work dir, a file, or None."""
    from ecgdigi.engine.checkpoint import newest_checkpoint
    from ecgdigi.registry import RUNNERS

    if resume:
        found = newest_checkpoint(config.work_dir) if resume == 'auto' else resume
        if found is None:
            print(f'train: {config.work_dir} holds no checkpoint yet; starting anew', file=sys.stderr)
        config.load_from, config.resume = (str(found), True) if found else (config.get('load_from'), False)
    runner = RUNNERS.build(config)
    runner.train()
    if runner.rank == 0:
        print(f'trained; checkpoints in {config.work_dir}')


def main() -> int:
    parser = config_parser(__doc__)
    newest = 'go on from this checkpoint, or from the newest of the work dir'
    parser.add_argument('--resume', nargs='?', const='auto', metavar='CHECKPOINT', help=newest)
    args = parser.parse_args()
    return run_config('train', args, lambda config: train(config, args.resume))


if __name__ == '__main__':
    sys.exit(main())
