"""Values of forms as the texts that the database takes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from audit.engine.entries import ENTRY, NOTHING, PART

MAX_DIGITS = 20
"""Whole digits of a number that rules can reckon with; a larger one is taken as unknown."""

SPACES = str.maketrans(dict.fromkeys(map(ord, (ENTRY, PART, NOTHING)), " "))
"""What we pack figures with is white space in a form."""


def figures(values: Sequence[Decimal | int | None]) -> list[str | None]:
    """Numbers as texts; one beyond reckoning is unknown."""
    written = [None if value is None else str(value) for value in values]
    known = list(filter(None, written))
    together = "".join(known)
    if max(map(len, known), default=0) > MAX_DIGITS or "a" in together or "f" in together:  # NaN, Infinity
        return [text and _reckoned(text) for text in written]
    return written


def has_any(values: Sequence[object]) -> bool:
    """Whether one of them is a value."""
    return bool(set(map(type, values)) - {type(None)})  # comparing decimals with None is slow


def _reckoned(text: str) -> str | None:
    value = Decimal(text)
    return text if value.is_finite() and value.adjusted() < MAX_DIGITS else None
