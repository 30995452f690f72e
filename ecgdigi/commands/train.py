"""Train a model from a config.

Exit code: 0 trained, 1 stopped by an error, 2 wrong usage, 143 stopped by SIGTERM and 130 by Ctrl-C, with a checkpoint
written.
"""

from collections.abc import Sequence
from pathlib import Path

from mmengine.config import Config

from ecgdigi.command_line import config_parser, run_config

NEEDS = ('model', 'train_dataloader', 'train_cfg', 'optim_wrapper.optimizer')

# As a shell reports them: 128 and the number of the signal.
STOPPED, INTERRUPTED = 143, 130


def train(config: Config, resume: str | None) -> int:
    """Args: resume: 'auto' for the newest checkpoint of the work dir, a file, or None. Returns: exit code."""
    from ecgdigi.engine.checkpoint import newest_for_all, warn_of_earlier_run
    from ecgdigi.registry import RUNNERS

    if resume is None and config.get('resume') and not config.get('load_from'):
        resume = 'auto'
    if resume:
        if resume != 'auto' and not Path(resume).is_file():
            raise FileNotFoundError(f'--resume {resume}: no such checkpoint; --resume alone takes the newest of the work dir')
        found = newest_for_all(config.work_dir) if resume == 'auto' else resume
        config.load_from, config.resume = (str(found), True) if found else (config.get('load_from'), False)
    elif not config.get('resume'):
        warn_of_earlier_run(config.work_dir)
    runner = RUNNERS.build(config)
    runner.train()
    by = 'Ctrl-C' if runner.stopped_by == 'SIGINT' else runner.stopped_by
    ending = f'stopped by {by}; go on with --resume' if by else 'trained'
    if runner.rank == 0:
        print(f'{ending}; checkpoints in {config.work_dir}')
    return (INTERRUPTED if by == 'Ctrl-C' else STOPPED) if by else 0


def main(argv: Sequence[str] | None = None, prog: str | None = None) -> int:
    parser = config_parser(__doc__, prog)
    newest = 'go on from this checkpoint, or from the newest of the work dir'
    parser.add_argument('--resume', nargs='?', const='auto', metavar='CHECKPOINT', help=newest)
    args = parser.parse_args(argv)
    return run_config('train', args, lambda config: train(config, args.resume), NEEDS)
