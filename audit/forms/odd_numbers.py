"""Cells that should hold one number and hold something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from audit.model.form import Row
from audit.model.schema import TABLES

_COLUMNS = {
    "forms": ("total_weight", "total_score"),
    "funds": ("budget_initial", "budget", "received", "planned", "executed", "weight", "score"),
    "indicators": ("weight", "score"),
}
_WRITTEN = re.compile("[零〇一二两三四五六七八九十百千万点]+分?")
_REDACTED = ("略", "〔")
_WITH_GRADE = re.compile(r"[\d.]+分?[(（、,，/]?[优良中差ABCD][)）]?")


def odd_numbers(tables: Mapping[str, Sequence[Row]], head: Row) -> Row:
    """How many cells of money and points are no number, and what stands in them."""
    found = [text for name in _COLUMNS for text in _odd(name, [head] if name == "forms" else tables[name])]
    return {"odd_numbers": len(found), "odd_numbers_text": "、".join(found) or None}


def _odd(name: str, rows: Sequence[Row]) -> Iterator[str]:
    table = TABLES[name]
    for row in rows:
        blind = str(row["unreadable"] or "").split(",")
        for column in table.columns:
            text = str(row.get(f"{column.name}_text"))
            spelled = bool(_WRITTEN.fullmatch(text))
            if column.name not in _COLUMNS[name] or (column.name not in blind and not spelled):
                continue
            known = text.startswith("=") or any(mark in text for mark in _REDACTED)
            if not known and not _WITH_GRADE.fullmatch(text):
                yield f"{row[table.locator] if table.locator else ''}{column.label}“{text}”"
