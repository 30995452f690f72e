# The published network's second look: the refiner alone, on the paths of the network that it starts from.
_base_ = [
    '../_base_/models/tracenet_small_refined.py',
    '../_base_/data/ptbxl_strips.py',
    '../_base_/optimization/adamw.py',
    '../_base_/schedules/cosine.py',
    '../_base_/runtime.py',
]
load_from = 'work_dirs/tracenet_small_average.pth'
optim_wrapper = dict(optimizer=dict(lr=2e-3))
train_dataloader = dict(dataset=dict(seed=19, strips_per_page=16, anywhere_share=0.0, ends_share=0.1))
train_cfg = dict(max_iters=4000, val_interval=1000)
