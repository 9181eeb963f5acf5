"""A finding: what contradicts what, at which cell, on what basis."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

from audit.model.form import CellRef
from audit.model.rule import Rule, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault found by one rule; all texts are ready to show.

    `at` is the row locator (fund label, indicator name, level-1 label, or `form`); `rows` has all
    locators where one finding covers several rows, with `marks` their cells. `found` is the cell as
    written, `formula` the arithmetic written out, `place` and `fingerprint` the identities over time.
    """

    rule: Rule
    at: str
    field: str | None
    cell: CellRef | None
    found: str | None
    expected: str | None
    message: str
    suggest: str
    evidence: dict[str, str]
    place: str
    fingerprint: str
    formula: str | None = None
    rows: tuple[str, ...] = ()
    marks: tuple[CellRef, ...] = ()
    explained_by: str | None = None
    forms: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """The severity of its rule."""
        return self.rule.severity


class Where(NamedTuple):
    """Where a rule has found something: its id, the column that the finding points at, and the place."""

    rule: str
    field: str | None
    place: str


@runtime_checkable
class Packed(Protocol):
    """Findings that are written out only when somebody looks."""

    def rules(self) -> Sequence[Rule]:
        """The rule of each, in their order; none is written out for it."""

    def where(self, rules: Collection[str]) -> Iterable[Where]:
        """Where these rules have found something; nothing is written out for it."""


def rules_of(findings: Sequence[Finding]) -> Iterable[Rule]:
    """The rule of each finding, without writing out those that are packed."""
    return findings.rules() if isinstance(findings, Packed) else [finding.rule for finding in findings]


def where(findings: Sequence[Finding], rules: Collection[str]) -> Iterable[Where]:
    """Where these rules have found something, without writing out findings that are packed."""
    if isinstance(findings, Packed):
        return findings.where(rules)
    return [Where(f.rule.id, f.field, f.place) for f in findings if f.rule.id in rules]


@dataclass(frozen=True, slots=True)
class Open:
    """A rule that a row left undecided, or that broke on it (`failed`), and what was missing."""

    rule: Rule
    at: str
    outcome: str
    missing: tuple[str, ...]
