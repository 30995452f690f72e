# A network that looks at ends of leads alone, with what stands beyond them wiped out; it starts from one that reads whole rows.
_base_ = './tracenet_small_ptbxl.py'
_tall = [
    dict(type='ScaleAmplitude', gains=(0.9, 2.5)),
    dict(type='AddArtefacts', artefacts=dict(motion=0.3)),
]
_simulated = (0.2, dict(type='SimulatedECG', duration_s=10.0, fs_hz=500.0))
_ptbxl = dict(type='WFDBSource', root='$ECGDIGI_DATA/ptbxl', records='splits.csv', splits=['train'], duration_s=10.0)
_ends = dict(
    _delete_=True,
    type='SyntheticPieceEnds',
    strips_per_page=10,
    strip_rows=512,
    px_per_mm=8.0,
    positions_per_column=2,
    window_mm=(130.0, 130.0),
)
# A lead may begin in the middle of its steepest wave: steps cost half as much.
model = dict(loss=dict(steep_weight=1.0, end_weight=8.0), decoder=dict(step_cost=0.08))
load_from = 'work_dirs/tracenet_small_average.pth'
optim_wrapper = dict(optimizer=dict(lr=1.5e-3))
train_dataloader = dict(
    batch_size=3,
    dataset=dict(
        num_pages=1_000_000,
        seed=37,
        pages=dict(
            source=[(0.5, _ptbxl), (0.3, dict(type='ProcessedSource', source=_ptbxl, steps=_tall)), _simulated],
            style={{_base_.train_dataloader.dataset.pages.style}},
            effects={{_base_.train_dataloader.dataset.pages.effects}},
        ),
        **_ends,
    ),
)
val_dataloader = dict(
    dataset=dict(num_pages=24, seed=137, pages={{_base_.val_dataloader.dataset.pages}}, **_ends),
)
test_dataloader = val_dataloader
train_cfg = dict(max_iters=4000, val_interval=1000)
