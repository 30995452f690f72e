"""What the programs that run a config have in common. Imports little: `--help` and a misspelt config answer at once."""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from mmengine.config import Config

from .config import load_config

# A machine's other processes leave their first this long to say what is wrong, s.
FIRST_PROCESS_S = 30.0


def positive(text: str) -> int:
    """Type of an argument that counts something."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'{text}: write a whole number from 1 on')
    return int(text)


def _folder(text: str) -> Path:
    if not text:  # a shell variable that is not set
        raise argparse.ArgumentTypeError('is empty; write a folder')
    return Path(text)


def config_parser(description: str, prog: str | None = None) -> argparse.ArgumentParser:
    """Parser of the arguments that all of them take. Args: prog: how the program is called; None: as its file."""
    parser = argparse.ArgumentParser(prog, description=description)
    parser.add_argument('config', help='a file of configs/, or your own')
    parser.add_argument('--work-dir', type=_folder, help='where results and logs go; default work_dirs/<config>')
    amp_help = 'bfloat16, or float16 by +optim_wrapper.dtype=float16'
    parser.add_argument('--amp', '--mixed-precision', action='store_true', help=f'mixed precision: {amp_help}')
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE', help='change the config; +key adds one')
    parser.add_argument('--launcher', choices=['none', 'pytorch', 'slurm'], default='none', help='set by tools/dist_*.sh')
    parser.add_argument('--local-rank', type=int, default=0, help=argparse.SUPPRESS)
    return parser


# What to do about errors of PyTorch that are nobody's fault: part of the name or message of the error -> mend.
MENDS = {
    'OutOfMemoryError': 'take fewer pages per batch, --amp, accumulative_counts, or ActivationCheckpointingHook',
    'DataLoader worker': 'the system kills processes when memory is short: take fewer num_workers; --resume goes on',
}


def _being_built(error: Exception, config: Config | None) -> tuple[str, str] | None:
    """Which part an error comes from: its place in the config (or else its type), and its type with the line of code.

    None where no part was being built.
    """
    part, line_of_code = None, ''
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_name == 'build_from_cfg':  # MMEngine's
            part = frame.f_locals['cfg']
        line_of_code = f'{Path(frame.f_code.co_filename).name}:{line}'
    if not isinstance(part, Mapping):
        return None
    from .config_parts import place_of

    name = str(getattr(part.get('type'), '__name__', part.get('type')))
    place = place_of(part, config._cfg_dict) if config else None
    return place or name, f'{name} ({line_of_code})'


def _mend(error: Exception) -> str | None:
    text = f'{type(error).__name__} {error}'
    return next((mend for part, mend in MENDS.items() if part in text), None)


def in_one_line(program: str, job: Callable[[], int | None], config: Config | None = None) -> int:
    """Do a job, whose errors end in one line where they are the user's; those of this program keep their traceback.

    Args:
        config: what the job builds its parts from; an error in one of them is then said with its place.

    Returns:
        Exit code: what the job returns (None is 0), 1, or 130 after Ctrl-C.
    """
    try:
        return job() or 0
    except (OSError, ValueError, KeyError, ImportError, FloatingPointError) as error:
        text = str(error.args[0] if isinstance(error, KeyError) else error).replace('\n', ' ')
        built = _being_built(error, config)
        print(f'{program}: {f"{built[0]}: " if built else ""}{text}', file=sys.stderr)
    except KeyboardInterrupt:
        print(f'{program}: stopped by Ctrl-C', file=sys.stderr)
        return 130  # as a shell reports it
    except Exception as error:
        mend, built = _mend(error), _being_built(error, config)
        if not (mend or built):
            raise
        text = (f'{built[0]}: {built[1]}: {type(error).__name__}: ' if built else '') + ' '.join(str(error).split())[:300]
        print(f'{program}: {text}; {mend or "check this part of the config"}', file=sys.stderr)
    return 1


def _refuse_work_dir(path: Path) -> None:
    nearest = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise ValueError(f'--work-dir {path}: {nearest} is no folder that can be written to; choose another')


def run_config(program: str, args: argparse.Namespace, job: Callable[[Config], int | None], needs: Sequence[str] = ()) -> int:
    """Read the config, join the process group and do a job; the user's mistakes end in one line.

    Args:
        needs: parts that the config must have.

    Returns:
        Exit code: what the job returns (None is 0), 1 stopped by an error, 2 wrong usage.
    """
    try:
        config = load_config(args.config, args.cfg_options, [*needs, *(['optim_wrapper'] if args.amp else [])])
        config.work_dir = str(args.work_dir or config.get('work_dir') or Path('work_dirs') / Path(args.config).stem)
        _refuse_work_dir(Path(config.work_dir))
        if args.amp:
            config.optim_wrapper.type = 'AmpOptimWrapper'
        from .config_parts import check_arguments

        check_arguments(config._cfg_dict)
    except (OSError, ValueError, ImportError) as error:
        # All processes of a machine find the same: the first says it, and its end is that of the others.
        if os.environ.get('LOCAL_RANK', '0') != '0':
            time.sleep(FIRST_PROCESS_S)
        print(f'{program}: {error}', file=sys.stderr)
        return 2
    config.launcher = args.launcher
    from .engine.launch import process_group

    def in_group() -> int | None:
        with process_group(args.launcher):
            return job(config)

    return in_one_line(program, in_group, config)
