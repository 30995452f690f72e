# The best three by signal-to-noise ratio, the last one, and every 40th iteration for good.
_base_ = '../tracenet/tracenet_tiny_smoke.py'
train_cfg = dict(val_interval=20)
default_hooks = dict(
    checkpoint=dict(interval=20, keep_last=1, keep_every=40, monitor='strip/snr_db', mode='max', top_k=3),
)
