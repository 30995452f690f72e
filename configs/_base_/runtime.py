# What every training run shares: who drives it, logs, checkpoints, processes.
default_scope = 'ecgdigi'
runner_type = 'EcgRunner'
randomness = dict(seed=0)
env_cfg = dict(
    cudnn_benchmark=True,
    mp_cfg=dict(mp_start_method='fork', opencv_num_threads=0),
)
# With its scope: MMEngine looks this one type up without the default scope.
model_wrapper_cfg = dict(type='ecgdigi.DeviceAwareDDP', broadcast_buffers=False)
# Change one by its name, `default_hooks=dict(ema=dict(momentum=0.02))`, or leave it out: `default_hooks=dict(ema=None)`.
default_hooks = dict(
    logger=dict(type='LoggerHook', interval=20, log_metric_by_epoch=False),
    throughput=dict(type='ThroughputHook', unit='strips'),
    # The last two, and the best two by a metric.
    checkpoint=dict(type='TopKCheckpointHook', interval=200, keep_last=2, monitor='strip/height_error_mm', mode='min', top_k=2),
    # The checkpoint's `state_dict` is the averaged model, `ema_state_dict` the raw one.
    ema=dict(type='EMAHook', momentum=0.002, update_buffers=True),
    finite_loss=dict(type='FiniteLossHook', action='stop'),
    stop_signal=dict(type='StopSignalHook'),
)
custom_hooks = []  # your own
log_processor = dict(by_epoch=False)
