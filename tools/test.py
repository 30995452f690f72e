"""The same as `ecgdigi test`."""

import sys

from ecgdigi.commands.test import main

if __name__ == '__main__':
    sys.exit(main())
