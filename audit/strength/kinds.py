"""The kinds of slips: each finds the places of a form where it can happen."""

from __future__ import annotations

from dataclasses import dataclass

from audit.strength import hard, money, points, values
from audit.strength.edits import Places


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of slip; those of `hard` are measured, not promised."""

    id: str
    label: str
    hard: bool
    slips: Places


def kinds() -> tuple[Kind, ...]:
    """Every kind in the order of the table."""
    made = [kind for module in (points, money, values) for kind in _listed(module.KINDS, hard=False)]
    return (*made, *_listed(hard.KINDS, hard=True))


def _listed(entries: dict[str, tuple[str, Places]], *, hard: bool) -> list[Kind]:
    return [Kind(id_, label, hard, slips) for id_, (label, slips) in entries.items()]
