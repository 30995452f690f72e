"""Print what is inside a checkpoint or weights file, and whether it is whole. Nothing in the file is run.

Exit code: 0 whole, 1 damaged or no checkpoint, 2 wrong usage.
"""

import argparse
import sys

from ecgdigi.config import load_config


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('checkpoints', nargs='+', help='files')
    parser.add_argument('--compare', metavar='CONFIG', help='say in what this config differs from the one in the file')
    parser.add_argument('--weights', action='store_true', help='list every weight')
    parser.add_argument('--config', action='store_true', help='print the config in the file')
    args = parser.parse_args()
    try:
        compared = load_config(args.compare) if args.compare else None
    except (OSError, ValueError, ImportError) as error:
        print(f'inspect_checkpoint: {error}', file=sys.stderr)
        return 2
    from ecgdigi.engine.checkpoint import read_checkpoint
    from ecgdigi.engine.checkpoint_summary import config_text, summarize_checkpoint, weight_lines

    code = 0
    for path in args.checkpoints:
        try:
            content = read_checkpoint(path)
            lines = summarize_checkpoint(content, compared)
            lines += weight_lines(content) if args.weights else []
            lines += [config_text(content)] if args.config else []
        except (OSError, ValueError) as error:
            print(f'inspect_checkpoint: {error}', file=sys.stderr)
            code = 1
            continue
        except (KeyError, TypeError, AttributeError) as error:
            print(f'inspect_checkpoint: {path}: whole, but not as this program writes it ({error!r})', file=sys.stderr)
            code = 1
            continue
        print(path)
        print('\n'.join(f'  {line}' for text in lines for line in text.splitlines()))
    return code


if __name__ == '__main__':
    sys.exit(main())
