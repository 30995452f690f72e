"""Windows along paths that a network found once, kept on disk: what its refiner learns from, several times over."""

import numpy as np
import torch
from torch.utils.data import Dataset

from ecgdigi.io.paths import resolve_data_path
from ecgdigi.registry import DATASETS
from ecgdigi.structures.data_sample import ECGDataSample

# Files of a folder: windows.npy (N, R + 1, W, 3) uint8; paths.npy and truths.npy (N, P) float32, px.
FILES = ('windows', 'paths', 'truths')
# (upside down, back to front) of the copies in which a window comes: half of them as they were seen.
COPIES = ((False, False), (False, False), (False, False), (True, False), (False, True), (True, True))


@DATASETS.register_module()
class StoredPaths(Dataset):
    """Windows along paths, with the truth, as `tools/model/store_paths.py` writes them.

    An item is a window of `window_rows` rows in one of its copies: as it is, upside down, back to front. A window on disk has one
    row more, so that the path runs through the same row of it either way.

    Args:
        root: folder. '$ECGDIGI_DATA/...' is looked up as `resolve_data_path` says.

    Raises:
        FileNotFoundError: there is no such folder, or a file of it is missing.
        ValueError: its files do not belong together.
    """

    metainfo: dict = {}

    def __init__(self, root: str):
        folder = resolve_data_path(root)
        paths = [folder / f'{name}.npy' for name in FILES]
        for path in paths:
            if not path.is_file():
                raise FileNotFoundError(f'{path}: no such file; make the folder with tools/model/store_paths.py')
        self.windows, self.paths, self.truths = (np.load(path, mmap_mode='r') for path in paths)
        if not len(self.windows) == len(self.paths) == len(self.truths):
            raise ValueError(f'{folder}: its files are of different lengths; make it anew with tools/model/store_paths.py')

    def __len__(self) -> int:
        return len(self.windows) * len(COPIES)

    def __getitem__(self, index: int) -> dict:
        """`inputs` (1, 3, R, W) uint8 and one sample with `pred_rows_px` and `gt_rows_px`: the path, and the truth."""
        place, copy = divmod(index, len(COPIES))
        window, path, truth = (np.array(part[place]) for part in (self.windows, self.paths, self.truths))
        upside_down, back_to_front = COPIES[copy]
        if upside_down:
            window, path, truth = window[::-1], -path, -truth
        if back_to_front:
            window, path, truth = window[:, ::-1], path[::-1], truth[::-1]
        picture = torch.from_numpy(np.ascontiguousarray(window[:-1].transpose(2, 0, 1)))
        rows = {
            name: torch.from_numpy(np.ascontiguousarray(rows)) for name, rows in (('pred_rows_px', path), ('gt_rows_px', truth))
        }
        return dict(inputs=picture[None], data_samples=[ECGDataSample(**rows)])
