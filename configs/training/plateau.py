# The rate is halved when a validation brings no progress.
_base_ = '../tracenet/tracenet_tiny_smoke.py'
train_cfg = dict(val_interval=20)
param_scheduler = [
    dict(type='LinearLR', start_factor=0.02, begin=0, end=20, by_epoch=False),
    dict(type='ReduceLROnPlateau', monitor='strip/snr_db', mode='max', factor=0.5, patience=0, min_lr=1e-5),
]
