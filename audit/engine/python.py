"""The rules of a rulebook over forms, some forms at a time: nothing to load and nothing to plan."""

from __future__ import annotations

import base64
import marshal
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from itertools import islice, repeat
from typing import Any, cast

from audit.engine import figures
from audit.engine.digits import FAILED
from audit.engine.said import Said, aside
from audit.engine.searching import Pattern, searcher
from audit.engine.sources import amounts_of
from audit.engine.unpacked import Amounts, Code, Earlier, Reckoner, Tables, Unpacked
from audit.engine.verdicts import Ruling, Scope
from audit.model.form import Form
from audit.model.schema import GRAINS, Type
from audit.rulebook.parameters import Parameters
from audit.rulebook.term import Shape
from audit.shelf import Aside, Shelf

Given = tuple[Form, Scope, Earlier]
"""A form, by which amounts it is judged, and what was before."""

Batches = Callable[[], Iterable[Sequence[Given]]]
"""The forms, some at a time: few enough to lie open together; asked twice where windows look over all."""

Checks = Mapping[str, Sequence[tuple[Code, int]]]
"""By grain the code of checks, each with the place of its rule among the digits."""

NOT_KNOWN = object()
"""What has not been computed yet."""

CALLED = {name: getattr(figures, name) for name in (
    "as_percent", "band", "broken", "captured", "ceil", "cut", "digits", "divided", "figure", "floor",
    "number", "plain", "points", "rounded", "share", "similarity", "times", "within", "yes",
)} | {"D": Decimal, "U": NOT_KNOWN}  # fmt: skip
"""What the code of checks calls."""

DIGITS = bytes.maketrans(bytes(range(FAILED + 1)), b"01234")


class Notes:
    """What is said of a form so far; `kept` are aggregates that will be asked once more."""

    __slots__ = ("aside", "entries", "kept", "worst")

    def __init__(self, rules: int) -> None:
        self.worst, self.entries, self.aside = bytearray(rules), list[str](), list[Aside]()
        self.kept: tuple[Any, ...] = ()

    def put_aside(self, shelf: Shelf) -> None:
        """Put the entries so far on a shelf."""
        if self.entries:
            self.aside.append(aside(self.entries, shelf))
            self.entries = []

    def said(self) -> Said:
        """All of it."""
        return Said(self.worst.translate(DIGITS).decode(), *self.aside)


