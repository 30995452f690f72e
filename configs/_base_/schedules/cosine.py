# Linear warm-up over 60 iterations, then half a cosine down to `eta_min` at the end of training.
param_scheduler = [
    dict(type='LinearLR', start_factor=0.02, begin=0, end=60, by_epoch=False),
    dict(type='CosineAnnealingLR', begin=60, eta_min=1e-5, by_epoch=False),
]
