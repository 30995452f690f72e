"""The same as `ecgdigi evaluate`."""

import sys

from ecgdigi.commands.evaluate import main

if __name__ == '__main__':
    sys.exit(main())
