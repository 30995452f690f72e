# Strips of pages drawn while training, from simulated ECGs alone: nothing to download.
_effects = [
    dict(type='Creases', probability=0.4),
    dict(type='UnevenLight', probability=0.6),
    dict(type='ScanWarp', probability=0.8),
    dict(type='Blur', probability=0.6),
    dict(type='ColourCast', probability=0.7),
    dict(type='Grey', probability=0.15),
    dict(type='SensorNoise', probability=0.6),
    dict(type='Jpeg', probability=0.7),
]
_style = dict(
    type='RandomStyle',
    layouts={'3x4+1': 6.0, '3x4': 1.0, '6x2': 1.5, '6x2+1': 1.5, '12x1': 2.0, '3x4+3': 1.0},
    px_per_mm=(3.5, 9.0),
    speeds_mm_s={25.0: 0.9, 50.0: 0.1},
    gains_mm_mv={10.0: 0.9, 5.0: 0.05, 20.0: 0.05},
    max_duration_s=10.0,
)
_source = [(1.0, dict(type='SimulatedECG', duration_s=10.0, fs_hz=500.0))]
_strips = dict(strips_per_page=8, strip_px=(512, 256), px_per_mm=8.0, positions_per_column=2)

# Item n of a dataset is a page that depends on (seed, n) alone, not on the number of workers or processes.
train_dataloader = dict(
    batch_size=2,
    num_workers=1,
    persistent_workers=True,
    prefetch_factor=4,
    sampler=dict(type='ResumableSampler'),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(
        type='SyntheticStrips',
        pages=dict(source=_source, style=_style, effects=_effects),
        num_pages=1_000_000,
        seed=11,
        **_strips,
    ),
)
val_dataloader = dict(
    batch_size=2,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=False),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(
        type='SyntheticStrips',
        pages=dict(source=_source, style=_style, effects=_effects),
        num_pages=24,
        seed=101,
        **_strips,
    ),
)
val_cfg = dict(type='ValLoop')
val_evaluator = dict(type='StripMetric')
test_dataloader = val_dataloader
test_cfg = dict(type='TestLoop')
test_evaluator = val_evaluator
