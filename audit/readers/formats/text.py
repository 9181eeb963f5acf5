"""Text whose columns are separated by tabs: every field is a cell, spans are unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.errors import UnreadableFile
from audit.model.grid import Cell, Document, Grid, Paragraph, PartKind
from audit.readers.content import Content
from audit.readers.limits import LIMITS
from audit.readers.reasons import too_large
from audit.readers.sniff import REASONS

FORMAT = "text"

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]")
_BROKEN_UTF8 = "UTF-8 文字残缺（第 {} 字节起）。请重新获取原文件，或用记事本打开核对后另存为 UTF-8。"
_UNKNOWN = "认不出文字编码。请用记事本打开，另存为 UTF-8 编码后再检查。"
_SURELY_UTF8 = 8


def read(content: Content) -> Document:
    """Read a text document: runs of lines with tabs are tables, the other lines paragraphs."""
    text = decode(content.data)
    if _CONTROL.search(text):
        raise UnreadableFile(REASONS["binary"])
    lines = text.removesuffix("\x1a").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[Paragraph | Grid] = []
    tables = 0
    for run in _runs(lines):
        tabbed = [number for number in run if "\t" in lines[number]]
        if not tabbed:
            blocks += _paragraphs(lines, run)
            continue
        tables += 1
        first, last = tabbed[0], tabbed[-1]
        blocks += _paragraphs(lines, range(run.start, first))
        blocks.append(_grid(f"表{tables}", lines[first : last + 1], first + 1))
        blocks += _paragraphs(lines, range(last + 1, run.stop))
    return Document(FORMAT, tuple(blocks))


def decode(data: bytes) -> str:
    """The text of bytes in UTF-8, UTF-16 or GB18030, each strict."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16", _UNKNOWN)
    if b"\0" in data:
        return _utf16_without_mark(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sound = data[: error.start].decode("utf-8")
        if sum(char > "\x7f" for char in sound) >= _SURELY_UTF8:
            raise UnreadableFile(_BROKEN_UTF8.format(error.start + 1)) from error
    return _strict(data, "gb18030", _UNKNOWN)


def _strict(data: bytes, encoding: str, reason: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(reason) from error


def _utf16_without_mark(data: bytes) -> str:
    """Only clear where one byte order, and not the other, gives text with tabs or line ends."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if ("\n" in text or "\t" in text) and not _CONTROL.search(text):
            return text
    raise UnreadableFile(REASONS["binary"])


def _runs(lines: list[str]) -> Iterator[range]:
    """The stretches of lines between blank ones; a line of tabs alone is a row, not blank."""
    start: int | None = None
    for number, line in enumerate([*lines, ""]):
        blank = "\t" not in line and not line.strip()
        if blank and start is not None:
            yield range(start, number)
            start = None
        elif not blank and start is None:
            start = number


def _paragraphs(lines: list[str], numbers: range) -> list[Paragraph]:
    return [Paragraph(lines[number].strip(), number + 1) for number in numbers]


def _grid(part: str, lines: list[str], first_line: int) -> Grid:
    cells = tuple(
        Cell(row, column, field.strip())
        for row, line in enumerate(lines, 1)
        for column, field in enumerate(line.split("\t"), 1)
    )
    if len(cells) > LIMITS.cells:
        raise too_large(f"第 {first_line} 行起的表格超过 {LIMITS.cells} 个单元格")
    columns = max(cell.column for cell in cells)
    return Grid(part, PartKind.TEXT, len(lines), columns, cells, first_line=first_line)
