"""Web pages, also those that Word, Excel and reporting systems save: text and tables as they are shown."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, groupby

from lxml import etree

from audit.errors import UnreadableFile
from audit.model.grid import Document, Grid, Paragraph
from audit.readers.content import Content
from audit.readers.markup import Piece, hidden, parse_html, pieces, text_of
from audit.readers.placing import Placing
from audit.readers.reasons import damaged, only_pictures

FORMAT = "html"

_FRAMES = "网页由框架组成，内容在旁边的文件夹里，未读取。请用 Word、Excel 或 WPS 打开后另存为 docx 或 xlsx。"
_SCRIPTED = (
    "网页的内容由脚本生成，文件里没有文字，未读取。请在浏览器中复制到 Word 或 Excel 后保存，再重新检查。"
)


def read(content: Content) -> Document:
    """Read a page, or every page of a web archive."""
    numbers = count(1)
    roots = [root for page in _pages(content.data) if (root := parse_html(page)) is not None]
    blocks = tuple(block for root in roots for block in _blocks(pieces(root), numbers))
    if not blocks:
        _explain_blank(roots)
    return Document(FORMAT, blocks)


def _pages(data: bytes) -> Iterator[bytes]:
    """The page itself, or the pages inside a web archive (mht)."""
    if data.lstrip()[:1] == b"<" or b"mime-version:" not in data[:4096].lower():
        yield data
        return
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if not isinstance(page, bytes):
                raise damaged("网页存档不完整")
            yield page


def _explain_blank(roots: list[etree._Element]) -> None:
    """A page without text may still hold a form elsewhere."""
    tags = {node.tag for root in roots for node in root.iter()}
    if tags & {"frame", "iframe"}:
        raise UnreadableFile(_FRAMES)
    if "img" in tags:
        raise only_pictures()
    if "script" in tags:
        raise UnreadableFile(_SCRIPTED)


def _blocks(found: list[Piece], numbers: Iterator[int]) -> Iterator[Paragraph | Grid]:
    """Paragraphs and tables in reading order."""
    for is_text, run in groupby(found, key=lambda piece: isinstance(piece, str)):
        if is_text:
            yield from (Paragraph(line) for line in text_of(run).split("\n") if line)
            continue
        for table in run:
            assert not isinstance(table, str)
            yield from _table(table, numbers)


@dataclass(slots=True)
class _Box:
    """A td or th: its text and spans, and all that stands in it."""

    text: str
    rowspan: int
    colspan: int
    found: list[Piece]

    @property
    def tables(self) -> list[Piece]:
        """The tables inside."""
        return [piece for piece in self.found if not isinstance(piece, str)]


@dataclass(slots=True)
class _Line:
    """A tr with the number of the last row of its group."""

    hidden: bool
    boxes: list[_Box]
    last: int = 0


def _table(table: etree._Element, numbers: Iterator[int]) -> Iterator[Paragraph | Grid]:
    """A table and those inside it; one that only lays out others is what stands in it."""
    for caption in table.iterchildren("caption"):
        yield from _blocks(pieces(caption), numbers)
    lines = _lines(table)
    if _is_layout(lines):
        for line in lines:
            for box in line.boxes:
                yield from _blocks(box.found, numbers)
        return
    grid = _grid(lines, f"表{next(numbers)}")
    if grid.cells:
        yield grid
    for line in lines:
        for box in line.boxes:
            yield from _blocks(box.tables, numbers)


def _is_layout(lines: list[_Line]) -> bool:
    """Tables inside, and never two things side by side."""
    boxes = [[box for box in line.boxes if box.text or box.tables] for line in lines]
    return any(box.tables for row in boxes for box in row) and all(len(row) <= 1 for row in boxes)


def _lines(table: etree._Element) -> list[_Line]:
    """The rows in order; the end of their group ends the row spans inside it."""
    lines: list[_Line] = []
    for _, group in groupby(_inside(table, "tr"), key=lambda row: row.getparent()):
        rows = [_Line(hidden(row), _boxes(row)) for row in group]
        lines += rows
        for row in rows:
            row.last = len(lines)
    return lines


def _inside(node: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The elements of those tags that belong to this table, whatever stands around them."""
    for child in node:
        if child.tag in tags:
            yield child
        elif child.tag != "table":
            yield from _inside(child, *tags)


def _boxes(row: etree._Element) -> list[_Box]:
    cells = ((cell, pieces(cell)) for cell in _inside(row, "td", "th") if not hidden(cell))
    return [
        _Box(text_of(found), _span(cell, "rowspan"), _span(cell, "colspan") or 1, found)
        for cell, found in cells
    ]


def _span(cell: etree._Element, name: str) -> int:
    """A span as browsers read it: digits in front count, anything else is 1; 0 rows is all that follow."""
    written = cell.get(name, "1").strip()
    digits = written[: len(written) - len(written.lstrip("0123456789"))]
    return int(digits[:9]) if digits else 1


def _grid(lines: list[_Line], part: str) -> Grid:
    placing = Placing(len(lines))
    for row, line in enumerate(lines, 1):
        column = 1
        for box in line.boxes:
            column = placing.free(row, column)
            left = line.last - row + 1
            rowspan = min(box.rowspan or left, left)
            column = placing.put(row, column, box.text, rowspan, box.colspan)
    return placing.grid(part, frozenset(row for row, line in enumerate(lines, 1) if line.hidden))
