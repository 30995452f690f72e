"""Measure how many training pages and strips one core draws per second, against pages drawn by matplotlib.

Matplotlib stands for the way of ECG-Image-Kit: axes in seconds and millivolts, the grid as its major and minor grid lines, a
line per lead, names as text, saved at 200 dots per inch; nothing of folds, light or camera. Ours are drawn at the same
resolution, without effects for the comparison, then with the config's.

Exit code: 0 measured, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import io
import sys
import time
from collections.abc import Callable

import cv2
import numpy as np
import torch
from mmengine.registry import init_default_scope

from ecgdigi.command_line import in_one_line, positive
from ecgdigi.config import load_config
from ecgdigi.registry import DATASETS
from ecgdigi.structures import LAYOUTS
from ecgdigi.synthesis.drawing import draw_page
from ecgdigi.synthesis.pipeline import PagePipeline

DPI = 200
STYLE = dict(layouts=['3x4+1'], px_per_mm=(DPI / 25.4, DPI / 25.4), speeds_mm_s={25.0: 1.0}, gains_mm_mv={10.0: 1.0})


def rate(make: Callable[[int], object], num: int) -> float:
    """Calls per second of processor time, so that other programs on the machine count little; the first one left out."""
    make(0)
    started_s = time.process_time()
    for index in range(1, num + 1):
        make(index)
    return num / (time.process_time() - started_s)


def draw_by_matplotlib(signal) -> np.ndarray:
    """A page of 11 x 8.5 inches in the layout 3x4+1, at 25 mm/s and 10 mm/mV. Returns: (H, W, 3) uint8."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 8.5), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    width_s, height_mv = 11 * 25.4 / 25, 8.5 * 25.4 / 10
    axes.set_xlim(0, width_s)
    axes.set_ylim(0, height_mv)
    axes.set_xticks(np.arange(0, width_s, 0.2))
    axes.set_yticks(np.arange(0, height_mv, 0.5))
    axes.set_xticks(np.arange(0, width_s, 0.04), minor=True)
    axes.set_yticks(np.arange(0, height_mv, 0.1), minor=True)
    axes.grid(which='major', linewidth=0.5, color=(1, 0.5, 0.5))
    axes.grid(which='minor', linewidth=0.25, color=(1, 0.75, 0.75))
    for box in LAYOUTS['3x4+1'].boxes(duration_s=10.0):
        first, stop = (round(time_s * signal.fs_hz) for time_s in (box.start_s, box.stop_s))
        time_s = 0.6 + np.arange(first, stop) / signal.fs_hz
        axes.plot(time_s, signal.lead(box.lead)[first:stop] + 16 - 4.5 * box.row, linewidth=0.75, color='black')
        axes.text(0.6 + box.start_s, 17 - 4.5 * box.row, box.lead, fontsize=11)
    with io.BytesIO() as buffer:
        figure.savefig(buffer, format='png', dpi=DPI)
        return cv2.imdecode(np.frombuffer(buffer.getvalue(), np.uint8), cv2.IMREAD_COLOR)


def draw_plain(signal, style: Callable, seed: int) -> np.ndarray:
    """A page of ours, without reading or simulating its signal. Returns: (H, W, 3) uint8."""
    rng = np.random.default_rng(seed)
    return draw_page(signal, style(rng), rng=rng).picture


def measure(args: argparse.Namespace) -> None:
    config = load_config(args.config, needs=['train_dataloader.dataset.pages'])
    init_default_scope('ecgdigi')
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    dataset = DATASETS.build(config.train_dataloader.dataset)
    pages = config.train_dataloader.dataset.pages
    plain = PagePipeline(pages.source, dict(type='RandomStyle', max_duration_s=10.0, **STYLE))
    full = PagePipeline(pages.source, dict(type='RandomStyle', max_duration_s=10.0, **STYLE), pages.effects)
    num_slow = max(args.num // 10, 2)
    rates = {
        'matplotlib, a plain page': rate(lambda k: draw_by_matplotlib(plain.source(np.random.default_rng(k))), num_slow),
        'ours, a plain page': rate(lambda k: plain(np.random.default_rng(k)), args.num),
    }
    signals = [plain.source(np.random.default_rng(k)) for k in range(args.num + 1)]
    rates |= {
        'ours, a plain page of a signal at hand': rate(lambda k: draw_plain(signals[k], plain.style, k), args.num),
        'ours, a whole page with all effects': rate(lambda k: full(np.random.default_rng(k)), args.num),
        'ours, as this config trains': rate(dataset.draw_page, args.num),
    }
    strips = dataset.strips_per_page * rate(dataset.__getitem__, args.num)
    reference = rates['matplotlib, a plain page']
    print(f'{args.config}, one core, {DPI} dpi where not said otherwise')
    print('| | pages per second | times matplotlib |\n|---|---|---|')
    for name, value in rates.items():
        print(f'| {name} | {value:.2f} | {value / reference:.1f} |')
    height_px, width_px = dataset.strip_px
    print(
        f'{strips:.0f} strips of {width_px} x {height_px} px per second, drawing included ({dataset.strips_per_page} from a page)'
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config')
    parser.add_argument('--num', type=positive, default=40, help='pages of each kind; default 40')
    args = parser.parse_args()
    try:
        load_config(args.config, needs=['train_dataloader.dataset.pages'])
    except (OSError, ValueError, ImportError) as error:
        print(f'benchmark_drawing: {error}', file=sys.stderr)
        return 2
    return in_one_line('benchmark_drawing', lambda: measure(args))


if __name__ == '__main__':
    sys.exit(main())
