"""Ruling lines to tables: which boxes they close, with the rows and columns that each box covers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audit.readers.edges import clustered, nearest
from audit.readers.limits import LIMITS
from audit.readers.page import Box, Letter, Page, Ruling
from audit.readers.reasons import too_large

NEAR = 2.0
"""Lines that are no farther apart stand for one, in points."""

_GAP = 3.0
_COVERED = 0.75
_CROSSINGS = 4_000_000


@dataclass(slots=True)
class Closed:
    """A box of a table: its first row and column, from 0, and how many it covers."""

    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(slots=True)
class Lattice:
    """A ruled table on a page: where its rows and columns begin and end, and its boxes in reading order."""

    ys: list[float]
    xs: list[float]
    boxes: list[Closed]
    open_left: frozenset[int] = frozenset()
    """Rows, from 0, whose outer side is not drawn: the table may go on there."""

    open_right: frozenset[int] = frozenset()
    _owners: dict[tuple[int, int], int] = field(init=False)

    def __post_init__(self) -> None:
        """Remember which box covers each place."""
        self._owners = {
            (row, column): number
            for number, box in enumerate(self.boxes)
            for row in range(box.row, box.row + box.rowspan)
            for column in range(box.column, box.column + box.colspan)
        }

    def box_at(self, x: float, y: float) -> int | None:
        """Which box holds a point."""
        return self._owners.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))

    def box_of(self, letter: Letter) -> int | None:
        """Which box a letter belongs to: the one its window opens in, else the one it stands in."""
        if letter.window is not None:
            left, top, right, bottom = letter.window
            number = self.box_at(left + NEAR, top + NEAR)
            if number is not None and number == self.box_at(right - NEAR, bottom - NEAR):
                return number
        return self.box_at((letter.left + letter.right) / 2, letter.middle)

    def sides(self, box: Closed) -> Box:
        """Left, top, right and bottom of a box."""
        right, bottom = self.xs[box.column + box.colspan], self.ys[box.row + box.rowspan]
        return self.xs[box.column], self.ys[box.row], right, bottom

    def open_sides(self, box: Closed) -> tuple[bool, bool]:
        """Whether a box reaches the left and the right side of the table where no line closes it."""
        rows = range(box.row, box.row + box.rowspan)
        last = box.column + box.colspan == len(self.xs) - 1
        return (
            box.column == 0 and self.open_left.issuperset(rows),
            last and self.open_right.issuperset(rows),
        )

    @property
    def area(self) -> float:
        """How much of the page it takes."""
        return (self.ys[-1] - self.ys[0]) * (self.xs[-1] - self.xs[0])


def lattices(page: Page) -> list[Lattice]:
    """The ruled tables of a page from small to large, so that one inside another comes first."""
    horizontals, verticals = _joined(page.horizontals), _joined(page.verticals)
    if len(horizontals) * len(verticals) > _CROSSINGS:
        raise too_large(f"第 {page.number} 页的线条太多")
    found = [_lattice(page, *group) for group in _connected(horizontals, verticals)]
    return sorted((lattice for lattice in found if len(lattice.boxes) > 1), key=lambda lattice: lattice.area)


def _joined(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Lines on lines as one line, pieces in a row as one piece."""
    joined: list[Ruling] = []
    for group in _near(rulings):
        at = sum(ruling.at for ruling in group) / len(group)
        group.sort(key=lambda ruling: ruling.start)
        start, end = group[0].start, group[0].end
        for ruling in group[1:]:
            if ruling.start > end + _GAP:
                joined.append(Ruling(at, start, end))
                start, end = ruling.start, ruling.end
            end = max(end, ruling.end)
        joined.append(Ruling(at, start, end))
    return joined


def _near(rulings: Sequence[Ruling]) -> list[list[Ruling]]:
    groups: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=lambda ruling: ruling.at):
        if groups and ruling.at - groups[-1][0].at <= NEAR:
            groups[-1].append(ruling)
        else:
            groups.append([ruling])
    return groups


