# Straightened parts of pages drawn while training, from simulated ECGs alone.
_base_ = './pages.py'
_mixture = dict(type='OneOf', chains=[(0.2, {{_base_._render}}), (0.4, {{_base_._scan}}), (0.4, {{_base_._photo}})])

_crops = dict(crops_per_page=2, window_mm=(170.0, 150.0), crop_px=512, px_per_mm=4.0)

train_dataloader = dict(
    batch_size=4,
    num_workers=1,
    persistent_workers=True,
    prefetch_factor=4,
    sampler=dict(type='ResumableSampler'),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(
        type='SyntheticLayouts',
        pages=dict(source={{_base_._source}}, style={{_base_._style}}, effects=[_mixture]),
        num_pages=1_000_000,
        seed=41,
        **_crops,
    ),
)
val_dataloader = dict(
    batch_size=4,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=False),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(
        type='SyntheticLayouts',
        pages=dict(source={{_base_._source}}, style={{_base_._style}}, effects=[_mixture]),
        num_pages=48,
        seed=141,
        **_crops,
    ),
)
val_cfg = dict(type='ValLoop')
val_evaluator = dict(type='LayoutMetric')
test_dataloader = val_dataloader
test_cfg = dict(type='TestLoop')
test_evaluator = val_evaluator
