"""PyTorch's launcher of several processes, ending as one of them would: with its exit code, and its message in sight.

`python -m ecgdigi.engine.elastic ARGUMENTS` takes the arguments of `torchrun`, which itself ends every failure of a process
with exit code 1 and a traceback of its own.
"""

import logging
import signal
import sys
from collections.abc import Sequence

from torch.distributed.elastic.multiprocessing.api import SignalException
from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
from torch.distributed.run import main as torchrun


def run_processes(arguments: Sequence[str]) -> int:
    """Start processes and wait for them. Returns: exit code: that of the first process that failed; 128 + number of a signal."""
    logging.getLogger('torch.distributed.elastic.multiprocessing.api').setLevel(logging.CRITICAL)  # of each process, many lines
    try:
        torchrun(list(arguments))
    except ChildFailedError as error:
        rank, failure = error.get_first_failure()
        code = failure.exitcode
        how = f'exit code {code}' if code > 0 else signal.Signals(-code).name
        print(f'process {rank} was the first to end, with {how}; what it said is above', file=sys.stderr)
        return code if code > 0 else 128 - code
    except SignalException as error:
        print(f'stopped by {error.sigval.name}', file=sys.stderr)
        return 128 + error.sigval
    return 0


if __name__ == '__main__':
    sys.exit(run_processes(sys.argv[1:]))
