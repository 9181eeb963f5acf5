"""A form drawn again as it was filed, with the cells that findings point at marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.model.finding import Finding
from audit.model.form import CellRef, Form, Fragment
from audit.model.grid import Cell, PartKind, column_letters
from audit.model.rule import Severity
from audit.writers.masking import value_of
from audit.writers.ranking import Family

ROW_LIMIT = 1_000
COLUMN_LIMIT = 100
LONG_TEXT = 8
"""From how many characters on a text of a form without spans may lie over the blank cells beside it."""

Place = tuple[str, int, int]
"""Part, row and column."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a finding on its cell."""

    number: int
    severity: Severity
    title: str


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell of the drawing; `name` is its anchor on the page, None where nothing points at it."""

    text: str
    rowspan: int
    colspan: int
    marks: tuple[Mark, ...]
    name: str | None

    @property
    def worst(self) -> Severity | None:
        """The gravest severity of its marks."""
        return min((mark.severity for mark in self.marks), key=lambda s: s.rank, default=None)


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row of the drawing with its number in the file."""

    number: int
    hidden: bool
    cells: tuple[DrawnCell, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A fragment of a form, ready for a template."""

    part: str
    columns: tuple[str, ...]
    rows: tuple[DrawnRow, ...]
    clipped: bool


def cells_of(finding: Finding) -> list[tuple[Place, CellRef]]:
    """Every cell that the finding points at, with its place."""
    cells = (*((finding.cell,) if finding.cell else ()), *finding.marks)
    return [((cell.part, cell.row, cell.column), cell) for cell in cells]


def drawings(form: Form, shown: Sequence[Family]) -> tuple[list[Drawing], dict[Place, str]]:
    """The fragments of the form, and the anchor on the page of every place that a finding points at."""
    marks: dict[Place, list[Mark]] = {}
    for family in shown:
        mark = Mark(family.number, family.finding.severity, family.finding.rule.title)
        for place in dict(cells_of(family.finding)):
            marks.setdefault(place, []).append(mark)
    values = {(ref.part, ref.row, ref.column): (key[0], key[2]) for key, ref in form.reading.cells.items()}
    artists = [
        _Artist(fragment, number, marks, values) for number, fragment in enumerate(form.reading.fragments, 1)
    ]
    drawn = [artist.draw() for artist in artists]
    return drawn, {place: name for artist in artists for place, name in artist.anchors.items()}


class _Artist:
    """Draws one fragment and knows the anchors on it."""

    def __init__(
        self,
        fragment: Fragment,
        number: int,
        marks: Mapping[Place, list[Mark]],
        values: Mapping[Place, tuple[str, str]],
    ) -> None:
        self.grid, self.values = fragment.grid, values
        self.first = fragment.first_row
        self.last = min(fragment.last_row, self.first + ROW_LIMIT - 1)
        self.cells = [c for c in self.grid.cells if c.row <= self.last and c.last_row >= self.first]
        widest = max((c.last_column for c in self.cells if c.text.strip() or c.rowspan > 1), default=1)
        self.columns = min(widest, COLUMN_LIMIT)
        self.clipped = widest > COLUMN_LIMIT or fragment.last_row > self.last
        self.anchors: dict[Place, str] = {}
        self.marks: dict[tuple[int, int], dict[int, Mark]] = {}
        for place, found in marks.items():
            anchor = self._anchor(place)
            if anchor is not None:
                self.anchors[place] = f"cell-{number}-{anchor[0]}-{anchor[1]}"
                self.marks.setdefault(anchor, {}).update({mark.number: mark for mark in found})
        self.names = {self._anchor(place): name for place, name in self.anchors.items()}

    def _anchor(self, place: Place) -> tuple[int, int] | None:
        """The cell of this fragment that covers the place."""
        part, row, column = place
        if part != self.grid.part or not self.first <= row <= self.last or column > self.columns:
            return None
        covering = (
            c for c in self.cells if c.row <= row <= c.last_row and c.column <= column <= c.last_column
        )
        return next(((c.row, c.column) for c in covering), (row, column))

    def draw(self) -> Drawing:
        """Every row of the fragment."""
        grid = self.grid
        offset = grid.first_line - 1 if grid.first_line else 0
        starts: dict[int, dict[int, Cell]] = {}
        for cell in self.cells:
            starts.setdefault(max(cell.row, self.first), {})[cell.column] = cell
        taken: set[tuple[int, int]] = set()
        rows = tuple(
            DrawnRow(row + offset, row in grid.hidden_rows, tuple(self._row(row, starts.get(row, {}), taken)))
            for row in range(self.first, self.last + 1)
        )
        name = column_letters if grid.kind is PartKind.SHEET else str
        return Drawing(grid.part, tuple(name(c) for c in range(1, self.columns + 1)), rows, self.clipped)

    def _row(self, row: int, starts: Mapping[int, Cell], taken: set[tuple[int, int]]) -> Iterator[DrawnCell]:
        for column in range(1, self.columns + 1):
            if (row, column) in taken:
                continue
            cell = starts.get(column) or Cell(row, column, "")
            bottom = min(cell.last_row, self.last)
            right = self._right(cell, row, starts, taken)
            taken.update((r, c) for r in range(row, bottom + 1) for c in range(column, right + 1))
            yield self._cell(cell, bottom - row + 1, right - column + 1)

    def _right(self, cell: Cell, row: int, starts: Mapping[int, Cell], taken: set[tuple[int, int]]) -> int:
        """The last column to draw over; long text of a form without spans lies over the blanks beside it."""
        wanted = min(cell.last_column, self.columns)
        if self.grid.kind is PartKind.TEXT and len(cell.text) >= LONG_TEXT:
            while wanted < self.columns and self._is_idle(row, wanted + 1, starts):
                wanted += 1
        free = (column - 1 for column in range(cell.column + 1, wanted + 1) if (row, column) in taken)
        return next(free, wanted)

    def _is_idle(self, row: int, column: int, starts: Mapping[int, Cell]) -> bool:
        """Whether the cell is blank, no value is read from it and no finding points at it."""
        blank = column not in starts or not starts[column].text.strip()
        return blank and (self.grid.part, row, column) not in self.values and (row, column) not in self.marks

    def _cell(self, cell: Cell, rowspan: int, colspan: int) -> DrawnCell:
        anchor = (cell.row, cell.column)
        table, column = self.values.get((self.grid.part, *anchor), ("", ""))
        marks = self.marks.get(anchor, {})
        return DrawnCell(
            value_of(table, column, cell.text),
            rowspan,
            colspan,
            tuple(marks[number] for number in sorted(marks)),
            self.names.get(anchor),
        )
