"""A form drawn again as it was filed: its cells with their spans, and a name for each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from audit.model.finding import Finding
from audit.model.form import CellRef, Fragment, Reading
from audit.model.grid import Cell, PartKind, column_letters
from audit.writers.masking import shown_value

ROW_LIMIT = 1_000
COLUMN_LIMIT = 100
_NO_VALUE = ("", "")
LONG_TEXT = 8
"""From how many characters on a text of a form without spans may lie over the blank cells beside it."""

Place = tuple[str, int, int]
"""Part, row and column."""


Owners = Mapping[tuple[int, int], tuple[int, int]]
"""The row and column of the cell that covers each place which is covered."""


class DrawnCell(NamedTuple):
    """A cell of the drawing, its text fit to leave."""

    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1


class DrawnRow(NamedTuple):
    """A row of the drawing: its number in the file, whether it is hidden there, its cells."""

    number: int
    hidden: bool
    cells: list[DrawnCell]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A fragment of a form; `first` is the row of its grid that comes first."""

    part: str
    first: int
    columns: tuple[str, ...]
    rows: list[DrawnRow]
    clipped: bool


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A whole form, and the name of every place of it that is drawn: `fragment-row-column`."""

    drawings: list[Drawing]
    _extents: Sequence[tuple[str, int, int, int, Owners]]

    def name(self, place: Place) -> str | None:
        """The name of the drawn cell that covers a place, None where it is not drawn."""
        part, row, column = place
        for number, (drawn, first, end, columns, owners) in enumerate(self._extents, 1):
            if drawn == part and first <= row < end and 1 <= column <= columns:
                row, column = owners.get((row, column), (row, column))
                return f"{number}-{row}-{column}"
        return None


def redrawn(reading: Reading, pointed: Collection[Place]) -> Redrawn:
    """Every fragment of the form; long text leaves the places pointed at, and those with values, free."""
    values = {(ref.part, ref.row, ref.column): (key[0], key[2]) for key, ref in reading.cells.items()}
    artists = [_Artist(fragment, values, pointed) for fragment in reading.fragments]
    drawings = [artist.draw() for artist in artists]
    extents = [
        (drawing.part, drawing.first, drawing.first + len(drawing.rows), len(drawing.columns), artist.owners)
        for drawing, artist in zip(drawings, artists, strict=True)
    ]
    return Redrawn(drawings, extents)


def place_of(cell: CellRef) -> Place:
    """Where a cell stands."""
    return cell.part, cell.row, cell.column


def cells_of(finding: Finding) -> list[tuple[Place, CellRef]]:
    """Every cell that the finding points at, with its place."""
    cells = (*((finding.cell,) if finding.cell else ()), *finding.marks)
    return [(place_of(cell), cell) for cell in cells]


class _Artist:
    """Draws one fragment; knows the owner of every place that is covered by another cell."""

    def __init__(
        self, fragment: Fragment, values: Mapping[Place, tuple[str, str]], pointed: Collection[Place]
    ) -> None:
        self.grid, self.values, self.pointed = fragment.grid, values, pointed
        self.first = fragment.first_row
        self.last = min(fragment.last_row, self.first + ROW_LIMIT - 1)
        self.rows: dict[int, dict[int, Cell]] = {}
        widest = 1
        for cell in self.grid.cells:
            row, column, text, rowspan, colspan = cell
            if row <= self.last and row + rowspan > self.first:
                self.rows.setdefault(max(row, self.first), {})[column] = cell
                if column + colspan - 1 > widest and (rowspan > 1 or text.strip()):
                    widest = column + colspan - 1
        self.columns = min(widest, COLUMN_LIMIT)
        self.clipped = widest > COLUMN_LIMIT or fragment.last_row > self.last
        self.owners: dict[tuple[int, int], tuple[int, int]] = {}

    def draw(self) -> Drawing:
        """Every row of the fragment."""
        grid = self.grid
        offset = grid.first_line - 1 if grid.first_line else 0
        rows = [
            DrawnRow(row + offset, row in grid.hidden_rows, list(self._row(row)))
            for row in range(self.first, self.last + 1)
        ]
        name = column_letters if grid.kind is PartKind.SHEET else str
        columns = tuple(name(column) for column in range(1, self.columns + 1))
        return Drawing(grid.part, self.first, columns, rows, self.clipped)

    def _row(self, row: int) -> Iterator[DrawnCell]:
        starts, owners, part = self.rows.get(row, {}), self.owners, self.grid.part
        written, spreads = self.values.get, self.grid.kind is PartKind.TEXT
        for column in range(1, self.columns + 1):
            if (row, column) in owners:
                continue
            cell = starts.get(column)
            if cell is None:
                yield DrawnCell(column, "")
                continue
            own, _, text, rowspan, colspan = cell
            shown = shown_value(*written((part, own, column), _NO_VALUE), text)
            if rowspan == colspan == 1 and not spreads:
                yield DrawnCell(column, shown)
                continue
            bottom = min(own + rowspan - 1, self.last)
            right = self._right(cell, row, starts)
            if bottom > row or right > column:
                covered = ((r, c) for r in range(row, bottom + 1) for c in range(column, right + 1))
                owners.update(dict.fromkeys(covered, (row, column)))
            yield DrawnCell(column, shown, bottom - row + 1, right - column + 1)

    def _right(self, cell: Cell, row: int, starts: Mapping[int, Cell]) -> int:
        """The last column to draw over; long text of a form without spans lies over the blanks beside it."""
        wanted = min(cell.column + cell.colspan - 1, self.columns)
        if self.grid.kind is PartKind.TEXT and len(cell.text) >= LONG_TEXT:
            while wanted < self.columns and self._is_idle(row, wanted + 1, starts):
                wanted += 1
        if wanted == cell.column:
            return wanted
        free = (column - 1 for column in range(cell.column + 1, wanted + 1) if (row, column) in self.owners)
        return next(free, wanted)

    def _is_idle(self, row: int, column: int, starts: Mapping[int, Cell]) -> bool:
        """Whether the cell is blank, no value is read from it and no finding points at it."""
        blank = column not in starts or not starts[column].text.strip()
        place = (self.grid.part, row, column)
        return blank and place not in self.values and place not in self.pointed
