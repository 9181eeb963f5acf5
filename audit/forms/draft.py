"""A form while it is being read: values are put down together with the cells behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from audit.forms.labels import fold, label
from audit.forms.lines import Line
from audit.forms.vocabulary import Vocabulary
from audit.model.form import CellRef, Fragment, Reading, Unplaced
from audit.model.grid import Grid

_NUMBER_TO_CALL = re.compile(r"(?<!\d)(?:\d[-\d]{6,}\d)(?!\d)")
_CALLED = ("电话", "手机", "联系")
_KEPT_PRIVATE = "〔略〕"

TableRow = dict[str, str | None]


def _blank_reading() -> Reading:
    return Reading(layout="", profile="", head={}, flags={})


@dataclass(slots=True)
class Draft:
    """A reading in the making; `ranks` says how good a label each head value came from.

    `points_column` is where the head has the total score below its label: what stands there further
    down are points of the rows beside it.
    """

    vocabulary: Vocabulary
    reading: Reading = field(default_factory=_blank_reading)
    ranks: dict[str, int] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    total_in_head: bool = False
    total_read: bool = False
    rows_below_total: bool = False
    foot_read: bool = False
    rows_lost: bool = False
    strange_columns: int = 0
    points_column: int | None = None

    def new_row(self, table: str, row: TableRow) -> int:
        """Append a row to a table and say its number."""
        rows: list[TableRow] = getattr(self.reading, table)
        rows.append(row)
        return len(rows)

    def cell(self, table: str, row: int, column: str, ref: CellRef) -> None:
        """Remember the cell behind a value."""
        self.reading.cells[table, row, column] = ref

    def head(self, name: str, value: str | None, ref: CellRef, rank: int = 0) -> None:
        """Put down a value of the form itself, unless a better label has given one; a blank gives way."""
        before = self.reading.head.get(name)
        if (value is None and before) or (
            rank >= self.ranks.get(name, 1_000) and not (value and before is None)
        ):
            return
        self.ranks[name] = rank
        self.reading.head[name] = value
        self.cell("forms", 1, name, ref)

    def aside(self, column: str, points: str, ref: CellRef) -> None:
        """Add points of a goal or a duty to those that no fund row and no indicator has."""
        name = f"other_{column}"
        before = self.reading.head.get(name)
        self.reading.head[name] = str(Decimal(before or 0) + Decimal(points.replace(",", "")))
        if before is None:
            self.cell("forms", 1, name, ref)

    def field(self, section: str, printed: str, value: str | None, ref: CellRef) -> int:
        """Put down a printed label of the head or foot; telephone numbers are not kept."""
        row = self.new_row("fields", {"section": section, "label": label(printed), "value": None})
        self.fill(row, printed, value, ref)
        return row

    def fill(self, row: int, printed: str, value: str | None, ref: CellRef) -> None:
        """Put down the value of a printed label that may stand in the row below it."""
        if value and any(word in printed for word in _CALLED):
            value = _NUMBER_TO_CALL.sub(_KEPT_PRIVATE, value)
        self.reading.fields[row - 1]["value"] = value
        self.cell("fields", row, "value", ref)

    def unplaced(self, line: Line, reason: str) -> None:
        """Report a row that could not be placed, quoted."""
        ref = line.ref(line.boxes[0].column if line.boxes else 1)
        self.reading.unplaced.append(Unplaced(ref.part, ref.row, ref.address, line.text, reason))

    def keep(self, line: Line) -> None:
        """Count a grid row to the form, for drawing it again."""
        if line.grid is None:
            return
        for row, reason in line.grid.doubts:
            if row == line.row:
                self.unplaced(line, reason)
        fragments = self.reading.fragments
        same = bool(fragments) and fragments[-1].grid is line.grid
        first = fragments.pop().first_row if same else line.row
        fragments.append(Fragment(line.grid, first, line.row))

    def grid(self) -> Grid | None:
        """The grid that was read last."""
        return self.reading.fragments[-1].grid if self.reading.fragments else None


def split_pair(text: str) -> tuple[str, str | None] | None:
    """`标签：值` in one cell to its two sides, None where there is no colon."""
    raw, colon, value = text.replace("：", ":").partition(":")
    return (fold(raw), fold(value) or None) if colon and fold(raw) else None
