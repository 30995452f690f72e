"""Header, footer, machine statements, patient box, logo, border. All names and numbers are made up."""

import numpy as np

from ecgdigi.registry import STYLE_PARTS
from ecgdigi.structures import SCALE_TEXTS

from ..plan import between
from ..style import PrintedLine, PrintedText
from ..text import FONTS

FACTS = (
    'ID: {n}', 'Name: ____', 'Age: {a} yrs', 'Sex: {s}', 'Height: {h} cm', 'Weight: {w} kg', 'Date: {d}.{m}.20{y}',
    'Vent. rate {r} bpm', 'PR interval 1{p} ms', 'QRS duration {q} ms', 'QT/QTc 3{t}/4{u} ms', 'P-R-T axes {p} {q} {r}',
    'BP: 1{p}/{q} mmHg', 'Room: {a}', 'Technician: {s}{s}', 'Referred by: ____', '{h}:{m}:{p}', 'RR {a}{p} ms',
)  # fmt: skip
STATEMENTS = (
    'Normal sinus rhythm', 'Normal ECG', 'Sinus bradycardia', 'Sinus tachycardia', 'Left axis deviation', 'Abnormal ECG',
    'Nonspecific T wave abnormality', 'Atrial fibrillation', 'Left ventricular hypertrophy', 'Unconfirmed diagnosis',
    'Right bundle branch block', 'Possible inferior infarct, age undetermined', 'Borderline ECG', 'ST elevation, consider early',
    'No previous ECG available', 'Low voltage QRS',
)  # fmt: skip
FOOTERS = (
    '{speed}mm/s    {gain}mm/mV    0.05-{r} Hz',
    '{speed} mm/s  {gain} mm/mV  F {r}Hz  AC 50',
    'Speed: {speed} mm/sec   Limb: {gain} mm/mV   Chest: {gain}.0 mm/mV',
    'Device:    Speed: {speed} mm/s    Gain: {gain} mm/mV    60~ 0.15-100 Hz    PH{n}',
    '{gain} mm/mV   {speed} mm/s   Filter: {r} Hz',
    '{speed}mm/s {gain}mm/mV ~{r}Hz V{a}.{h}',
    '{gain},0mm/mV  {speed}mm/s',
)
SCALES = {quantity: [value for name, value in SCALE_TEXTS if name == quantity] for quantity in ('speed', 'gain')}


@STYLE_PARTS.register_module()
class RandomTexts:
    """Facts in columns at the top, statements beside them, a line of settings, mostly at the foot, frames and a plain logo.

    Args:
        facts, statements, footer, box, logo, border: share of the pages with each.
        strewn: number of further lines of settings anywhere on the page, with any usual scale, whatever the page's own: for
            networks that are to read them.
    """

    fields = ('texts', 'lines')

    def __init__(
        self,
        facts: float = 0.7,
        statements: float = 0.4,
        footer: float = 0.55,
        box: float = 0.15,
        logo: float = 0.15,
        border: float = 0.12,
        strewn: int = 0,
    ):
        self.facts, self.statements, self.footer = facts, statements, footer
        self.box, self.logo, self.border = box, logo, border
        self.strewn = strewn

    def __call__(self, rng: np.random.Generator, plan) -> dict:
        look = dict(font=FONTS[rng.integers(len(FONTS))], weight=int(rng.choice([300, 400, 600])))
        look['bgr'] = tuple(np.full(3, rng.uniform(0, 90)).tolist())
        numbers = {key: int(rng.integers(10, 99)) for key in 'nahwdmyrpqtu'} | {'s': 'FM'[rng.integers(2)]}
        numbers |= dict(speed=f'{plan.mm_per_s:g}', gain=f'{plan.mm_per_mv:g}')
        size_mm = between(rng, 2.0, 4.0)
        texts, lines = [], []
        (width_mm, height_mm), top_mm = plan.paper_mm, between(rng, 5, 10)
        if rng.random() < self.facts:
            words = rng.permutation(FACTS)[: rng.integers(1, 12)]
            columns = int(rng.integers(1, 4))
            for k, word in enumerate(words):
                place = (9 + (k % columns) * width_mm / 4, top_mm + (k // columns) * size_mm * 1.4)
                texts.append(PrintedText(word.format(**numbers), place, size_mm, **look))
        if rng.random() < self.statements:
            for k, statement in enumerate(rng.permutation(STATEMENTS)[: rng.integers(1, 5)]):
                texts.append(PrintedText(str(statement), (0.5 * width_mm, top_mm + k * size_mm * 1.4), size_mm, **look))
        if rng.random() < self.footer:
            foot_mm = height_mm - between(rng, 2, 7) if rng.random() < 0.8 else between(rng, 3, 12)
            place = (between(rng, 8, 0.6 * width_mm), foot_mm)
            texts.append(PrintedText(FOOTERS[rng.integers(len(FOOTERS))].format(**numbers), place, size_mm, **look))
        for _ in range(self.strewn):
            scale = {quantity: f'{rng.choice(values):g}' for quantity, values in SCALES.items()}
            place = (between(rng, -20, 0.9 * width_mm), between(rng, 3, height_mm - 2))
            line = FOOTERS[rng.integers(len(FOOTERS))].format(**numbers | scale)
            texts.append(PrintedText(line, place, between(rng, 1.6, 4.0), **look))
        if rng.random() < self.box:
            left, right = between(rng, 4, 0.4 * width_mm), between(rng, 0.5 * width_mm, width_mm - 5)
            lines.append(_frame(left, top_mm - 4, right, top_mm + between(rng, 8, 28), between(rng, 0.15, 0.6), look['bgr']))
        if rng.random() < self.border:
            inset = between(rng, 2, 7)
            box = (inset, inset, width_mm - inset, height_mm - inset)
            lines.append(_frame(*box, between(rng, 0.2, 0.8), tuple(rng.uniform(0, 160, 3).tolist())))
        if rng.random() < self.logo:
            lines.append(_logo(rng, width_mm, height_mm))
        return dict(texts=tuple(texts), lines=tuple(lines))


def _frame(left: float, top: float, right: float, bottom: float, line_mm: float, bgr) -> PrintedLine:
    return PrintedLine(((left, top), (right, top), (right, bottom), (left, bottom), (left, top)), line_mm, bgr)


def _logo(rng, width_mm: float, height_mm: float) -> PrintedLine:
    """A filled polygon in a corner."""
    centre = np.array([width_mm - rng.uniform(12, 40), rng.choice([rng.uniform(6, 16), height_mm - rng.uniform(6, 12)])])
    turns = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 9)))
    points = centre + np.stack([np.cos(turns) * rng.uniform(4, 12), np.sin(turns) * rng.uniform(2, 5)], 1)
    return PrintedLine(tuple(map(tuple, points.tolist())), 0.3, tuple(rng.uniform(0, 200, 3).tolist()), filled=True)
