# Linear warm-up over 60 iterations; then the rate falls to a tenth after each milestone, counted from the end of the warm-up.
param_scheduler = [
    dict(type='LinearLR', start_factor=0.02, begin=0, end=60, by_epoch=False),
    dict(type='MultiStepLR', begin=60, milestones=[1200, 1700], gamma=0.1, by_epoch=False),
]
