"""A second, close look along a path: where exactly does the pen run?

Shapes: B strips, H rows and W columns of px; K positions per column, P = W * K positions; R rows of the window along a path.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from mmengine.model import BaseModule
from torch import Tensor, nn

from ecgdigi.registry import MODELS

# Corrections are predicted in units of so many px: a step of the optimizer moves what it learns evenly.
UNIT_PX = 4.0
# A path that is further away than this, px, is on another stroke: it teaches nothing, and no correction is larger.
MAX_PX = 16.0
# No error below this, px, is worth learning.
FLOOR_PX = 0.1
# Paths are told to the network in px over this.
PATH_SCALE_PX = 8.0
# What it is told of each position: see `path_features`.
PATH_FEATURES = 7


@MODELS.register_module()
class PathRefiner(BaseModule):
    """Corrects a path by what is printed close to it.

    The strip's columns are moved up or down so that the path runs level through the middle of a window a few mm tall. There
    the steepest wave looks like the flattest one, but for how tall its ink is, and a small network sees at full
    resolution what one that must find the trace first cannot afford to.

    Args:
        positions_per_column: K.
        window_rows: R, height of the window, px; a multiple of two to the number of `channels`.
        channels: of the convolutions that halve the window's height, one after the other.
        path_channels: width of the part that looks along the path.
        path_depth: number of its convolutions over 5 columns.
        init_cfg: MMEngine's initialization config.

    Raises:
        ValueError: the window cannot be halved that often.
    """

    def __init__(
        self,
        positions_per_column: int,
        window_rows: int = 48,
        channels: Sequence[int] = (16, 32, 48, 64),
        path_channels: int = 128,
        path_depth: int = 5,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        shrink = 2 ** len(channels)
        if window_rows % shrink:
            raise ValueError(f'window_rows={window_rows}: {len(channels)} steps halve it, choose a multiple of {shrink}')
        self.positions_per_column = positions_per_column
        self.window_rows = window_rows
        steps = zip((3, *channels[:-1]), channels, strict=True)
        self.look = nn.Sequential(*(_conv_norm_act(nn.Conv2d, a, b, 3, stride=(2, 1)) for a, b in steps))
        seen = channels[-1] * (window_rows // shrink) + PATH_FEATURES * positions_per_column
        self.join = _conv_norm_act(nn.Conv1d, seen, path_channels, 3)
        self.along = nn.ModuleList(_conv_norm_act(nn.Conv1d, path_channels, path_channels, 5) for _ in range(path_depth))
        self.correction = nn.Conv1d(path_channels, positions_per_column, 1)
        nn.init.zeros_(self.correction.weight)  # until it has learned something, a path stays as it is
        nn.init.zeros_(self.correction.bias)

    def forward(self, strips: Tensor, rows_px: Tensor) -> Tensor:
        """Correct paths.

        Args:
            strips: (B, 3, H, W) float from the preprocessor.
            rows_px: (B, P) row of the path at every position, px.

        Returns:
            (B, P) float32, corrected rows, px.
        """
        return self.correct(self.windows(strips, rows_px), rows_px)

    def windows(self, strips: Tensor, rows_px: Tensor) -> Tensor:
        """(B, 3, R, W): the strips' pixels along their paths."""
        return level_windows(strips, column_middles(rows_px, self.positions_per_column), self.window_rows)

    def correct(self, windows: Tensor, rows_px: Tensor) -> Tensor:
        """As `forward`, where the strips' pixels along the paths, (B, 3, R, W), were already taken out."""
        middles = column_middles(rows_px, self.positions_per_column)
        seen = self.look(windows).flatten(1, 2)
        features = self.join(torch.cat([seen, path_features(rows_px, middles).to(seen.dtype)], 1))
        for convolution in self.along:
            features = features + convolution(features)
        correction = self.correction(features).float().transpose(1, 2).flatten(1) * UNIT_PX
        return rows_px.float() + correction.clamp(-MAX_PX, MAX_PX)

    def loss(self, windows: Tensor, rows_px: Tensor, true_rows_px: Tensor) -> dict[str, Tensor]:
        """How far corrected paths are from the truth, each strip on a logarithmic scale as readings are judged: one that is
        hard to read counts no more than one on which a tenth of a pixel matters.

        Args:
            windows, rows_px: as for `correct`.
            true_rows_px: (B, P); NaN where unknown.

        Returns:
            'loss_path', nepers: the mean over strips of the logarithm of the root mean square error, px (FLOOR_PX added in
            squares). Where the truth is unknown or the path on another stroke, nothing counts.
        """
        near = torch.isfinite(true_rows_px) & ((true_rows_px - rows_px).abs() < MAX_PX)
        error_px = torch.where(near, self.correct(windows, rows_px) - torch.nan_to_num(true_rows_px), 0.0)
        mean_square = error_px.square().sum(1) / near.sum(1).clamp_min(1)
        return dict(loss_path=0.5 * torch.log(mean_square + FLOOR_PX**2).mean())


def column_middles(rows_px: Tensor, positions_per_column: int) -> Tensor:
    """(B, P) rows to the whole row, int64 (B, W), that is nearest to a path in the middle of each column."""
    return rows_px.float().unflatten(1, (-1, positions_per_column)).mean(2).round().long()


def level_windows(strips: Tensor, middles: Tensor, num_rows: int) -> Tensor:
    """The strips' pixels along paths.

    Args:
        strips: (B, C, H, W).
        middles: (B, W) int64, row of the path in each column; what lies beyond the strip repeats its edge.
        num_rows: R.

    Returns:
        (B, C, R, W): row r shows what the strip has at row ``middles + r - R // 2``.
    """
    offsets = torch.arange(num_rows, device=strips.device) - num_rows // 2
    rows = (middles[:, None] + offsets[:, None]).clamp(0, strips.shape[2] - 1)
    return strips.gather(2, rows[:, None].expand(-1, strips.shape[1], -1, -1))


def path_features(rows_px: Tensor, middles: Tensor) -> Tensor:
    """What a path itself tells of each position: its distance from the window's middle, its steps from and to its neighbours and
    how they change, as they are, over PATH_SCALE_PX, and (but for one) on a scale that leaves small ones apart.

    Args:
        rows_px: (B, P). middles: (B, W).

    Returns:
        (B, PATH_FEATURES * K, W) float32.
    """
    rows_px = rows_px.float()
    per_column = rows_px.shape[1] // middles.shape[1]
    steps = F.pad(rows_px.diff(dim=1), (1, 1), mode='replicate')
    before, after = steps[:, :-1], steps[:, 1:]
    off = rows_px - middles.repeat_interleave(per_column, 1)
    linear = [value / PATH_SCALE_PX for value in (off, before, after, after - before)]
    features = torch.stack([*linear, *(value.asinh() for value in (off, before, after - before))], 1)
    return features.unflatten(2, (-1, per_column)).transpose(2, 3).flatten(1, 2)


def _conv_norm_act(conv: type[nn.Module], in_channels: int, out_channels: int, kernel: int, stride=1) -> nn.Sequential:
    norm = nn.BatchNorm2d if conv is nn.Conv2d else nn.BatchNorm1d
    step = conv(in_channels, out_channels, kernel, stride=stride, padding=kernel // 2, bias=False)
    return nn.Sequential(step, norm(out_channels), nn.ReLU(inplace=True))
