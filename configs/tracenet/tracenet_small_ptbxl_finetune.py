# Going on from published weights: half the rate, positions on steep parts of the trace weighted up to threefold.
_base_ = './tracenet_small_ptbxl.py'
model = dict(loss=dict(steep_weight=1.0))
load_from = 'ecgdigi/weights/tracenet_small.safetensors'
optim_wrapper = dict(optimizer=dict(lr=2e-3))
train_dataloader = dict(dataset=dict(seed=13))  # other pages than before
train_cfg = dict(max_iters=6000, val_interval=1000)
