"""Forms to the database: only the columns that the rules at hand read; few forms as JSON, many by Arrow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from audit.engine import bulk
from audit.engine.macros import mentions_macro
from audit.engine.sources import SQL_TYPES, quoted
from audit.engine.texts import SPACES, figures, has_any
from audit.model.form import Form, Row
from audit.model.schema import TABLES, Type
from audit.rulebook.parameters import Parameters
from audit.rulebook.term import Shape

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHUNK = 1_000
"""Forms handed over at a time."""

MANY = 2_000
"""From so many forms on it pays to import Arrow."""

_SHAPES: dict[str, Any] = {
    Shape.LIST: ["VARCHAR"],
    Shape.MAP: "MAP(VARCHAR, DECIMAL(38,6))",
    Shape.BANDS: [{"label": "VARCHAR", "floor": "DECIMAL(38,6)"}],
}

Columns = Mapping[str, Any]
"""The type of each column, in the notation of DuckDB's `from_json`."""


Links = Mapping[str, tuple[str, Callable[[int, Row], int | None]]]
"""By table a further column that points at a row elsewhere, and its value for a row of a form."""


def load_forms(
    connection: DuckDBPyConnection,
    forms: Sequence[Form],
    groups: Sequence[int],
    wanted: Mapping[str, Iterable[str]],
    links: Links | None = None,
) -> None:
    """Make a table for each that is wanted; `groups` says which row of `parameters` each form has."""
    for table, names in wanted.items():
        own = ["row", *sorted(set(names) - {"row"})]
        columns = {"f": "INTEGER", "p": "INTEGER"} | {name: _sql_type(table, name) for name in own}
        link = (links or {}).get(table)
        if link is not None:
            columns[link[0]] = "INTEGER"
        _create(connection, table, columns)
        for start in range(0, len(forms), CHUNK):
            chunk = range(start, min(start + CHUNK, len(forms)))
            rows = [(f, row) for f in chunk for row in forms[f].tables.get(table, ())]
            lists = _columns([row for _, row in rows], own)
            lists["f"] = [f for f, _ in rows]
            lists["p"] = [groups[f] for f, _ in rows]
            if link is not None:
                lists[link[0]] = [link[1](f, row) for f, row in rows]
            add = bulk.insert if len(forms) > MANY else _insert
            add(connection, table, columns, lists)


def _columns(rows: Sequence[Row], names: Sequence[str]) -> dict[str, Sequence[Any]]:
    """The values of rows, column by column; a row need not have all columns."""
    try:
        columns: list[Any] = list(zip(*map(itemgetter(*names, "row"), rows), strict=True))[:-1]
    except KeyError:
        columns = [tuple(row.get(name) for row in rows) for name in names]
    return dict(zip(names, columns or [()] * len(names), strict=True))


def load_parameters(
    connection: DuckDBPyConnection,
    parameters: Parameters,
    names: Iterable[str],
    groups: Sequence[tuple[str, int | None]],
) -> None:
    """One row of amounts for each profile and year among the forms."""
    columns: dict[str, Any] = {"p": "INTEGER"}
    lists: dict[str, Any] = {"p": list(range(len(groups)))}
    for name in names:
        kind = parameters.by_name[name].kind
        columns[f"${name}"] = _SHAPES.get(kind) or SQL_TYPES[Type(kind)]
        lists[f"${name}"] = [_shaped(kind, parameters.value(name, *group)) for group in groups]
        if kind == Shape.LIST:
            connection.execute(mentions_macro(name, lists[f"${name}"]))
    _create(connection, "parameters", columns)
    _insert(connection, "parameters", columns, lists)


_HOME = {"prior": "forms", "prior_row": "indicators"}
"""The tables of the forms of the year before, and of which table their columns are."""


def _sql_type(table: str, name: str) -> str:
    column = TABLES[_HOME.get(table, table)].column(name)
    assert column is not None, f"{table}.{name}"
    return SQL_TYPES[column.type]


def _create(connection: DuckDBPyConnection, table: str, columns: Columns) -> None:
    empty = ", ".join(
        f"from_json('null', {_notation(kind)}) AS {quoted(name)}" for name, kind in columns.items()
    )
    connection.execute(f"CREATE TEMP TABLE {quoted(table)} AS SELECT {empty} LIMIT 0")


def _insert(
    connection: DuckDBPyConnection, table: str, columns: Columns, lists: Mapping[str, Sequence[Any]]
) -> None:
    """Add rows; a column without any value is left out, and so null."""
    filled = [name for name in columns if has_any(lists[name])]
    if filled:
        names = ", ".join(map(quoted, filled))
        shown = ", ".join(f"unnest(from_json(?, {_notation([columns[name]])}))" for name in filled)
        values = [_json(lists[name]) for name in filled]
        connection.execute(f"INSERT INTO {quoted(table)} ({names}) SELECT {shown}", values)


def _notation(kind: Any) -> str:
    return "'" + json.dumps(kind) + "'"


def _json(values: Sequence[Any]) -> str:
    kind = next((type(value) for value in values if value is not None), None)
    if kind is Decimal:
        return json.dumps(figures(values))
    written = json.dumps(values, ensure_ascii=False, default=str)
    if "\\u001" in written:
        values = [value.translate(SPACES) if isinstance(value, str) else value for value in values]
        written = json.dumps(values, ensure_ascii=False, default=str)
    try:
        written.encode()
    except UnicodeEncodeError:
        return written.encode("utf-8", "replace").decode()
    return written


def _shaped(kind: str, value: Any) -> Any:
    if kind == Shape.BANDS and value is not None:
        return [{"label": label, "floor": floor} for label, floor in value]
    return value
