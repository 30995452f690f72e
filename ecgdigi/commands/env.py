"""Print what ecgdigi runs on: versions, kinds of device, threads. No name of a user, machine or folder.

Exit code: 0 printed, 2 wrong usage.
"""

import argparse
from collections.abc import Sequence

from ecgdigi.engine.environment import describe_environment


def main(argv: Sequence[str] | None = None, prog: str | None = None) -> int:
    argparse.ArgumentParser(prog, description=__doc__).parse_args(argv)
    environment = describe_environment()
    width = max(map(len, environment))
    for name, value in environment.items():
        print(f'{name:{width}}  {value}')
    return 0
