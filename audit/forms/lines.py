"""A document as one sequence of lines: paragraphs and the rows of its grids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from audit.forms.labels import fold
from audit.model.form import CellRef
from audit.model.grid import Cell, Document, Grid, PartKind


@dataclass(frozen=True, slots=True)
class Box:
    """A cell with something in it; `text` is folded, `cell` as it was read."""

    column: int
    last: int
    text: str
    cell: Cell


@dataclass(slots=True)
class Line:
    """A row of a grid, or a paragraph (grid None, its text in column 1)."""

    grid: Grid | None
    row: int
    cells: tuple[Cell, ...]
    boxes: tuple[Box, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Fold the texts once; what stands in hidden columns alone is not seen, and no part of the line."""
        hidden = self.grid.hidden_columns if self.grid is not None else None
        seen = [cell for cell in self.cells if not lies_within(cell, hidden)] if hidden else self.cells
        folded = ((cell, fold(cell.text)) for cell in seen)
        self.boxes = tuple(Box(cell.column, cell.last_column, text, cell) for cell, text in folded if text)

    @property
    def text(self) -> str:
        """The line as one text, its cells set apart."""
        return " | ".join(box.text for box in self.boxes)

    @property
    def spans_known(self) -> bool:
        """Whether a cell's width is what it was in the form."""
        return self.grid is not None and self.grid.kind is not PartKind.TEXT

    def cell_at(self, column: int) -> Cell:
        """The cell that covers a column of this row, a blank one where there is none."""
        for cell in self.cells:
            if cell.column <= column <= cell.last_column:
                return cell
        return Cell(self.row, column, "")

    def ref(self, column: int) -> CellRef:
        """The address of the cell that covers a column."""
        cell = self.cell_at(column)
        if self.grid is None:
            return CellRef("正文", self.row, 1, f"第{self.row}行", cell.text)
        return CellRef(
            part=self.grid.part,
            row=cell.row,
            column=cell.column,
            address=self.grid.address(cell.row, cell.column),
            text=cell.text,
            a1=self.grid.a1(cell.row, cell.column),
            rowspan=cell.rowspan,
            colspan=cell.colspan,
        )


def lies_within(cell: Cell, columns: frozenset[int]) -> bool:
    """Whether every column of a cell is one of these."""
    return cell.column in columns and all(at in columns for at in range(cell.column, cell.last_column + 1))


def lines(document: Document, *, hidden: bool = False) -> Iterator[Line]:
    """Every paragraph and every grid row in reading order; of hidden sheets only when asked."""
    for number, block in enumerate(document.blocks, 1):
        if isinstance(block, Grid):
            if hidden or not block.hidden:
                yield from (Line(block, row, cells) for row, cells in block.by_row())
        else:
            row = block.line or number
            yield Line(None, row, (Cell(row, 1, block.text),))
