# From the last level of the encoder back to the stem, each layer learns at 0.7 times the rate of the one after it.
_base_ = '../tracenet/tracenet_tiny_smoke.py'
_layers = ['backbone.stem', 'backbone.levels.0', 'backbone.levels.1', 'backbone.levels.2', 'backbone.levels.3']
optim_wrapper = dict(paramwise_cfg=dict(layer_decay=dict(factor=0.7, layers=_layers)))
