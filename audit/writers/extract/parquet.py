"""What was read as Parquet: a file for each table, decimals as decimals."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import AuditError
from audit.model.schema import TABLES, Type
from audit.writers.extract.xlsx import fit_to_leave
from audit.writers.filing import replaced

if TYPE_CHECKING:
    import pyarrow as pa


def write(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write `<table>.parquet` into the folder for each Arrow table; Chinese labels stand in the schema."""
    from pyarrow.parquet import write_table

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AuditError(f"{folder}: 建不了文件夹（{error.strerror}）。") from error
    for name, table in tables.items():
        with replaced(folder / f"{name}.parquet") as part:
            write_table(_outward(name, table), part, compression="zstd")


def _outward(name: str, table: pa.Table) -> pa.Table:
    """The table with its texts fit to leave, and the label of each column beside its name."""
    import pyarrow as pa

    arrays: list[pa.Array[Any]] = []
    fields: list[pa.Field[Any]] = []
    for column in TABLES[name].columns:
        found = table.column(column.name).combine_chunks()
        if column.type is Type.TEXT:
            coded = found.dictionary_encode()
            texts = [fit_to_leave(name, column, str(value)) for value in coded.dictionary.to_pylist()]
            found = pa.array(texts, pa.string()).take(coded.indices)
        arrays.append(found)
        fields.append(pa.field(column.name, found.type, metadata={"label": column.label}))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))
