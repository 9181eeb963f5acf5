"""OpenDocument texts: paragraphs and tables with true spans, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from lxml import etree

from audit.model.grid import Document, Grid, Paragraph
from audit.readers.content import Content
from audit.readers.limits import LIMITS
from audit.readers.opendocument import DRAW, TABLE, H, P, body, drop, prune, repeats, span, text_of
from audit.readers.placing import Placing
from audit.readers.reasons import only_pictures, too_large

FORMAT = "odt"

_TABLE, _ROW, _CELL = (TABLE + name for name in ("table", "table-row", "table-cell"))
_COVERED = TABLE + "covered-table-cell"


def read(content: Content) -> Document:
    """Read the body of a text document."""
    root, text = body(content, "text")
    prune(root)
    blocks = tuple(_blocks(text, count(1)))
    if not blocks and next(text.iter(DRAW + "frame"), None) is not None:
        raise only_pictures()
    return Document(FORMAT, blocks)


def _blocks(parent: etree._Element, numbers: Iterator[int]) -> Iterator[Paragraph | Grid]:
    """Paragraphs and tables in reading order, also those inside sections, lists and boxes."""
    for child in parent:
        if child.tag in (P, H):
            if text := text_of([child]):
                yield Paragraph(text)
            for drawing in _drawings(child):
                yield from _blocks(drawing, numbers)
        elif child.tag == _TABLE:
            for table in (child, *_inner_tables(child)):
                grid = _grid(table, f"表{next(numbers)}")
                if grid.cells:
                    yield grid
        else:
            yield from _blocks(child, numbers)


def _drawings(parent: etree._Element) -> Iterator[etree._Element]:
    """The frames and shapes anchored in a paragraph, which may hold text of their own."""
    for child in parent:
        if child.tag.startswith(DRAW):
            yield child
        else:
            yield from _drawings(child)


def _inner_tables(table: etree._Element) -> list[etree._Element]:
    """Detach the tables inside a table, so that their text does not leak into its cells."""
    inner = [node for node in table.iter(_TABLE) if node is not table]
    for node in inner:
        drop(node)
    return inner


def _grid(table: etree._Element, part: str) -> Grid:
    rows = list(_rows(table))
    placing = Placing(len(rows))
    for number, row in enumerate(rows, 1):
        column = 1
        for cell in row.iterchildren(_CELL, _COVERED):
            times = repeats(cell, "columns")
            if cell.tag == _CELL:
                text = text_of(cell.iter(P, H))
                for at in range(column, min(column + times, LIMITS.sheet_columns + 2)):
                    placing.put(number, at, text, span(cell, "rows"), span(cell, "columns"))
            column += times
    return placing.grid(part)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows, each as often as it stands there."""
    total = 0
    for row in table.iter(_ROW):
        times = repeats(row, "rows")
        total += times * max(len(row), 1)
        if total > LIMITS.cells:
            raise too_large(f"表格超过 {LIMITS.cells} 个单元格")
        for _ in range(times):
            yield row
