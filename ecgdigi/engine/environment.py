"""What a run ran on, for the one who wants to repeat it."""

import platform
from importlib.metadata import version

import cv2
import mmengine
import numpy as np
import PIL
import torch

from ecgdigi.version import __version__


def describe_environment() -> dict[str, str]:
    """Versions and kinds of device; no name of a user, machine or folder."""
    environment = dict(
        ecgdigi=__version__,
        python=platform.python_version(),
        system=f'{platform.system()} {platform.machine()}',
        torch=torch.__version__,
        mmengine=mmengine.__version__,
        numpy=np.__version__,
        opencv=cv2.__version__,
        pillow=PIL.__version__,
        pypdfium2=version('pypdfium2'),
        threads=str(torch.get_num_threads()),
        cpu=torch.backends.cpu.get_cpu_capability(),
    )
    if torch.cuda.is_available():
        environment |= dict(cuda=str(torch.version.cuda), gpu=torch.cuda.get_device_name())
    return environment
