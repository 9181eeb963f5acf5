"""JSON, version 1: what was read from the forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from audit.model.form import Form, Reading
from audit.writers.json import dump, place_of, recognition
from audit.writers.masking import value_of

_HEAD = (
    "project_name", "project_code", "department", "unit", "money_unit", "goal_expected", "goal_actual",
)  # fmt: skip
_FUND = (
    "label", "kind", "breakdown", "budget_initial", "budget", "received", "planned", "executed",
    "weight", "rate", "score", "reason",
)  # fmt: skip
_INDICATOR = (
    "goal", "level1", "level1_points", "level2", "name", "sign", "target", "measure_unit",
    "actual", "coefficient", "weight", "score", "reason",
)  # fmt: skip
_FOOT = (
    "total_weight", "total_score", "grade", "review_score", "filler", "filled_on", "reason", "remarks",
)  # fmt: skip


def write(forms: Iterable[Form], stream: TextIO) -> None:
    """Write what was read from the forms."""
    stream.write(dump(document(forms)) + "\n")


def document(forms: Iterable[Form]) -> dict[str, Any]:
    """What was read from the forms, values as written."""
    return {"forms": [_extract(form) for form in forms]}


def _extract(form: Form) -> dict[str, Any]:
    reading = form.reading
    head = reading.head
    return {
        "id": form.id,
        "source": form.source,
        "position": reading.position,
        "layout": reading.layout,
        "complete": reading.flags.get("complete", False),
        "recognition": recognition(form),
        "title": head.get("title"),
        "year": _year(head.get("year_written")),
        **{name: head.get(name) for name in _HEAD},
        "funds": _rows(reading.funds, "funds", _FUND),
        "indicators": _rows(reading.indicators, "indicators", _INDICATOR),
        **{name: _value("forms", name, head.get(name)) for name in _FOOT},
        "categories": reading.categories,
        "fields": reading.fields,
        "placeholders": reading.placeholders,
        "unplaced": [
            {"part": u.part, "row": u.row, "address": u.address, "text": u.text, "reason": u.reason}
            for u in reading.unplaced
        ],
        "cells": _cells(reading),
    }


def _rows(
    rows: Sequence[dict[str, str | None]], table: str, names: Sequence[str]
) -> list[dict[str, str | None]]:
    return [{name: _value(table, name, row.get(name)) for name in names} for row in rows]


def _value(table: str, name: str, text: str | None) -> str | None:
    return text and value_of(table, name, text)


def _cells(reading: Reading) -> list[dict[str, Any]]:
    """Where each value stands; the number of a row counts from 1 within its table."""
    return [
        {"table": table, "table_row": row, "column_name": column, **place_of(cell)}
        for (table, row, column), cell in reading.cells.items()
    ]


def _year(written: str | None) -> int | None:
    year = re.search(r"\d{4}", written or "")
    return int(year[0]) if year else None
