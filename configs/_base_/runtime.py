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
    logger=dict(type='LoggerHook', interval=20),
    # Written after the validation of the same iteration, whole or not at all. Older ones than the last two are deleted.
    checkpoint=dict(type='AtomicCheckpointHook', interval=200, by_epoch=False, max_keep_ckpts=2),
)
custom_hooks = [
    # The checkpoint's `state_dict` is the averaged model, `ema_state_dict` the raw one.
    dict(type='EMAHook', momentum=0.002, update_buffers=True),
    dict(type='FiniteLossHook', interval=10),
    dict(type='PlainStateHook'),
]
log_processor = dict(by_epoch=False)
