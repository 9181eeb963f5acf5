"""Rows of text to typed rows: every column of the schema, numbers with their text and step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from audit.forms.amounts import YUAN, Amount, money, points, rate
from audit.forms.dates import find
from audit.forms.numerals import normal
from audit.model.form import Row
from audit.model.schema import TABLES, Type

MONEY = frozenset({"budget_initial", "budget", "received", "planned", "executed", "carryover"})
"""The columns that hold amounts of money in the form's unit."""

Texts = Mapping[str, str | None]
"""A row as read: texts by column."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to fill the rows of a table."""

    blank: dict[str, None]
    texts: tuple[str, ...]
    reads: tuple[tuple[str, Type, bool], ...]


@cache
def _plan(table: str) -> _Plan:
    columns = TABLES[table].columns
    names = {column.name for column in columns}
    read = [column for column in columns if column.read]
    beside = {f"{column.name}_text" for column in read} | {"form_id", "row", "unreadable"}
    return _Plan(
        blank=dict.fromkeys(column.name for column in columns),
        texts=tuple(c.name for c in columns if c.type is Type.TEXT and c.name not in beside),
        reads=tuple((c.name, c.type, f"{c.name}_step" in names) for c in read),
    )


def typed(table: str, texts: Texts, money_unit: str | None = None) -> Row:
    """One row with every column of its table; what is not read from a cell stays null."""
    plan = _plan(table)
    row: Row = dict(plan.blank)
    for name in plan.texts:
        row[name] = texts.get(name) or None
    unreadable = []
    for name, kind, stepped in plan.reads:
        text = texts.get(name) or None
        if text is None:
            continue
        row[f"{name}_text"] = text
        if kind is Type.DATE:
            row[name] = day(text)
            continue
        amount = _amount(name, kind, text, money_unit)
        row[name] = amount.value
        if stepped:
            row[f"{name}_step"] = amount.step
        if name == "rate":
            row["rate_other"] = amount.other
        if amount.unreadable:
            unreadable.append(name)
    row["unreadable"] = listed(unreadable)
    return row


def _amount(name: str, kind: Type, text: str, money_unit: str | None) -> Amount:
    if kind is Type.RATIO:
        return rate(text)
    return money(text, money_unit) if name in MONEY else points(text)


def listed(names: Iterable[str]) -> str | None:
    """Names of unreadable columns as `,weight,score,`, None when there are none."""
    joined = ",".join(names)
    return f",{joined}," if joined else None


def day(text: str | None) -> date | None:
    """The date of a cell, None when it is none or has no year."""
    dated = find(normal(text))
    return dated.when.on(None) if dated else None


def whole(text: str | None) -> int | None:
    """A whole number of a cell that recognition wrote, None when there is none."""
    digits = "".join(mark for mark in text or "" if "0" <= mark <= "9")
    return int(digits[:9]) if digits else None


def yes(text: str | None) -> bool:
    """Whether recognition marked it so."""
    return text is not None and text.lower() in {"true", "1", "是"}


def unit_of_money(texts: Iterable[str | None]) -> str | None:
    """The first unit of money that the texts name."""
    for text in texts:
        value = normal(text)
        for unit in sorted(YUAN, key=len, reverse=True) if value else ():
            if unit in value:
                return unit
    return None
