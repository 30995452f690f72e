# Validation judges the raw weights (raw/strip/...) and then those that EMAHook averages (strip/...).
_base_ = '../tracenet/tracenet_tiny_smoke.py'
val_cfg = dict(type='RawAndAveragedValLoop')
default_hooks = dict(ema=dict(type='EMAHook', momentum=0.02, update_buffers=True))
