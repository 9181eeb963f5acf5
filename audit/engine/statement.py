"""The SELECT around the expressions of rules: children added up once, then windows, then the expressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.engine.sources import quoted
from audit.rulebook.names import PRIOR_ROW

OWN_ROWS = {
    ("categories", "indicators"): (("category", "ordinal"),),
    ("categories", "groups"): (("category", "ordinal"),),
    ("groups", "indicators"): (("category", "category"), ("level2", "level2")),
}
"""Child rows that belong to a row of the grain: pairs of child's and grain's column; else the form's."""


@dataclass(slots=True)
class Reads:
    """What a statement over one grain reads, gathered from the checks in it."""

    grain: str
    columns: dict[str, dict[str, None]] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)
    aggregates: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    windows: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def add(self, sources: Mapping[str, Any]) -> None:
        """Take in what the expressions of one check read."""
        for scope, names in sources["columns"].items():
            self.columns.setdefault(scope, {}).update(dict.fromkeys(names))
        self.parameters.update(dict.fromkeys(sources["parameters"]))
        self.aggregates.update(sources["aggregates"])
        self.windows.update(sources["windows"])

    def tables(self) -> Iterable[tuple[str, str]]:
        """Every table and column that must be loaded."""
        yield from ((self.grain, name) for name in self._own())
        yield from _scopes(self.grain, self.columns)
        for aggregate in self.aggregates.values():
            child = aggregate["child"]
            yield from ((child, pair[0]) for pair in self.keys(child))
            yield from ((child, name) for name in aggregate["columns"].get("", ()))
            yield from _scopes(child, aggregate["columns"])

    def _own(self) -> list[str]:
        names = dict.fromkeys(self.columns.get("", ()))
        for aggregate in self.aggregates.values():
            names.update(dict.fromkeys(pair[1] for pair in self.keys(aggregate["child"])))
        for scope in self.columns:
            names.update(dict.fromkeys(["parent_row"] if scope == "parent" else []))
        return list(names)

    def keys(self, child: str) -> Sequence[tuple[str, str]]:
        """By which columns, beside the form, rows of a child table belong to a row of the grain."""
        return OWN_ROWS.get((self.grain, child), ())

    def select(self, hits: str | None = None, windows: str | None = None) -> str:
        """The statement: every row with all that is read.

        `hits` names a table of the rows (f, row) that are wanted, `windows` one of what `windowed` gives.
        """
        named = ", ".join(f"{name} AS ({sql})" for name, sql in self._steps(hits))
        joined = f' JOIN {windows} USING ("f", "row")' if self.windows else ""
        return f"WITH {named} SELECT * FROM base{joined}"

    def windowed(self) -> str:
        """The statement that gives for each row (f, row) what is counted over the rows it is alike to."""
        steps, last = self._steps(None), "base"
        for number, group in enumerate(self._window_groups().items()):
            steps.append((f"windowed{number}", self._windowed(last, *group)))
            last = f"windowed{number}"
        named = ", ".join(f"{name} AS ({sql})" for name, sql in steps)
        return f'WITH {named} SELECT "f", "row", {", ".join(map(quoted, self.windows))} FROM {last}'

    def _steps(self, hits: str | None) -> list[tuple[str, str]]:
        return [*self._children(hits), ("base", self._base(hits))]

    def _children(self, hits: str | None) -> Iterable[tuple[str, str]]:
        by_child: dict[str, dict[str, Mapping[str, Any]]] = {}
        for alias, aggregate in self.aggregates.items():
            by_child.setdefault(aggregate["child"], {})[alias] = aggregate
        for child, aggregates in by_child.items():
            keys = ['"f"', *(quoted(pair[0]) for pair in self.keys(child))]
            shown = [f"{aggregate['sql']} AS {quoted(alias)}" for alias, aggregate in aggregates.items()]
            shown += [f"{a['bad']} AS {quoted(alias + '!')}" for alias, a in aggregates.items() if a["bad"]]
            rows = _rows(child, aggregates.values(), keys, hits)
            yield f"of_{child}", f"SELECT {', '.join(keys + shown)} FROM ({rows}) GROUP BY {', '.join(keys)}"

    def _base(self, hits: str | None) -> str:
        shown = ['t."f"', 't."row"', *(f"t.{quoted(name)}" for name in self._own())]
        shown += _scope_columns(self.columns)
        shown += [f"p.{quoted('$' + name)}" for name in self.parameters]
        joins = _scope_joins(self.columns, self.parameters)
        for child in dict.fromkeys(aggregate["child"] for aggregate in self.aggregates.values()):
            on = [f'of_{child}."f" = t."f"']
            on += [f"of_{child}.{quoted(a)} IS NOT DISTINCT FROM t.{quoted(b)}" for a, b in self.keys(child)]
            joins += f" LEFT JOIN of_{child} ON {' AND '.join(on)}"
        for alias, aggregate in self.aggregates.items():
            shown.append(f"of_{aggregate['child']}.{quoted(alias)}")
            shown += [f"of_{aggregate['child']}.{quoted(alias + '!')}"] if aggregate["bad"] else []
        if hits:
            joins += f' SEMI JOIN {hits} h ON h."f" = t."f" AND h."row" = t."row"'
        return f"SELECT {', '.join(shown)} FROM {quoted(self.grain)} t{joins}"

    def _window_groups(self) -> dict[tuple[str, ...], list[str]]:
        groups: dict[tuple[str, ...], list[str]] = {}
        for alias, window in self.windows.items():
            groups.setdefault(tuple(window["keys"]), []).append(alias)
        return groups

    def _windowed(self, last: str, keys: tuple[str, ...], aliases: list[str]) -> str:
        """Rows that share the keys, grouped and joined back; nulls are alike, as in a window."""
        named = [f"{key} AS k{number}" for number, key in enumerate(keys)]
        said = [f"{self.windows[alias]['sql']} AS {quoted(alias)}" for alias in aliases]
        grouped = f"SELECT {', '.join(named + said)} FROM {last} GROUP BY ALL"
        on = " AND ".join(f"g.k{n} IS NOT DISTINCT FROM b.k{n}" for n in range(len(keys)))
        rows = f"SELECT *, {', '.join(named)} FROM {last}"
        shown = ", ".join(f"g.{quoted(alias)}" for alias in aliases)
        dropped = ", ".join(f"k{n}" for n in range(len(keys)))
        return f"SELECT b.* EXCLUDE ({dropped}), {shown} FROM ({rows}) b JOIN ({grouped}) g ON {on}"


