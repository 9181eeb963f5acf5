"""Tables too wide for their pages: a printer puts the right part onto pages of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audit.readers.edges import clustered, nearest
from audit.readers.page import Letter, Page
from audit.readers.stitching import Ruled, said_once

_ALIKE = 2.0
_SHARED = 0.8
_MAYBE = "可能是同一张表打印到了左右两页（第{}页和第{}页），没有拼上"
_CUT = "打印时断在左右两页，两页上的文字不同"


@dataclass(slots=True)
class Sheet:
    """What was read of a page: its lines and tables from top to bottom, by height."""

    page: Page
    items: list[tuple[float, str | Ruled]]
    loose: list[Letter] = field(default_factory=list)
    """The letters outside of tables."""

    @property
    def tables(self) -> list[Ruled]:
        """The tables in order."""
        return [item for _, item in self.items if isinstance(item, Ruled)]

    @property
    def lines(self) -> list[tuple[float, str]]:
        """The lines outside of tables."""
        return [(height, item) for height, item in self.items if isinstance(item, str)]


def put_together(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages, those that are right parts of others put to their left parts."""
    together: list[Sheet] = []
    rest = list(sheets)
    while rest:
        down = next((n for n in range(1, len(rest) // 2 + 1) if _goes_on(rest[:n], rest[n : 2 * n])), 0)
        left, rest = rest[: down or 1], rest[down or 1 :]
        while down and _goes_on(left, rest[:down]):
            for one, other in zip(left, rest[:down], strict=True):
                _join(one.tables[0], other.tables)
            rest = rest[down:]
        together += left
    for one, other in pairwise(together):
        if _same_rows(one, other) and _opens_right(one):
            one.tables[0].doubts[1] = _MAYBE.format(one.page.number, other.page.number)
    return together


def _goes_on(left: Sequence[Sheet], right: Sequence[Sheet]) -> bool:
    """Whether pages go on to the right: rows at the same heights, cells open to each other, nothing new."""
    if not left or len(left) != len(right) or len(left[0].tables[:1] and left[0].tables[0].heights) < 3:
        return False
    return all(
        _same_rows(one, other) and all(_stands_on(one, line) for line in other.lines)
        for one, other in zip(left, right, strict=True)
    )


def _same_rows(one: Sheet, other: Sheet) -> bool:
    """Whether a page has the rows of another's only table: most where cells are cut, else other columns."""
    if len(one.tables) != 1 or not other.tables:
        return False
    heights, again = one.tables[0].heights, [height for table in other.tables for height in table.heights]
    shared = sum(any(abs(a - b) <= _ALIKE for b in heights) for a in again)
    if _opens_right(one) and _opens_left(other):
        return shared >= _SHARED * max(len(heights), len(again))
    closed = not _opens_right(one) and not _opens_left(other)
    return closed and shared == len(heights) == len(again) and _columns(one) != _columns(other)


def _opens_right(sheet: Sheet) -> bool:
    return any(piece.open_right for table in sheet.tables for piece in table.pieces)


def _opens_left(sheet: Sheet) -> bool:
    return any(piece.open_left for table in sheet.tables for piece in table.pieces)


def _columns(sheet: Sheet) -> list[int]:
    pieces = [piece for table in sheet.tables for piece in table.pieces]
    return sorted({round(side) for piece in pieces for side in (piece.left, piece.right)})


def _stands_on(sheet: Sheet, line: tuple[float, str]) -> bool:
    return any(abs(height - line[0]) <= _ALIKE and text == line[1] for height, text in sheet.lines)


def _join(table: Ruled, others: Sequence[Ruled]) -> None:
    """Put the right part of a table to its left part; a cell that the edge cut is one."""
    heights = clustered([*table.heights, *(height for other in others for height in other.heights)], _ALIKE)
    _, edge = table.sides()
    start = min(other.sides()[0] for other in others)
    _lay_out(table, heights)
    for other in others:
        _lay_out(other, heights)
        table.doubts |= other.doubts
    cut = {(piece.row, piece.last_row): piece for piece in table.pieces if piece.open_right}
    for piece in (piece for other in others for piece in other.pieces):
        piece.left, piece.right = piece.left + edge - start, piece.right + edge - start
        before = cut.get((piece.row, piece.last_row)) if piece.open_left else None
        if before is None:
            table.pieces.append(piece)
            continue
        lines = said_once(before.lines, piece.lines)
        if len(lines) > max(len(before.lines), len(piece.lines)):
            table.doubts[piece.row] = _CUT
        before.lines, before.width = lines, before.width + piece.width
        before.right, before.open_right = piece.right, piece.open_right
    table.beside += (others[0].first_page,)


def _lay_out(table: Ruled, heights: list[float]) -> None:
    """Number the rows of a table anew: by heights among which are its own."""
    at = [nearest(heights, height) for height in table.heights]
    for piece in table.pieces:
        piece.row, piece.last_row = at[piece.row - 1] + 1, at[piece.last_row]
    table.doubts = {at[row - 1] + 1: reason for row, reason in table.doubts.items()}
    table.rows, table.heights, table.end = len(heights) - 1, heights, heights[-1]
