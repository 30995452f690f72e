# The published network: 0.77 M weights, trained on pages drawn from PTB-XL. docs/model_zoo.md holds its figures.
_base_ = [
    '../_base_/models/tracenet_small.py',
    '../_base_/data/ptbxl_strips.py',
    '../_base_/optimization/adamw.py',
    '../_base_/schedules/cosine.py',
    '../_base_/runtime.py',
]
