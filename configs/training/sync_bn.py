# Batch normalization over the strips of all processes. For GPUs; on the CPU: model = dict(backbone=dict(norm='group')).
_base_ = '../tracenet/tracenet_tiny_smoke.py'
sync_bn = 'torch'
