"""The same as `ecgdigi archive`."""

import sys

from ecgdigi.commands.archive import main

if __name__ == '__main__':
    sys.exit(main())
