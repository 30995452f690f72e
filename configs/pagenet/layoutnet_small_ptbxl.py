# The published network that marks lead names, rows, pulses and printed scales on a straightened page.
_base_ = [
    '../_base_/models/layoutnet_small.py',
    '../_base_/data/ptbxl_layouts.py',
    '../_base_/optimization/adamw.py',
    '../_base_/schedules/cosine.py',
    '../_base_/runtime.py',
]
# Crops have 4 px/mm: drawing much finer would be lost work.
# Lines of settings with scales that are not the page's: they are to be read, not guessed from the traces.
_fine = dict(
    px_per_mm=(3.2, 7.0),
    parts=[
        dict(type='RandomMarks', skew=0.15, skew_s=(0.001, 0.01)),
        dict(type='RandomTexts', strewn=4),
    ],
)
train_dataloader = dict(dataset=dict(pages=dict(style=_fine)))
val_dataloader = dict(dataset=dict(pages=dict(style=_fine)))
default_hooks = dict(checkpoint=dict(monitor='layout/name_recall', mode='max'))
