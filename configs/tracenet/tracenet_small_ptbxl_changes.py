# Going on once more: where one lead ends and the next begins counts ninefold. Strips lie along rows alone.
_base_ = './tracenet_small_ptbxl_finetune.py'
model = dict(loss=dict(jump_weight=8.0))
optim_wrapper = dict(optimizer=dict(lr=1e-3))
train_dataloader = dict(dataset=dict(seed=23, anywhere_share=0.0, ends_share=0.15))
train_cfg = dict(max_iters=4000, val_interval=1000)
