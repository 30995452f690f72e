# The same crops, four of five drawn from recorded ECGs: PTB-XL (CC BY 4.0), see ptbxl_strips.py.
_base_ = './synthetic_layouts.py'

_simulated = (0.2, dict(type='SimulatedECG', duration_s=10.0, fs_hz=500.0))
_ptbxl = dict(type='WFDBSource', root='$ECGDIGI_DATA/ptbxl', records='splits.csv', duration_s=10.0)

train_dataloader = dict(dataset=dict(pages=dict(source=[(0.8, dict(splits=['train'], **_ptbxl)), _simulated])))
val_dataloader = dict(dataset=dict(pages=dict(source=[(0.8, dict(splits=['val'], **_ptbxl)), _simulated])))
test_dataloader = val_dataloader
