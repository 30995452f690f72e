# PageNet of 0.6 M weights for straightened pages at 4 px/mm; answers at 1 mm.
model = dict(
    type='PageNet',
    data_preprocessor=dict(type='StripPreprocessor', mean=190.0, std=55.0),
    backbone=dict(type='PageUNet', channels=[12, 32, 48, 64, 96], depths=[1, 1, 2, 2, 3]),
    heads=dict(layout=dict(type='LayoutHead'), scale=dict(type='ScaleTextHead')),
)
