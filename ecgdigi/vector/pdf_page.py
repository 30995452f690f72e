"""The lines of a PDF page, by PDFium: page objects and those of nested forms, with their matrices and clip paths."""

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ecgdigi.io.limits import InputRefusedError, Limits, refuse_file
from ecgdigi.io.pdfium import PDFIUM_LOCK, open_pdf, opened_page

from .drawing import Box, PageDrawing, Polyline
from .pdf_text import read_words

MM_PER_PT = 25.4 / 72
# A page of twelve leads at 1000 Hz has 120 000 points and a grid of dots 50 000; ten times as many take about 5 s.
MAX_POINTS = 2_000_000
MAX_OBJECTS = 400_000
MAX_NESTED_FORMS = 12
# The largest page that PDF has without changing its unit is 14400 pt.
MAX_SIDE_MM = 14400 * MM_PER_PT
# Lines that a Bezier curve is replaced by.
CURVE_STEPS = 8


def read_drawing(source: str | os.PathLike | bytes, page_index: int) -> PageDrawing:
    """What a page draws.

    Args:
        source: a PDF's path or its bytes.
        page_index: of its pages, from 0.

    Raises:
        FileNotFoundError: there is no such file.
        InputRefusedError: it is no PDF, damaged, encrypted, has no such page, or draws too much.
    """
    if isinstance(source, bytes):
        name, data = 'this PDF', source
    else:
        refuse_file(source, Limits())
        name, data = os.fspath(source), Path(source).read_bytes()
    with PDFIUM_LOCK, closing(open_pdf(data, name)) as document:
        if not 0 <= page_index < len(document):
            raise InputRefusedError(f'{name}: it has {len(document)} pages, there is none of index {page_index}')
        with opened_page(document, page_index, f'{name}: page {page_index + 1}') as page:
            return _read_page(page, name)


def _read_page(page: pdfium.PdfPage, name: str) -> PageDrawing:
    left, bottom, right, top = page.get_bbox()
    matrix = _seen_matrix(page.get_rotation(), left, bottom, right, top)
    size_mm = ((right - left) * MM_PER_PT, (top - bottom) * MM_PER_PT)
    size_mm = size_mm[::-1] if page.get_rotation() % 180 else size_mm
    if not 0 < min(size_mm) <= max(size_mm) <= MAX_SIDE_MM:
        raise InputRefusedError(
            f'{name}: a page of {size_mm[0]:.0f} x {size_mm[1]:.0f} mm; at most {MAX_SIDE_MM:.0f} mm can be read'
        )
    walk = _Walk(name)
    walk.visit(_objects(raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, page.raw), matrix, (0.0, 0.0, *size_mm), 0)
    return PageDrawing(size_mm, walk.polylines, read_words(page, matrix), walk.num_pictures)


def _seen_matrix(rotation: int, left: float, bottom: float, right: float, top: float) -> np.ndarray:
    """(3, 2) matrix from points of the page's own system, (x, y, 1), to mm on the page as seen."""
    linear, origin = {
        0: ([[1, 0], [0, -1]], [-left, top]),
        90: ([[0, 1], [1, 0]], [-bottom, -left]),
        180: ([[-1, 0], [0, 1]], [right, -bottom]),
        270: ([[0, -1], [-1, 0]], [top, right]),
    }[rotation % 360]
    return MM_PER_PT * np.array([*linear, origin], np.float64)


def _objects(count: Callable, get: Callable, parent) -> Iterator:
    return (get(parent, index) for index in range(count(parent)))


