"""First guess of a printed grid from the picture's spectrum: pitch and tilt.

A grid of 1 mm and 5 mm lines is a comb of peaks at multiples of 1 / (5 mm) along two perpendicular directions. Power is
averaged over tiles, which keeps what repeats (the grid) and blurs what does not (traces, text).
"""

from dataclasses import dataclass

import cv2
import numpy as np

TILE_PX = 512
MAX_TILES = 40
# Harmonics of the 5 mm lines that are looked at; 5 and 10 are those of the 1 mm lines.
# Their weights make the 1 mm lines decide where both are printed, and the 5 mm lines where they are alone.
HARMONICS = {1: 0.3, 2: 0.3, 3: 0.3, 4: 0.3, 5: 1.0, 10: 0.5}
MAX_TILT_DEG = 12.0
PX_PER_MM = (2.2, 24.0)
# A page is about this wide; the ratio is log-normal. It only has to tell 1 mm from 5 mm lines.
USUAL_LONG_SIDE_MM = 280.0
LONG_SIDE_SPREAD = 0.45


@dataclass(frozen=True)
class GridGuess:
    """Attributes: px_per_mm: pitch; tilt_rad: rotation of the lines; score: log of
    the comb's amplitude over its background, 0 where there is no grid; above 5 on clean scans."""

    px_per_mm: float
    tilt_rad: float
    score: float


def grid_contrast(picture: np.ndarray) -> np.ndarray:
    """Where lines are, whatever their colour, on paper of any brightness.

    The darkest channel shows coloured lines best. It is divided by its neighbourhood, and what is much darker than a
    grid line (the trace, text) is cut to the same depth.

    Args:
        picture: (H, W, 3) uint8, BGR.

    Returns:
        (H, W) float32, about 0 on paper, negative on lines.
    """
    blue, green, red = cv2.split(picture)
    darkest = cv2.min(cv2.min(blue, green), red).astype(np.float32)
    reach = max(picture.shape[:2]) // 40 * 2 + 1
    local = cv2.blur(darkest, (reach, reach), borderType=cv2.BORDER_REFLECT)
    contrast = darkest / np.maximum(local, 8.0) - 1
    power = cv2.blur(contrast * contrast, (reach, reach), borderType=cv2.BORDER_REFLECT)
    spread = np.sqrt(np.maximum(power, 0)) + 1e-3
    return np.clip(contrast / spread, -2.0, 2.0)


def guess_grid(contrast: np.ndarray) -> GridGuess:
    """Find the comb.

    Args:
        contrast: (H, W) float32 from `grid_contrast`.
    """
    spectrum = _log_spectrum(contrast)
    usual = max(contrast.shape) / USUAL_LONG_SIDE_MM
    pitches = np.exp(np.arange(np.log(PX_PER_MM[0]), np.log(PX_PER_MM[1]), 0.0025))
    prior = -0.5 * (np.log(pitches / usual) / LONG_SIDE_SPREAD) ** 2
    best = GridGuess(usual, 0.0, -np.inf)
    for tilt_deg in np.arange(-MAX_TILT_DEG, MAX_TILT_DEG + 0.01, 0.15):
        tilt = np.deg2rad(tilt_deg)
        comb = _comb(spectrum, pitches, tilt)
        k = int(np.argmax(comb + prior))
        if comb[k] + prior[k] > best.score:
            best, score = GridGuess(float(pitches[k]), float(tilt), float(comb[k] + prior[k])), float(comb[k])
    return GridGuess(best.px_per_mm, best.tilt_rad, score)


def _log_spectrum(contrast: np.ndarray) -> np.ndarray:
    """(TILE, TILE) log power over its local background, zero frequency in the middle."""
    height, width = contrast.shape
    tile = TILE_PX
    padded = np.pad(contrast, ((0, max(0, tile - height)), (0, max(0, tile - width))))
    rows = _starts(padded.shape[0], tile)
    columns = _starts(padded.shape[1], tile)
    window = np.outer(np.hanning(tile), np.hanning(tile)).astype(np.float32)
    power = np.zeros((tile, tile))
    for top in rows:
        for left in columns:
            piece = np.abs(np.fft.fft2(padded[top : top + tile, left : left + tile] * window)) ** 2
            power += piece / (piece.sum() + 1e-9)
    log_power = np.log(np.fft.fftshift(power) + 1e-12).astype(np.float32)
    background = cv2.medianBlur(cv2.resize(log_power, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), 5)
    background = cv2.resize(cv2.blur(background, (5, 5)), log_power.shape[::-1], interpolation=cv2.INTER_LINEAR)
    # Peaks are a bin or two wide: take the highest neighbour, so that a coarse search cannot miss them.
    return np.clip(cv2.dilate(log_power - background, np.ones((3, 3))), 0, None)


def _starts(size: int, tile: int) -> np.ndarray:
    count = max(1, min(int(np.sqrt(MAX_TILES)), int(np.ceil(size / tile * 1.3))))
    return np.round(np.linspace(0, size - tile, count)).astype(int)


def _comb(spectrum: np.ndarray, pitches: np.ndarray, tilt: float) -> np.ndarray:
    """Log amplitude of the comb, mean over both families of lines, for every pitch.

    Amplitudes are added before the logarithm: hard-edged lines have aliases that stand far above the background, and only
    their amplitude tells them from the true fundamental.
    """
    harmonics, weights = np.array(list(HARMONICS)), np.array(list(HARMONICS.values()))
    tile = spectrum.shape[0]
    frequency = harmonics[None] / (5 * pitches[:, None])  # cycles per px
    weights = weights * (frequency < 0.48)
    score = np.zeros(len(pitches))
    for along, across in ((np.cos(tilt), np.sin(tilt)), (-np.sin(tilt), np.cos(tilt))):
        u = np.clip(np.round(frequency * along * tile + tile // 2).astype(int), 0, tile - 1)
        v = np.clip(np.round(frequency * across * tile + tile // 2).astype(int), 0, tile - 1)
        score += 0.5 * np.log1p((weights * np.expm1(0.5 * spectrum[v, u])).sum(1))
    return score
