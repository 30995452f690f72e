"""The same as `ecgdigi digitize`."""

import sys

from ecgdigi.commands.digitize import main

if __name__ == '__main__':
    sys.exit(main())
