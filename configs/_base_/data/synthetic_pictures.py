# Pictures of whole pages drawn while training, from simulated ECGs alone: most of them photographed.
_base_ = './pages.py'
_mixture = dict(
    type='OneOf',
    chains=[
        (0.1, {{_base_._render}}),
        (0.25, {{_base_._scan}}),
        (0.3, {{_base_._photo}}),
        (0.35, {{_base_._far_photo}}),
    ],
)

_pictures = dict(crops_per_page=3, crop_px=512, long_side_px=(800.0, 1300.0), turned=0.4)

train_dataloader = dict(
    batch_size=3,
    num_workers=1,
    persistent_workers=True,
    prefetch_factor=4,
    sampler=dict(type='ResumableSampler'),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(
        type='SyntheticPictures',
        pages=dict(source={{_base_._source}}, style={{_base_._style}}, effects=[_mixture]),
        num_pages=1_000_000,
        seed=31,
        **_pictures,
    ),
)
val_dataloader = dict(
    batch_size=3,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=False),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(
        type='SyntheticPictures',
        pages=dict(source={{_base_._source}}, style={{_base_._style}}, effects=[_mixture]),
        num_pages=48,
        seed=131,
        **_pictures,
    ),
)
val_cfg = dict(type='ValLoop')
val_evaluator = dict(type='GridMetric')
test_dataloader = val_dataloader
test_cfg = dict(type='TestLoop')
test_evaluator = val_evaluator