class Python:
    """Checks with code, loaded.

    While the forms go by, each is judged by the checks that look at nothing else, and what windows count
    over all forms is gathered; then they go by again for the checks that look at windows.
    """

    def __init__(self, rulings: Sequence[Ruling], parameters: Parameters) -> None:
        self._functions: dict[str, Reckoner] = {}
        self._windows: dict[str, dict[str, Code]] = {}
        self._counted: dict[str, dict[Any, Any]] = {}
        self._kept: dict[str, None] = {}
        ordered = [r for grain in GRAINS for r in rulings if r.check["grain"] == grain]
        self._code = {ruling.number: self._loaded(ruling.check) for ruling in ordered}
        self.rules = tuple(dict.fromkeys(ruling.rule.id for ruling in ordered))
        self._near = self._by_grain(r for r in ordered if not self._code[r.number].windows)
        self._far = self._by_grain(r for r in ordered if self._code[r.number].windows)
        self._parameters, self._amounts = parameters, dict[tuple[str, int | None], Amounts]()
        self._named = sorted({name for ruling in rulings for name in amounts_of(ruling.check)})

    def said(self, batches: Batches) -> list[Said]:
        """What the checks say of every form; rows that were read have every column, others need not."""
        with localcontext(figures.PRECISION):
            try:
                return self._said(batches, whole=False)
            except KeyError:
                return self._said(batches, whole=True)

    def count(self, given: Sequence[Given]) -> None:
        """Gather what windows say over all forms, and judge none."""
        gathered = self._nothing()
        with localcontext(figures.PRECISION):
            self._gather([self._open(each, whole=True) for each in given], gathered)
            self._reduce(gathered)

    def digit(self, ruling: Ruling, given: Given, row: int) -> int:
        """What a check says of one row of a form, once windows are counted."""
        opened, grain, notes = self._open(given, whole=True), ruling.check["grain"], Notes(1)
        rows = [each for each in opened.tables[grain] if each["row"] == row]
        with localcontext(figures.PRECISION):
            asked = [(rows, *opened.beside(grain), notes.entries.append, notes.worst)]
            self._code[ruling.number](asked, 0, self._counted)
        return notes.worst[0]

    def _said(self, batches: Batches, *, whole: bool) -> list[Said]:
        notes, shelf = list[Notes](), Shelf()
        gathered = self._nothing()
        for given in batches():
            opened = [self._open(each, whole=whole) for each in given]
            own = [Notes(len(self.rules)) for _ in given]
            self._gather(opened, gathered)
            self._judge(self._near, opened, own)
            for one, note in zip(opened, own, strict=True):
                note.kept = tuple(map(one.aggregates.get, self._kept, repeat(NOT_KNOWN)))
                note.put_aside(shelf)
            notes += own
        if self._windows:
            self._reduce(gathered)
            self._look_far(batches, notes, shelf, whole=whole)
        return [note.said() for note in notes]

    def _look_far(self, batches: Batches, notes: Sequence[Notes], shelf: Shelf, *, whole: bool) -> None:
        """Judge by the checks that look at windows."""
        left = iter(notes)
        for given in batches():
            opened, own = [self._open(each, whole=whole) for each in given], [*islice(left, len(given))]
            for one, note in zip(opened, own, strict=True):
                kept = zip(self._kept, note.kept, strict=True)
                one.aggregates.update((name, value) for name, value in kept if value is not NOT_KNOWN)
                note.kept = ()
            self._judge(self._far, opened, own)
            for note in own:
                note.put_aside(shelf)

    def _judge(self, checks: Checks, opened: Sequence[Unpacked], notes: Sequence[Notes]) -> None:
        """Check after check, each over all of the forms, so that its code stays near the processor."""
        for grain, own in checks.items():
            asked = [
                (rows, *one.beside(grain), note.entries.append, note.worst)
                for one, note in zip(opened, notes, strict=True)
                if (rows := one.tables[grain])
            ]
            for check, place in own:
                check(asked, place, self._counted)

    def _nothing(self) -> dict[str, dict[Any, list[Any]]]:
        """For each window by keys the values of all rows: none yet."""
        return {name: {} for windows in self._windows.values() for name in windows}

    def _gather(self, opened: Sequence[Unpacked], gathered: Mapping[str, dict[Any, list[Any]]]) -> None:
        for grain, windows in self._windows.items():
            asked = [(rows, one.beside(grain)) for one in opened if (rows := one.tables[grain])]
            for name, function in windows.items():
                for rows, beside in asked:
                    function(rows, *beside, gathered[name])

    def _reduce(self, gathered: dict[str, dict[Any, list[Any]]]) -> None:
        for windows in self._windows.values():
            for name, function in windows.items():
                said = gathered.pop(name)
                self._counted[name] = {key: function.reduced(values) for key, values in said.items()}

    def _open(self, given: Given, *, whole: bool) -> Unpacked:
        form, scope, earlier = given
        return Unpacked(self._functions, Tables(form, whole=whole), self._amounts_of(scope), earlier)

    def _by_grain(self, rulings: Iterable[Ruling]) -> Checks:
        places = {rule: place for place, rule in enumerate(self.rules)}
        found: dict[str, list[tuple[Code, int]]] = {}
        for ruling in rulings:
            pair = self._code[ruling.number], places[ruling.rule.id]
            found.setdefault(ruling.check["grain"], []).append(pair)
        return found

    def _loaded(self, check: Mapping[str, Any]) -> Code:
        """The function of a check; what it calls is put beside it."""
        around = {**CALLED}
        exec(marshal.loads(base64.b64decode(check["code"])), around)  # noqa: S102, S302 - written by `code`
        function: Code = around["check"]
        for name, made in around.items():
            if hasattr(made, "child"):
                said = made, made.child, name, f"{name}!"
                self._functions |= {name: said, f"{name}!": said}
                if function.windows:
                    self._kept |= dict.fromkeys((name, f"{name}!"))
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
                    amounts[f"{name}~"] = searcher(cast("list[str] | None", value))
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
