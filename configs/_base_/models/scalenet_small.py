# PageNet of 0.4 M weights for lines of text, 7 mm tall at 8 px/mm; answers at 1 mm.
model = dict(
    type='PageNet',
    data_preprocessor=dict(type='StripPreprocessor', mean=190.0, std=55.0),
    backbone=dict(type='TextLineNet', height=56),
    heads=dict(scale=dict(type='ScaleTextHead', text_weight=2.0)),
)
