"""Forms before the rules: what each rule says of each form, in batches that the memory can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audit.engine.history import History
from audit.engine.python import Given, Python
from audit.engine.said import Said
from audit.engine.verdicts import Ruling, Scope
from audit.model.form import Form
from audit.model.schema import GRAINS
from audit.rulebook.book import Rulebook

TOGETHER = 32
"""So many forms lie open at a time."""

BATCH = 5_000
"""So many forms are judged before what was said of them is kept."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged, and by what."""

    rulebook: Rulebook
    forms: Sequence[Form]
    scopes: Sequence[Scope]
    history: History = field(default_factory=History)

    def batches(self) -> Iterator[Sequence[Given]]:
        """Each form with its scope and what was before, some forms at a time."""
        for start in range(0, len(self.forms), TOGETHER):
            places = range(start, min(start + TOGETHER, len(self.forms)))
            yield [(self.forms[at], self.scopes[at], self.history.of(at)) for at in places]

    def only(self, places: Sequence[int]) -> Case:
        """Some of the forms, each by itself."""
        return Case(self.rulebook, [self.forms[at] for at in places], [self.scopes[at] for at in places])


@dataclass(frozen=True, slots=True)
class Sitting:
    """What some rules say of all forms of a case; `rules` are the ids that the digits stand for."""

    rules: tuple[str, ...]
    said: Sequence[Said]

    def beside(self, other: Sitting) -> Sitting:
        """What both say of the same forms."""
        pairs = zip(self.said, other.said, strict=True)
        return Sitting(self.rules + other.rules, [one.beside(two) for one, two in pairs])


def sit(case: Case, listed: Sequence[Ruling]) -> Sitting:
    """What the rules say; the database is asked by those alone that only it can judge."""
    sql = {ruling.rule.id for ruling in listed if ruling.check["code"] is None}
    judge = Python([r for r in listed if r.rule.id not in sql], case.rulebook.parameters)
    said = Sitting(judge.rules, judge.said(case.batches))
    if not sql:
        return said
    return said.beside(sit_by_database(case, [r for r in listed if r.rule.id in sql]))


def sit_by_database(case: Case, listed: Sequence[Ruling]) -> Sitting:
    """The same, asked of the database in one go."""
    from audit.engine.duckdb import Database, Task  # heavy, and not needed to compile rules

    amounts = list(dict.fromkeys((scope.profile, scope.year) for scope in case.scopes))
    places = {amount: number for number, amount in enumerate(amounts)}
    groups = [places[scope.profile, scope.year] for scope in case.scopes]
    database = Database(Task(case.forms, groups, amounts, case.history), case.rulebook.parameters, listed)
    rules: list[str] = []
    digits: list[list[str]] = [[] for _ in case.forms]
    entries: list[list[str]] = [[] for _ in case.forms]
    try:
        for grain in GRAINS:
            rules += database.rules(grain)
            _spread(dict(database.outcomes(grain)), "0" * len(database.rules(grain)), digits)
            for form, text in database.entries(grain):
                entries[form].append(text)
    finally:
        database.close()
    said = [Said("".join(own), "".join(texts)) for own, texts in zip(digits, entries, strict=True)]
    return Sitting(tuple(rules), said)


def _spread(found: Mapping[int, str], none: str, digits: Sequence[list[str]]) -> None:
    """Give each form its digits; one without rows of the grain has nothing that applies."""
    for form, own in enumerate(digits):
        own.append(found.get(form, none))
