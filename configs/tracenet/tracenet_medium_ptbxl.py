# The small network grown: started from its weights by
#     python tools/model/widen.py ecgdigi/weights/tracenet_small.safetensors \
#         configs/tracenet/tracenet_medium_ptbxl.py work_dirs/tracenet_medium_start.pth
_base_ = [
    '../_base_/models/tracenet_medium.py',
    '../_base_/data/ptbxl_strips.py',
    '../_base_/optimization/adamw.py',
    '../_base_/schedules/cosine.py',
    '../_base_/runtime.py',
]
model = dict(loss=dict(steep_weight=1.0))
load_from = 'work_dirs/tracenet_medium_start.pth'
optim_wrapper = dict(optimizer=dict(lr=2e-3))
train_dataloader = dict(dataset=dict(seed=17))  # other pages than those it starts from
train_cfg = dict(max_iters=6000, val_interval=1000)
