# Strips of pages drawn while training, from simulated ECGs alone: nothing to download.
_base_ = './pages.py'
_mixture = dict(type='OneOf', chains=[(0.25, {{_base_._render}}), (0.4, {{_base_._scan}}), (0.35, {{_base_._photo}})])
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
        pages=dict(source={{_base_._source}}, style={{_base_._style}}, effects=[_mixture]),
        num_pages=1_000_000,
        anywhere_share=0.2,  # a reader asks about blank paper too
        ends_share=0.3,  # where rows begin and end, and pulses stand
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
        pages=dict(source={{_base_._source}}, style={{_base_._style}}, effects=[_mixture]),
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
