# Going on from published weights: half the rate, positions on steep parts of the trace weighted up to threefold.
_base_ = './tracenet_small_ptbxl.py'
model = dict(loss=dict(steep_weight=1.0))
load_from = 'ecgdigi/weights/tracenet_small.pth'
optim_wrapper = dict(optimizer=dict(lr=2e-3))
train_dataloader = dict(dataset=dict(seed=12))
train_cfg = dict(max_iters=1500)
param_scheduler = [
    dict(type='LinearLR', start_factor=0.02, begin=0, end=40, by_epoch=False),
    dict(type='CosineAnnealingLR', begin=40, end=1500, T_max=1460, eta_min=1e-5, by_epoch=False),
]
