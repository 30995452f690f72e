# Going on once more: strips of 64 and of 80 mm, and what is rare in records: waves that cross other rows, rows that wander.
_base_ = './tracenet_small_ptbxl_changes.py'
_tall = [
    dict(type='ScaleAmplitude', gains=(0.9, 2.5)),
    dict(type='AddArtefacts', artefacts=dict(motion=0.3)),
]
_wandering = [dict(type='AddWander', heights_mv=(0.1, 0.8))]
_simulated = (0.1, dict(type='SimulatedECG', duration_s=10.0, fs_hz=500.0))
_ptbxl = dict(type='WFDBSource', root='$ECGDIGI_DATA/ptbxl', records='splits.csv', splits=['train'], duration_s=10.0)
model = dict(data_preprocessor=dict(heights_px=[512, 640]))
load_from = 'work_dirs/tracenet_small_average.pth'
train_dataloader = dict(
    dataset=dict(
        seed=29,
        strip_px=(640, 256),
        pages=dict(
            source=[
                (0.4, _ptbxl),
                (0.3, dict(type='ProcessedSource', source=_ptbxl, steps=_tall)),
                (0.2, dict(type='ProcessedSource', source=_ptbxl, steps=_wandering)),
                _simulated,
            ],
            style=dict(layouts={'12x1': 4.0}),
        ),
    )
)
