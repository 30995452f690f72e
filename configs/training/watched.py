# TensorBoard beside the log file, strips of the worst pages after each validation, batches with a NaN loss left out.
_base_ = '../tracenet/tracenet_tiny_smoke.py'
_backends = [dict(type='LocalVisBackend'), dict(type='TensorboardVisBackend')]
visualizer = dict(type='Visualizer', vis_backends=_backends)
default_hooks = dict(finite_loss=dict(action='skip', max_in_a_row=20))
custom_hooks = [dict(type='WorstPagesHook', num_pages=4)]
