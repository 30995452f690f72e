# Strips of pages drawn while training, from simulated ECGs alone: nothing to download.
# One of two ways from print to picture: laid on a scanner, or photographed; copies of copies among the first.
_paper = [
    dict(type='Handwriting', probability=0.15),
    dict(type='Stamp', probability=0.05),
    dict(type='Highlighter', probability=0.05),
    dict(type='Stains', probability=0.08),
    dict(type='Ageing', probability=0.15),
    dict(type='HolesAndStaples', probability=0.04),
    dict(type='TornCorner', probability=0.03),
]
_scan = [
    dict(type='Creases', probability=0.4),
    dict(type='UnevenLight', probability=0.5),
    dict(type='ScanWarp', probability=0.8),
    dict(type='Blur', probability=0.5),
    dict(type='Photocopy', probability=0.06),
    dict(type='TwoTones', probability=0.04),
    dict(type='Fax', probability=0.02),
]
_photo = [
    dict(type='PhotographedSheet'),
    dict(type='CastShadow', probability=0.3),
    dict(type='Glare', probability=0.1),
    dict(type='Defocus', probability=0.35),
    dict(type='MotionBlur', probability=0.15),
    dict(type='ScreenPhoto', probability=0.06),
]
_effects = [
    *_paper,
    dict(type='OneOf', chains=[(0.55, _scan), (0.45, _photo)]),
    dict(type='ColourCast', probability=0.7),
    dict(type='Grey', probability=0.15),
    dict(type='SensorNoise', probability=0.6),
    dict(type='Resampling', probability=0.15),
    dict(type='Jpeg', probability=0.7),
]
_style = dict(
    type='RandomStyle',
    layouts={'3x4+1': 6.0, '3x4': 1.0, '6x2': 1.5, '6x2+1': 1.5, '12x1': 2.0, '3x4+3': 1.0},
    px_per_mm=(3.5, 10.0),
    speeds_mm_s={25.0: 0.88, 50.0: 0.09, 12.5: 0.03},
    gains_mm_mv={10.0: 0.9, 5.0: 0.05, 20.0: 0.05},
    max_duration_s=10.0,
)
_source = [(1.0, dict(type='SimulatedECG', duration_s=10.0, fs_hz=500.0))]
_strips = dict(strips_per_page=8, strip_px=(512, 256), px_per_mm=8.0, positions_per_column=2, window_mm=(130.0, 130.0))

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
