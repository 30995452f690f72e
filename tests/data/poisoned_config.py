_base_ = './tiny_config.py'
custom_imports = dict(imports=['poison'])
model = dict(type='PoisonedNet')
