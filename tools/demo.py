"""Draw a page of a simulated ECG, read it back with the shipped weights, and say how well that went."""

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np

from ecgdigi.apis import load_tracenet
from ecgdigi.apis.digitize_files import digitize_files
from ecgdigi.io.csv import read_csv
from ecgdigi.structures import LAYOUTS
from ecgdigi.synthesis.drawing import GridStyle, LabelStyle, PageStyle, PenStyle, draw_page
from ecgdigi.synthesis.sources import SimulatedECG

FS_HZ = 500.0
STYLE = PageStyle(
    layout=LAYOUTS['3x4+1'],
    paper_mm=(297.0, 210.0),
    paper_bgr=(250, 252, 255),
    px_per_mm=200 / 25.4,
    mm_per_s=25.0,
    mm_per_mv=10.0,
    duration_s=10.0,
    left_mm=22.0,
    baselines_mm=(55.0, 95.0, 135.0, 175.0),
    grid=GridStyle(0.1, 0.2, (205, 195, 250), (160, 150, 235)),
    pen=PenStyle(0.3, (30, 25, 25)),
    label=LabelStyle('sans', 400, 4.0, (1.0, -12.0), (30, 25, 25), ('Simulated ECG',), '25 mm/s    10 mm/mV'),
    pulse_mm=(1.5, 0.8, 5.0),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out-dir', type=Path, required=True)
    out_dir = parser.parse_args().out_dir
    out_dir.mkdir(parents=True, exist_ok=True)
    signal = SimulatedECG(duration_s=10.0, fs_hz=FS_HZ)(np.random.default_rng(2))
    picture_path = out_dir / 'page.png'
    cv2.imwrite(str(picture_path), draw_page(signal, STYLE).picture)
    options = dict(layout='auto', mm_per_s=STYLE.mm_per_s, mm_per_mv=STYLE.mm_per_mv, fs_hz=FS_HZ)
    result = next(digitize_files([picture_path], out_dir, load_tracenet(), ['csv', 'wfdb'], **options))
    if result.error:
        print(f'demo: {result.error}', file=sys.stderr)
        return 1
    read = read_csv(out_dir / 'page.csv', FS_HZ)
    truth_mv, read_mv = signal.lead('II'), read.lead('II')[: signal.signal_mv.shape[1]]
    both = np.isfinite(read_mv)
    wave = truth_mv[both] - truth_mv[both].mean()
    error = wave - (read_mv[both] - read_mv[both].mean())
    print(f'{picture_path}: {result.summary}')
    print(f'lead II: signal-to-noise ratio {10 * np.log10((wave**2).sum() / (error**2).sum()):.1f} dB; no alignment in time')
    print(f'page, signals and overlay: {out_dir}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
