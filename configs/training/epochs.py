# By epochs: six of 20 iterations; warm-up over the first one, then the rate is halved every second epoch.
_base_ = '../tracenet/tracenet_tiny_smoke.py'
train_dataloader = dict(
    sampler=dict(_delete_=True, type='ResumableEpochSampler', shuffle=True),
    dataset=dict(num_pages=40),
)
train_cfg = dict(_delete_=True, type='ResumableEpochLoop', max_epochs=6, val_interval=2)
param_scheduler = [
    dict(type='LinearLR', start_factor=0.02, begin=0, end=1, by_epoch=True, convert_to_iter_based=True),
    dict(type='StepLR', begin=1, step_size=2, gamma=0.5, by_epoch=True),
]
default_hooks = dict(checkpoint=dict(by_epoch=True, interval=1))
