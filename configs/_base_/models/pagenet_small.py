# PageNet of 0.5 M weights: pictures of about 1,000 px; answers at a quarter of that.
model = dict(
    type='PageNet',
    data_preprocessor=dict(type='StripPreprocessor', mean=170.0, std=60.0),
    backbone=dict(type='PageUNet', channels=[12, 24, 48, 64, 96], depths=[1, 1, 2, 2, 3]),
    heads=dict(grid=dict(type='GridHead'), turn=dict(type='TurnHead')),
)
