"""Forms laid open for the code of checks: their tables, and what stands beside the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from audit.engine.script import OF_ROW
from audit.engine.statement import OWN_ROWS
from audit.model.form import Form, Row, Value
from audit.model.schema import TABLES

Code = Any
"""A function that `code` has written: of a check, of an aggregate, of a window."""

Reckoner = tuple[Code, str, str, str]
"""The function of an aggregate, its table, its name and the name of whether it is unknown."""

Amounts = Mapping[str, Any]
"""Amounts by name; `name~` looks through a text for the words of a list."""

Earlier = tuple[Row | None, Mapping[int, Row]]
"""The head of the form of the year before, and its rows by those that mean the same."""


class Tables(dict[str, list[Row]]):
    """The tables of a form, each unpacked once; `whole` gives every row all columns of its table."""

    __slots__ = ("_form", "_whole")

    def __init__(self, form: Form, *, whole: bool = False) -> None:
        self._form, self._whole = form, whole

    def __missing__(self, table: str) -> list[Row]:
        rows = self._form.tables.get(table, [])
        if self._whole:
            blank: dict[str, Value] = {column.name: None for column in TABLES[table].columns}
            rows = [blank | row for row in rows]
        self[table] = rows
        return rows


class Aggregates(dict[str, Any]):
    """What is said of the child rows of a form, or of one of its rows, by name; computed when it is asked."""

    __slots__ = ("_around", "_functions", "_rows")

    def __init__(
        self, functions: Mapping[str, Reckoner], rows: Callable[[str], Sequence[Row]], around: Any
    ) -> None:
        self._functions, self._rows, self._around = functions, rows, around

    def __missing__(self, name: str) -> Any:
        function, child, value, bad = self._functions[name]
        self[value], self[bad] = function(self._rows(child), *self._around)
        return self[name]


class Children:
    """The child rows of each row of a grain."""

    __slots__ = ("_by_keys", "_grain", "_tables")

    def __init__(self, tables: Tables, grain: str) -> None:
        self._tables, self._grain = tables, grain
        self._by_keys: dict[str, dict[tuple[Value, ...], list[Row]]] = {}

    def of(self, row: Row, child: str) -> Sequence[Row]:
        """Those of one row in a child table."""
        pairs = OWN_ROWS.get((self._grain, child))
        if pairs is None:
            return self._tables[child]
        if child not in self._by_keys:
            found: dict[tuple[Value, ...], list[Row]] = {}
            self._by_keys[child] = found
            for each in self._tables[child]:
                found.setdefault(tuple([each[name] for name, _ in pairs]), []).append(each)
        return self._by_keys[child].get(tuple([row[own] for _, own in pairs]), [])


class OfRows:
    """The aggregates of rows that have children of their own."""

    __slots__ = ("_around", "_children", "_functions", "_known")

    def __init__(self, functions: Mapping[str, Reckoner], children: Children, around: Any) -> None:
        self._functions, self._children, self._around = functions, children, around
        self._known: dict[Value, Aggregates] = {}

    def of(self, row: Row) -> Aggregates:
        """Those of one row."""
        number = row["row"]
        if number not in self._known:
            rows = partial(self._children.of, row)
            self._known[number] = Aggregates(self._functions, rows, self._around)
        return self._known[number]


class Unpacked:
    """A form laid open."""

    __slots__ = ("_around", "_beside", "_functions", "aggregates", "tables")

    def __init__(
        self, functions: Mapping[str, Reckoner], tables: Tables, amounts: Amounts, earlier: Earlier
    ) -> None:
        self._functions, self.tables = functions, tables
        self._around = tables["forms"][0], amounts, *earlier
        self.aggregates = Aggregates(functions, tables.__getitem__, self._around)
        self._beside: dict[str, tuple[Any, ...]] = {}

    def beside(self, grain: str) -> tuple[Any, ...]:
        """What the code of a check is given beside the rows of its grain."""
        if grain not in self._beside:
            head, amounts, *earlier = self._around
            aggregates: Any = self.aggregates
            if grain in OF_ROW:
                aggregates = OfRows(self._functions, Children(self.tables, grain), self._around)
            parents = {row["row"]: row for row in self.tables[grain]} if grain == "indicators" else {}
            self._beside[grain] = head, amounts, aggregates, parents, *earlier
        return self._beside[grain]
