# No schedule but a linear warm-up over 60 iterations.
param_scheduler = [dict(type='LinearLR', start_factor=0.02, begin=0, end=60, by_epoch=False)]