def _scopes(table: str, columns: Mapping[str, Iterable[str]]) -> Iterable[tuple[str, str]]:
    """The columns of other rows that a row of a table looks at."""
    for scope, names in columns.items():
        if scope:
            yield from (({"form": "forms", "parent": table}.get(scope, scope), name) for name in names)


def _rows(child: str, aggregates: Iterable[Mapping[str, Any]], keys: list[str], hits: str | None) -> str:
    """The rows of a child table with everything that the aggregates over it read."""
    columns: dict[str, dict[str, None]] = {"": dict.fromkeys(['"row"', *keys])}
    parameters: dict[str, None] = {}
    for aggregate in aggregates:
        for scope, names in aggregate["columns"].items():
            found = columns.setdefault(scope, {})
            found.update(dict.fromkeys(names if scope else [quoted(name) for name in names]))
        parameters.update(dict.fromkeys(aggregate["parameters"]))
    shown = [f"t.{name}" for name in columns[""]]
    shown += _scope_columns(columns) + [f"p.{quoted('$' + name)}" for name in parameters]
    within = f' WHERE t."f" IN (SELECT "f" FROM {hits})' if hits else ""
    joins = _scope_joins(columns, parameters)
    return f"SELECT {', '.join(shown)} FROM {quoted(child)} t{joins}{within}"


def _scope_columns(columns: Mapping[str, Iterable[str]]) -> list[str]:
    return [
        f"{quoted(scope)}.{quoted(name)} AS {quoted(f'{scope}.{name}')}"
        for scope, names in columns.items()
        if scope
        for name in names
    ]


def _scope_joins(columns: Mapping[str, Any], parameters: Iterable[str]) -> str:
    joins = ""
    if {"form", "prior", PRIOR_ROW} & set(columns):
        joins += ' JOIN "forms" AS "form" ON "form"."f" = t."f"'
    if "parent" in columns:
        joins += ' LEFT JOIN "indicators" AS "parent" ON "parent"."f" = t."f"'
        joins += ' AND "parent"."row" = t."parent_row"'
    if "prior" in columns:
        joins += ' LEFT JOIN "prior" ON "prior"."f" = "form"."prior"'
    if PRIOR_ROW in columns:
        joins += ' LEFT JOIN "prior_row" ON "prior_row"."f" = "form"."prior"'
        joins += ' AND "prior_row"."row" = t."prior_row"'
    if list(parameters):
        joins += ' JOIN "parameters" AS p ON p."p" = t."p"'
    return joins
