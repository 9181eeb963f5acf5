"""The kinds of slips: each finds the places of a form where it can happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from audit.strength.edits import Sample, Slip

Places = Callable[[Sample, Sequence[Sample]], Iterator[Slip]]
"""Slips that can happen on a form; the others are at hand for what is copied from them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of slip; those of `hard` are measured, not promised."""

    id: str
    label: str
    hard: bool
    slips: Places


def kinds() -> tuple[Kind, ...]:
    """Every kind in the order of the table."""
    from audit.strength import hard, money, points, values

    made = [kind for module in (points, money, values) for kind in _listed(module.KINDS, hard=False)]
    return (*made, *_listed(hard.KINDS, hard=True))


def _listed(entries: dict[str, tuple[str, Places]], *, hard: bool) -> list[Kind]:
    return [Kind(id_, label, hard, slips) for id_, (label, slips) in entries.items()]
