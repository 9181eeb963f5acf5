"""The rules of a rulebook over forms, one form after the other: nothing to load and nothing to plan."""

from __future__ import annotations

import base64
import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any, NamedTuple, cast

from audit.engine import figures
from audit.engine.sources import amounts_of
from audit.engine.statement import OWN_ROWS
from audit.engine.verdicts import Ruling, Scope
from audit.model.form import Form, Row, Value
from audit.model.schema import GRAINS, TABLES, Type
from audit.rulebook.parameters import Parameters
from audit.rulebook.term import Shape

Code = Any
"""A function that `code` has written: of a check, of an aggregate, of a window."""

Reckoner = tuple[Code, str, str, str]
"""The function of an aggregate, its table, its name and the name of whether it is unknown."""

Earlier = tuple[Row | None, Mapping[int, Row]]
"""The head of the form of the year before, and its rows by those that mean the same."""

Given = tuple[Form, Scope, Earlier]
"""A form, by which amounts it is judged, and what was before."""

TOGETHER = 32
"""So many forms are judged at a time."""

Amounts = Mapping[str, Any]
"""Amounts by name; `name~` looks through a text for the words of a list."""

CALLED = {name: getattr(figures, name) for name in (
    "as_percent", "band", "captured", "ceil", "cut", "digits", "divided", "figure", "floor", "number",
    "plain", "points", "rounded", "share", "similarity", "times", "within", "yes",
)} | {"D": Decimal, "U": object()}  # fmt: skip
"""What the code of checks calls."""


class Said(NamedTuple):
    """What rules say of one form: a digit for each rule, and the entries of its rows."""

    digits: str
    entries: str


