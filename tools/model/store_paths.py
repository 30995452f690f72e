"""Store what a TraceNet's refiner learns from: windows along the paths that the network finds in strips of drawn pages.

Pages are those of the config's training data. Drawing and finding take most of the time of a step of training; from stored
windows (configs/tracenet/tracenet_small_refined_stored.py) the refiner learns three times as fast. A page takes about 0.7 MB.

Exit code: 0 written, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import os
import sys
from pathlib import Path

import numpy as np
import torch
from mmengine.registry import init_default_scope
from torch import Tensor
from torch.utils.data import DataLoader, Subset

from ecgdigi.apis import load_tracenet
from ecgdigi.apis.precision import reading_precision
from ecgdigi.command_line import in_one_line, positive
from ecgdigi.config import load_config
from ecgdigi.datasets import collate_strips
from ecgdigi.datasets.stored_paths import FILES
from ecgdigi.io.atomic import atomic_folder
from ecgdigi.models.refiners.path_refiner import column_middles, level_windows
from ecgdigi.registry import DATASETS, MODELS
from ecgdigi.structures.data_sample import ECGDataSample


def store(args: argparse.Namespace) -> int:
    config = load_config(args.config)
    init_default_scope('ecgdigi')
    dataset = DATASETS.build(config.train_dataloader.dataset)
    num_pages = min(args.num_pages, len(dataset))
    refiner = MODELS.build(config.model).refiner
    if refiner is None:
        raise ValueError(f'{args.config}: its model has no refiner; give a config like tracenet_small_refined_ptbxl.py')
    network = load_tracenet(args.weights, args.device)
    pages = DataLoader(Subset(dataset, range(num_pages)), batch_size=1, num_workers=args.workers, collate_fn=collate_strips)
    with atomic_folder(args.out) as folder:
        files = None
        for number, page in enumerate(pages):
            parts = find_windows(network, page['inputs'], page['data_samples'], refiner.window_rows)
            files = files or open_files(folder, parts, num_pages)
            for file, part in zip(files, parts, strict=True):
                file[number * len(part) : (number + 1) * len(part)] = part
            print(f'\r{number + 1}/{num_pages} pages', end='', file=sys.stderr)
        for file in files:
            file.flush()
    print(f'\n{args.out}: {len(files[0])} windows', file=sys.stderr)
    return 0


@torch.inference_mode()
def find_windows(network, strips: Tensor, samples: list[ECGDataSample], window_rows: int) -> tuple[np.ndarray, ...]:
    """What StoredPaths holds of strips, (n, 3, H, W) uint8: windows, paths and truths."""
    with reading_precision(network):
        height_logits, _ = network(network.data_preprocessor(dict(inputs=strips))['inputs'])
    paths_px = network.bins_to_px(network.decoder(height_logits.float(), strips)[0]).float().cpu()
    windows = level_windows(strips, column_middles(paths_px, network.positions_per_column), window_rows + 1)
    truths_px = torch.stack([sample.gt_rows_px for sample in samples])
    return windows.permute(0, 2, 3, 1).numpy(), paths_px.numpy(), truths_px.numpy()


def open_files(folder: Path, parts: tuple[np.ndarray, ...], num_pages: int) -> list[np.ndarray]:
    """Arrays on disk, as long as all pages need, given those of the first one."""
    return [
        np.lib.format.open_memmap(folder / f'{name}.npy', 'w+', part.dtype, (num_pages * len(part), *part.shape[1:]))
        for name, part in zip(FILES, parts, strict=True)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='of a TraceNet with a refiner that is trained on strips')
    parser.add_argument('weights', help='of the network whose paths are to be refined: published weights, or a file')
    parser.add_argument('out', type=Path, help='folder to make')
    parser.add_argument('--num-pages', type=positive, default=2000, help='default 2000')
    parser.add_argument(
        '--workers', type=positive, default=os.cpu_count() or 1, help='processes that draw; default: one per core'
    )
    parser.add_argument('--device', default='cpu', help='cpu, cuda, ...')
    args = parser.parse_args()
    return in_one_line('store_paths', lambda: store(args))


if __name__ == '__main__':
    sys.exit(main())
