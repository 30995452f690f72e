# The published network that finds a page in a picture.
_base_ = [
    '../_base_/models/pagenet_small.py',
    '../_base_/data/ptbxl_pictures.py',
    '../_base_/optimization/adamw.py',
    '../_base_/schedules/cosine.py',
    '../_base_/runtime.py',
]
# Pictures are made smaller in any case: drawing finer would be lost work.
_fine = dict(px_per_mm=(3.0, 6.0))
train_dataloader = dict(dataset=dict(pages=dict(style=_fine)))
val_dataloader = dict(dataset=dict(pages=dict(style=_fine)))
default_hooks = dict(checkpoint=dict(monitor='grid/error_p95_mm', mode='min'))
