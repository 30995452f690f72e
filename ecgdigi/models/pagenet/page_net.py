"""PageNet: where the paper is, how its grid runs, which way it is turned. Each question has a head of its own.

Shapes: B pictures, H rows and W columns of px; maps are a quarter of that.
"""

from collections.abc import Mapping

from mmengine.model import BaseModel
from torch import Tensor

from ecgdigi.registry import MODELS
from ecgdigi.structures.page_sample import PageSample


@MODELS.register_module()
class PageNet(BaseModel):
    """A backbone and the heads that answer from its features.

    Args:
        backbone: config; returns the fine and the coarse map of features.
        heads: configs of the registered heads, by name. Their `in_channels` come from the backbone. A head has
            `forward(fine, coarse)`, `loss(answer, samples)` and `predict(answer, samples)`.
        data_preprocessor: config of the preprocessor.
        init_cfg: MMEngine's initialization config.
    """

    def __init__(
        self,
        backbone: dict,
        heads: Mapping[str, dict],
        data_preprocessor: dict | None = None,
        init_cfg: dict | None = None,
    ):
        super().__init__(MODELS.build(data_preprocessor or dict(type='StripPreprocessor')), init_cfg)
        self.backbone = MODELS.build(backbone)
        for name, head in heads.items():
            self.add_module(f'{name}_head', MODELS.build({'in_channels': self.backbone.out_channels, **head}))
        self.head_names = tuple(heads)

    def forward(self, inputs: Tensor, data_samples: list[PageSample] | None = None, mode: str = 'tensor'):
        """MMEngine's three modes.

        Args:
            inputs: (B, 3, H, W) float32 from the preprocessor.
            data_samples: B samples, with truth for 'loss'.

        Returns:
            'tensor': the answer of each head, by its name; 'loss': dict of losses; 'predict': the samples with predictions.
        """
        features = self.backbone(inputs)
        answers = {name: getattr(self, f'{name}_head')(*features) for name in self.head_names}
        if mode == 'tensor':
            return answers
        if mode == 'loss':
            losses = {}
            for name, answer in answers.items():
                losses.update(getattr(self, f'{name}_head').loss(answer, data_samples))
            return losses
        for name, answer in answers.items():
            getattr(self, f'{name}_head').predict(answer, data_samples)
        return data_samples
