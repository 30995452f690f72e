# The same with a second look along the paths that it finds: 0.5 M weights more, trained alone.
_base_ = './tracenet_small.py'
model = dict(refiner=dict(type='PathRefiner'))
