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
        data_preprocessor: config of the preprocessor.
        init_cfg: MMEngine's initialization config.
    """

    def __init__(
        self,
        backbone: dict,
        head: dict,
        loss: dict,
        decoder: dict,
        data_preprocessor: dict | None = None,
        init_cfg: dict | None = None,
    ):
        super().__init__(MODELS.build(data_preprocessor or dict(type='StripPreprocessor')), init_cfg)
        self.backbone = MODELS.build(backbone)
        self.head = MODELS.build({'in_channels': self.backbone.out_channels, **head})
        self.loss = MODELS.build(loss)
        self.decoder = TRACE_DECODERS.build(decoder)
        self.px_per_bin = self.backbone.strides[0]

    @property
    def positions_per_column(self) -> int:
        return self.head.positions_per_column

    def forward(self, inputs: Tensor, data_samples: list[ECGDataSample] | None = None, mode: str = 'tensor'):
        """MMEngine's three modes.

        Args:
            inputs: (B, 3, H, W) float32 from the preprocessor.
            data_samples: B samples, with truth for 'loss'.

        Returns:
            'tensor': height logits (B, R, P) and ink logits (B, P); 'loss': dict of losses; 'predict': the samples with
            predictions.
        """
        height_logits, ink_logits = self.head(self.backbone(inputs)[0])
        if mode == 'tensor':
            return height_logits, ink_logits
        if mode == 'loss':
            rows_px = torch.stack([sample.gt_rows_px for sample in data_samples])
            inked = torch.stack([sample.gt_inked for sample in data_samples])
            return self.loss(height_logits, ink_logits, self.px_to_bins(rows_px), inked)
        rows, confidence = self.decoder(height_logits, inputs)
        for sample, row, ink, sure in zip(data_samples, rows, ink_logits, confidence, strict=True):
            sample.pred_rows_px = self.bins_to_px(row)
            sample.pred_inked = ink.sigmoid()
            sample.pred_confidence = sure
        return data_samples

    def px_to_bins(self, rows_px: Tensor) -> Tensor:
        """Row of the strip, px, to height bins: bin 0 is centred on the first `px_per_bin` rows."""
        return (rows_px + 0.5) / self.px_per_bin - 0.5

    def bins_to_px(self, rows: Tensor) -> Tensor:
        """Height bins to row of the strip, px."""
        return (rows + 0.5) * self.px_per_bin - 0.5
