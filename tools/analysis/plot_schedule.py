"""Plot the learning rate of a config over its run, and print it at the iterations where it turns.

Exit code: 0 plotted, 2 wrong usage.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from ecgdigi.command_line import positive
from ecgdigi.config import load_config


def turning_points(rates: np.ndarray, count: int = 20) -> list[int]:
    """First and last iteration, those around a jump, and evenly spaced ones: `count` or a few more."""
    jumps = np.flatnonzero(np.abs(np.diff(rates)) > 0.05 * np.maximum(rates[:-1], rates[1:])) + 1
    shown = {0, len(rates) - 1, *np.linspace(0, len(rates) - 1, count).round().astype(int).tolist()}
    if len(jumps) <= count:
        shown |= {*jumps.tolist(), *(jumps - 1).tolist()}
    return sorted(shown)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='a file of configs/, or your own')
    parser.add_argument('--out', type=Path, default=Path('schedule.png'), help='picture to write; default schedule.png')
    parser.add_argument('--epoch-length', type=positive, help='iterations of an epoch; default: from the data of the config')
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE', help='change the config')
    args = parser.parse_args()
    try:
        config = load_config(args.config, args.cfg_options, ['train_cfg', 'train_dataloader', 'optim_wrapper.optimizer.lr'])
        if not {'max_iters', 'max_epochs'} & config.train_cfg.keys():
            raise ValueError(f'{args.config}: train_cfg has neither max_iters nor max_epochs')
        from mmengine.registry import init_default_scope

        from ecgdigi.engine.runner import EcgRunner
        from ecgdigi.engine.schedule_curve import schedule_curve
        from ecgdigi.visualization import plot_curves

        init_default_scope('ecgdigi')
        length = args.epoch_length
        if length is None and 'max_epochs' in config.train_cfg:
            length = len(EcgRunner.build_dataloader(config.train_dataloader))
        curve = schedule_curve(config, length)
        plot_curves({'learning rate': {Path(args.config).stem: (np.arange(1, len(curve.rates) + 1), curve.rates)}}, args.out)
    except (OSError, ValueError, KeyError, ImportError, TypeError) as error:
        print(f'plot_schedule: {error.args[0] if isinstance(error, KeyError) else error}', file=sys.stderr)
        return 2
    print('iteration  learning rate')
    for k in turning_points(curve.rates):
        print(f'{k + 1:9d}  {curve.rates[k]:.6g}')
    if curve.watches:
        print(f'as if {curve.watches} never got better after the first validation')
    print(args.out)
    return 0


if __name__ == '__main__':
    sys.exit(main())
