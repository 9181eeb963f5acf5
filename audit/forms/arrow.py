"""Forms as Arrow tables and as data frames, for people and programs that want all rows at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from audit.model.form import Form, Row
from audit.model.schema import TABLES, Type

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def arrow(forms: Sequence[Form]) -> dict[str, pa.Table]:
    """Every table of the schema over all forms; numbers are decimals, nothing is a float."""
    import pyarrow as pa

    types = {
        Type.TEXT: pa.string(),
        Type.NUMBER: pa.decimal128(38, 6),
        Type.RATIO: pa.decimal128(38, 12),
        Type.INTEGER: pa.int32(),
        Type.BOOLEAN: pa.bool_(),
        Type.DATE: pa.date32(),
    }
    made = {}
    for table in TABLES.values():
        schema = pa.schema([pa.field(column.name, types[column.type]) for column in table.columns])
        rows = [row for form in forms for row in _rows(form, table.name)]
        columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in schema]
        made[table.name] = pa.Table.from_arrays(columns, schema=schema)
    return made


def frames(forms: Sequence[Form]) -> dict[str, pd.DataFrame]:
    """The same tables as data frames with Arrow types, so that decimals stay decimals."""
    import pandas as pd

    return {name: table.to_pandas(types_mapper=pd.ArrowDtype) for name, table in arrow(forms).items()}


def _rows(form: Form, table: str) -> Sequence[Row]:
    return list(_cells(form)) if table == "cells" else form.tables.get(table, [])


def _cells(form: Form) -> Iterator[Row]:
    """Where every value stands in its file."""
    for number, ((table, row, column), ref) in enumerate(form.reading.cells.items(), 1):
        yield {
            "form_id": form.id, "row": number, "table": table, "table_row": row, "column": column,
            "file": form.source, "part": ref.part, "part_row": ref.row, "part_column": ref.column,
            "a1": ref.a1, "address": ref.address, "rowspan": ref.rowspan, "colspan": ref.colspan,
            "text": ref.text,
        }  # fmt: skip
