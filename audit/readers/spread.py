"""Tables too wide for their pages: a printer puts the right part onto pages of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audit.readers.page import Page
from audit.readers.ruling import Lattice
from audit.readers.stitching import Ruled, said_once

_ALIKE = 1.0
_TOUCHES = 3.0
_MAYBE = "可能是同一张表打印到了左右两页（第{}页和第{}页），没有拼上"
_CUT = "打印时断在左右两页，两页上的文字不同"


@dataclass(slots=True)
class Sheet:
    """What was read of a page: its lines and tables from top to bottom, by height."""

    page: Page
    items: list[tuple[float, str | Ruled]]
    lattices: list[Lattice] = field(default_factory=list)
    """Of the tables, in order."""

    @property
    def tables(self) -> list[Ruled]:
        """The tables in order."""
        return [item for _, item in self.items if isinstance(item, Ruled)]

    @property
    def lines(self) -> list[tuple[float, str]]:
        """The lines outside of tables."""
        return [(height, item) for height, item in self.items if isinstance(item, str)]


def put_together(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages with those that are right parts of others put to their left parts."""
    together: list[Sheet] = []
    rest = list(sheets)
    while rest:
        length = next(
            (n for n in range(1, len(rest) // 2 + 1) if _is_right_part(rest[:n], rest[n : 2 * n])), 0
        )
        if not length:
            together.append(rest.pop(0))
            continue
        left, rest = rest[:length], rest[length:]
        while _is_right_part(left, rest[:length]):
            for one, other in zip(left, rest[:length], strict=True):
                _join(one, other)
            rest = rest[length:]
        together += left
    for one, other in pairwise(together):
        if _same_rows(one, other) and one.lattices[0].open_right and other.lattices[0].open_left:
            one.tables[0].doubts[1] = _MAYBE.format(one.page.number, other.page.number)
    return together


def _is_right_part(left: Sequence[Sheet], right: Sequence[Sheet]) -> bool:
    """Whether pages go on to the right: the same rows at the same heights, and nothing new beside them."""
    return len(left) == len(right) > 0 and all(
        _same_rows(one, other)
        and bool(one.lattices[-1].open_right) == bool(other.lattices[0].open_left)
        and all(_stands_on(one, line) for line in other.lines)
        for one, other in zip(left, right, strict=True)
    )


def _same_rows(one: Sheet, other: Sheet) -> bool:
    """Whether two pages have one table each with the same rows and other columns."""
    if len(one.tables) != 1 or len(other.tables) != 1:
        return False
    ys, again = one.lattices[0].ys, other.lattices[0].ys
    if _alike(one.lattices[0].xs, other.lattices[0].xs):
        return False
    return _alike(ys, again)


def _alike(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def _stands_on(sheet: Sheet, line: tuple[float, str]) -> bool:
    return any(abs(height - line[0]) <= _ALIKE and text == line[1] for height, text in sheet.lines)


def _join(left: Sheet, right: Sheet) -> None:
    """Put the right part of a table to its left part; a cell that the edge cut is one."""
    table, other = left.tables[0], right.tables[0]
    (_, edge), (start, _) = table.sides(), other.sides()
    open_right, open_left = left.lattices[-1].open_right, right.lattices[0].open_left
    cut = {
        (piece.row, piece.last_row): piece
        for piece in table.pieces
        if abs(piece.right - edge) <= _TOUCHES and open_right.issuperset(range(piece.row - 1, piece.last_row))
    }
    for piece in other.pieces:
        begins = abs(piece.left - start) <= _TOUCHES
        piece.left, piece.right = piece.left + edge - start, piece.right + edge - start
        before = cut.get((piece.row, piece.last_row)) if begins else None
        if before is None or not open_left.issuperset(range(piece.row - 1, piece.last_row)):
            table.pieces.append(piece)
            continue
        lines = said_once(before.lines, piece.lines)
        if len(lines) > max(len(before.lines), len(piece.lines)):
            table.doubts[piece.row] = _CUT
        before.lines, before.right, before.width = lines, piece.right, before.width + piece.width
    table.doubts |= other.doubts
    table.beside += (right.page.number,)
    left.lattices += right.lattices
