"""A page of a PDF as it is drawn: its letters and its ruling lines, in points from the upper left."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from audit.readers.limits import LIMITS
from audit.readers.reasons import too_large

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Matrix = tuple[float, float, float, float, float, float]
"""As PDF writes it: a b c d e f."""

_THIN = 4.0
_STRAIGHT = 1.0
_LONG = 4.0
_DEPTH = 8
_WINDOW = 0.25
_HYPHENS = (0x02, 0xAD, 0xFFFE)
"""What pdfium makes of a hyphen at the end of a line."""

_BLANKS = frozenset(" \t\u00a0\u2002\u2003\u2009")
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class Letter:
    """One character, the box that its font gives it, and the window through which it shows."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    window: Box | None = None
    seen: bool = True
    """Whether nothing cuts it off."""

    @property
    def size(self) -> float:
        """Its height."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line: where it is across its direction, and from where to where it goes."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What is drawn on a page."""

    number: int
    width: float
    height: float
    letters: list[Letter] = field(default_factory=list)
    horizontals: list[Ruling] = field(default_factory=list)
    verticals: list[Ruling] = field(default_factory=list)
    pictured: float = 0
    """The share of the page that the largest picture covers."""

    unmapped: int = 0
    """How many letters have no character behind them."""


def read_page(document: Any, number: int) -> Page:
    """The page of that number, from 1; notes and filled fields that are shown on it are part of it."""
    raw = pdfium.FPDF_LoadPage(document, number - 1)
    if not raw:
        raise ValueError(f"page {number}")
    try:
        if (
            pdfium.FPDFPage_GetAnnotCount(raw) > 0
            and pdfium.FPDFPage_Flatten(raw, 0) == pdfium.FLATTEN_SUCCESS
        ):
            pdfium.FPDF_ClosePage(raw)
            raw = pdfium.FPDF_LoadPage(document, number - 1)
        return _Reader(raw, number).page()
    finally:
        pdfium.FPDF_ClosePage(raw)


