# Mixed precision: bfloat16 on CPU and GPU. For float16 with loss scaling (GPU): dtype='float16'.
_base_ = '../tracenet/tracenet_tiny_smoke.py'
optim_wrapper = dict(type='AmpOptimWrapper', dtype='bfloat16')
