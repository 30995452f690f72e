# The published network that reads which speed and gain a line of text states. From simulated ECGs alone: traces matter little.
_base_ = [
    '../_base_/models/scalenet_small.py',
    '../_base_/data/synthetic_scale_texts.py',
    '../_base_/optimization/adamw.py',
    '../_base_/schedules/cosine.py',
    '../_base_/runtime.py',
]
train_cfg = dict(max_iters=2500)
default_hooks = dict(checkpoint=dict(monitor='layout/scale_recall', mode='max'))
