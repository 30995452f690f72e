# The tiny run by epochs: five of ten iterations, with workers; schedules by epoch and on a metric.
_base_ = './tiny_config.py'
train_dataloader = dict(
    num_workers=1,
    persistent_workers=True,
    sampler=dict(_delete_=True, type='ResumableEpochSampler', shuffle=True),
    dataset=dict(num_pages=10),
)
train_cfg = dict(_delete_=True, type='ResumableEpochLoop', max_epochs=5, val_interval=2)
param_scheduler = [
    dict(type='LinearLR', start_factor=0.1, begin=0, end=2, by_epoch=True, convert_to_iter_based=True),
    dict(type='StepLR', step_size=2, gamma=0.5, begin=2, by_epoch=True),
    dict(type='ReduceLROnPlateau', monitor='strip/height_error_mm', factor=0.5, patience=0),
]
