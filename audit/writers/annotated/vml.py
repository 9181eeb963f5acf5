"""The yellow boxes of cell comments: Excel keeps their places in a drawing of an older language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from audit.readers.reasons import damaged

if TYPE_CHECKING:
    from lxml.etree import _Element

WIDTHS, LINE, LETTER = (300, 600), 15, 13
"""Pixels that a box is wide, the second where it would be too tall; those of a line and of a character."""

_TALL, _TALLEST = 480, 1_200

_COLUMN, _ROW = 64, 20
"""Pixels of a column and a row without a size of their own."""

_FRAME = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_TYPE = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{id}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:80pt;margin-top:5pt;width:{width}pt;height:{height}pt;z-index:{order};'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_ID = re.compile(rb"_x0000_s(\d{1,9})\b")
_BLOCK = 1024
"""Ids that a sheet's shapes have for themselves."""


@dataclass(frozen=True, slots=True)
class Box:
    """The comment of a cell, row and column from 1."""

    row: int
    column: int
    text: str

    @property
    def width(self) -> int:
        """Pixels that the box is wide."""
        return WIDTHS[self._height(WIDTHS[0]) > _TALL]

    @property
    def height(self) -> int:
        """Pixels that the text takes."""
        return min(self._height(self.width), _TALLEST)

    def _height(self, width: int) -> int:
        letters = width // LETTER
        return sum(max(1, ceil(len(line) / letters)) for line in self.text.split("\n")) * LINE + 12


@dataclass(frozen=True, slots=True)
class Sizes:
    """How wide the columns and how high the rows of a sheet are, in pixels, where they say so."""

    columns: dict[int, int]
    rows: dict[int, int]

    @classmethod
    def of(cls, sheet: _Element, s: str) -> Sizes:
        """The sizes that a sheet states."""
        columns: dict[int, int] = {}
        for node in sheet.iterfind(f"{s}cols/{s}col"):
            first, last = int(node.get("min", "1")), min(int(node.get("max", "1")), 256)
            hidden = node.get("hidden") in ("1", "true")
            columns.update(
                dict.fromkeys(range(first, last + 1), 0 if hidden else round(_float(node, "width") * 7 + 5))
            )
        rows = {
            int(node.get("r", "0")): 0
            if node.get("hidden") in ("1", "true")
            else round(_float(node, "ht") * 4 / 3)
            for node in sheet.iterfind(f"{s}sheetData/{s}row")
            if node.get("ht") or node.get("hidden")
        }
        return cls(columns, rows)

    def anchor(self, box: Box) -> str:
        """From where to where a box reaches: column, offset, row, offset, twice, from 0."""
        top = max(box.row - 1, 1)
        right, dx = _reach(self.columns, _COLUMN, box.column + 1, box.width + 15)
        bottom, dy = _reach(self.rows, _ROW, top, box.height + 4)
        return f"{box.column}, 15, {top - 1}, 4, {right - 1}, {dx}, {bottom - 1}, {dy}"


def _reach(sizes: dict[int, int], usual: int, first: int, wanted: int) -> tuple[int, int]:
    """The column or row, from 1, and the offset in it, that is so many pixels away."""
    while wanted > (size := sizes.get(first, usual)):
        wanted, first = wanted - size, first + 1
    return first, wanted


def drawing(boxes: list[Box], sizes: Sizes, sheet: int, old: bytes | None) -> bytes:
    """The drawing with the boxes added; what stood in it stays as it is."""
    made = old if old is not None else _FRAME.format(block=sheet).encode()
    end = made.rfind(b"</xml>")
    if end < 0 or b"\0" in made[:64]:
        raise damaged("批注的图形读不懂")
    taken = [int(found) for found in _ID.findall(made)]
    first = max((sheet * _BLOCK, *taken)) + 1
    added = "" if b'id="_x0000_t202"' in made else _TYPE
    for number, box in enumerate(boxes):
        added += _SHAPE.format(
            id=first + number, order=number + 1, width=box.width * 0.75, height=box.height * 0.75,
            anchor=sizes.anchor(box), row=box.row - 1, column=box.column - 1,
        )  # fmt: skip
    return made[:end] + added.encode() + made[end:]


def _float(node: _Element, name: str) -> float:
    try:
        return min(float(node.get(name, "0")), 2000.0)
    except ValueError:
        return 0.0
