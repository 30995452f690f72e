# The published network's second look, from stored paths: what took most of a step, drawing and finding them, is done once.
#   python tools/model/store_paths.py configs/tracenet/tracenet_small_refined_ptbxl.py WEIGHTS work_dirs/tracenet_small_paths
_base_ = './tracenet_small_refined_ptbxl.py'
optim_wrapper = dict(optimizer=dict(lr=1e-3))
train_dataloader = dict(
    _delete_=True,
    batch_size=32,
    num_workers=1,
    persistent_workers=True,
    prefetch_factor=4,
    sampler=dict(type='ResumableSampler', shuffle=True),
    collate_fn=dict(type='ecgdigi.collate_strips'),
    dataset=dict(type='StoredPaths', root='work_dirs/tracenet_small_paths'),
)
train_cfg = dict(max_iters=9000, val_interval=1500)
