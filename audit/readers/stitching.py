"""Tables that go on over page breaks: their pieces put together by where their columns stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from audit.model.grid import Cell, Grid, PartKind
from audit.readers.edges import clustered, nearest
from audit.readers.letters import Written, is_full, joined

_ALIKE = 3.0
_SURELY_ENDED = 3
_REMAINDER = 3
"""Letters that are too few to be a row of their own."""

_CUT = "分页处断开，可能与上一行是同一行"
_CUT_ONE = "分页处断开，与下一页第一行当作同一行读"
_WHOLE = re.compile(r"[\d.,]+|[\d.,]*\d[\d.,]*[%％]|[—\-/\s]+")
_ITEM = re.compile(
    r"…|\.\.\.|★|指标\d|其中|其他|上年|本年|当年|年度资金|单位资金|财政|合计|总分|无$"
    r"|[(（]?[\d一二三四五六七八九十]{1,2}[)）:：、.．](?!\d)|[①-⑳]"
)
"""How a row of its own begins."""

_LABEL = re.compile(r"[^\d:：,，。;；]{2,16}指标(?:[(（][^)）]*[)）])?")
_NEW_LABEL = re.compile(
    r"[一二三]级|绩效|年度|总体|预期|实际|产出|效益|满意|数量|质量|时效|成本|经济|社会|生态|可持续|服务|决策|管理|过程"
)
_POINTS = re.compile(r"[(（][^)）]*[)）]")


@dataclass(slots=True)
class Piece:
    """A cell on its page: rows from 1, and where it begins and ends across the page."""

    row: int
    last_row: int
    left: float
    right: float
    lines: list[Written]
    width: float
    open_left: bool = False
    open_right: bool = False
    """Whether it stands at that side of the table and no line closes it there."""

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
    heights: list[float] = field(default_factory=list)
    """Where its rows begin and end, while it is of one page."""

    beside: tuple[int, ...] = ()
    """The pages onto which a printer spread its right part."""

    def row(self, number: int) -> list[Piece]:
        """The pieces that begin in a row."""
        return [piece for piece in self.pieces if piece.row == number]

    def bottom(self) -> list[Piece]:
        """The pieces that reach the last row."""
        return [piece for piece in self.pieces if piece.last_row == self.rows]

    def ends_before(self, position: float) -> list[Piece]:
        """The pieces that reach the last row left of a position at which one of them ends, else none."""
        before = [piece for piece in self.bottom() if piece.right <= position + _ALIKE]
        return before if any(abs(piece.right - position) <= _ALIKE for piece in before) else []

    def sides(self) -> tuple[float, float]:
        """Where the table begins and ends across the page."""
        return min(piece.left for piece in self.pieces), max(piece.right for piece in self.pieces)

    def grid(self) -> Grid:
        """The table as a grid; its columns are all positions at which a cell begins or ends."""
        edges = clustered([side for piece in self.pieces for side in (piece.left, piece.right)], _ALIKE)
        cells = [self._cell(piece, edges) for piece in self.pieces]
        cells.sort(key=lambda cell: (cell.row, cell.column))
        until = f"至{self.last_page}" if self.last_page > self.first_page else ""
        beside = f"（右接第{'、'.join(map(str, self.beside))}页）" if self.beside else ""
        return Grid(
            f"第{self.first_page}{until}页{self.name}{beside}",
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
    (left, right), (start, end) = table.sides(), following.sides()
    if abs(right - end) > _ALIKE or (abs(left - start) > _ALIKE and not table.ends_before(start)):
        return False
    first, again = _texts(table.row(1)), _texts(following.row(1))
    return first == again or not (first and again and first[0] == again[0])


def stitch(table: Ruled, following: Ruled) -> None:
    """Put a table's next piece under it: heads that stand again left out, cut cells and rows joined."""
    following = _without_head(table, following)
    table.last_page, table.beside = following.last_page, table.beside + following.beside
    if not following.rows:
        table.end = following.end
        return
    above, below = table.bottom(), following.row(1)
    pairs = [(upper, lower) for lower in below for upper in above if upper.stands_over(lower)]
    same_row, doubtful = _is_one_row(pairs, below, table.end)
    shift = table.rows - same_row
    if doubtful:
        table.doubts[table.rows if same_row else table.rows + 1] = _CUT_ONE if same_row else _CUT
    joined_to = {id(lower): upper for upper, lower in pairs if same_row or _is_one_cell(upper, lower)}
    if following.sides()[0] > table.sides()[0] + _ALIKE:
        # Cells of many rows that go on over the page, and around which nothing is drawn there.
        for piece in table.ends_before(following.sides()[0]):
            piece.last_row = shift + following.rows
    for piece in following.pieces:
        upper = joined_to.get(id(piece))
        piece.row += shift
        piece.last_row += shift
        if upper is None:
            table.pieces.append(piece)
        else:
            upper.last_row = piece.last_row
            upper.lines = upper.lines + piece.lines if same_row else said_once(upper.lines, piece.lines)
    table.doubts |= {row + shift: reason for row, reason in following.doubts.items()}
    table.rows, table.end = shift + following.rows, following.end


