"""The rows of a workbook, written straight into the sheets of a frame that XlsxWriter has made.

XlsxWriter sets up the sheets, each with its head and one row of blank cells: the pattern, whose styles every
row takes. A row of ours costs a tenth of what it costs there.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import IO

from audit.model.grid import column_letters
from audit.writers.masking import printable

CELL_LIMIT = 32_767
"""So many UTF-16 units a cell holds."""

Value = str | int | date | None
"""What a cell holds; a blank text is a blank cell with the style of its column, None no cell at all."""

Row = tuple[int, Sequence[Value]]
"""Its height in points, its values."""

_LEVEL = 4
"""How hard to pack: two thirds of the time of the usual level, a tenth more bytes."""

FIRST = 1
"""The row of the pattern, from 0, and so the first one of ours."""

_PATTERN = re.compile(rf'<row r="{FIRST + 1}".*?</row>')
_STYLE = re.compile(rf'<c r="[A-Z]+{FIRST + 1}" s="(\d+)"/>')
_SIZE = re.compile(r'<dimension ref="[^"]*"/>')
_DAY_ZERO = date(1899, 12, 30)
_ESCAPE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_BUNDLE = 1_000


def fill(frame: IO[bytes], made: Path, sheets: Sequence[Iterable[Row]]) -> None:
    """Write the workbook of the frame with the rows of its sheets, in their order."""
    names = {f"xl/worksheets/sheet{number}.xml": rows for number, rows in enumerate(sheets, 1)}
    with (
        zipfile.ZipFile(frame) as package,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as book,
    ):
        for name in package.namelist():
            part = package.read(name)
            with book.open(name, "w", force_zip64=name in names) as stream:
                if name in names:
                    stream.writelines(_sheet(part.decode(), names[name]))
                else:
                    stream.write(part)


def _sheet(part: str, rows: Iterable[Row]) -> Iterator[bytes]:
    """The sheet with the rows in the place of its pattern."""
    pattern = _PATTERN.search(part)
    if pattern is None:
        raise ValueError("a sheet without its pattern row")
    styles = _STYLE.findall(pattern[0])
    yield _SIZE.sub("", part[: pattern.start()]).encode()
    bundle: list[str] = []
    openings = [(column_letters(column), style) for column, style in enumerate(styles, 1)]
    for number, (height, values) in enumerate(rows, FIRST + 1):
        bundle.append(f'<row r="{number}" ht="{height}" customHeight="1">')
        for (letters, style), value in zip(openings, values, strict=False):
            if value is not None:
                said = _inline(value) if value.__class__ is str else _content(value)
                bundle.append(f'<c r="{letters}{number}" s="{style}"{said}')
        bundle.append("</row>")
        if number % _BUNDLE == 0:
            yield "".join(bundle).encode()
            bundle.clear()
    yield "".join(bundle).encode()
    yield part[pattern.end() :].encode()


def _content(value: str | int | date) -> str:
    """What follows the style of a cell, up to its end."""
    if isinstance(value, str):
        return _inline(value)
    if isinstance(value, date):
        value = (value - _DAY_ZERO).days
    return f"><v>{value}</v></c>"


@lru_cache(1 << 12)
def _inline(said: str) -> str:
    """A text, never taken for anything else: most rows share half of theirs with others."""
    if not said:
        return "/>"
    shown = short(said).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in shown:
        shown = _ESCAPE.sub("_x005F_", shown)
    kept = ' xml:space="preserve"' if shown.strip() != shown or "\n" in shown else ""
    return f' t="inlineStr"><is><t{kept}>{shown.replace(chr(13), "_x000D_")}</t></is></c>'


def short(said: str) -> str:
    """The text within the limit of a cell."""
    shown = printable(said)
    if len(shown) * 2 <= CELL_LIMIT:
        return shown
    units = shown.encode("utf-16-le")
    if len(units) <= CELL_LIMIT * 2:
        return shown
    return units[: CELL_LIMIT * 2 - 2].decode("utf-16-le", "ignore") + "…"
