import torch
from mmengine.logging import MessageHub

from ecgdigi.registry import PARAM_SCHEDULERS


def test_reduce_lr_on_plateau_by_the_name_it_has_in_pytorch():
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    config = dict(type='ReduceLROnPlateau', optimizer=optimizer, monitor='strip/height_error_mm', factor=0.1, patience=1)
    scheduler = PARAM_SCHEDULERS.build(config)
    MessageHub.get_instance('plateau')
    rates = []
    for value in (3.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0):
        scheduler.step({'strip/height_error_mm': value})
        rates.append(round(optimizer.param_groups[0]['lr'], 6))
    # After more than one validation without progress it falls to a tenth: at the fourth and at the seventh.
    assert rates == [1.0, 1.0, 1.0, 0.1, 0.1, 0.1, 0.01]
    again = PARAM_SCHEDULERS.build({**config, 'optimizer': torch.optim.SGD(model.parameters(), lr=1.0)})
    again.load_state_dict(scheduler.state_dict())
    assert again.num_bad_epochs == scheduler.num_bad_epochs
