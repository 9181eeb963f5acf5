"""What a rule left open, and which figure it missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from audit.engine.verdicts import Ruling
from audit.model.finding import Open
from audit.model.form import Form, Row
from audit.model.identity import locator
from audit.model.rule import Outcome
from audit.model.schema import TABLES

MAX_MISSING = 5


def open_point(ruling: Ruling, form: Form, row: Row, outcome: Outcome) -> Open:
    """An undecided or failed row, with the columns that were blank, cut off or unreadable."""
    missing = tuple(dict.fromkeys(_missing(ruling.check, form, row)))
    return Open(ruling.rule, locator(ruling.check["grain"], row), str(outcome), missing[:MAX_MISSING])


def _missing(check: Mapping[str, Any], form: Form, row: Row) -> Iterator[str]:
    grain = check["grain"]
    for name in check["needed_first"]:
        if _value(name, form, row) is not True:
            yield _label(name, grain)
    for name in check["needed"]:
        if _value(name, form, row) is None:
            yield _label(name, grain)
    for aggregate in check["sources"]["aggregates"].values():
        child = aggregate["child"]
        for other in form.tables.get(child, ()):
            for name in str(other.get("unreadable") or "").strip(",").split(","):
                if name in aggregate["columns"].get("", ()):
                    yield f"{locator(child, other)}的{_label(name, child)}"


def _value(name: str, form: Form, row: Row) -> object:
    scope, _, column = name.rpartition(".")
    if scope == "form":
        return form.head.get(column)
    return row.get(column) if not scope else ""


def _label(name: str, grain: str) -> str:
    scope, _, column = name.rpartition(".")
    found = TABLES["forms" if scope in ("form", "prior") else grain].column(column)
    return found.label if found else name
