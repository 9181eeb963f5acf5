"""A rule as people see it: what it finds, why, on what basis."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Certainty(StrEnum):
    """How well a citation is known; only `verified` is shown as a plain citation."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    RECALLED = "recalled"
    PRACTICE = "practice"


class Outcome(StrEnum):
    """What a rule says of a row, gravest first."""

    FAILED = "failed"
    FINDING = "finding"
    UNDECIDED = "undecided"
    PASSED = "passed"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Basis:
    """One citation: a document, a clause of it, and how certain we are of it."""

    id: str
    document: str
    title: str
    issuer: str
    date: str
    clause: str
    summary: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Silence:
    """A rule that is not judged, and why: for forms of the profiles named, of all where none is."""

    rule: str
    reason: str
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beyond:
    """A check that reviewers make and that cannot be decided here, and why not."""

    id: str
    code: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What every floor may know of a rule; its expressions stay with the rulebook."""

    id: str
    code: str
    title: str
    severity: Severity
    over: str
    family: str
    basis: tuple[Basis, ...]
    condition: str
    suggest: str
    explained_by: tuple[str, ...]
    file: str
