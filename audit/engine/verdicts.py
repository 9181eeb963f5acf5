"""Letters to outcomes: the worst of a rule's rows, and the rows that findings and open points stand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.model.rule import Outcome, Rule
from audit.model.schema import GRAINS
from audit.rulebook.book import Rulebook

if TYPE_CHECKING:
    from audit.engine.duckdb import CheckRow, Database

BY_LETTER = {
    "0": Outcome.NOT_APPLICABLE,
    "1": Outcome.PASSED,
    "2": Outcome.UNDECIDED,
    "3": Outcome.FINDING,
    "4": Outcome.FAILED,
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule with one of its compiled checks."""

    number: int
    rule: Rule
    check: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """By which amounts a form is judged, and why; no reason for the profile where the form tells it."""

    profile: str
    profile_reason: str | None
    year: int | None
    year_reason: str


@dataclass(slots=True)
class Verdicts:
    """What all checks say of all forms: outcomes, rows hit by check, open points by form."""

    outcomes: list[dict[str, Outcome]]
    hits: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    open: dict[int, list[tuple[Ruling, int, Outcome]]] = field(default_factory=dict)


def rulings(book: Rulebook) -> list[Ruling]:
    """Every check of the rulebook, in the order of rules."""
    found = [(rule, check) for rule in book.rules for check in book.compiled[rule.id]["checks"]]
    return [Ruling(number, rule, check) for number, (rule, check) in enumerate(found)]


def in_force(book: Rulebook, scope: Scope) -> frozenset[str]:
    """The rules that exist for a form of that profile and year, and are not silenced."""
    chain = set(book.parameters.chain(scope.profile))
    kept = []
    for rule in book.rules:
        limits = book.compiled[rule.id]
        end = f"{scope.year:04}-12-31" if scope.year is not None else None
        early = limits["since"] is not None and end is not None and limits["since"] > end
        late = limits["until"] is not None and (end is None or limits["until"] < end)
        silence = book.silenced.get(rule.id)
        if silence is not None and (not silence.profiles or chain & set(silence.profiles)):
            continue
        if not early and not late and (not limits["profiles"] or chain & set(limits["profiles"])):
            kept.append(rule.id)
    return frozenset(kept)


def decide(
    database: Database, book: Rulebook, listed: Sequence[Ruling], allowed: Sequence[frozenset[str]]
) -> Verdicts:
    """Run every check and sort what it says by form and rule."""
    verdicts = Verdicts([_start(book, rules) for rules in allowed])
    for grain in GRAINS:
        of_grain = [ruling for ruling in listed if ruling.check["grain"] == grain]
        _read(verdicts, of_grain, database.outcomes(grain), allowed)
    return verdicts


def _start(book: Rulebook, rules: frozenset[str]) -> dict[str, Outcome]:
    return {rule.id: Outcome.NOT_APPLICABLE for rule in book.rules if rule.id in rules}


def _read(
    verdicts: Verdicts,
    of_grain: Sequence[Ruling],
    rows: Iterable[CheckRow],
    allowed: Sequence[frozenset[str]],
) -> None:
    worst: dict[int, str] = {}
    for form, row, letters in rows:
        known = worst.get(form)
        if known is None:
            worst[form] = letters
        elif known != letters:
            worst[form] = "".join(map(max, known, letters))
        if max(letters) > "1":
            _note(verdicts, of_grain, (form, row, letters), allowed[form])
    for form, letters in worst.items():
        outcomes = verdicts.outcomes[form]
        for ruling, letter in zip(of_grain, letters, strict=True):
            if letter != "0" and ruling.rule.id in outcomes:
                outcomes[ruling.rule.id] = _worse(outcomes[ruling.rule.id], BY_LETTER[letter])


def _note(verdicts: Verdicts, of_grain: Sequence[Ruling], found: CheckRow, allowed: frozenset[str]) -> None:
    form, row, letters = found
    for ruling, letter in zip(of_grain, letters, strict=True):
        if letter > "1" and ruling.rule.id in allowed:
            if letter == "3":
                verdicts.hits.setdefault(ruling.number, []).append((form, row))
            else:
                verdicts.open.setdefault(form, []).append((ruling, row, BY_LETTER[letter]))


_GRAVITY = {outcome: letter for letter, outcome in BY_LETTER.items()}


def _worse(one: Outcome, other: Outcome) -> Outcome:
    return max(one, other, key=_GRAVITY.__getitem__)
