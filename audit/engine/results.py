"""Results that are written out when somebody looks: ten thousand forms are kept packed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar, overload

from audit.engine.entries import KEY, PART, Line, entries_of, is_hit
from audit.engine.findings import Draft, drafts, explain, grouped, written_out
from audit.engine.memory import Memory
from audit.engine.opened import open_point
from audit.engine.said import Said
from audit.engine.sitting import Case, Sitting
from audit.engine.spots import Spots
from audit.engine.verdicts import BY_DIGIT, Ruling, Scope, in_force
from audit.model.finding import Finding, Open, Where
from audit.model.identity import digest, form_identities
from audit.model.rule import Outcome, Rule
from audit.model.run import FormResult
from audit.rulebook.cache import code_version

T = TypeVar("T")

AT_HAND = 512
"""So many forms keep their findings written out."""

Found = list[tuple[Ruling, list[Line]]]
"""The rows hit, check by check."""


class Later(Sequence[T]):
    """What is said of a form, made when it is looked at; how much it is may be known before."""

    __slots__ = ("_count", "_make", "_place")

    def __init__(
        self, place: int, make: Callable[[int], Sequence[T]], count: Callable[[int], Sequence[Any]]
    ) -> None:
        self._place, self._make, self._count = place, make, count

    def __len__(self) -> int:
        return len(self._count(self._place))

    def __iter__(self) -> Iterator[T]:
        return iter(self._make(self._place))

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._make(self._place)[index]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(tuple(self))


class Findings(Later[Finding]):
    """Findings that are written out when somebody looks; their rules and places are known before."""

    __slots__ = ("_where",)

    def __init__(
        self,
        place: int,
        make: Callable[[int], Sequence[Finding]],
        rules: Callable[[int], Sequence[Rule]],
        where: Callable[[int, Collection[str]], Iterable[Where]],
    ) -> None:
        super().__init__(place, make, rules)
        self._where = where

    def where(self, rules: Collection[str]) -> Iterable[Where]:
        """Where these rules have found something."""
        return self._where(self._place, rules)

    def rules(self) -> Sequence[Rule]:
        """The rule of each, in their order."""
        return self._count(self._place)


class Outcomes(Mapping[str, Outcome]):
    """The outcome of each rule by id, kept as a digit each."""

    __slots__ = ("_digits", "_places")

    def __init__(self, places: Mapping[str, int], digits: str) -> None:
        self._places, self._digits = places, digits

    def __getitem__(self, rule: str) -> Outcome:
        return BY_DIGIT[self._digits[self._places[rule]]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __repr__(self) -> str:
        return repr(dict(self))


class _Scoped:
    """The rules that exist for forms of a profile and year."""

    def __init__(self, case: Case, rules: Sequence[str], listed: Sequence[Ruling], scope: Scope) -> None:
        allowed = in_force(case.rulebook, scope)
        order = [rule.id for rule in case.rulebook.rules if rule.id in allowed]
        at = {rule: place for place, rule in enumerate(rules)}
        self.places = {rule: place for place, rule in enumerate(order)}
        self._from = [at[rule] for rule in order]
        self.rulings = {r.check["key"]: r for r in listed if r.rule.id in allowed}
        self.rule_keys = {key: case.rulebook.compiled[r.rule.id]["key"] for key, r in self.rulings.items()}

    def digits(self, said: Said) -> str:
        """The digits of those rules, in their order."""
        return "".join(map(said.digits.__getitem__, self._from))


class Desk:
    """What the rules say of all forms of a case, to be written out form by form."""

    def __init__(self, case: Case, listed: Sequence[Ruling], sitting: Sitting, memory: Memory | None) -> None:
        self._case, self._said = case, sitting.said
        self._by = (memory.reading, code_version()) if memory else ()
        formers = memory.formers if memory else None
        years = [scope.year for scope in case.scopes]
        self._spots = Spots(case.forms, form_identities(case.forms, years, formers))
        scoped = {s: _Scoped(case, sitting.rules, listed, s) for s in dict.fromkeys(case.scopes)}
        self._scoped = [scoped[scope] for scope in case.scopes]
        self._across = self._drafts_across([ruling for ruling in listed if ruling.across])
        self._touching: dict[int, list[Draft]] = {}
        for item in self._across:
            for place in item.forms:
                self._touching.setdefault(place, []).append(item)
        self._drafts = lru_cache(AT_HAND)(self._drafts_of)
        self._findings = lru_cache(AT_HAND)(self._findings_of)
        # bound once for all results
        self._rules, self._open, self._where = self._rules_of, self._open_of, self._where_of

    def result(self, place: int) -> FormResult:
        """The result of one form, its findings packed."""
        form, scope, scoped = self._case.forms[place], self._case.scopes[place], self._scoped[place]
        digits = scoped.digits(self._said[place])
        return FormResult(
            form,
            scope.profile,
            scope.profile_reason or form.profile_reason or "按表样识别",
            scope.year,
            scope.year_reason,
            Outcomes(scoped.places, digits),
            Findings(place, self._findings, self._rules, self._where),
            Later(place, self._open, self._open),
            self._mark(place, digits),
            self._spots.identities[place],
        )

    def corpus(self) -> Sequence[Finding]:
        """The findings across forms."""
        across: list[Finding] = []

        def make(_: int) -> Sequence[Finding]:
            if not across:
                across.extend(self._findings_across())
            return across

        return Findings(
            0,
            make,
            lambda _: [item.ruling.rule for item in self._across],
            lambda _, rules: _at(self._across, rules),
        )

    def _lines(self, place: int, rules: Collection[str] | None = None) -> Found:
        """The rows hit in a form, check by check; not those of checks across forms."""
        rulings = self._scoped[place].rulings
        found: dict[int, tuple[Ruling, list[Line]]] = {}
        for entry in entries_of(self._said[place].entries):
            ruling = rulings.get(entry[:KEY])
            if ruling is None or ruling.across or (rules is not None and ruling.rule.id not in rules):
                continue
            if is_hit(entry):
                found.setdefault(ruling.number, (ruling, []))[1].append(Line(place, entry))
        return [found[number] for number in sorted(found)]

    def _rules_of(self, place: int) -> list[Rule]:
        return [ruling.rule for ruling, lines in self._lines(place) for _ in grouped(ruling, lines)]

    def _where_of(self, place: int, rules: Collection[str]) -> Iterable[Where]:
        return _at(self._drafts_by(place, rules), rules)

    def _drafts_of(self, place: int) -> list[Draft]:
        own = [item for ruling, lines in self._lines(place) for item in drafts(self._spots, ruling, lines)]
        explain(own, self._touching.get(place, ()))
        return own

    def _findings_of(self, place: int) -> tuple[Finding, ...]:
        return tuple(written_out(self._spots, draft) for draft in self._drafts(place))

    def _open_of(self, place: int) -> tuple[Open, ...]:
        """What rules left open, in the order of the rules."""
        rulings, sheet = self._scoped[place].rulings, self._spots.sheet(place)
        points = [
            (rulings[entry[:KEY]], int(entry.partition(PART)[2]), BY_DIGIT[entry[KEY]])
            for entry in entries_of(self._said[place].entries)
            if entry[:KEY] in rulings and not is_hit(entry)
        ]
        points.sort(key=lambda point: (point[0].number, point[1]))
        return tuple(
            open_point(ruling, sheet.form, sheet.row(ruling.check["grain"], row), outcome)
            for ruling, row, outcome in points
        )

    def _mark(self, place: int, digits: str) -> str:
        """A digest of everything that the result is made of."""
        form, scope, known = self._case.forms[place], self._case.scopes[place], self._scoped[place].rule_keys
        entries = sorted([e for e in entries_of(self._said[place].entries) if e[:KEY] in known])
        keys = sorted({known[entry[:KEY]] for entry in entries})
        beside = [draft.fingerprint for draft in self._touching.get(place, ())]
        told = [form.id, form.source, self._spots.identities[place], *self._by, digits]
        told += [scope.profile, scope.profile_reason or form.profile_reason]
        told += [str(scope.year), scope.year_reason, *keys, *beside, *entries]
        return digest(*told)

    def _drafts_across(self, listed: Sequence[Ruling]) -> list[Draft]:
        """The findings of the checks that collect rows of several forms."""
        found: dict[str, list[Line]] = {ruling.check["key"]: [] for ruling in listed}
        for place, said in enumerate(self._said):
            rulings = self._scoped[place].rulings
            for entry in entries_of(said.entries):
                key = entry[:KEY]
                if key in found and key in rulings and is_hit(entry):
                    found[key].append(Line(place, entry))
        made = [item for ruling in listed for item in drafts(self._spots, ruling, found[ruling.check["key"]])]
        for lines in found.values():
            for line in lines:
                line.fold()
        return made

    def _findings_across(self) -> Iterator[Finding]:
        causes = {cause for item in self._across for cause in item.ruling.rule.explained_by}
        explain(self._across, [item for at in range(len(self._said)) for item in self._drafts_by(at, causes)])
        self._spots.note((item.ruling, item.lines) for item in self._across)
        return (written_out(self._spots, item) for item in self._across)

    def _drafts_by(self, place: int, rules: Collection[str]) -> Iterator[Draft]:
        """The findings of these rules in a form, not linked."""
        for ruling, lines in self._lines(place, rules):
            yield from drafts(self._spots, ruling, lines)


def _at(found: Iterable[Draft], rules: Collection[str]) -> Iterator[Where]:
    for item in found:
        if item.ruling.rule.id in rules:
            yield Where(item.ruling.rule.id, item.ruling.check["cell"], item.place)
