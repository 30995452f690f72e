"""PDF pages whose traces are lines, drawn in the manners of different programs."""

import io
from dataclasses import dataclass

import numpy as np
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS, ECGSignal, PageLayout, printed_signal

PT_PER_MM = 72 / 25.4
# Letters as strokes, in units of their height: enough for lead names.
GLYPHS = {
    'I': [[(0.1, 0), (0.1, 1)]],
    'V': [[(0, 1), (0.3, 0), (0.6, 1)]],
    'R': [[(0, 0), (0, 1), (0.5, 0.9), (0.5, 0.6), (0, 0.5), (0.5, 0)]],
    'L': [[(0, 1), (0, 0), (0.5, 0)]],
    'F': [[(0, 0), (0, 1), (0.5, 1)], [(0, 0.5), (0.4, 0.5)]],
    'a': [[(0.5, 0.6), (0.1, 0.5), (0, 0.2), (0.3, 0), (0.5, 0.2), (0.5, 0.6), (0.5, 0)]],
}


@dataclass(frozen=True)
class VectorStyle:
    """How a page is drawn; lengths are mm of the grid, which `printed` makes larger or smaller.

    Attributes:
        paths: 'lead', 'row' (over all columns), 'page' (one path with a subpath per lead), 'chunks' of 50 points, 'samples'
            (a path per line), 'filled' (outlines of thick lines), 'whole' (ten seconds in each column, of which a clip path
            shows its own).
        grid: 'lines', 'dashed', 'dashes' (each its own path), 'dots', 'squares' or None.
        names: 'text', 'columns' (none for rhythm rows), 'outlines' or None.
        pulses: 'own', 'joined' to the first trace of each row, or None.
        texts: printed in the upper left corner.
        rotate: /Rotate of the page; the content is turned so that it is upright when seen.
        turned: the content is turned anticlockwise by this, degrees, and seen so.
        in_form: everything but the grid is in a form, shifted and scaled there.
        clip_mm: (left, top, right, bottom) that the traces are clipped to.
        picture: a picture of this many px stands in the place of the traces.
    """

    layout: str | PageLayout = '3x4+1'
    mm_per_s: float = 25.0
    mm_per_mv: float = 10.0
    paths: str = 'lead'
    grid: str | None = 'lines'
    names: str | None = 'text'
    pulses: str | None = 'own'
    texts: tuple[str, ...] = ()
    printed: float = 1.0
    rotate: int = 0
    turned: int = 0
    in_form: bool = False
    clip_mm: tuple[float, float, float, float] | None = None
    picture: int = 0
    size_mm: tuple[float, float] = (297.0, 210.0)
    left_mm: float = 20.0
    duration_s: float = 10.0
    column_gap_mm: float = 0.0
    password: str = ''


def layout_of(style: VectorStyle) -> PageLayout:
    return (LAYOUTS | CABRERA_LAYOUTS)[style.layout] if isinstance(style.layout, str) else style.layout


def truth_of(signal: ECGSignal, style: VectorStyle) -> ECGSignal:
    """What the page shows."""
    return printed_signal(signal, layout_of(style), duration_s=style.duration_s)


def vector_page(signal: ECGSignal, style: VectorStyle) -> bytes:
    """A PDF with one page of an ECG."""
    return _Page(signal, style).draw()


