"""Judge a checkpoint by the test data and metrics of a config.

Exit code: 0 judged, 1 stopped by an error, 2 wrong usage.
"""

from collections.abc import Sequence
from pathlib import Path

from mmengine.config import Config

from ecgdigi.command_line import config_parser, run_config

NEEDS = ('model', 'test_dataloader', 'test_cfg', 'test_evaluator')


def test(config: Config, checkpoint: Path) -> None:
    from ecgdigi.registry import RUNNERS

    config.load_from, config.resume = str(checkpoint), False
    runner = RUNNERS.build(config)
    metrics = runner.test()
    if runner.rank == 0:
        width = max(map(len, metrics))
        for name, value in metrics.items():
            print(f'{name:{width}}  {value:.4f}')


def main(argv: Sequence[str] | None = None, prog: str | None = None) -> int:
    parser = config_parser(__doc__, prog)
    parser.add_argument('checkpoint', type=Path, help='a training checkpoint, or a weights file')
    args = parser.parse_args(argv)
    return run_config('test', args, lambda config: test(config, args.checkpoint), NEEDS)
