"""The functions of the rule language: what each takes and gives."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.schema import Type
from audit.rulebook.term import Kind, Shape

SAME = "same"
"""An argument or result of the common type of the arguments marked so."""

NUMBER = "number"
"""Any numeric type."""

PATTERN = "pattern"
"""A constant regular expression (RE2)."""

PLACES = "places"
"""A constant whole number of decimal places, 0 to 12."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function: the kinds of its arguments (the last repeats where `many`), and its result."""

    name: str
    takes: tuple[Kind | str, ...]
    gives: Kind | str
    many: bool = False


def _functions() -> dict[str, Function]:
    text, integer = Type.TEXT, Type.INTEGER
    rows = (
        Function("abs", (NUMBER,), SAME),
        Function("floor", (NUMBER,), Type.NUMBER),
        Function("ceil", (NUMBER,), Type.NUMBER),
        Function("round", (NUMBER, PLACES), SAME),
        Function("least", (SAME, SAME), SAME, many=True),
        Function("greatest", (SAME, SAME), SAME, many=True),
        Function("coalesce", (SAME, SAME), SAME, many=True),
        Function("nullif", (SAME, SAME), SAME),
        Function("length", (text,), integer),
        Function("as_percent", (NUMBER, PLACES), text),
        Function("plain", (text,), text),
        Function("number", (text,), Type.NUMBER),
        Function("strip", (text, PATTERN), text),
        Function("matches", (text, PATTERN), Type.BOOLEAN),
        Function("captures", (text, PATTERN), text),
        Function("mentions", (text, Shape.LIST), Type.BOOLEAN),
        Function("similarity", (text, text), Type.RATIO),
        Function("band", (NUMBER, Shape.BANDS), text),
        Function("year", (Type.DATE,), integer),
        Function("month", (Type.DATE,), integer),
        Function("day", (Type.DATE,), integer),
    )
    return {row.name: row for row in rows}


FUNCTIONS = _functions()
"""Every function of values by name."""

COLUMN_FUNCTIONS = ("label", "unreadable")
"""Functions of a column itself: its Chinese name, and whether its cell cannot be read."""

AGGREGATES = ("sum", "count", "min", "max", "list")
"""What may be said of the rows of a child table, or of the rows of a window."""
