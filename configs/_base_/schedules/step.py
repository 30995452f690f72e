# Linear warm-up over 60 iterations; then the rate is halved every 500.
param_scheduler = [
    dict(type='LinearLR', start_factor=0.02, begin=0, end=60, by_epoch=False),
    dict(type='StepLR', begin=60, step_size=500, gamma=0.5, by_epoch=False),
]