class _Reader:
    """Reads one loaded page."""

    def __init__(self, raw: Any, number: int) -> None:
        self.raw = raw
        self.turn, width, height = _turning(raw)
        self.result = Page(number, width, height)
        self.paper: Box = (0, 0, width, height)
        self.objects = 0

    def page(self) -> Page:
        """The page with all that matters on it."""
        self._letters()
        self._drawn(pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, self.raw, (_IDENTITY, 0))
        return self.result

    def _letters(self) -> None:
        text = pdfium.FPDFText_LoadPage(self.raw)
        if not text:
            return
        try:
            box, run, clip = pdfium.FS_RECTF(), 0, self.paper
            count = pdfium.FPDFText_CountChars(text)
            if count > LIMITS.pdf_letters:
                raise too_large(f"第 {self.result.number} 页超过 {LIMITS.pdf_letters} 个字")
            for index in range(count):
                code = pdfium.FPDFText_GetUnicode(text, index)
                if code in _HYPHENS and pdfium.FPDFText_IsHyphen(text, index) == 1:
                    code = ord("-")
                if self._is_letter(text, index, code) and pdfium.FPDFText_GetLooseCharBox(text, index, box):
                    left, top, right, bottom = self.turn((box.left, box.top, box.right, box.bottom))
                    item = pdfium.FPDFText_GetTextObject(text, index)
                    address = ctypes.addressof(item.contents) if item else 0
                    if address != run:
                        run, clip = address, self._clip(item) if item else self.paper
                    window = clip if self._share(clip) < _WINDOW else None
                    seen = _holds(clip, (left + right) / 2, (top + bottom) / 2)
                    self.result.letters.append(Letter(chr(code), left, top, right, bottom, window, seen))
        finally:
            pdfium.FPDFText_ClosePage(text)

    def _clip(self, item: Any) -> Box:
        """The part of the paper to which a program cut a text, as spreadsheets do at the sides of a cell."""
        clip = pdfium.FPDFPageObj_GetClipPath(item)
        window = self.paper
        x, y = ctypes.c_float(), ctypes.c_float()
        for number in range(pdfium.FPDFClipPath_CountPaths(clip) if clip else 0):
            points = []
            for index in range(max(pdfium.FPDFClipPath_CountPathSegments(clip, number), 0)):
                pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, number, index), x, y)
                points.append((x.value, y.value))
            if points:
                window = _shared(window, self.turn(_box(points)))
        return window

    def _is_letter(self, text: Any, index: int, code: int) -> bool:
        """Whether a character is really drawn and known; pdfium adds spaces and line ends of its own."""
        if code > 0x20 and code not in (0xA0, 0xAD, 0xFFFD, 0xFFFE, 0xFFFF) and not 0xD800 <= code < 0xF900:
            return True
        if pdfium.FPDFText_IsGenerated(text, index):
            return False
        if chr(code) in _BLANKS:
            return True
        if code not in (0x0A, 0x0D, 0xAD, 0xFFFE):
            self.result.unmapped += 1
        return False

    def _drawn(
        self, count: Callable[..., int], get: Callable[..., Any], parent: Any, at: tuple[Matrix, int]
    ) -> None:
        """Lines and pictures of the page, or of a drawing inside it."""
        matrix, depth = at
        for index in range(count(parent)):
            self.objects += 1
            if self.objects > LIMITS.pdf_objects:
                raise too_large(f"第 {self.result.number} 页的图形超过 {LIMITS.pdf_objects} 个")
            item = get(parent, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.result.pictured = max(self.result.pictured, self._share(self._bounds(item, matrix)))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                inner = (_product(_matrix(item), matrix), depth + 1)
                self._drawn(pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, item, inner)

    def _share(self, box: Box) -> float:
        """How much of the page a box covers."""
        left, top, right, bottom = box
        return (right - left) * (bottom - top) / max(self.result.width * self.result.height, 1)

    def _bounds(self, item: Any, matrix: Matrix) -> Box:
        sides = [ctypes.c_float() for _ in range(4)]
        pdfium.FPDFPageObj_GetBounds(item, *sides)
        left, bottom, right, top = (side.value for side in sides)
        return self.turn(_box([_moved(matrix, left, bottom), _moved(matrix, right, top)]))

    def _path(self, item: Any, matrix: Matrix) -> None:
        """A thin path is a line, however it is drawn; of others the straight strokes count."""
        if self._rule(self._bounds(item, matrix)):
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        whole = _product(_matrix(item), matrix)
        for points in _outlines(item):
            outline = [_moved(whole, x, y) for x, y in points]
            if stroke.value:
                for start, end in pairwise(outline):
                    self._rule(self.turn(_box([start, end])), _STRAIGHT)
            elif fill.value:
                self._rule(self.turn(_box(outline)))

    def _rule(self, box: Box, thin: float = _THIN) -> bool:
        """Keep a thin box as a ruling line."""
        left, top, right, bottom = box
        width, height = right - left, bottom - top
        if min(width, height) > thin or max(width, height) < _LONG:
            return False
        if height <= width:
            self.result.horizontals.append(Ruling((top + bottom) / 2, left, right))
        else:
            self.result.verticals.append(Ruling((left + right) / 2, top, bottom))
        return True


def _turning(raw: Any) -> tuple[Callable[[Box], Box], float, float]:
    """How PDF's left, top, right, bottom become ours on a page that is shown turned; its width and height."""
    sides = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(raw, sides)
    x0, y0, x1, y1 = sides.left, sides.bottom, sides.right, sides.top
    turns = pdfium.FPDFPage_GetRotation(raw)
    ways: tuple[Callable[[Box], Box], ...] = (
        lambda box: (box[0] - x0, y1 - box[1], box[2] - x0, y1 - box[3]),
        lambda box: (box[3] - y0, box[0] - x0, box[1] - y0, box[2] - x0),
        lambda box: (x1 - box[2], box[3] - y0, x1 - box[0], box[1] - y0),
        lambda box: (y1 - box[1], x1 - box[2], y1 - box[3], x1 - box[0]),
    )
    width, height = x1 - x0, y1 - y0
    return (ways[turns % 4], width, height) if turns % 2 == 0 else (ways[turns % 4], height, width)


def _outlines(item: Any) -> Iterator[list[tuple[float, float]]]:
    """The corners of each outline of a path; curves are left out."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    count = pdfium.FPDFPath_CountSegments(item)
    for index in range(min(count, LIMITS.pdf_objects)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        points.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _shared(one: Box, other: Box) -> Box:
    """The part of a box that another leaves."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _product(first: Matrix, then: Matrix) -> Matrix:
    """The matrix of the one and then the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(points: list[tuple[float, float]]) -> Box:
    """Left, top, right, bottom of points in PDF's own way up."""
    xs, ys = zip(*points, strict=True)
    return min(xs), max(ys), max(xs), min(ys)
