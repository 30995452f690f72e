# What every training run shares: who drives it, logs, checkpoints, processes.
default_scope = 'ecgdigi'
runner_type = 'EcgRunner'
randomness = dict(seed=0)
env_cfg = dict(
    cudnn_benchmark=True,
    mp_cfg=dict(mp_start_method='fork', opencv_num_threads=0),
    dist_cfg=dict(backend='gloo'),
)
# With its scope: MMEngine looks this one type up without the default scope.
model_wrapper_cfg = dict(type='ecgdigi.DeviceAwareDDP', broadcast_buffers=False)
default_hooks = dict(
    logger=dict(type='LoggerHook', interval=20, log_metric_by_epoch=False),
    # The last two, and the best two by a metric.
    checkpoint=dict(type='TopKCheckpointHook', interval=200, keep_last=2, monitor='strip/height_error_mm', mode='min', top_k=2),
)
custom_hooks = [
    # The checkpoint's `state_dict` is the averaged model, `ema_state_dict` the raw one.
    dict(type='EMAHook', momentum=0.002, update_buffers=True),
    dict(type='FiniteLossHook', action='stop'),
    dict(type='StopSignalHook'),
]
log_processor = dict(by_epoch=False)
