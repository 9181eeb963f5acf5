"""Which checks there are, which of them exist for a form, and what their digits mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from audit.engine.show import Template
from audit.model.rule import Outcome, Rule
from audit.rulebook.book import Rulebook

BY_DIGIT = {
    "0": Outcome.NOT_APPLICABLE,
    "1": Outcome.PASSED,
    "2": Outcome.UNDECIDED,
    "3": Outcome.FINDING,
    "4": Outcome.FAILED,
}


class Ruling:
    """A rule with one of its compiled checks, and the texts of its findings.

    `across` is whether it collects rows of several forms.
    """

    __slots__ = ("across", "check", "formula", "message", "number", "row", "rule", "suggest")

    def __init__(self, number: int, rule: Rule, check: dict[str, Any]) -> None:
        self.number, self.rule, self.check = number, rule, check
        self.across = bool(check["collect"] and check["collect"]["keys"])
        self.message, self.suggest = Template(check["message"]), Template(check["suggest"])
        self.row, self.formula = Template(check["row"]), Template(check["formula"])


@dataclass(frozen=True, slots=True)
class Scope:
    """By which amounts a form is judged, and why; no reason for the profile where the form tells it."""

    profile: str
    profile_reason: str | None
    year: int | None
    year_reason: str


def rulings(book: Rulebook) -> list[Ruling]:
    """Every check of the rulebook, in the order of rules."""
    found = [(rule, check) for rule in book.rules for check in book.compiled[rule.id]["checks"]]
    return [Ruling(number, rule, check) for number, (rule, check) in enumerate(found)]


def is_wide(book: Rulebook, rule: Rule) -> bool:
    """Whether a rule needs more than the form that it judges: other forms, other years, a list."""
    return any(check["wide"] for check in book.compiled[rule.id]["checks"])


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
