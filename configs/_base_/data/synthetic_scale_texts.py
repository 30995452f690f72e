# Lines of text of pages drawn while training, from simulated ECGs alone. Many lines of settings, whose scales are not the page's:
# they are to be read, not guessed from the traces.
_base_ = './pages.py'
_mixture = dict(type='OneOf', chains=[(0.2, {{_base_._render}}), (0.4, {{_base_._scan}}), (0.4, {{_base_._photo}})])
_lines = dict(lines_per_page=16, window_mm=(150.0, 110.0), line_px=(56, 320), px_per_mm=8.0, column_px=8)
_style = dict(
    type='RandomStyle',
    layouts={'3x4+1': 6.0, '3x4': 2.0, '6x2': 1.5, '12x1': 1.0},
    px_per_mm=(3.5, 10.0),
    speeds_mm_s={25.0: 0.9, 50.0: 0.1},
    gains_mm_mv={10.0: 0.9, 5.0: 0.05, 20.0: 0.05},
    max_duration_s=10.0,
    parts=[dict(type='RandomTexts', strewn=14)],
)
train_dataloader = dict(
    batch_size=4,
    num_workers=1,
    persistent_workers=True,
    prefetch_factor=4,
    sampler=dict(type='ResumableSampler'),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(
        type='SyntheticScaleTexts',
        pages=dict(source={{_base_._source}}, style=_style, effects=[_mixture]),
        num_pages=1_000_000,
        seed=61,
        **_lines,
    ),
)
val_dataloader = dict(
    batch_size=8,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=False),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(
        type='SyntheticScaleTexts',
        pages=dict(source={{_base_._source}}, style=_style, effects=[_mixture]),
        num_pages=64,
        seed=161,
        **_lines,
    ),
)
val_cfg = dict(type='ValLoop')
val_evaluator = dict(type='LayoutMetric')
test_dataloader = val_dataloader
test_cfg = dict(type='TestLoop')
test_evaluator = val_evaluator
