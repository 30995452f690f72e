# The backbone begins with published weights, the head with small random ones. (`load_from = FILE` loads the whole model.)
_base_ = '../tracenet/tracenet_tiny_smoke.py'
model = dict(
    backbone=dict(
        channels=[16, 32, 64, 96, 128],
        depths=[1, 2, 2, 2, 3],
        init_cfg=dict(type='Pretrained', checkpoint='ecgdigi/weights/tracenet_small.safetensors', prefix='backbone.'),
    ),
    head=dict(init_cfg=dict(type='Normal', layer='Conv2d', std=0.01)),
)
