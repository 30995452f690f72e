"""Save pages that a config trains on, with their truth drawn over, or sheets of what its effects do.

pages: <n>_page.png, and with --strips <n>_strips.png; page n is item n of the config's dataset.
effects: each registered effect alone, weak, middling and strong, on one page of the config: effects_<group>.jpg. Page and seed
  are the same for all three; of an effect that has no strength, three seeds are shown.
chains: each way from print to picture among which the config's OneOf chooses: chain_<n>.jpg, truth over the pages at the right.

Exit code: 0 saved, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mmengine.config import Config
from mmengine.registry import init_default_scope

from ecgdigi.command_line import in_one_line, positive
from ecgdigi.config import load_config
from ecgdigi.io.images import write_image
from ecgdigi.registry import DATASETS, EFFECTS
from ecgdigi.structures import transformed
from ecgdigi.synthesis.drawing import Page
from ecgdigi.synthesis.effects.strengths import STRENGTHS, at_strength, shown_effects
from ecgdigi.synthesis.pipeline import PagePipeline
from ecgdigi.visualization import draw_strip, draw_truth, tile_sheet
from ecgdigi.visualization.sheets import fitted

SEED = 7
EFFECT_TILE_PX = (300, 212)
CHAIN_TILE_PX = (560, 420)
JPEG_QUALITY = 60


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='a file of configs/, or your own')
    parser.add_argument('--out-dir', type=Path, required=True, help='where the pictures go')
    parser.add_argument('--show', choices=['pages', 'effects', 'chains'], default='pages', help='default pages')
    parser.add_argument('--num', type=positive, help='number of pages, or of pages of each chain; default 8, or 3')
    parser.add_argument('--first', type=int, default=0, help='number of the first page, or of the page under effects; default 0')
    parser.add_argument('--split', choices=['train', 'val', 'test'], default='train', help='default train')
    parser.add_argument('--strips', action='store_true', help='save the strips that are cut from each page, too')
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE', help='change the config')
    return parser.parse_args()


def save_pages(dataset, out_dir: Path, numbers: range, strips: bool) -> str:
    for index in numbers:
        page = dataset.draw_page(index)
        write_image(out_dir / f'{index:04d}_page.png', draw_truth(page.picture, page.page_map, page.truth))
        if strips:
            item = dataset[index]
            pictures = item['inputs'].permute(0, 2, 3, 1).numpy()
            rows = [sample.gt_rows_px.numpy() for sample in item['data_samples']]
            sheet = np.hstack([draw_strip(*strip) for strip in zip(pictures, rows, strict=True)])
            write_image(out_dir / f'{index:04d}_strips.png', sheet)
    return f'{len(numbers)} pages'


def save_effects(pages: Config, out_dir: Path, number: int) -> str:
    page = PagePipeline(pages.source, pages.style)(np.random.default_rng((SEED, number)))
    effects = shown_effects()
    tiles = {shown.group: [] for shown in effects.values()}
    for name, shown in effects.items():
        for k, (word, strength) in enumerate(STRENGTHS.items()):
            config = at_strength(name, strength)
            seed = (SEED, 0 if shown.arguments else k)
            changed = EFFECTS.build(config)(page, np.random.default_rng(seed))
            said = ' '.join(f'{key}={_short(value)}' for key, value in config.items() if key != 'type')
            label = f'{name}, {word}: {said}' if shown.arguments else f'{name}, seed {k}'
            tiles[shown.group].append((label, _close(changed) if shown.close else changed.picture))
    for group, shown in tiles.items():
        sheet = tile_sheet(shown, len(STRENGTHS), EFFECT_TILE_PX)
        write_image(out_dir / f'effects_{group}.jpg', sheet, jpeg_quality=JPEG_QUALITY)
    return f'{len(effects)} effects on {len(tiles)} sheets'


def save_chains(pages: Config, out_dir: Path, numbers: range) -> str:
    chains = chains_of(pages.get('effects', ()))
    for k, (share, effects) in enumerate(chains):
        pipeline = PagePipeline(pages.source, pages.style, effects)
        tiles = []
        for number in numbers:
            page = pipeline(np.random.default_rng((SEED, number)))
            small = fitted(page.picture, CHAIN_TILE_PX)
            # Truth is drawn after the page was made smaller, so that its lines stay one pixel wide. Corners go to corners.
            scale = small.shape[1] / page.picture.shape[1], small.shape[0] / page.picture.shape[0]
            after = np.array([[scale[0], 0, (scale[0] - 1) / 2], [0, scale[1], (scale[1] - 1) / 2], [0, 0, 1]])
            over = draw_truth(small, transformed(page.page_map, after=after), page.truth)
            tiles += [(f'chain {k}, {share:.0%} of pages: page {number}', small), ('its truth', over)]
        write_image(out_dir / f'chain_{k}.jpg', tile_sheet(tiles, 2, CHAIN_TILE_PX), jpeg_quality=JPEG_QUALITY)
    return f'{len(chains)} chains of {len(numbers)} pages each'


def chains_of(effects: Sequence[dict]) -> list[tuple[float, list[dict]]]:
    """(share of pages, effects) of each chain of the first OneOf, with what stands before and after it; or of the only way."""
    effects = list(effects)
    place = next((k for k, effect in enumerate(effects) if effect['type'] == 'OneOf'), None)
    if place is None:
        return [(1.0, effects)]
    weights = np.array([weight for weight, _ in effects[place]['chains']], float)
    shares = (weights / weights.sum()).tolist()
    chains = [list(chain) for _, chain in effects[place]['chains']]
    return [(share, [*effects[:place], *chain, *effects[place + 1 :]]) for share, chain in zip(shares, chains, strict=True)]


def _close(page: Page) -> np.ndarray:
    """The piece of a page around the middle of its middle trace, of the size of a tile."""
    trace = page.truth.traces[len(page.truth.traces) // 2]
    half = len(trace.x_mm) // 2
    place = page.page_map.to_px(np.array([trace.x_mm[half], trace.y_mm[half]]))
    low = np.clip(np.round(place - np.array(EFFECT_TILE_PX) / 2), 0, None).astype(int)
    return page.picture[low[1] : low[1] + EFFECT_TILE_PX[1], low[0] : low[0] + EFFECT_TILE_PX[0]]


def _short(value) -> str:
    return f'{value[0]:.3g}' if isinstance(value, tuple) else f'{value:.3g}'


def prepare(args: argparse.Namespace):
    """What is to be done, as a function; the user's mistakes are raised before anything is drawn."""
    name = f'{args.split}_dataloader.dataset'
    config = load_config(args.config, args.cfg_options, [name if args.show == 'pages' else f'{name}.pages'])
    init_default_scope('ecgdigi')
    if args.first < 0:
        raise ValueError(f'--first {args.first}: pages are counted from 0 on')
    if args.strips and args.show != 'pages':
        raise ValueError(f'--strips goes with --show pages, not with {args.show}')
    settings = config[f'{args.split}_dataloader'].dataset
    dataset = DATASETS.build(settings)
    numbers = range(args.first, args.first + (args.num or (8 if args.show == 'pages' else 3)))
    if args.show == 'pages' and not hasattr(dataset, 'draw_page'):
        raise ValueError(f'{args.config}: {settings.type} shows no single pages; take --show chains')
    args.out_dir.mkdir(parents=True, exist_ok=True)
    if args.show == 'pages':
        return lambda: save_pages(dataset, args.out_dir, numbers, args.strips)
    if args.show == 'effects':
        return lambda: save_effects(settings.pages, args.out_dir, args.first)
    return lambda: save_chains(settings.pages, args.out_dir, numbers)


def main() -> int:
    args = parse_args()
    try:
        job = prepare(args)
    except (OSError, ValueError, KeyError, ImportError, TypeError) as error:
        print(f'browse_pages: {error.args[0] if isinstance(error, KeyError) else error}', file=sys.stderr)
        return 2
    return in_one_line('browse_pages', lambda: print(f'{job()} in {args.out_dir}'))


if __name__ == '__main__':
    sys.exit(main())
