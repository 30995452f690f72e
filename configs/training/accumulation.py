# Each step is the mean gradient of four iterations, each of its values clipped to +-0.1.
_base_ = '../tracenet/tracenet_tiny_smoke.py'
optim_wrapper = dict(accumulative_counts=4, clip_grad=dict(_delete_=True, type='value', clip_value=0.1))
