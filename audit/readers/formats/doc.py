"""Old Word files (doc, and wps of that kind): paragraphs and tables of the body, with true spans.

What does not fit together exactly is refused here and left to LibreOffice.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise

from audit.model.grid import Cell, Document, Grid, Paragraph, PartKind
from audit.readers.content import Content
from audit.readers.edges import clustered, nearest
from audit.readers.limits import LIMITS
from audit.readers.reasons import not_ours, too_large
from audit.readers.word97 import Properties, Stretch, Word97

FORMAT = "doc"

_IN_TABLE, _ROW_ENDS, _DEPTH = 0x2416, 0x2417, 0x6649
_DEFINITION, _VERTICAL, _MERGE = 0xD608, 0xD62B, 0x5624
_RESHAPES = frozenset((0x5625, 0x7621, 0x5622, 0x7623))
"""Cells split, inserted, deleted or moved after the row was defined."""

_ALIKE = 30.0
"""Positions that are no farther apart stand for one, in twentieths of a point."""

_CELL_ENDS = "\x07"
_CONTINUES, _RESTARTS, _SIDEWAYS = 0x20, 0x40, 0x03
_MARK = 20
"""Bytes that a definition spends on each cell."""


def read(content: Content) -> Document:
    """Read the body of an old Word file."""
    try:
        blocks = tuple(_blocks(Word97(content.data).stretches(), count(1)))
    except (struct.error, IndexError, ValueError, AssertionError) as error:
        raise not_ours(f"{type(error).__name__}") from error
    return Document(FORMAT, blocks)


@dataclass(slots=True)
class _Box:
    """A cell as written: where it begins and ends, how it merges, what it says."""

    left: float
    right: float
    vertical: int = 0
    sideways: int = 0
    text: str = ""
    rowspan: int = 1


@dataclass(slots=True)
class _Table:
    """A table being read: its rows, the cells of the row that is open, the lines of the open cell."""

    rows: list[list[_Box]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def add(self, stretch: Stretch) -> None:
        """Take the next paragraph."""
        if stretch.flag(_ROW_ENDS):
            self._row(stretch.properties)
            return
        self.lines.append(stretch.text)
        if stretch.mark == _CELL_ENDS:
            self.texts.append("\n".join(self.lines).strip())
            self.lines = []

    def _row(self, properties: Properties) -> None:
        boxes = _boxes(properties)
        if self.lines or len(boxes) != len(self.texts):
            raise not_ours("单元格数与行的定义不符")
        for box, text in zip(boxes, self.texts, strict=True):
            box.text = text
        self.rows.append(_joined(boxes))
        self.texts = []
        if sum(map(len, self.rows)) > LIMITS.cells:
            raise too_large(f"表格超过 {LIMITS.cells} 个单元格")

    def grid(self, part: str) -> Grid:
        """The table with its columns where any of its cells begins or ends."""
        if self.texts or self.lines:
            raise not_ours("表格的最后一行不完整")
        edges = clustered(
            [side for row in self.rows for box in row for side in (box.left, box.right)], _ALIKE
        )
        if len(edges) - 1 > LIMITS.sheet_columns:
            raise too_large(f"表格超过 {LIMITS.sheet_columns} 列")
        cells = tuple(_cell(number, box, edges) for number, box in list(_anchors(self.rows)))
        return Grid(part, PartKind.TABLE, len(self.rows), len(edges) - 1, cells)


def _blocks(stretches: Iterator[Stretch], numbers: Iterator[int]) -> Iterator[Paragraph | Grid]:
    """Paragraphs and tables in reading order."""
    table: _Table | None = None
    for stretch in stretches:
        if int.from_bytes(stretch.properties.get(_DEPTH, b"\0"), "little") > 1:
            raise not_ours("表格里套着表格")
        if stretch.flag(_IN_TABLE):
            table = table or _Table()
            table.add(stretch)
            continue
        if table is not None:
            yield table.grid(f"表{next(numbers)}")
            table = None
        if stretch.mark == _CELL_ENDS:
            raise not_ours("表格之外有单元格")
        for line in stretch.text.split("\n"):
            if line.strip():
                yield Paragraph(line.strip())
    if table is not None:
        yield table.grid(f"表{next(numbers)}")


def _boxes(properties: Properties) -> list[_Box]:
    """The cells of a row by its definition."""
    definition = properties.get(_DEFINITION)
    if not definition or _RESHAPES & properties.keys():
        raise not_ours("行没有完整的定义")
    columns = definition[0]
    edges = struct.unpack_from(f"<{columns + 1}h", definition, 1)
    marks = definition[1 + 2 * (columns + 1) :]
    boxes = []
    for number, (left, right) in enumerate(pairwise(edges)):
        mark = marks[_MARK * number : _MARK * number + 2]
        flags = int.from_bytes(mark, "little")
        boxes.append(_Box(left, right, flags & (_CONTINUES | _RESTARTS), flags & _SIDEWAYS))
    _merge_later(boxes, properties)
    return boxes


def _merge_later(boxes: list[_Box], properties: Properties) -> None:
    """Merges that stand beside the definition, two bytes each: which cell and how, or from where to where."""
    for number, how in _pairs(properties.get(_VERTICAL, b"")):
        boxes[number].vertical = (0, _CONTINUES, 0, _CONTINUES | _RESTARTS)[how & 3]
    for first, end in _pairs(properties.get(_MERGE, b"")):
        for number, box in enumerate(boxes[first:end]):
            box.sideways = 2 if number else 1


def _pairs(operands: bytes) -> Iterator[tuple[int, int]]:
    return zip(operands[::2], operands[1::2], strict=True)


def _joined(boxes: Sequence[_Box]) -> list[_Box]:
    """The row with cells merged sideways as one; a run begins anew with the mark of its first cell."""
    joined: list[_Box] = []
    for box in boxes:
        before = joined[-1] if joined else None
        if box.sideways and before is not None and before.sideways and box.sideways != before.sideways:
            before.right = box.right
        else:
            joined.append(box)
    return joined


def _anchors(rows: Sequence[Sequence[_Box]]) -> Iterator[tuple[int, _Box]]:
    """Each cell with its row; one that goes on from above lengthens the one there."""
    above: list[_Box] = []
    for number, row in enumerate(rows, 1):
        merging: list[_Box] = []
        for box in row:
            upper = next((one for one in above if _stands_over(one, box)), None)
            if box.vertical == _CONTINUES and upper is not None:
                upper.rowspan += 1
                merging.append(upper)
                continue
            if box.vertical:
                merging.append(box)
            yield number, box
        above = merging


def _cell(row: int, box: _Box, edges: Sequence[float]) -> Cell:
    first, last = nearest(edges, box.left), nearest(edges, box.right)
    return Cell(row, first + 1, box.text, box.rowspan, max(last - first, 1))


def _stands_over(upper: _Box, lower: _Box) -> bool:
    return abs(upper.left - lower.left) <= _ALIKE and abs(upper.right - lower.right) <= _ALIKE
