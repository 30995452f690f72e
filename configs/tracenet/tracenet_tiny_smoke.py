# Does everything work? A tiny network, simulated ECGs, about two minutes on two cores.
_base_ = [
    '../_base_/models/tracenet_small.py',
    '../_base_/data/synthetic_strips.py',
    '../_base_/optimization/adamw.py',
    '../_base_/schedules/cosine.py',
    '../_base_/runtime.py',
]
model = dict(backbone=dict(channels=[16, 16, 32, 32], depths=[1, 1, 1, 2]))
train_dataloader = dict(dataset=dict(strips_per_page=4))
val_dataloader = dict(dataset=dict(strips_per_page=4, num_pages=8))
test_dataloader = val_dataloader
train_cfg = dict(max_iters=120, val_interval=60)
default_hooks = dict(logger=dict(interval=10), checkpoint=dict(interval=60), ema=dict(momentum=0.02))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.02, begin=0, end=20, by_epoch=False),
    dict(type='CosineAnnealingLR', begin=20, eta_min=1e-5, by_epoch=False),
]
