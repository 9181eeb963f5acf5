"""Columns that nobody knows: what stands below them is not read, and that is said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.forms.draft import Draft
from audit.forms.lines import Box, Line, lies_within
from audit.model.form import CellRef, Unplaced


def report_hidden(draft: Draft) -> None:
    """Name every hidden column in which something stands beside the rows of a form."""
    for fragment in draft.reading.fragments:
        grid, rows = fragment.grid, range(fragment.first_row, fragment.last_row + 1)
        filled = {
            cell.column: cell
            for cell in reversed(grid.cells if grid.hidden_columns else ())
            if cell.row in rows and cell.text.strip() and lies_within(cell, grid.hidden_columns)
        }
        for column, cell in sorted(filled.items()):
            address = grid.address(cell.row, column)
            entry = Unplaced(grid.part, cell.row, address, cell.text, "这一栏是隐藏的，其内容没有读取")
            draft.reading.unplaced.append(entry)
        draft.strange_columns += len(filled)


@dataclass(slots=True)
class Strangers:
    """The unknown columns of one table, and how many cells below each were left out."""

    draft: Draft
    starts: list[int] = field(default_factory=list)
    labels: dict[int, tuple[str, CellRef]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    refs: dict[str, CellRef] = field(default_factory=dict)

    def start(self, starts: Iterable[int], unknown: Iterable[tuple[Line, Box]]) -> None:
        """Begin below a header with the columns of these starts, of which these are unknown."""
        self.starts = sorted(starts)
        self.labels = {box.column: (box.text, line.ref(box.column)) for line, box in unknown}

    def left_out(self, boxes: Iterable[Box], shift: int = 0) -> None:
        """Count the cells of a row that stand below an unknown column."""
        for box in boxes:
            at = bisect_right(self.starts, box.column + shift) - 1
            if at >= 0 and (column := self.labels.get(self.starts[at])):
                text, ref = column
                self.counts[text] = self.counts.get(text, 0) + 1
                self.refs.setdefault(text, ref)

    def report(self) -> None:
        """Name every unknown column that holds something."""
        for text, count in self.counts.items():
            ref = self.refs[text]
            reason = f"不认识“{text}”一栏，其下 {count} 格没有读取"
            self.draft.reading.unplaced.append(Unplaced(ref.part, ref.row, ref.address, text, reason))
        self.draft.strange_columns += len(self.counts)
