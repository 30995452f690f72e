# The published network that finds lead names, rows and pulses on a straightened page.
_base_ = [
    '../_base_/models/layoutnet_small.py',
    '../_base_/data/ptbxl_layouts.py',
    '../_base_/optimization/adamw.py',
    '../_base_/schedules/cosine.py',
    '../_base_/runtime.py',
]
# Crops have 4 px/mm: drawing much finer would be lost work.
_fine = dict(px_per_mm=(3.2, 7.0))
train_dataloader = dict(dataset=dict(pages=dict(style=_fine)))
val_dataloader = dict(dataset=dict(pages=dict(style=_fine)))
default_hooks = dict(checkpoint=dict(monitor='layout/name_recall', mode='max'))
