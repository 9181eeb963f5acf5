"""Rules that look at one form alone, judged form by form in Python: nothing to load and nothing to plan."""

from __future__ import annotations

import base64
import marshal
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any

from audit.engine import figures
from audit.engine.sitting import Case, Said, Sitting
from audit.engine.sources import amounts_of
from audit.engine.statement import OWN_ROWS
from audit.engine.verdicts import Ruling, Scope
from audit.model.form import Form, Row, Value
from audit.model.schema import GRAINS, TABLES, Type
from audit.rulebook.parameters import Parameters
from audit.rulebook.term import Shape

Check = Callable[..., int]
"""The code of a check: rows, form, amounts, aggregates, rows by number, and where to put entries, to a digit."""

Amounts = Mapping[str, Any]
"""Amounts by name; `name~` looks through a text for the words of a list."""


class Pattern:
    """A pattern that is compiled when it is first asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:
        compiled = figures.pattern(self._text)
        self.search, self.sub, self.groups = compiled.search, compiled.sub, min(compiled.groups, 1)
        return getattr(compiled, name) if name != "groups" else self.groups


class Aggregates(dict[str, Any]):
    """What is said of the child rows of a form, or of one of its rows, by name; computed when it is asked."""

    def __init__(self, functions: Mapping[str, Any], tables: Mapping[str, list[Row]], read: Any, grain: str) -> None:
        super().__init__()
        self._functions, self._tables, self._read, self._grain = functions, tables, read, grain
        self._row: Row | None = None

    def of(self, row: Row) -> Aggregates:
        """Those of a row that has children of its own."""
        own = Aggregates(self._functions, self._tables, self._read, self._grain)
        own._row = row
        return own

    def __missing__(self, name: str) -> Any:
        function = self._functions[name.rstrip("!")]
        self[name.rstrip("!")], self[f"{name.rstrip('!')}!"] = function(self._rows(function.child), *self._read)
        return self[name]

    def _rows(self, child: str) -> Sequence[Row]:
        rows = self._tables.get(child, [])
        if self._row is None:
            return rows
        keys = [(of_child, self._row[of_row]) for of_child, of_row in OWN_ROWS.get((self._grain, child), ())]
        return [row for row in rows if all(row[name] == value for name, value in keys)]


class Alone:
    """Checks that judge one form at a time."""

    def __init__(self, rulings: Sequence[Ruling], parameters: Parameters) -> None:
        self._functions: dict[str, Any] = {}
        self._checks = {grain: [r for r in rulings if r.check["grain"] == grain] for grain in GRAINS}
        self._code = {ruling.number: self._loaded(ruling.check["code"]) for ruling in rulings}
        self.rules = tuple(dict.fromkeys(r.rule.id for own in self._checks.values() for r in own))
        self._places = {rule: place for place, rule in enumerate(self.rules)}
        self._parameters, self._amounts = parameters, dict[tuple[str, int | None], Amounts]()
        self._named = sorted({name for ruling in rulings for name in amounts_of(ruling.check)})

    def said(self, form: Form, scope: Scope) -> Said:
        """What the checks say of a form."""
        tables = {name: form.tables.get(name, []) for name in TABLES if name != "cells"}
        try:
            return self._said(tables, self._amounts_of(scope))
        except KeyError:
            return self._said({name: _whole(name, rows) for name, rows in tables.items()}, self._amounts_of(scope))

    def digit(self, ruling: Ruling, form: Form, scope: Scope, row: int) -> int:
        """What a check says of one row of a form."""
        tables = {name: _whole(name, form.tables.get(name, [])) for name in TABLES if name != "cells"}
        rows = [each for each in tables[ruling.check["grain"]] if each["row"] == row]
        with localcontext(figures.PRECISION):
            return self._judged(ruling, rows, tables, self._amounts_of(scope), [].append)

    def _said(self, tables: Mapping[str, list[Row]], amounts: Amounts) -> Said:
        entries: list[str] = []
        worst = [0] * len(self.rules)
        for grain, checks in self._checks.items():
            rows = tables.get(grain)
            if not rows:
                continue
            head = tables["forms"][0]
            aggregates = Aggregates(self._functions, tables, (head, amounts), grain)
            parents = {row["row"]: row for row in rows} if grain == "indicators" else {}
            for ruling in checks:
                digit = self._code[ruling.number](rows, head, amounts, aggregates, parents, entries.append)
                place = self._places[ruling.rule.id]
                worst[place] = max(worst[place], digit)
        return Said("".join(map(str, worst)), "".join(entries))

    def _judged(
        self, ruling: Ruling, rows: Sequence[Row], tables: Mapping[str, list[Row]], amounts: Amounts, told: Any
    ) -> int:
        grain, head = ruling.check["grain"], tables["forms"][0]
        aggregates = Aggregates(self._functions, tables, (head, amounts), grain)
        parents = {row["row"]: row for row in tables[grain]}
        return self._code[ruling.number](rows, head, amounts, aggregates, parents, told)

    def _loaded(self, code: str) -> Check:
        """The function of a check, with what it calls."""
        around = {**_CALLED}
        exec(marshal.loads(base64.b85decode(code)), around)  # noqa: S102, S302 - made by `code` of this package
        check = around["check"]
        around |= {name: Pattern(text) for text, name in check.patterns.items()}
        self._functions |= {name: made for name, made in around.items() if hasattr(made, "child")}
        return check  # type: ignore[no-any-return]

    def _amounts_of(self, scope: Scope) -> Amounts:
        key = scope.profile, scope.year
        if key not in self._amounts:
            self._amounts[key] = amounts = {}
            for name in self._named:
                kind = self._parameters.by_name[name].kind
                amounts[name] = _typed(kind, value := self._parameters.value(name, *key))
                if kind == Shape.LIST:
                    amounts[f"{name}~"] = figures.searcher(value)
        return self._amounts[key]


_CALLED = {name: getattr(figures, name) for name in (
    "as_percent", "band", "captured", "ceil", "cut", "digits", "divided", "figure", "floor", "marked", "number",
    "plain", "points", "rounded", "share", "similarity", "times", "within", "yes",
)} | {"D": Decimal, "U": object()}  # fmt: skip
"""What the code of checks calls."""


def _typed(kind: str, value: Any) -> Any:
    """An amount as the code of rules reckons with it."""
    if value is None:
        return None
    if kind == Shape.MAP:
        return {key: Decimal(figure) for key, figure in value.items()}
    if kind == Shape.LIST:
        return frozenset(value)
    if kind == Shape.BANDS:
        return [(label, Decimal(least)) for label, least in value]
    return Decimal(value) if kind in (Type.NUMBER, Type.RATIO) else value


def _whole(table: str, rows: Sequence[Row]) -> list[Row]:
    """Rows with every column of their table."""
    blank: dict[str, Value] = {column.name: None for column in TABLES[table].columns}
    return [blank | row for row in rows]


def sit_alone(case: Case, listed: Sequence[Ruling]) -> Sitting:
    """What those checks say of every form of a case."""
    judge = Alone(listed, case.rulebook.parameters)
    with localcontext(figures.PRECISION):
        said = [judge.said(form, scope) for form, scope in zip(case.forms, case.scopes, strict=True)]
    return Sitting(judge.rules, said)
