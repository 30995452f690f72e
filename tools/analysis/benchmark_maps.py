"""Measure how far the map that is found of a page is from the true one, on drawn photographs or on a folder with known maps.

Points every 5 mm of the paper are compared that the picture shows, that do not lie along its border, and to which the map claims
to reach: rows of traces are sought nowhere else. The origin of a found map is some crossing of the grid, so the median difference
of a page is taken out.

Exit code: 0 measured, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.interpolate import RegularGridInterpolator

from ecgdigi.apis.find_page import find_page
from ecgdigi.apis.load import load_pagenet
from ecgdigi.command_line import in_one_line, positive
from ecgdigi.config import load_config
from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.images import IMAGE_SUFFIXES, read_image
from ecgdigi.synthesis.pipeline import PagePipeline

STEP_MM = 5.0
# Along the edges of a sheet no grid is printed, so that nothing is known there.
BORDER_MM = 12.0
# Share of its points below which a page is not found.
MIN_REACHED = 0.3
MAP_SUFFIX = '_map.npz'
AIM_MEDIAN_MM, AIM_P95_MM = 0.15, 0.5


def map_errors_mm(found_mm: np.ndarray, points_mm: np.ndarray) -> np.ndarray:
    """(N,) distances between where a map puts points and where they are; a page that lies turned is compared as it lies.

    Args:
        found_mm, points_mm: (N, 2) the same points of the paper.
    """
    best = None
    for _ in range(4):
        off_mm = found_mm - points_mm
        errors_mm = np.linalg.norm(off_mm - np.median(off_mm, axis=0), axis=1)
        if best is None or np.median(errors_mm) < np.median(best):
            best = errors_mm
        points_mm = np.stack([-points_mm[:, 1], points_mm[:, 0]], 1)
    return best


def drawn_pages(config_path: str, count: int) -> Iterator[tuple[str, np.ndarray, np.ndarray, np.ndarray]]:
    """(name, picture, points_px, points_mm) of photographed pages as a config's validation draws them."""
    from mmengine.registry import init_default_scope

    init_default_scope('ecgdigi')
    dataset = load_config(config_path, needs=['val_dataloader.dataset.pages']).val_dataloader.dataset
    chains = [pair for effect in dataset.pages.effects for pair in effect.get('chains', [(1.0, [effect])])]
    photos = [(weight, chain) for weight, chain in chains if any(effect.type == 'PhotographedSheet' for effect in chain)]
    if not photos:
        raise ValueError(f'{config_path}: its validation draws no PhotographedSheet')
    pipeline = PagePipeline(dataset.pages.source, dataset.pages.style, [dict(type='OneOf', chains=photos)])
    for index in range(count):
        page = pipeline(np.random.default_rng((dataset.seed, index)))
        sides_mm = [np.arange(BORDER_MM, side - BORDER_MM, STEP_MM) for side in page.truth.paper_mm]
        points_mm = np.stack(np.meshgrid(*sides_mm), -1).reshape(-1, 2)
        yield f'page {index}', page.picture, page.page_map.to_px(points_mm), points_mm


def known_pages(folder: Path) -> Iterator[tuple[str, np.ndarray, np.ndarray, np.ndarray]]:
    """The same of pictures beside which `<name>_map.npz` holds `px` (J, I, 2) at `gx_mm` (I,) and `gy_mm` (J,)."""
    found = sorted(folder.glob(f'*{MAP_SUFFIX}'))
    if not found:
        raise ValueError(f'{folder}: no page with a <name>{MAP_SUFFIX} in this folder')
    for path in found:
        name = path.name.removesuffix(MAP_SUFFIX)
        with np.load(path) as content:
            axes, nodes_px = (content['gy_mm'], content['gx_mm']), content['px']
        rows, columns = (np.arange(axis[0] + BORDER_MM, axis[-1] - BORDER_MM, STEP_MM) for axis in axes)
        points_mm = np.stack(np.meshgrid(columns, rows), -1).reshape(-1, 2)
        points_px = RegularGridInterpolator(axes, nodes_px)(points_mm[:, ::-1])
        pictures = [p for p in sorted(folder.glob(f'{name}.*')) if p.suffix.lower() in IMAGE_SUFFIXES]
        if not pictures:
            raise ValueError(f'{path}: no picture {name} beside it; wanted {", ".join(IMAGE_SUFFIXES)}')
        yield name, read_image(pictures[0]), points_px, points_mm


def measure(args: argparse.Namespace) -> None:
    pages = known_pages(args.folder) if args.folder else drawn_pages(args.config, args.pages)
    network = load_pagenet(args.page_checkpoint)
    print(f'{"page":<12}{"reached":>12}{"median mm":>12}{"p95 mm":>12}{"seconds":>12}')
    all_mm, refused, good, count = [], 0, 0, 0
    for name, picture, points_px, points_mm in pages:
        count += 1
        seen = ((points_px >= 0) & (points_px <= np.array(picture.shape[1::-1]) - 1)).all(1)
        started_s = time.perf_counter()
        try:
            page = find_page(picture, network)
        except PageRefusedError as error:
            refused += 1
            print(f'{name:<12}refused: {error}')
            continue
        took_s = time.perf_counter() - started_s
        as_it_came = page.turned(-page.quarter_turns)
        left, top, right, bottom = as_it_came.box_mm
        found_mm = as_it_came.page_map.to_mm(points_px[seen])
        inside = ((found_mm > [left, top]) & (found_mm < [right, bottom])).all(1)
        if inside.sum() < MIN_REACHED * len(points_px):
            refused += 1
            print(f'{name:<12}refused: the map reaches hardly any of its points')
            continue
        errors_mm = map_errors_mm(found_mm[inside], points_mm[seen][inside])
        all_mm.append(errors_mm)
        median_mm, p95_mm = np.percentile(errors_mm, [50, 95])
        good += median_mm < AIM_MEDIAN_MM and p95_mm < AIM_P95_MM
        print(f'{name:<12}{inside.mean():>12.2f}{median_mm:>12.3f}{p95_mm:>12.3f}{took_s:>12.2f}', flush=True)
    if all_mm:
        median_mm, p95_mm = np.percentile(np.concatenate(all_mm), [50, 95])
        print(f'all points: median {median_mm:.3f} mm, 95th percentile {p95_mm:.3f} mm')
    aim = f'a median below {AIM_MEDIAN_MM} mm and a 95th percentile below {AIM_P95_MM} mm'
    print(f'{count} pages, {refused} refused; {good} with {aim}')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument('--config', help='a config of a PageNet: photographed pages of its validation are drawn')
    what.add_argument('--folder', type=Path, help=f'pictures with <name>{MAP_SUFFIX} beside them')
    parser.add_argument('--pages', type=positive, default=24, help='how many are drawn; default 24')
    parser.add_argument('--page-checkpoint', default='pagenet_small', help='published weights or a checkpoint')
    args = parser.parse_args()
    return in_one_line('benchmark_maps', lambda: measure(args))


if __name__ == '__main__':
    sys.exit(main())
