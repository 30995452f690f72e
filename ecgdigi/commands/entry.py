"""ecgdigi: signals in millivolts from pictures of printed ECGs. Not a medical device.

<<<<<<< HEAD
Exit codes of all commands: 0 done, 1 done in part or stopped by an error, 2 wrong usage; `train` adds 143, stopped by SIGTERM
with a checkpoint written, and `digitize` 130, stopped by Ctrl-C. `ecgdigi COMMAND --help` says what each of them means by that.
=======
Exit codes of all commands: 0 done, 1 done in part or stopped by an error, 2 wrong usage; `train` adds 143 and 130, stopped by
SIGTERM and by Ctrl-C with a checkpoint written. `ecgdigi COMMAND --help` says what each of them means by that.
>>>>>>> mend_training
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from ecgdigi.version import __version__

# Modules of `ecgdigi.commands` by name; only the one that is asked for is imported.
COMMANDS = {
    'digitize': 'read pages: pictures, PDF, DICOM',
    'archive': 'read archives of very many pages, each once',
    'evaluate': 'judge readings against their truths',
    'train': 'train a network from a config',
    'test': 'judge a checkpoint by the test data of a config',
    'weights': 'list or verify the weights that ship with the package',
    'env': 'print versions and devices, for a report of a fault',
}


def main(argv: Sequence[str] | None = None) -> int:
    lines = '\n'.join(f'  {name:10}{what}' for name, what in COMMANDS.items())
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser('ecgdigi', description=__doc__, epilog=f'commands:\n{lines}', formatter_class=shape)
    parser.add_argument('--version', action='version', version=f'ecgdigi {__version__}')
    parser.add_argument('command', choices=COMMANDS, metavar='COMMAND', help='one of those below')
    parser.add_argument('args', nargs=argparse.REMAINDER, metavar='...', help='its arguments')
    args = parser.parse_args(argv)
    return importlib.import_module(f'{__package__}.{args.command}').main(args.args, f'ecgdigi {args.command}')


if __name__ == '__main__':
    sys.exit(main())
