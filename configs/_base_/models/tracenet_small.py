# TraceNet of 0.8 M weights: strips at 8 px/mm, 64 mm tall; height bins of 0.5 mm, two positions per column.
model = dict(
    type='TraceNet',
    data_preprocessor=dict(type='StripPreprocessor', mean=200.0, std=50.0),
    backbone=dict(type='StripUNet', channels=[16, 32, 64, 96, 128], depths=[1, 2, 2, 2, 3], row_stride=4),
    head=dict(type='TraceHead', positions_per_column=2),
    loss=dict(type='TraceLoss', sigma_bins=0.7, steep_factor=0.25, ink_weight=0.5),
    decoder=dict(type='ViterbiDecoder'),
)
