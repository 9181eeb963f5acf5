"""One form while its findings are written: its rows, what they mean, and the cells behind them."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from audit.engine.show import BLANK, number
from audit.model.form import CellKey, CellRef, Form, Row, Value
from audit.model.identity import locator, row_identities
from audit.model.schema import TABLES

TOTAL_ROW = {"execution_weight": "weight", "execution_rate": "rate", "execution_score": "score"}
"""Columns of a form that stand in its total fund row under another name."""

COPIED = ("budget_initial", "budget", "received", "planned", "executed", *TOTAL_ROW)


class Sheet:
    """A form at hand; what was read of it is unpacked once."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._tables: dict[str, dict[int, tuple[Row, str]]] = {}

    @cached_property
    def cells(self) -> dict[CellKey, CellRef]:
        """The cells by what they say; looked at only where a finding is written out."""
        return self.form.reading.cells

    def row(self, table: str, place: int) -> Row:
        """A row by its number."""
        return self._indexed(table)[place][0]

    def meaning(self, table: str, place: int) -> str:
        """What a row means, over time."""
        return self._indexed(table)[place][1]

    def name(self, table: str, place: int) -> str:
        """The row as people call it; a form by its project."""
        if table == "forms":
            return str(self.form.head.get("project_name") or self.form.source)
        return locator(table, self.row(table, place))

    def cell(self, table: str, place: int, column: str | None) -> CellRef | None:
        """The cell of a column of a row, else the cell that names the row."""
        for name in (column, TABLES[table].locator):
            if name is not None and (found := self.cells.get((table, place, name))):
                return found
        if table == "forms" and column in COPIED:
            for other, row in enumerate(self.form.tables.get("funds", ()), 1):
                if row.get("kind") == "total":
                    return self.cell("funds", other, TOTAL_ROW.get(column, column))
        return None

    def found(self, table: str, place: int, column: str | None) -> str | None:
        """What is written in the column: the text of its cell, else the value as we hold it."""
        if column is None:
            return None
        row, cell = self.row(table, place), self.cells.get((table, place, column))
        return _shown(cell.text if cell else row.get(f"{column}_text") or row.get(column))

    def _indexed(self, table: str) -> dict[int, tuple[Row, str]]:
        known = self._tables.get(table)
        if known is None:
            rows = self.form.tables[table]
            meanings = row_identities(self.form, table)
            known = {int(str(row["row"])): (row, said) for row, said in zip(rows, meanings, strict=True)}
            self._tables[table] = known
        return known


def _shown(value: Value) -> str:
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return "是" if value else "否"
    return number(value) if isinstance(value, Decimal) else str(value)
