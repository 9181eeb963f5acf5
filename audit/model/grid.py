"""What a reader returns: a document as a sequence of paragraphs and span-aware grids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class PartKind(StrEnum):
    """What a part of a file is, which decides how its cells are addressed."""

    TEXT = "text"
    TABLE = "table"
    SHEET = "sheet"
    PAGE = "page"


class Cell(NamedTuple):
    """The anchor of one (possibly merged) cell; rows and columns count from 1."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1

    @property
    def last_row(self) -> int:
        """The last grid row that the cell covers."""
        return self.row + self.rowspan - 1

    @property
    def last_column(self) -> int:
        """The last grid column that the cell covers."""
        return self.column + self.colspan - 1


@dataclass(frozen=True, slots=True)
class Grid:
    """One table, sheet or page; `cells` holds anchors in reading order, empty ones too."""

    part: str
    kind: PartKind
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    first_line: int | None = None
    doubts: tuple[tuple[int, str], ...] = ()
    """Rows that a person must look at in the file, and why."""

    def by_row(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Yield each row number with the anchors that start in it."""
        rows: list[list[Cell]] = [[] for _ in range(self.rows + 1)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        for number in range(1, self.rows + 1):
            yield number, tuple(rows[number])

    def anchor(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place, None where nothing does."""
        covering = (c for c in self.cells if c.row <= row <= c.last_row)
        return next((c for c in covering if c.column <= column <= c.last_column), None)

    def covers(self, row: int, column: int) -> bool:
        """Whether a merged cell that begins in a row above, with something in it, covers this place."""
        return any(
            cell.row < row <= cell.last_row
            and cell.column <= column <= cell.last_column
            and cell.text.strip()
            for cell in self.cells
            if cell.rowspan > 1
        )

    def a1(self, row: int, column: int) -> str | None:
        """The A1 name of a cell of a sheet, None in other parts."""
        return f"{column_letters(column)}{row}" if self.kind is PartKind.SHEET else None

    def address(self, row: int, column: int) -> str:
        """The place of a cell in words that a person can follow in the file."""
        if self.kind is PartKind.SHEET:
            return f"{self.part}!{column_letters(column)}{row}"
        if self.first_line is not None:
            return f"第{self.first_line + row - 1}行第{column}列"
        return f"{self.part} 第{row}行第{column}列"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text outside of any grid."""

    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: paragraphs and grids in reading order."""

    format: str
    blocks: tuple[Paragraph | Grid, ...]
    unread: tuple[tuple[str, str], ...] = ()
    """Which places of the file could not be read, and why: scanned pages among others."""

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The grids alone, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))


def column_letters(column: int) -> str:
    """Column number from 1 to spreadsheet letters: 1 to A, 27 to AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
