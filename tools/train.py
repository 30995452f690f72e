"""The same as `ecgdigi train`."""

import sys

from ecgdigi.commands.train import main

if __name__ == '__main__':
    sys.exit(main())