def _connected(horizontals: list[Ruling], verticals: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Lines that meet, directly or through others, belong to one table."""
    parent = list(range(len(horizontals) + len(verticals)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for i, across in enumerate(horizontals):
        for j, down in enumerate(verticals, len(horizontals)):
            if (
                across.start - NEAR <= down.at <= across.end + NEAR
                and down.start - NEAR <= across.at <= down.end + NEAR
            ):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for number, ruling in enumerate((*horizontals, *verticals)):
        group = groups.setdefault(root(number), ([], []))
        group[number >= len(horizontals)].append(ruling)
    return [group for group in groups.values() if len(group[0]) > 1 and group[1]]


def _lattice(page: Page, horizontals: list[Ruling], verticals: list[Ruling]) -> Lattice:
    xs = clustered([v.at for v in verticals] + _ends(horizontals), NEAR)
    ys = clustered([h.at for h in horizontals] + _ends(verticals), NEAR)
    if len(xs) * len(ys) > LIMITS.cells:
        raise too_large(f"第 {page.number} 页的表格超过 {LIMITS.cells} 个单元格")
    right_closed = _borders(verticals, xs, ys)
    below_closed = _borders(horizontals, ys, xs)
    found = _used(ys, xs, _boxes(right_closed, below_closed))
    found.open_left = _undrawn(verticals, found.xs[0], found.ys)
    found.open_right = _undrawn(verticals, found.xs[-1], found.ys)
    return found


def _undrawn(rulings: list[Ruling], at: float, steps: list[float]) -> frozenset[int]:
    """The steps along which no line runs there."""
    lines = [ruling for ruling in rulings if abs(ruling.at - at) <= NEAR]
    covered = ([min(b, line.end) - max(a, line.start) for line in lines] for a, b in pairwise(steps))
    heights = [b - a for a, b in pairwise(steps)]
    return frozenset(
        row
        for row, (height, parts) in enumerate(zip(heights, covered, strict=True))
        if max(parts, default=0.0) < _COVERED * height
    )


def _ends(rulings: list[Ruling]) -> list[float]:
    """Where a table ends whose sides are open."""
    return [min(ruling.start for ruling in rulings), max(ruling.end for ruling in rulings)]


def _borders(rulings: list[Ruling], ats: list[float], steps: list[float]) -> list[list[bool]]:
    """For each position but the first, whether a line runs along each step; the last is closed."""
    borders = [[False] * (len(steps) - 1) for _ in ats[1:]]
    borders[-1:] = [[True] * (len(steps) - 1)]
    for ruling in rulings:
        position = nearest(ats, ruling.at)
        if position == 0:
            continue
        for step, (start, end) in enumerate(pairwise(steps)):
            shared = min(end, ruling.end) - max(start, ruling.start)
            if shared >= _COVERED * (end - start):
                borders[position - 1][step] = True
    return borders


def _boxes(right_closed: list[list[bool]], below_closed: list[list[bool]]) -> list[Closed]:
    """Every place grown to the right and then down as long as no line stands in the way."""
    rows, columns = len(below_closed), len(right_closed)
    taken: set[tuple[int, int]] = set()
    boxes: list[Closed] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            last = column
            while not right_closed[last][row] and (row, last + 1) not in taken:
                last += 1
            bottom = row
            while not any(below_closed[bottom][c] for c in range(column, last + 1)) and not any(
                right_closed[c][bottom + 1] for c in range(column, last)
            ):
                bottom += 1
            boxes.append(Closed(row, column, bottom - row + 1, last - column + 1))
            taken.update((r, c) for r in range(row, bottom + 1) for c in range(column, last + 1))
    return boxes


def _used(ys: list[float], xs: list[float], boxes: list[Closed]) -> Lattice:
    """The table without positions at which no box begins or ends: underlines and the like."""
    rows = sorted({edge for box in boxes for edge in (box.row, box.row + box.rowspan)})
    columns = sorted({edge for box in boxes for edge in (box.column, box.column + box.colspan)})
    row_at, column_at = ({edge: at for at, edge in enumerate(edges)} for edges in (rows, columns))
    placed = [
        Closed(
            row_at[box.row],
            column_at[box.column],
            row_at[box.row + box.rowspan] - row_at[box.row],
            column_at[box.column + box.colspan] - column_at[box.column],
        )
        for box in boxes
    ]
    return Lattice([ys[row] for row in rows], [xs[column] for column in columns], placed)
