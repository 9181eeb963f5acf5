"""Word documents: paragraphs and tables of the body, with true spans, as a reader sees them.

The tree is pruned first (deleted text, second copies, property history), so that afterwards one
flat pass in document order meets every row, cell and text: content controls and tracked insertions
around them need no case of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from audit.errors import UnreadableFile
from audit.model.grid import Cell, Document, Grid, Paragraph, PartKind
from audit.readers.content import Content
from audit.readers.guard import parse_xml
from audit.readers.limits import LIMITS
from audit.readers.package import main_part
from audit.readers.reasons import damaged, only_pictures, too_large
from audit.readers.symbols import symbol

FORMAT = "docx"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_P, _T, _TBL, _TR, _TC = (_W + name for name in ("p", "t", "tbl", "tr", "tc"))
_BR, _CR, _TAB, _SYM, _HYPHEN = (_W + name for name in ("br", "cr", "tab", "sym", "noBreakHyphen"))
_SPAN, _VMERGE, _HMERGE, _BEFORE = (_W + name for name in ("gridSpan", "vMerge", "hMerge", "gridBefore"))
_BOX, _PROMPT, _TABS, _VAL = (_W + name for name in ("txbxContent", "showingPlcHdr", "tabs", "val"))
_TEXT = (_T, _P, _BR, _CR, _TAB, _SYM, _HYPHEN, _M + "t")
_TABLE = (*_TEXT, _TR, _TC, _SPAN, _VMERGE, _HMERGE, _BEFORE)
_COLUMN, _WIDTH = _W + "gridCol", _W + "w"
_SLIVER = 60
"""Columns up to so many twentieths of a point are traces of dragged borders."""

_DELETED = tuple(_W + name for name in ("del", "moveFrom", "cellDel"))
_SECOND = (*(_W + name for name in ("rt", "tcPrChange", "trPrChange", "delText")), _MC + "Fallback")
_EMBEDDED = (("正文", "里有嵌入的对象（如 Excel 表），没有读其中的内容"),)
_LEAVES = frozenset((_W + "sectPr", _W + "bookmarkStart", _W + "bookmarkEnd", _W + "sdtPr"))


def read(content: Content) -> Document:
    """Read the body of a Word document."""
    archive = content.archive
    root = parse_xml(archive.part(main_part(archive)))
    body = root.find(_W + "body")
    if body is None:
        raise damaged("没有正文")
    _prune(root)
    blocks = tuple(_blocks(body, _Tables()))
    if not blocks:
        _explain_blank(root)
    embedded = next(root.iter(_W + "object"), None) is not None
    return Document(FORMAT, blocks, _EMBEDDED if embedded else ())


def cell_numbers(root: etree._Element) -> dict[tuple[str, int, int], int]:
    """Which w:tc of the document each cell is, counted from 0, by part, row and column.

    `root` is the main part, parsed by the guard; it is pruned and cut apart on the way.
    """
    body, tables = root.find(_W + "body"), _Tables()
    numbers = {node: number for number, node in enumerate(root.iter(_TC))}
    if body is not None:
        _prune(root)
        for _ in _blocks(body, tables):
            pass
    return {place: numbers[node] for place, node in tables.nodes.items()}


def _explain_blank(root: etree._Element) -> None:
    """A body without text may still hold a form: as pictures, or as a web page inside."""
    if next(root.iter(_W + "altChunk"), None) is not None:
        raise UnreadableFile("正文是嵌入的网页，暂不能读取。请用 Word 打开后另存一份 docx，再重新检查。")
    if next(root.iter(_W + "drawing", _W + "pict", _W + "object"), None) is not None:
        raise only_pictures()


def _prune(root: etree._Element) -> None:
    """Take out what a reader does not see: deletions, second copies, prompts of empty controls."""
    for node in [*root.iter(*_DELETED)]:
        _drop(_deleted(node))
    for node in [*root.iter(*_SECOND)]:
        if node.tag != _MC + "Fallback" or node.getprevious() is not None:
            _drop(node)
    for node in root.iter(_PROMPT):
        for text in node.getparent().getparent().iter(_T):  # type: ignore[union-attr]
            text.text = ""


def _deleted(mark: etree._Element) -> etree._Element:
    """What a deletion mark deletes: its row, its cell, or its own content."""
    owner = mark.getparent()
    whole = owner.getparent() if owner is not None and owner.tag in (_W + "trPr", _W + "tcPr") else None
    return mark if whole is None else whole


def _drop(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


@dataclass(slots=True)
class _Tables:
    """The tables met so far: how many, and the w:tc of each cell by part, row and column."""

    count: int = 0
    nodes: dict[tuple[str, int, int], etree._Element] = field(default_factory=dict)

    def next_part(self) -> str:
        """The name of the next table."""
        self.count += 1
        return f"表{self.count}"


def _blocks(parent: etree._Element, tables: _Tables) -> Iterator[Paragraph | Grid]:
    """Paragraphs and tables in reading order, also those inside content controls and boxes."""
    for child in parent:
        if child.tag == _P:
            boxes = _cut_out(child, _BOX)
            if text := _text(child):
                yield Paragraph(text)
            for box in boxes:
                yield from _blocks(box, tables)
        elif child.tag == _TBL:
            for table in (child, *_cut_out(child, _TBL)):
                grid = _grid(table, tables)
                if grid.cells:
                    yield grid
        elif child.tag not in _LEAVES:
            yield from _blocks(child, tables)


def _cut_out(parent: etree._Element, tag: str) -> list[etree._Element]:
    """Detach every element of that tag inside, so that its text does not leak into its parent."""
    inner = [node for node in parent.iter(tag) if node is not parent]
    for node in inner:
        _drop(node)
    return inner


def _text(parent: etree._Element) -> str:
    return "".join(map(_piece, parent.iter(*_TEXT))).strip()


def _piece(node: etree._Element) -> str:
    """What one element adds to the text."""
    tag = node.tag
    if tag == _T:
        return node.text or ""
    if tag == _SYM:
        return symbol(node.get(_W + "font", ""), node.get(_W + "char", ""))
    if tag == _TAB:
        parent = node.getparent()
        return "" if parent is not None and parent.tag == _TABS else "\t"
    if tag == _HYPHEN:
        return "-"
    return "\n" if tag in (_P, _BR, _CR) else node.text or ""


@dataclass(slots=True)
class _Box:
    """A w:tc as written: spans and merge marks, not yet placed."""

    node: etree._Element | None = None
    colspan: int = 1
    vertical: str | None = None
    horizontal: str | None = None
    pieces: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    """A w:tr as written."""

    before: int = 0
    boxes: list[_Box] = field(default_factory=list)


@dataclass(slots=True)
class _Anchor:
    """A placed cell that later rows may still lengthen."""

    row: int
    column: int
    colspan: int
    text: str
    node: etree._Element | None
    rowspan: int = 1


def _grid(table: etree._Element, tables: _Tables) -> Grid:
    part, lines = tables.next_part(), _lines(table)
    if sum(len(line.boxes) for line in lines) > LIMITS.cells:
        raise too_large(f"表格超过 {LIMITS.cells} 个单元格")
    _close_slivers(lines, table)
    anchors = list(_place(lines))
    tables.nodes |= {(part, a.row, a.column): a.node for a in anchors if a.node is not None}
    cells = tuple(Cell(a.row, a.column, a.text, a.rowspan, a.colspan) for a in anchors)
    columns = max((cell.last_column for cell in cells), default=0)
    return Grid(part, PartKind.TABLE, len(lines), columns, cells)


def _lines(table: etree._Element) -> list[_Line]:
    """Rows and cells in one flat pass; nested tables have been cut out before."""
    lines: list[_Line] = []
    box = _Box()
    for node in table.iter(*_TABLE):
        tag = node.tag
        if tag == _TC:
            box = _Box(node)
            lines[-1].boxes.append(box)
        elif tag == _TR:
            lines.append(_Line())
        elif tag == _SPAN:
            box.colspan = max(_span(node), 1)
        elif tag == _VMERGE:
            box.vertical = node.get(_VAL, "continue")
        elif tag == _HMERGE:
            box.horizontal = node.get(_VAL, "continue")
        elif tag == _BEFORE:
            lines[-1].before = _span(node)
        else:
            box.pieces.append(_piece(node))
    return lines


def _span(node: etree._Element) -> int:
    value = node.get(_VAL, "1")
    if not value.isdecimal() or int(value) > LIMITS.colspan:
        raise damaged(f"表格的跨列数不合理：{value[:20]}")
    return int(value)


def _close_slivers(lines: list[_Line], table: etree._Element) -> None:
    """Take out columns too narrow to be meant, unless a cell has no other."""
    widths = (node.get(_WIDTH, "") for node in table.iterfind(f"{_W}tblGrid/{_COLUMN}"))
    slivers = [at for at, width in enumerate(widths, 1) if width.isdecimal() and int(width) <= _SLIVER]
    if not slivers:
        return
    closed: list[tuple[int, list[int]]] = []
    for line in lines:
        at, spans = line.before, list[int]()
        for box in line.boxes:
            spans.append(box.colspan - sum(at < sliver <= at + box.colspan for sliver in slivers))
            at += box.colspan
        closed.append((line.before - sum(sliver <= line.before for sliver in slivers), spans))
    if all(span > 0 for _, spans in closed for span in spans):
        for line, (before, spans) in zip(lines, closed, strict=True):
            line.before = before
            for box, span in zip(line.boxes, spans, strict=True):
                box.colspan = span


def _place(lines: list[_Line]) -> Iterator[_Anchor]:
    """Anchors in reading order; a merge mark without a matching cell above or before starts anew."""
    above: dict[int, _Anchor] = {}
    for row, line in enumerate(lines, 1):
        merging: dict[int, _Anchor] = {}
        for column, box in _columns(line):
            upper = above.get(column) if box.vertical == "continue" else None
            if upper is not None and upper.colspan == box.colspan:
                upper.rowspan += 1
                merging[column] = upper
                continue
            anchor = _Anchor(row, column, box.colspan, "".join(box.pieces).strip(), box.node)
            if box.vertical is not None:
                merging[column] = anchor
            yield anchor
        above = merging


def _columns(line: _Line) -> Iterator[tuple[int, _Box]]:
    """The boxes of a row with their grid columns, old horizontal merges joined."""
    joined: list[_Box] = []
    for box in line.boxes:
        if box.horizontal == "continue" and joined and joined[-1].horizontal is not None:
            joined[-1].colspan += box.colspan
        else:
            joined.append(box)
    column = 1 + line.before
    for box in joined:
        yield column, box
        column += box.colspan
