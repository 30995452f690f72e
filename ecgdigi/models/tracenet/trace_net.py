"""TraceNet: the pen's height in a strip. Backbone, head, loss and decoder are parts of their own.

Shapes: B strips, H rows and W columns of px; R bins of height; K positions per column, P = W * K positions.
"""

import torch
from mmengine.model import BaseModel
from torch import Tensor

from ecgdigi.registry import MODELS, TRACE_DECODERS
from ecgdigi.structures.data_sample import ECGDataSample


@MODELS.register_module()
class TraceNet(BaseModel):
    """Finds one trace in each strip: the one whose zero line runs along the middle.

    Args:
        backbone, head, loss: configs of the registered parts. The head's `in_channels` comes from the backbone.
        decoder: config of a trace decoder.
        refiner: config of a part that corrects the decoder's paths, such as PathRefiner; None: they stay as they are. A network
            with one trains it alone, on the paths that the rest finds, which stays as it was loaded.
        end_reader: config of another TraceNet, which reads where a lead begins or ends, in windows that show nothing of its
            neighbour (`read_piece_ends`); None: ends stay as the rest of the row was read. It is trained for itself.
        data_preprocessor: config of the preprocessor.
        init_cfg: MMEngine's initialization config.
    """

    def __init__(
        self,
        backbone: dict,
        head: dict,
        loss: dict,
        decoder: dict,
        refiner: dict | None = None,
        end_reader: dict | None = None,
        data_preprocessor: dict | None = None,
        init_cfg: dict | None = None,
    ):
        super().__init__(MODELS.build(data_preprocessor or dict(type='StripPreprocessor')), init_cfg)
        self.backbone = MODELS.build(backbone)
        self.head = MODELS.build({'in_channels': self.backbone.out_channels, **head})
        self.loss = MODELS.build(loss)
        self.decoder = TRACE_DECODERS.build(decoder)
        self.px_per_bin = self.backbone.strides[0]
        self.refiner = None
        if refiner:
            self.refiner = MODELS.build({'positions_per_column': self.positions_per_column, **refiner})
            self.backbone.requires_grad_(False)
            self.head.requires_grad_(False)
        self.end_reader = MODELS.build(end_reader).requires_grad_(False) if end_reader else None
        if end_reader and self.end_reader.positions_per_column != self.positions_per_column:
            raise ValueError(
                f'end_reader: answers at {self.end_reader.positions_per_column} positions per column, '
                f'wanted {self.positions_per_column} as in the network around it'
            )

    @property
    def positions_per_column(self) -> int:
        return self.head.positions_per_column

    def train(self, mode: bool = True) -> 'TraceNet':
        """As for any module; what a refiner stands on keeps its statistics."""
        super().train(mode)
        if self.refiner is not None:
            self.backbone.eval()
            self.head.eval()
        return self

    def forward(self, inputs: Tensor, data_samples: list[ECGDataSample] | None = None, mode: str = 'tensor'):
        """MMEngine's three modes.

        Args:
            inputs: (B, 3, H, W) float32 from the preprocessor. For 'loss' of a network with a refiner also what is left of strips
                once their paths are known: windows along them, (B, 3, R, W), as `StoredPaths` gives them.
            data_samples: B samples, with truth for 'loss', and of such windows with `pred_rows_px`; then nothing but the
                refiner runs.

        Returns:
            'tensor': height logits (B, R, P) and ink logits (B, P); 'loss': dict of losses; 'predict': the samples with
            predictions.
        """
        if mode == 'loss':
            return self._losses(inputs, data_samples)
        height_logits, ink_logits = self.head(self.backbone(inputs)[0])
        if mode == 'tensor':
            return height_logits, ink_logits
        rows, confidence = self.decoder(height_logits, inputs)
        rows_px = self.refined(inputs, self.bins_to_px(rows))
        for sample, row_px, ink, sure in zip(data_samples, rows_px, ink_logits, confidence, strict=True):
            sample.pred_rows_px = row_px
            sample.pred_inked = ink.sigmoid()
            sample.pred_confidence = sure
        return data_samples

    def _losses(self, inputs: Tensor, data_samples: list[ECGDataSample]) -> dict[str, Tensor]:
        rows_px = torch.stack([sample.gt_rows_px for sample in data_samples])
        if self.refiner is not None and 'pred_rows_px' in data_samples[0]:
            return self.refiner.loss(inputs, torch.stack([sample.pred_rows_px for sample in data_samples]), rows_px)
        height_logits, ink_logits = self.head(self.backbone(inputs)[0])
        if self.refiner is not None:
            paths_px = self.bins_to_px(self.decoder(height_logits, inputs)[0])
            return self.refiner.loss(self.refiner.windows(inputs, paths_px), paths_px, rows_px)
        inked = torch.stack([sample.gt_inked for sample in data_samples])
        return self.loss(height_logits, ink_logits, self.px_to_bins(rows_px), inked)

    def refined(self, inputs: Tensor, rows_px: Tensor) -> Tensor:
        """(B, P) decoded rows, px, of strips as for `forward`, corrected by the refiner if there is one."""
        return rows_px if self.refiner is None else self.refiner(inputs, rows_px)

    def px_to_bins(self, rows_px: Tensor) -> Tensor:
        """Row of the strip, px, to height bins: bin 0 is centred on the first `px_per_bin` rows."""
        return (rows_px + 0.5) / self.px_per_bin - 0.5

    def bins_to_px(self, rows: Tensor) -> Tensor:
        """Height bins to row of the strip, px."""
        return (rows + 0.5) * self.px_per_bin - 0.5
