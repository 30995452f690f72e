"""A network whose loss is NaN for one page."""

from ecgdigi.models import TraceNet
from ecgdigi.registry import MODELS

BAD_PAGE = 5


@MODELS.register_module()
class PoisonedNet(TraceNet):
    def forward(self, inputs, data_samples=None, mode='tensor'):
        result = super().forward(inputs, data_samples, mode)
        if mode == 'loss' and any(sample.page_index == BAD_PAGE for sample in data_samples):
            result['loss_ink'] = result['loss_ink'] * float('nan')
        return result
