"""A network that meets NaN in one page."""

from ecgdigi.models import TraceNet
from ecgdigi.registry import MODELS

BAD_PAGE = 5


@MODELS.register_module()
class PoisonedNet(TraceNet):
    def forward(self, inputs, data_samples=None, mode='tensor'):
        if mode == 'loss' and any(sample.page_index == BAD_PAGE for sample in data_samples):
            inputs = inputs * float('nan')
        return super().forward(inputs, data_samples, mode)
