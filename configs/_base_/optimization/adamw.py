# AdamW without decay of norms and biases, gradients clipped. The length of training stands here alone: a schedule without an
# `end` runs to it.
train_cfg = dict(type='ResumableIterLoop', max_iters=2000, val_interval=500)
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=3e-3, weight_decay=0.02, betas=(0.9, 0.98)),
    paramwise_cfg=dict(norm_decay_mult=0.0, bias_decay_mult=0.0),
    clip_grad=dict(max_norm=2.0),
)
