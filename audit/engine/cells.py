"""The cell behind a finding, and what is written there."""

from __future__ import annotations

from audit.engine.show import BLANK, number
from audit.model.form import CellRef, Form, Row, Value
from audit.model.schema import TABLES, Type

TOTAL_ROW = {"execution_weight": "weight", "execution_rate": "rate", "execution_score": "score"}
"""Columns of a form that stand in its total fund row under another name."""

COPIED = ("budget_initial", "budget", "received", "planned", "executed", *TOTAL_ROW)


def cell_of(form: Form, table: str, row: Row, column: str | None) -> CellRef | None:
    """The cell of a column of a row, else the cell that names the row."""
    cells = form.reading.cells
    number_ = row.get("row")
    if not isinstance(number_, int):
        return None
    for name in (column, TABLES[table].locator):
        if name is not None and (found := cells.get((table, number_, name))):
            return found
    if table == "forms" and column in COPIED:
        total = _total(form)
        return cell_of(form, "funds", total, TOTAL_ROW.get(column, column)) if total else None
    return None


def found_text(form: Form, table: str, row: Row, column: str | None) -> str | None:
    """What is written in the column: the text of its cell, else the value as we hold it."""
    if column is None:
        return None
    number_ = row.get("row")
    cell = form.reading.cells.get((table, number_, column)) if isinstance(number_, int) else None
    written = cell.text if cell else row.get(f"{column}_text") or row.get(column)
    return _shown(written, table, column)


def _total(form: Form) -> Row | None:
    return next((row for row in form.tables.get("funds", ()) if row.get("kind") == "total"), None)


def _shown(value: Value, table: str, column: str) -> str:
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return "是" if value else "否"
    found = TABLES[table].column(column)
    if found is not None and not isinstance(value, str | int) and found.type in (Type.NUMBER, Type.RATIO):
        return number(value, found.type, exact=True)  # type: ignore[arg-type]
    return str(value)
