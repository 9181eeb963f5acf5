"""Forms as Arrow tables and as data frames, for people and programs that want all rows at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from audit.errors import Breach, ContractBroken
from audit.model.form import Form, Row, Value
from audit.model.schema import TABLES, Column, Table, Type

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


AT_ONCE = 500
"""So many forms have their rows unpacked at a time."""

EVERY = tuple(name for name in TABLES if name != "budget_list")
"""The tables of forms; the list of budgeted projects is one of its own."""

_PLAIN: dict[Type, frozenset[type]] = {
    Type.TEXT: frozenset({str}),
    Type.NUMBER: frozenset({Decimal, int}),
    Type.RATIO: frozenset({Decimal, int}),
    Type.INTEGER: frozenset({int}),
    Type.BOOLEAN: frozenset({bool}),
    Type.DATE: frozenset({date}),
}
"""What a column may hold: Arrow itself would cut 1.5 down to a whole number."""


def arrow(forms: Sequence[Form], names: Collection[str] = EVERY) -> dict[str, pa.Table]:
    """The named tables of the schema over all forms; numbers are decimals, nothing is a float.

    Raises `ContractBroken` for a row with other columns, or a value that its column cannot hold.
    """
    import pyarrow as pa

    made = {}
    for table in (TABLES[name] for name in names):
        pieces = [
            _piece(table, forms[start : start + AT_ONCE]) for start in range(0, len(forms) or 1, AT_ONCE)
        ]
        made[table.name] = pa.concat_tables(pieces)
    return made


def _piece(table: Table, forms: Sequence[Form]) -> pa.Table:
    """A table over some forms: of those alone all rows are unpacked at a time."""
    import pyarrow as pa

    rows = [row for form in forms for row in _rows(form, table.name)]
    try:
        _check_columns(table, rows)
        return pa.table({c.name: _array([r[c.name] for r in rows], c) for c in table.columns})
    except _MISFIT as error:
        raise ContractBroken([_misfit(table, forms)]) from error


def arrow_type(column: Column) -> pa.DataType:
    """What a column is in Arrow."""
    import pyarrow as pa

    types: dict[Type, pa.DataType] = {
        Type.TEXT: pa.string(),
        Type.NUMBER: pa.decimal128(38, 6),
        Type.RATIO: pa.decimal128(38, 12),
        Type.INTEGER: pa.int32(),
        Type.BOOLEAN: pa.bool_(),
        Type.DATE: pa.date32(),
    }
    return types[column.type]


_MISFIT = (LookupError, TypeError, ValueError, OverflowError)
"""What a row with other columns or other types raises; the errors of Arrow are of these too."""


def _misfit(table: Table, forms: Sequence[Form]) -> Breach:
    """The first value that its column cannot hold, or the first column too many or too few."""
    for form in forms:
        for row in _rows(form, table.name):
            key = f"form_id={form.id} row={row.get('row')}（{form.source}）"
            for name in sorted({column.name for column in table.columns} ^ row.keys()):
                return Breach(table.name, name, "与表结构相同的列", key, "多出" if name in row else "没有")
            for column in table.columns:
                try:
                    _array([row[column.name]], column)
                except _MISFIT:
                    return Breach(table.name, column.name, str(arrow_type(column)), key, row[column.name])
    raise AssertionError(f"every row of {table.name} fits alone")


def _check_columns(table: Table, rows: Sequence[Row]) -> None:
    wanted = {column.name for column in table.columns}
    for row in rows:
        if len(row) != len(wanted):  # a column of another name is missed when it is read
            raise LookupError(table.name)


def _array(values: list[Value], column: Column) -> pa.Array[Any]:
    import pyarrow as pa

    kind = arrow_type(column)
    if not {*map(type, values)} <= _PLAIN[column.type] | {type(None)}:
        raise TypeError(column.type)
    if not pa.types.is_decimal(kind):
        return pa.array(values, kind)
    # Written out and cast: fourteen times as fast as handing over the decimals.
    return pa.array([None if value is None else f"{value:f}" for value in values], pa.string()).cast(kind)


def frames(forms: Sequence[Form], names: Collection[str] = EVERY) -> dict[str, pd.DataFrame]:
    """The same tables as data frames with Arrow types, so that decimals stay decimals."""
    import pandas as pd

    return {name: table.to_pandas(types_mapper=pd.ArrowDtype) for name, table in arrow(forms, names).items()}


def _rows(form: Form, table: str) -> Sequence[Row]:
    return list(_cells(form)) if table == "cells" else form.tables.get(table, [])


def _cells(form: Form) -> Iterator[Row]:
    """Where every value stands in its file."""
    for number, ((table, row, column), ref) in enumerate(form.reading.cells.items(), 1):
        yield {
            "form_id": form.id, "row": number, "table": table, "table_row": row, "column": column,
            "file": form.source, "part": ref.part, "part_row": ref.row, "part_column": ref.column,
            "a1": ref.a1, "address": ref.address, "rowspan": ref.rowspan, "colspan": ref.colspan,
            "text": ref.text, "unreadable": None,
        }  # fmt: skip
