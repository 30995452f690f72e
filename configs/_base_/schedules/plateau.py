# Linear warm-up over 60 iterations; the rate is halved when four validations in a row bring no progress.
param_scheduler = [
    dict(type='LinearLR', start_factor=0.02, begin=0, end=60, by_epoch=False),
    dict(type='ReduceLROnPlateau', monitor='strip/height_error_mm', mode='min', factor=0.5, patience=3, min_lr=1e-5),
]
