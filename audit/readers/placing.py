"""Cells with spans, in the order they are written, to a grid in which no two overlap."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.model.grid import Cell, Grid, PartKind
from audit.readers.limits import LIMITS
from audit.readers.reasons import damaged, too_large


@dataclass(slots=True)
class Placing:
    """A table being filled; spans are cut to its rows, and where a cell stands already."""

    rows: int
    cells: list[Cell] = field(default_factory=list)
    _until: dict[int, int] = field(default_factory=dict)
    _work: int = 0

    def free(self, row: int, column: int) -> int:
        """The first column from there that no cell above reaches into."""
        while self._until.get(column, 0) >= row:
            column += 1
        return column

    def put(self, row: int, column: int, text: str, rowspan: int = 1, colspan: int = 1) -> int:
        """Place a cell and say the column behind it; a place that is covered stays as it is."""
        if colspan > LIMITS.colspan:
            raise damaged(f"表格的跨列数不合理：{colspan}")
        last = column
        while last < column + colspan and self._until.get(last, 0) < row:
            last += 1
        if last == column:
            return column + 1
        if last - 1 > LIMITS.sheet_columns:
            raise too_large(f"表格超过 {LIMITS.sheet_columns} 列")
        rowspan = max(1, min(rowspan, self.rows - row + 1))
        for covered in range(column, last):
            self._until[covered] = row + rowspan - 1
        self._work += last - column
        if self._work > LIMITS.cells:
            raise too_large(f"表格超过 {LIMITS.cells} 个单元格")
        self.cells.append(Cell(row, column, text, rowspan, last - column))
        return last

    def grid(self, part: str, hidden_rows: frozenset[int] = frozenset()) -> Grid:
        """The filled table."""
        columns = max((cell.last_column for cell in self.cells), default=0)
        cells = tuple(sorted(self.cells, key=lambda cell: (cell.row, cell.column)))
        return Grid(part, PartKind.TABLE, self.rows, columns, cells, hidden_rows=hidden_rows)
