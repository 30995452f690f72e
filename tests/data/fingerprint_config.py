_base_ = './tiny_config.py'
custom_imports = dict(imports=['fingerprint'])
custom_hooks = [dict(type='FingerprintHook')]
