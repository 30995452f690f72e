# AdamW, linear warm-up, cosine down to `eta_min`. Change the length with
# --cfg-options train_cfg.max_iters=N param_scheduler.1.end=N param_scheduler.1.T_max=N-60
train_cfg = dict(type='ResumableIterLoop', max_iters=2000, val_interval=500)
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=3e-3, weight_decay=0.02, betas=(0.9, 0.98)),
    paramwise_cfg=dict(norm_decay_mult=0.0, bias_decay_mult=0.0),
    clip_grad=dict(max_norm=2.0),
)
param_scheduler = [
    dict(type='LinearLR', start_factor=0.02, begin=0, end=60, by_epoch=False),
    dict(type='CosineAnnealingLR', begin=60, end=2000, T_max=1940, eta_min=1e-5, by_epoch=False),
]