class Pattern:
    """A pattern that is compiled when it is first asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:
        compiled = figures.pattern(self._text)
        self.search, self.sub, self.groups = compiled.search, compiled.sub, min(compiled.groups, 1)
        return self.__dict__[name]


class Tables(dict[str, list[Row]]):
    """The tables of a form, each unpacked once; `whole` gives every row all columns of its table."""

    def __init__(self, form: Form, *, whole: bool = False) -> None:
        super().__init__()
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

    def __init__(
        self, functions: Mapping[str, Reckoner], rows: Callable[[str], Sequence[Row]], around: Any
    ) -> None:
        super().__init__()
        self._functions, self._rows, self._around = functions, rows, around

    def __missing__(self, name: str) -> Any:
        function, child, value, bad = self._functions[name]
        self[value], self[bad] = function(self._rows(child), *self._around)
        return self[name]


class OfRows:
    """The aggregates of rows that have children of their own."""

    def __init__(self, functions: Mapping[str, Reckoner], tables: Tables, around: Any, grain: str) -> None:
        self._functions, self._tables, self._around, self._grain = functions, tables, around, grain
        self._children: dict[str, dict[tuple[Value, ...], list[Row]]] = {}

    def of(self, row: Row) -> Aggregates:
        """Those of one row."""

        def rows(child: str) -> Sequence[Row]:
            pairs = OWN_ROWS.get((self._grain, child))
            if pairs is None:
                return self._tables[child]
            return self._by_keys(child, pairs).get(tuple(row[own] for _, own in pairs), [])

        return Aggregates(self._functions, rows, self._around)

    def _by_keys(self, child: str, pairs: Sequence[tuple[str, str]]) -> dict[tuple[Value, ...], list[Row]]:
        if child not in self._children:
            found: dict[tuple[Value, ...], list[Row]] = {}
            self._children[child] = found
            for row in self._tables[child]:
                found.setdefault(tuple(row[name] for name, _ in pairs), []).append(row)
        return self._children[child]


class Python:
    """Checks with code, loaded; asked under `figures.PRECISION`.

    What is counted over all forms is gathered first (`count`), then each form is judged.
    """

    def __init__(self, rulings: Sequence[Ruling], parameters: Parameters) -> None:
        self._functions: dict[str, Reckoner] = {}
        self._windows: dict[str, dict[str, Code]] = {}
        self._counted: dict[str, dict[Any, Any]] = {}
        self._checks = {grain: [r for r in rulings if r.check["grain"] == grain] for grain in GRAINS}
        self._code = {ruling.number: self._loaded(ruling.check) for ruling in rulings}
        self.rules = tuple(dict.fromkeys(r.rule.id for own in self._checks.values() for r in own))
        places = {rule: place for place, rule in enumerate(self.rules)}
        self._by_grain = {
            grain: [(self._code[r.number], places[r.rule.id]) for r in own]
            for grain, own in self._checks.items()
            if own
        }
        self._parameters, self._amounts = parameters, dict[tuple[str, int | None], Amounts]()
        self._named = sorted({name for ruling in rulings for name in amounts_of(ruling.check)})

    def count(self, given: Sequence[Given]) -> None:
        """Gather what windows say over all forms."""
        if not self._windows:
            return
        try:
            gathered = self._gathered(given, whole=False)
        except KeyError:
            gathered = self._gathered(given, whole=True)
        for windows in self._windows.values():
            for name, function in windows.items():
                said = gathered.pop(name)
                self._counted[name] = {key: function.reduced(values) for key, values in said.items()}

    def said(self, given: Sequence[Given]) -> list[Said]:
        """What the checks say of some forms; rows that were read have every column, others need not."""
        try:
            return self._said(given, whole=False)
        except KeyError:
            return self._said(given, whole=True)

    def digit(self, ruling: Ruling, form: Form, scope: Scope, earlier: Earlier, row: int) -> int:
        """What a check says of one row of a form."""
        tables, grain = Tables(form, whole=True), ruling.check["grain"]
        rows = [each for each in tables[grain] if each["row"] == row]
        given = self._around(tables, scope, earlier)(grain)
        told, own = list[str](), [0]
        self._code[ruling.number]([(rows, *given, told.append, own)], 0, self._counted)
        return own[0]

    def _said(self, given: Sequence[Given], *, whole: bool) -> list[Said]:
        """Check after check, each over all of the forms, so that its code stays near the processor."""
        entries: list[list[str]] = [[] for _ in given]
        worst = [[0] * len(self.rules) for _ in given]
        for grain, ready in self._ready(given, self._by_grain, whole=whole):
            asked = [(rows, *beside, entries[at].append, worst[at]) for at, rows, beside in ready]
            for check, place in self._by_grain[grain]:
                check(asked, place, self._counted)
        return [
            Said("".join(map(str, digits)), "".join(own)) for digits, own in zip(worst, entries, strict=True)
        ]

    def _gathered(self, given: Sequence[Given], *, whole: bool) -> dict[str, dict[Any, list[Any]]]:
        """By window and keys, the values of all rows."""
        gathered: dict[str, dict[Any, list[Any]]] = {
            name: {} for windows in self._windows.values() for name in windows
        }
        for start in range(0, len(given), TOGETHER):
            some = given[start : start + TOGETHER]
            for grain, ready in self._ready(some, self._windows, whole=whole):
                for name, function in self._windows[grain].items():
                    for _, rows, beside in ready:
                        function(rows, *beside, gathered[name])
        return gathered

    def _ready(
        self, given: Sequence[Given], grains: Iterable[str], *, whole: bool
    ) -> Iterator[tuple[str, list[tuple[int, list[Row], tuple[Any, ...]]]]]:
        """For each grain the forms that have rows of it, with what code is given of them."""
        tables = [Tables(form, whole=whole) for form, _, _ in given]
        pairs = zip(tables, given, strict=True)
        around = [self._around(own, scope, earlier) for own, (_, scope, earlier) in pairs]
        for grain in grains:
            yield (
                grain,
                [(at, rows, around[at](grain)) for at, own in enumerate(tables) if (rows := own[grain])],
            )

    def _around(self, tables: Tables, scope: Scope, earlier: Earlier) -> Callable[[str], tuple[Any, ...]]:
        """What the code of a check is given beside the rows of its grain."""
        head, amounts = tables["forms"][0], self._amounts_of(scope)
        of_form = Aggregates(self._functions, tables.__getitem__, (head, amounts, *earlier))

        def of(grain: str) -> tuple[Any, ...]:
            aggregates: Any = of_form
            if any(key[0] == grain for key in OWN_ROWS):
                aggregates = OfRows(self._functions, tables, (head, amounts, *earlier), grain)
            parents = {row["row"]: row for row in tables[grain]} if grain == "indicators" else {}
            return head, amounts, aggregates, parents, *earlier

        return of

    def _loaded(self, check: Mapping[str, Any]) -> Code:
        """The function of a check; what it calls is put beside it."""
        around = {**CALLED}
        exec(marshal.loads(base64.b64decode(check["code"])), around)  # noqa: S102, S302 - written by `code`
        function: Code = around["check"]
        for name, made in around.items():
            if hasattr(made, "child"):
                said = made, made.child, name, f"{name}!"
                self._functions |= {name: said, f"{name}!": said}
        around |= {name: Pattern(text) for text, name in function.patterns.items()}
        for name in function.windows:
            self._windows.setdefault(check["grain"], {}).setdefault(name, around[name])
        return function

    def _amounts_of(self, scope: Scope) -> Amounts:
        key = scope.profile, scope.year
        if key not in self._amounts:
            amounts: dict[str, Any] = {}
            self._amounts[key] = amounts
            for name in self._named:
                kind, value = self._parameters.by_name[name].kind, self._parameters.value(name, *key)
                amounts[name] = _typed(kind, value)
                if kind == Shape.LIST:
                    amounts[f"{name}~"] = figures.searcher(cast("list[str] | None", value))
        return self._amounts[key]


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


def judged(judge: Python, given: Sequence[Given]) -> list[Said]:
    """What the checks say of every form."""
    with localcontext(figures.PRECISION):
        judge.count(given)
        starts = range(0, len(given), TOGETHER)
        return [said for start in starts for said in judge.said(given[start : start + TOGETHER])]
