# The smoke config with a backbone, a hook and a page layout of one's own.
_base_ = '../../configs/tracenet/tracenet_tiny_smoke.py'
custom_imports = dict(imports=['my_parts'])  # found beside this file, or anywhere on PYTHONPATH

model = dict(backbone=dict(_delete_=True, type='PlainStack', channels=16, depth=2))
custom_hooks = [dict(type='DeadlineHook', minutes=10)]
# Two rows of six leads.
_layout = dict(name='2x6', rows=[['I', 'II', 'III', 'aVR', 'aVL', 'aVF'], ['V1', 'V2', 'V3', 'V4', 'V5', 'V6']])
_pages = dict(style=dict(layouts=[_layout]))
train_dataloader = dict(dataset=dict(pages=_pages))
val_dataloader = dict(dataset=dict(pages=_pages))
test_dataloader = val_dataloader