@dataclass
class _Walk:
    """Goes through the objects in the order of drawing."""

    name: str
    polylines: list[Polyline] = field(default_factory=list)
    num_pictures: int = 0
    num_points: int = 0
    num_objects: int = 0

    def visit(self, objects: Iterator, matrix: np.ndarray, clip_mm: Box, depth: int) -> None:
        if depth > MAX_NESTED_FORMS:
            raise InputRefusedError(f'{self.name}: its forms are nested more than {MAX_NESTED_FORMS} deep; print it to a new PDF')
        for item in objects:
            self.num_objects += 1
            if self.num_objects > MAX_OBJECTS:
                raise InputRefusedError(f'{self.name}: a page draws more than {MAX_OBJECTS} objects; read its picture instead')
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                self.num_pictures += 1
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._add_path(item, matrix, _clip(item, matrix, clip_mm))
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                inside = _objects(raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, item)
                self.visit(inside, _after(_own_matrix(item), matrix), _clip(item, matrix, clip_mm), depth + 1)

    def _add_path(self, path, matrix: np.ndarray, clip_mm: Box) -> None:
        count = raw.FPDFPath_CountSegments(path)
        self.num_points += count
        if self.num_points > MAX_POINTS:
            raise InputRefusedError(f'{self.name}: a page draws more than {MAX_POINTS} points; read its picture instead')
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(path, fill, stroke)
        whole = _after(_own_matrix(path), matrix)
        style = _style(path, bool(stroke.value), whole)
        if not (fill.value or stroke.value) or style is None:
            return
        for points in _subpaths(raw.FPDFPath_GetPathSegment(path, index) for index in range(count)):
            self.polylines.append(Polyline(_transformed(points, whole), style, not stroke.value, clip_mm))


def _own_matrix(item) -> np.ndarray:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return np.array([[found.a, found.b], [found.c, found.d], [found.e, found.f]])


def _after(first: np.ndarray, then: np.ndarray) -> np.ndarray:
    """One (3, 2) matrix that does what two do one after the other."""
    product = first @ then[:2]
    product[2] += then[2]
    return product


def _transformed(points: list[tuple[float, float]], matrix: np.ndarray) -> np.ndarray:
    return np.array(points, np.float64) @ matrix[:2] + matrix[2]


def _style(path, stroked: bool, matrix: np.ndarray) -> tuple[int, int, int, float] | None:
    """Colour and width of the pen, mm; None if it is fully transparent."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    (raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor)(path, red, green, blue, alpha)
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(path, width)
    (a, b), (c, d) = matrix[:2].tolist()
    width_mm = width.value * abs(a * d - b * c) ** 0.5 if stroked else 0.0
    return (red.value, green.value, blue.value, round(width_mm, 3)) if alpha.value else None


def _clip(item, matrix: np.ndarray, clip_mm: Box) -> Box:
    """What is left of a box within an object's clip paths. A clip path that is no rectangle counts as its bounding box."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    for number in range(max(raw.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
        count = raw.FPDFClipPath_CountPathSegments(clip, number)
        segments = (raw.FPDFClipPath_GetPathSegment(clip, number, index) for index in range(max(count, 0)))
        points = [point for part in _subpaths(segments) for point in part]
        if points:
            points_mm = _transformed(points, matrix)
            (left, top), (right, bottom) = points_mm.min(0), points_mm.max(0)
            clip_mm = (
                max(clip_mm[0], float(left)),
                max(clip_mm[1], float(top)),
                min(clip_mm[2], float(right)),
                min(clip_mm[3], float(bottom)),
            )
    return clip_mm


def _subpaths(segments: Iterator) -> Iterator[list[tuple[float, float]]]:
    """The points of each subpath that has two or more."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points, curve = [], []
    for segment in segments:
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points, curve = [point], []
        elif kind == raw.FPDF_SEGMENT_BEZIERTO:
            curve.append(point)
            if len(curve) == 3:
                points += _curve(points[-1], *curve)
                curve = []
        else:
            points.append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
            yield points
            points = points[:1]
    if len(points) > 1:
        yield points


def _curve(start, first, second, end) -> list[tuple[float, float]]:
    share = np.arange(1, CURVE_STEPS + 1)[:, None] / CURVE_STEPS
    rest = 1 - share
    points = [np.array(point) for point in (start, first, second, end)]
    curve = rest**3 * points[0] + 3 * rest**2 * share * points[1] + 3 * rest * share**2 * points[2] + share**3 * points[3]
    return [tuple(point) for point in curve.tolist()]
