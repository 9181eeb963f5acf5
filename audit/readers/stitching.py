"""Tables that go on over page breaks: their pieces put together by where their columns stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from audit.model.grid import Cell, Grid, PartKind
from audit.readers.edges import clustered, nearest
from audit.readers.letters import Written, is_full, joined

_ALIKE = 3.0
_CUT = "分页处断开，可能与上一行是同一行"
_FIGURES = re.compile(r"[\d.,%％—\-/\s]*")


@dataclass(slots=True)
class Piece:
    """A cell on its page: rows from 1, and where it begins and ends across the page."""

    row: int
    last_row: int
    left: float
    right: float
    lines: list[Written]
    width: float

    @property
    def text(self) -> str:
        """What it says."""
        return joined(self.lines, self.width)

    def stands_over(self, other: Piece) -> bool:
        """Whether the other takes the same room across the page."""
        return abs(self.left - other.left) <= _ALIKE and abs(self.right - other.right) <= _ALIKE


@dataclass(slots=True)
class Ruled:
    """A table, of one page or put together from several; `end` is the height at which it ends."""

    name: str
    first_page: int
    last_page: int
    rows: int
    pieces: list[Piece]
    end: float
    doubts: dict[int, str] = field(default_factory=dict)

    def row(self, number: int) -> list[Piece]:
        """The pieces that begin in a row."""
        return [piece for piece in self.pieces if piece.row == number]

    def bottom(self) -> list[Piece]:
        """The pieces that reach the last row."""
        return [piece for piece in self.pieces if piece.last_row == self.rows]

    def sides(self) -> tuple[float, float]:
        """Where the table begins and ends across the page."""
        return min(piece.left for piece in self.pieces), max(piece.right for piece in self.pieces)

    def grid(self) -> Grid:
        """The table as a grid; its columns are all positions at which a cell begins or ends."""
        edges = clustered([side for piece in self.pieces for side in (piece.left, piece.right)], _ALIKE)
        cells = [self._cell(piece, edges) for piece in self.pieces]
        cells.sort(key=lambda cell: (cell.row, cell.column))
        until = f"至{self.last_page}" if self.last_page > self.first_page else ""
        return Grid(
            f"第{self.first_page}{until}页{self.name}",
            PartKind.PAGE,
            self.rows,
            len(edges) - 1,
            tuple(cells),
            doubts=tuple(sorted(self.doubts.items())),
        )

    def _cell(self, piece: Piece, edges: Sequence[float]) -> Cell:
        first, last = nearest(edges, piece.left), nearest(edges, piece.right)
        return Cell(piece.row, first + 1, piece.text, piece.last_row - piece.row + 1, max(last - first, 1))


def goes_on(table: Ruled, following: Ruled) -> bool:
    """Whether a table at the top of a page may go on with the one at the bottom of the page before."""
    if following.first_page != table.last_page + 1:
        return False
    if any(abs(a - b) > _ALIKE for a, b in zip(table.sides(), following.sides(), strict=True)):
        return False
    first, again = _texts(table.row(1)), _texts(following.row(1))
    return first == again or not (first and again and first[0] == again[0])


def stitch(table: Ruled, following: Ruled) -> None:
    """Put a table's next piece under it: heads that stand again left out, cut cells and rows joined."""
    following = _without_head(table, following)
    table.last_page, table.end = following.last_page, following.end
    if not following.rows:
        return
    above, below = table.bottom(), following.row(1)
    pairs = [(upper, lower) for lower in below for upper in above if upper.stands_over(lower)]
    same_row = _is_one_row(pairs, below)
    if same_row is None:
        table.doubts[table.rows + 1] = _CUT
    shift = table.rows - (1 if same_row else 0)
    joined_to = {id(lower): upper for upper, lower in pairs if same_row or _is_one_cell(upper, lower)}
    for piece in following.pieces:
        upper = joined_to.get(id(piece))
        piece.row += shift
        piece.last_row += shift
        if upper is None:
            table.pieces.append(piece)
        else:
            upper.last_row = piece.last_row
            upper.lines = upper.lines + piece.lines
    table.doubts |= {row + shift: reason for row, reason in following.doubts.items()}
    table.rows = shift + following.rows


def _texts(pieces: Sequence[Piece]) -> list[str]:
    texts = (_squeezed(piece) for piece in pieces)
    return [text for text in texts if text]


def _squeezed(piece: Piece) -> str:
    return "".join("".join(line.text.split()) for line in piece.lines)


def _without_head(table: Ruled, following: Ruled) -> Ruled:
    """The piece without the first rows that say again what the first rows of the table say."""
    again = 0
    while again < min(table.rows, following.rows) and _same_row(
        table.row(again + 1), following.row(again + 1)
    ):
        again += 1
    while again and any(piece.row <= again < piece.last_row for piece in following.pieces):
        again -= 1
    if not again:
        return following
    pieces = [piece for piece in following.pieces if piece.row > again]
    for piece in pieces:
        piece.row -= again
        piece.last_row -= again
    doubts = {row - again: reason for row, reason in following.doubts.items() if row > again}
    return replace(following, rows=following.rows - again, pieces=pieces, doubts=doubts)


def _same_row(row: list[Piece], again: list[Piece]) -> bool:
    return (
        len(row) == len(again)
        and bool(_texts(row))
        and all(
            a.stands_over(b) and _squeezed(a) == _squeezed(b)
            for a, b in zip(_across(row), _across(again), strict=True)
        )
    )


def _across(row: list[Piece]) -> Iterator[Piece]:
    yield from sorted(row, key=lambda piece: piece.left)


def _is_one_cell(upper: Piece, lower: Piece) -> bool:
    """Whether the break cut a cell of several rows: one piece is blank, or both say the same."""
    merged = upper.last_row > upper.row or lower.last_row > lower.row
    return merged and (not upper.lines or not lower.lines or _squeezed(upper) == _squeezed(lower))


def _is_one_row(pairs: Sequence[tuple[Piece, Piece]], below: Sequence[Piece]) -> bool | None:
    """Whether the break cut a row: True where a full line goes on below, None where nobody can tell."""
    if len(pairs) != len(below):
        return False
    single = [pair for pair in pairs if pair[0].row == pair[0].last_row and pair[1].row == pair[1].last_row]
    both = [pair for pair in single if pair[0].lines and pair[1].lines]
    upper_only = sum(1 for upper, lower in single if upper.lines and not lower.lines)
    lower_only = sum(1 for upper, lower in single if lower.lines and not upper.lines)
    if upper_only < 2 or (not both and not lower_only):
        return False
    if both and all(_flows(upper, lower) for upper, lower in both):
        return True
    return None if len(both) + lower_only < upper_only else False


def _flows(upper: Piece, lower: Piece) -> bool:
    """Whether the text of a cell goes on in the other in the middle of a sentence."""
    if _FIGURES.fullmatch(upper.lines[-1].text) or _FIGURES.fullmatch(lower.lines[0].text):
        return False
    return is_full(upper.lines[-1], lower.lines[0], upper.width)
