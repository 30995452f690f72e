# A training run of a second: tiny strips of small pages; groups, not batches, are normalized, so that strips do not couple.
_base_ = '../../configs/_base_/runtime.py'

_strips = dict(
    type='SyntheticStrips',
    pages=dict(
        source=[(1.0, dict(type='SimulatedECG', duration_s=10.0, fs_hz=250.0))],
        style=dict(
            type='RandomStyle',
            layouts={'3x4+1': 1.0},
            px_per_mm=(2.0, 2.5),
            speeds_mm_s={25.0: 1.0},
            gains_mm_mv={10.0: 1.0},
            max_duration_s=10.0,
        ),
        effects=[dict(type='SensorNoise', probability=0.5)],
    ),
    strips_per_page=2,
    strip_px=(64, 64),
    px_per_mm=2.0,
    positions_per_column=1,
)
model = dict(
    type='TraceNet',
    data_preprocessor=dict(type='StripPreprocessor'),
    backbone=dict(type='StripUNet', channels=[8, 8], depths=[1, 1], row_stride=4, norm='group'),
    head=dict(type='TraceHead', positions_per_column=1, ink_channels=8),
    loss=dict(type='TraceLoss'),
    decoder=dict(type='SoftArgmaxDecoder'),
)
train_dataloader = dict(
    batch_size=1,
    num_workers=0,
    sampler=dict(type='ResumableSampler'),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(num_pages=1000, seed=1, **_strips),
)
val_dataloader = dict(
    batch_size=1,
    num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=False),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(num_pages=4, seed=2, **_strips),
)
test_dataloader = val_dataloader
train_cfg = dict(type='ResumableIterLoop', max_iters=8, val_interval=4)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
val_evaluator = dict(type='StripMetric')
test_evaluator = val_evaluator
optim_wrapper = dict(type='OptimWrapper', optimizer=dict(type='AdamW', lr=1e-2), clip_grad=dict(max_norm=2.0))
param_scheduler = [dict(type='CosineAnnealingLR', T_max=8, eta_min=1e-4, by_epoch=False)]
default_hooks = dict(logger=dict(interval=1), checkpoint=dict(interval=2, keep_last=3, top_k=1))
