# What drawn pages look like: paper and print, and three ways from print to picture, of which data configs take their mixture.
_paper = [
    dict(type='Handwriting', probability=0.15),
    dict(type='Stamp', probability=0.05),
    dict(type='Highlighter', probability=0.05),
    dict(type='Stains', probability=0.08),
    dict(type='Ageing', probability=0.15),
    dict(type='HolesAndStaples', probability=0.04),
    dict(type='TornCorner', probability=0.03),
]
_captured = [
    dict(type='ColourCast', probability=0.7),
    dict(type='Grey', probability=0.15),
    dict(type='SensorNoise', probability=0.6),
    dict(type='Resampling', probability=0.15),
    dict(type='Jpeg', probability=0.7),
]
# Never on paper: a page as a program or a PDF shows it.
_render = [
    dict(type='Resampling', probability=0.3),
    dict(type='Grey', probability=0.1),
    dict(type='Jpeg', probability=0.3),
]
# Laid on a scanner; copies of copies among them.
_scan = [
    *_paper,
    dict(type='Creases', probability=0.4),
    dict(type='UnevenLight', probability=0.5),
    dict(type='ScanWarp', probability=0.8),
    dict(type='Blur', probability=0.5),
    dict(type='Photocopy', probability=0.06),
    dict(type='TwoTones', probability=0.04),
    dict(type='Fax', probability=0.02),
    *_captured,
]
_lens = [
    dict(type='CastShadow', probability=0.3),
    dict(type='Glare', probability=0.1),
    dict(type='Defocus', probability=0.35),
    dict(type='MotionBlur', probability=0.15),
    dict(type='ScreenPhoto', probability=0.06),
    *_captured,
]
_photo = [*_paper, dict(type='PhotographedSheet'), *_lens]
# From further away, at flatter angles, less upright: what only finding the page has to cope with.
_far_photo = [*_paper, dict(type='PhotographedSheet', max_tilt_deg=42.0, max_roll_deg=9.0, overlook=0.35), *_lens]
_style = dict(
    type='RandomStyle',
    layouts={'3x4+1': 6.0, '3x4': 1.0, '6x2': 1.5, '6x2+1': 1.5, '12x1': 3.0, '3x4+3': 1.0},
    px_per_mm=(3.5, 10.0),
    speeds_mm_s={25.0: 0.88, 50.0: 0.09, 12.5: 0.03},
    gains_mm_mv={10.0: 0.9, 5.0: 0.05, 20.0: 0.05},
    max_duration_s=10.0,
    parts=[dict(type='RandomMarks', skew=0.15, skew_s=(0.001, 0.01))],  # rows that are late by some milliseconds
)
_source = [(1.0, dict(type='SimulatedECG', duration_s=10.0, fs_hz=500.0))]
