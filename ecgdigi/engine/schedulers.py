"""Learning-rate schedules under the names that PyTorch gives them."""

from mmengine.optim import ReduceOnPlateauLR

from ecgdigi.registry import PARAM_SCHEDULERS


@PARAM_SCHEDULERS.register_module()
class ReduceLROnPlateau(ReduceOnPlateauLR):
    """MMEngine's ReduceOnPlateauLR. `monitor` names a metric with its prefix; `patience` counts validations."""
