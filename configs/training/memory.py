# Less memory: maps of the widest levels are computed again in the backward pass. Faster steps: torch.compile (needs a C++
# compiler; the first iterations take a minute).
_base_ = '../tracenet/tracenet_tiny_smoke.py'
custom_hooks = [dict(type='ActivationCheckpointingHook', modules=['backbone.levels.0', 'backbone.levels.1'])]
compile = dict(backend='inductor')
