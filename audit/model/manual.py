"""A rule as the manual shows it: everything about it in texts, with its cases drawn as pieces of a form."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.rule import Rule


@dataclass(frozen=True, slots=True)
class ShownAmount:
    """One value of an amount: from when, until when, for which profiles, on what basis."""

    value: str | None
    since: str | None
    until: str | None
    profiles: tuple[str, ...]
    basis: str | None


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """An amount that a rule names, with its values."""

    name: str
    label: str
    amounts: tuple[ShownAmount, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a form: the table it is of, its columns, its rows; `marked` is the column at fault."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: str | None = None


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case of the rule file: what comes out, under which profile and year where they are named."""

    outcome: str
    scope: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RulePage:
    """All that is told of a rule; `said` is what the report says of its first failing case."""

    rule: Rule
    grain: str
    why: str
    steps: tuple[tuple[str, str], ...]
    columns: dict[str, str]
    message: str
    parameters: tuple[ShownParameter, ...]
    since: str | None
    until: str | None
    profiles: tuple[str, ...]
    causes: tuple[Rule, ...]
    symptoms: tuple[Rule, ...]
    cases: tuple[ShownCase, ...]
    said: str | None = None