def _texts(pieces: Sequence[Piece]) -> list[str]:
    texts = map(_squeezed, pieces)
    return [text for text in texts if text]


def _squeezed(piece: Piece) -> str:
    return squeezed(piece.lines)


def squeezed(lines: Sequence[Written]) -> str:
    """The text of lines without any space."""
    return "".join("".join(line.text.split()) for line in lines)


def said_once(lines: list[Written], more: list[Written]) -> list[Written]:
    """The lines of two parts of a cell; a program may draw all of its text on both sides of a break."""
    one, other = squeezed(lines), squeezed(more)
    if other in one:
        return lines
    return more if one in other else lines + more


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
    """Whether the break cut a cell of several rows: a piece is blank, or the same, or ends a label."""
    above, below = _squeezed(upper), _squeezed(lower)
    if not above or not below or above in below or below in above:
        return upper.last_row > upper.row or lower.last_row > lower.row
    return _ends_label(upper, lower)


def _ends_label(upper: Piece, lower: Piece) -> bool:
    """Whether what stands below is the points of a label, closes its bracket, or makes it one."""
    above, below = _squeezed(upper), _squeezed(lower)
    if _POINTS.fullmatch(below):
        return above[-1] not in ")）" and "级指标" not in above
    if not is_full(upper.lines[-1], lower.lines[0], upper.width):
        return False
    if any(above.count(left) > above.count(right) for left, right in ("()", "（）")):
        return True
    begins = _NEW_LABEL.match(below) is not None and not above.endswith("对象")
    return not begins and _LABEL.fullmatch(above) is None and _LABEL.fullmatch(above + below) is not None


def _is_one_row(
    pairs: Sequence[tuple[Piece, Piece]], below: Sequence[Piece], end: float
) -> tuple[bool, bool]:
    """Whether the break cut a row, and whether a person should look.

    A row goes on where text fills its cells down to the break and leaves no room for what stands
    below, while other cells have ended; where few have, one cell that goes on may be a row of its own.
    """
    single = [(up, low) for up, low in pairs if up.row == up.last_row and low.row == low.last_row]
    both = [(up, low) for up, low in single if up.lines and low.lines]
    ended = [up for up, low in single if up.lines and not low.lines]
    if len(pairs) != len(below) or not both:
        return False, False
    cut = [(up, low) for up, low in both if _is_cut_number(up, low)]
    words = [pair for pair in both if pair not in cut]
    begun = any(low.lines and not up.lines for up, low in single)
    if not words:
        return not begun and bool(ended), True
    if not all(_goes_on(up, low, end) for up, low in words):
        return False, bool(cut)
    if begun or (len(both) == 1 and not ended and len(_squeezed(both[0][1])) > _REMAINDER):
        return False, True
    return True, (len(both) == 1 and len(ended) < _SURELY_ENDED) or bool(cut)


def _goes_on(upper: Piece, lower: Piece, end: float) -> bool:
    """Whether text that stands right above a break may go on below it: no new item, no room left."""
    if _ends_label(upper, lower):
        return True
    last, first = upper.lines[-1], lower.lines[0]
    pitch = last.middle - upper.lines[-2].middle if len(upper.lines) > 1 else 1.2 * last.size
    if end - last.middle > 1.3 * max(pitch, last.size) or _begins_item(upper, lower):
        return False
    if _WHOLE.fullmatch(last.text) and _WHOLE.fullmatch(first.text):
        return False
    return is_full(last, first, upper.width)


def _begins_item(upper: Piece, lower: Piece) -> bool:
    return _ITEM.match(_squeezed(lower)) is not None and not _squeezed(upper).endswith("指标")


def _is_cut_number(upper: Piece, lower: Piece) -> bool:
    """Whether digits above fill their cell and more stand below."""
    end, start = upper.lines[-1], lower.lines[0]
    digits = end.text[-1:].isdecimal() and start.text[:1].isdecimal()
    used = end.right - end.left
    return digits and upper.width - used < used / len(end.letters)