class _Page:
    def __init__(self, signal: ECGSignal, style: VectorStyle):
        self.signal, self.style, self.layout = signal, style, layout_of(style)
        self.buffer = io.BytesIO()
        width, height = (side * style.printed * PT_PER_MM for side in style.size_mm)
        on_side = style.turned % 180 == 90  # as seen: reportlab itself turns the sheet of a page with /Rotate
        encrypt = StandardEncryption(style.password, strength=128) if style.password else None
        self.canvas = Canvas(self.buffer, (height, width) if on_side else (width, height), encrypt=encrypt)
        self.zero_lines_mm = np.linspace(35, style.size_mm[1] - 20, self.layout.num_rows)

    def draw(self) -> bytes:
        canvas, style = self.canvas, self.style
        canvas.setPageRotation(style.rotate)
        self._turn()
        unit = style.printed * PT_PER_MM
        # From here on as on paper: mm, y downwards.
        canvas.transform(unit, 0, 0, -unit, 0, style.size_mm[1] * unit)
        self._draw_grid()
        if style.in_form:
            canvas.beginForm('ecg', -1000, -1000, 3000, 3000)
            canvas.transform(0.5, 0, 0, 0.5, -10, -5)
        canvas.setStrokeColorRGB(0, 0, 0)
        canvas.setLineWidth(0.25)
        self._draw_content()
        if style.in_form:
            canvas.endForm()
            canvas.translate(20, 10)
            canvas.scale(2, 2)
            canvas.doForm('ecg')
        canvas.showPage()
        canvas.save()
        return self.buffer.getvalue()

    def _turn(self) -> None:
        """So that the content is anticlockwise by `turned` on the page as seen, whatever /Rotate does to that."""
        degrees = (self.style.turned + self.style.rotate) % 360
        width, height = (side * self.style.printed * PT_PER_MM for side in self.style.size_mm)
        self.canvas.translate(*{0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}[degrees])
        self.canvas.rotate(degrees)

    def _line(self, *points_mm) -> None:
        path = self.canvas.beginPath()
        path.moveTo(*points_mm[0])
        for point in points_mm[1:]:
            path.lineTo(*point)
        self.canvas.drawPath(path)

    def _draw_grid(self) -> None:
        canvas, (width, height) = self.canvas, (int(side) for side in self.style.size_mm)
        canvas.setStrokeColorRGB(0.95, 0.7, 0.7)
        kind = self.style.grid
        if kind in ('lines', 'dashed', 'dashes'):
            canvas.setDash([0.3, 0.2] if kind == 'dashed' else [])
            for step, pen in ((1, 0.05), (5, 0.15)):
                canvas.setLineWidth(pen)
                for x in range(5, width - 4, step):
                    self._ruled((x, 5), (x, height - 5), kind == 'dashes')
                for y in range(5, height - 4, step):
                    self._ruled((5, y), (width - 5, y), kind == 'dashes')
            canvas.setDash([])
        elif kind == 'dots':
            canvas.setLineWidth(0.2)
            for x in range(10, width - 9, 2):
                for y in range(10, height - 9, 2):
                    self._line((x, y), (x + 0.1, y))
                    self._line((x + 1, y + 1), (x + 1.1, y + 1))
        elif kind == 'squares':
            canvas.setLineWidth(0.1)
            for x in range(5, width - 9, 5):
                for y in range(5, height - 9, 5):
                    canvas.rect(x, y, 5, 5)

    def _ruled(self, start, stop, in_dashes: bool) -> None:
        if not in_dashes:
            self._line(start, stop)
            return
        start, stop = np.array(start, float), np.array(stop, float)
        for share in np.arange(0, 1, 0.1):
            self._line(tuple(start + share * (stop - start)), tuple(start + (share + 0.06) * (stop - start)))

    def _draw_content(self) -> None:
        style, canvas = self.style, self.canvas
        for number, text in enumerate(style.texts):
            self._text(10, 12 + 5 * number, text, 3)
        for box in self.layout.boxes(duration_s=style.duration_s):
            if style.names and not (style.names == 'columns' and box.row in self.layout.rhythm_rows):
                self._name(self._left_mm(box) + 1, self.zero_lines_mm[box.row] - 7, box.printed_name)
        if style.picture:
            pixels = ImageReader(io.BytesIO(_noise_png(style.picture)))
            canvas.drawImage(pixels, 15, 25, style.size_mm[0] - 30, style.size_mm[1] - 40)
            return
        for zero_mm in self.zero_lines_mm:
            if style.pulses == 'own':
                self._line(*self._pulse(zero_mm))
        canvas.saveState()
        if style.clip_mm:
            self._clip(*style.clip_mm)
        self._draw_traces()
        canvas.restoreState()

    def _clip(self, left, top, right, bottom) -> None:
        path = self.canvas.beginPath()
        path.rect(left, top, right - left, bottom - top)
        self.canvas.clipPath(path, stroke=0, fill=0)

    def _pulse(self, zero_mm: float) -> list[tuple[float, float]]:
        left, top = self.style.left_mm - 8, zero_mm - self.style.mm_per_mv
        return [(left, zero_mm), (left + 1, zero_mm), (left + 1, top), (left + 6, top), (left + 6, zero_mm), (left + 7, zero_mm)]

    def _left_mm(self, box) -> float:
        return self.style.left_mm + box.start_s * self.style.mm_per_s + box.column * self.style.column_gap_mm

    def _points(self, box) -> np.ndarray:
        style, fs_hz = self.style, self.signal.fs_hz
        samples = np.arange(round(box.start_s * fs_hz), min(round(box.stop_s * fs_hz), self.signal.signal_mv.shape[1]))
        x_mm = self._left_mm(box) + (samples / fs_hz - box.start_s) * style.mm_per_s
        y_mm = self.zero_lines_mm[box.row] - box.sign * self.signal.lead(box.lead)[samples] * style.mm_per_mv
        return np.stack([x_mm, y_mm], 1)

    def _draw_traces(self) -> None:
        style, canvas = self.style, self.canvas
        boxes = self.layout.boxes(duration_s=style.duration_s)
        pieces = {(box.row, box.column): self._points(box) for box in boxes}
        if style.pulses == 'joined':
            for (row, column), points in pieces.items():
                if column == 0:
                    pieces[row, column] = np.concatenate([self._pulse(self.zero_lines_mm[row]), points])
        if style.paths == 'page':
            path = canvas.beginPath()
            for points in pieces.values():
                path.moveTo(*points[0])
                for point in points[1:]:
                    path.lineTo(*point)
            canvas.drawPath(path)
        elif style.paths == 'row':
            for row in range(self.layout.num_rows):
                self._line(*np.concatenate([points for (own, _), points in pieces.items() if own == row]))
        elif style.paths == 'whole':
            for box in boxes:
                self._draw_whole(box)
        else:
            for points in pieces.values():
                self._draw_piece(points)

    def _draw_piece(self, points: np.ndarray) -> None:
        if self.style.paths == 'filled':
            self._fill_line(points)
            return
        size = {'lead': len(points), 'chunks': 50, 'samples': 1}[self.style.paths]
        for first in range(0, len(points) - 1, size):
            self._line(*points[first : first + size + 1])

    def _draw_whole(self, box) -> None:
        fs_hz, left = self.signal.fs_hz, self._left_mm(box)
        samples = np.arange(round(self.style.duration_s * fs_hz))
        x_mm = left + (samples / fs_hz - box.start_s) * self.style.mm_per_s
        y_mm = self.zero_lines_mm[box.row] - self.signal.lead(box.lead)[samples] * self.style.mm_per_mv
        self.canvas.saveState()
        self._clip(left, 0, left + box.duration_s * self.style.mm_per_s, self.style.size_mm[1])
        self._line(*np.stack([x_mm, y_mm], 1))
        self.canvas.restoreState()

    def _fill_line(self, points: np.ndarray, half_mm: float = 0.1) -> None:
        along = np.gradient(points, axis=0)
        normal = np.stack([-along[:, 1], along[:, 0]], 1) / np.linalg.norm(along, axis=1, keepdims=True)
        # Where the line turns, points of a thick outline must not run back.
        outline = np.concatenate([points + half_mm * normal * [0, 1], (points - half_mm * normal * [0, 1])[::-1]])
        path = self.canvas.beginPath()
        path.moveTo(*outline[0])
        for point in outline[1:]:
            path.lineTo(*point)
        path.close()
        self.canvas.drawPath(path, stroke=0, fill=1)

    def _text(self, x_mm: float, y_mm: float, text: str, height_mm: float) -> None:
        self.canvas.saveState()
        self.canvas.transform(1, 0, 0, -1, x_mm, y_mm)
        self.canvas.setFont('Helvetica', height_mm)
        self.canvas.drawString(0, 0, text)
        self.canvas.restoreState()

    def _name(self, x_mm: float, y_mm: float, name: str) -> None:
        if self.style.names != 'outlines':
            self._text(x_mm, y_mm, name, 3.5)
            return
        for place, letter in enumerate(name):
            for line in GLYPHS.get(letter, GLYPHS['I']):
                self._line(*[(x_mm + 2.5 * place + 3 * x, y_mm - 3 * y) for x, y in line])


def _noise_png(side: int) -> bytes:
    import cv2

    return cv2.imencode('.png', np.random.default_rng(0).integers(0, 255, (side, side, 3), np.uint8))[1].tobytes()
