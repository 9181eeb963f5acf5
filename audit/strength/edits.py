"""Slips of the pen: what is typed over, left out or written twice on a form that was right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from audit.model.form import Form, Reading, Row
from audit.model.identity import locator
from audit.model.schema import TABLES

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Put(NamedTuple):
    """Another text in one cell; rows count from 0, the head has only row 0."""

    table: str
    row: int
    column: str
    text: str | None


class Drop(NamedTuple):
    """An indicator row left out."""

    row: int


class Double(NamedTuple):
    """An indicator row written twice."""

    row: int


Slip = tuple[Put | Drop | Double, ...]
"""What goes wrong at once."""


class Sample:
    """A form without an error, at hand to be spoilt; its reading is unpacked once."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.reading = form.reading
        self.head = form.head
        self.funds = form.tables["funds"]
        self.indicators = form.tables["indicators"]
        self.categories = form.tables["categories"]

    def filled(self, *columns: str) -> Iterator[tuple[int, Row]]:
        """The indicators that have something in each of these columns, with their place."""
        for place, row in enumerate(self.indicators):
            if all(row[column] is not None for column in columns):
                yield place, row

    def total_row(self) -> tuple[int, Row] | None:
        """The total fund row with its place."""
        found = ((place, row) for place, row in enumerate(self.funds) if row["kind"] == "total")
        return next(found, None)

    def written(self, table: str, place: int, column: str) -> str | None:
        """What is written in a cell."""
        texts = self.reading.head if table == "head" else getattr(self.reading, table)[place]
        found = texts.get(column)
        return found if isinstance(found, str) else None

    def put(self, table: str, place: int, column: str, change: Decimal | int) -> Put | None:
        """The number of a cell with something added; None where there is no number."""
        known = self.written(table, place, column) or ""
        found = _NUMBER.search(known)
        number = Decimal(found[0].replace(",", "")) + change if found else Decimal(-1)
        if found is None or number < 0:
            return None
        return Put(table, place, column, known.replace(found[0], figure(number), 1))

    def total(self, change: Decimal) -> tuple[Put, ...]:
        """The total score brought into line, as far as it may go."""
        score = self.head["total_score"]
        if not isinstance(score, Decimal) or not Decimal(0) <= score + change <= 100:
            return ()
        made = self.put("head", 0, "total_score", change)
        return (made,) if made else ()


Places = Callable[[Sample, Sequence[Sample]], Iterator[Slip]]
"""Slips that can happen on a form; the others are at hand for what is copied from them."""


def figure(number: Decimal) -> str:
    """A number as a clerk writes it: two decimals at most, no needless zeros."""
    places = "0.0001" if 0 < abs(number) < Decimal("0.01") else "0.01"
    text = format(number.quantize(Decimal(places), ROUND_HALF_UP), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def first_number(text: str) -> str | None:
    """The first number of a text, as written."""
    found = _NUMBER.search(text)
    return found[0] if found else None


def spoilt(reading: Reading, slip: Slip) -> Reading:
    """The reading with the slip in it; the form that it was read from stays as it is."""
    head, tables = dict(reading.head), dict[str, Any]()
    for edit in slip:
        if isinstance(edit, Put) and edit.table == "head":
            head[edit.column] = edit.text
            continue
        name = edit.table if isinstance(edit, Put) else "indicators"
        rows = tables.setdefault(name, list(getattr(reading, name)))
        if isinstance(edit, Put):
            rows[edit.row] = {**rows[edit.row], edit.column: edit.text}
        elif isinstance(edit, Drop):
            del rows[edit.row]
        else:
            rows.insert(edit.row, dict(rows[edit.row]))
    return replace(reading, head=head, **tables)


def places(sample: Sample, slip: Slip) -> frozenset[str] | None:
    """The rows that a finding may point at to be about the slip; None where all rows may feel it."""
    named: set[str] = {"form"}
    for edit in slip:
        table = edit.table if isinstance(edit, Put) else "indicators"
        if table == "head" or (table == "funds" and sample.funds[edit.row]["kind"] == "total"):
            return None
        row = sample.form.tables[table][edit.row]
        named.add(locator(table, row))
        named |= {str(row[name]) for name in ("level1", "level2") if row.get(name)}
        named |= {locator("funds", other) for other in _totals(sample, table)}
    return frozenset(named)


def _totals(sample: Sample, table: str) -> Sequence[Row]:
    """The total fund row, which a part of it must fit."""
    assert table in TABLES
    return [row for row in sample.funds if row["kind"] == "total"] if table == "funds" else []
