"""The whole job in a few minutes: train a tiny network, draw a page, read it with the published network, and judge that.

Exit code: 0 done, 1 a step failed.
"""

import argparse
import contextlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from ecgdigi.apis import Networks, PageReader
from ecgdigi.apis.digitize_files import digitize_files
from ecgdigi.evaluation import PageScores, evaluate_page
from ecgdigi.io.csv import read_csv, write_csv
from ecgdigi.io.images import write_image
from ecgdigi.structures import printed_signal
from ecgdigi.synthesis.drawing import PrintedText, PulseStyle, draw_page, plain_style
from ecgdigi.synthesis.sources import SimulatedECG

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / 'configs/tracenet/tracenet_tiny_smoke.py'
FS_HZ = 500.0
# An ECG as most are, with all leads on, whatever the seed.
USUAL = dict(ectopic_probability=0.0, conditions={'normal': 1.0}, artefacts={'wander': 1.0, 'muscle': 1.0})
SOURCE = SimulatedECG(duration_s=10.0, fs_hz=FS_HZ, **USUAL)
STYLE = replace(
    plain_style(px_per_mm=200 / 25.4),
    texts=(PrintedText('Simulated ECG', (10.0, 8.0), 4.0), PrintedText('25 mm/s    10 mm/mV', (20.0, 205.0), 4.0)),
    pulse=PulseStyle(1.5, 0.8, 5.0),
)


def train_smoke(work_dir: Path) -> None:
    """Train as a user would, and say how the validation went."""
    command = [sys.executable, str(ROOT / 'tools/train.py'), str(CONFIG), '--work-dir', str(work_dir), '--resume']
    print(f'training a tiny network on simulated ECGs: {" ".join(command[1:])}', flush=True)
    log = work_dir.with_suffix('.log')
    with log.open('w') as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
        follow(log, process)
    if process.returncode:
        raise RuntimeError(f'training failed; {log} says why')
    scalars = [json.loads(line) for path in sorted(work_dir.glob('*/vis_data/scalars.json')) for line in path.open()]
    last = [row for row in scalars if 'strip/snr_db' in row][-1]
    print(f'on new strips: {last["strip/snr_db"]:.1f} dB, pen height off by {last["strip/height_error_mm"]:.2f} mm')
    print('the page below is read by the published network, which is larger and was trained for longer')


def follow(log: Path, process: subprocess.Popen) -> None:
    """Print the iterations of a run from its log while it runs."""
    with log.open() as file:
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1.0)
            for line in file:
                if 'Iter(train)' in line:
                    print('  ' + line[line.index('Iter(train)') :].rstrip(), flush=True)


def read_page(out_dir: Path) -> PageScores:
    """Draw a page of a simulated ECG, read it back from the picture, and judge the reading."""
    signal = SOURCE(np.random.default_rng(2))
    picture_path = out_dir / 'page.png'
    write_image(picture_path, draw_page(signal, STYLE).picture)
    truth = printed_signal(signal, STYLE.layout, duration_s=STYLE.duration_s)
    (out_dir / 'truth').mkdir(exist_ok=True)
    write_csv(out_dir / 'truth' / 'page.csv', truth)
    networks = Networks(page=None, layout=None)  # the page is flat
    read = PageReader(networks, mm_per_s=STYLE.mm_per_s, mm_per_mv=STYLE.mm_per_mv, fs_hz=FS_HZ)
    result = next(digitize_files([picture_path], out_dir, read, ['csv', 'wfdb'], force=True))
    if result.error:
        raise RuntimeError(result.error)
    print(f'{picture_path}: {result.summary}')
    return evaluate_page(read_csv(out_dir / 'page.csv', FS_HZ), truth, with_challenge_snr=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out-dir', type=Path, required=True)
    out_dir = parser.parse_args().out_dir
    out_dir.mkdir(parents=True, exist_ok=True)
    try:
        train_smoke(out_dir / 'smoke_run')
        scores = read_page(out_dir)
    except (OSError, RuntimeError) as error:
        print(f'demo: {error}', file=sys.stderr)
        return 1
    print(f'twelve leads: signal-to-noise ratio {scores.aligned_snr_db:.1f} dB, {scores.absolute_snr_db:.1f} dB as it stands')
    print('correlation: ' + ', '.join(f'{lead} {value:.3f}' for lead, value in scores.correlations.items()))
    print(f'page, signals and overlay: {out_dir}/page.*, {out_dir}/page_overlay.png; truth: {out_dir}/truth/page.csv')
    return 0


if __name__ == '__main__':
    sys.exit(main())
