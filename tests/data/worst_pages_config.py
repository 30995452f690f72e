_base_ = './tiny_config.py'
custom_hooks = [dict(type='WorstPagesHook', num_pages=3)]
