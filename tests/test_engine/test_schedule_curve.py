import pytest
from runs import ROOT, TINY_CONFIG, TINY_EPOCHS_CONFIG

from ecgdigi.config import load_config
from ecgdigi.engine.schedule_curve import schedule_curve
from ecgdigi.registry import RUNNERS

NEVER = ['+param_scheduler.2.threshold=1e6', '+param_scheduler.2.threshold_mode=abs']


@pytest.mark.slow
@pytest.mark.parametrize(('config', 'options', 'epoch_length'), [(TINY_CONFIG, [], None), (TINY_EPOCHS_CONFIG, NEVER, 10)])
def test_the_curve_is_what_a_run_does(tmp_path, config, options, epoch_length):
    config = load_config(ROOT / config, options)
    config.work_dir, config.experiment_name = str(tmp_path), f'curve {epoch_length}'
    curve = schedule_curve(config, epoch_length)
    runner = RUNNERS.build(config)
    runner.train()
    assert runner.message_hub.get_scalar('train/lr').data[0].tolist() == pytest.approx(curve.rates.tolist())
    assert curve.watches == ('strip/height_error_mm' if epoch_length else None)


def test_epochs_need_a_length():
    with pytest.raises(ValueError, match='how many iterations'):
        schedule_curve(load_config(ROOT / TINY_EPOCHS_CONFIG))
