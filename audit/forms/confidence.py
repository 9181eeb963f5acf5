"""How sure it is that a form was read as it is meant, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from audit.forms.draft import Draft
from audit.forms.fitting import fits_column
from audit.forms.labels import is_placeholder

_FULL = Decimal(1)
_MOST = Decimal("0.4")
"""One kind of doubt takes at most this much off."""


def fill_confidence(draft: Draft) -> None:
    """Set the confidence of a reading, from 0 to 1, with its reasons, and whether a person must look."""
    reading, words = draft.reading, draft.vocabulary.confidence
    confidence = _FULL
    for name, count in _doubts(draft):
        confidence -= min(words[name].takes * count, _MOST)
        reading.doubts.append(words[name].reason.replace("{count}", str(count)))
    reading.confidence = max(confidence, Decimal(0))
    reading.doubtful = reading.confidence < draft.vocabulary.doubtful_below


def _doubts(draft: Draft) -> Iterator[tuple[str, int]]:
    """What speaks against a reading, and how many times."""
    reading = draft.reading
    head = reading.head
    doubts = {
        "no_title": not head.get("title"),
        "no_project": not (head.get("project_name") or head.get("unit") or head.get("department")),
        "no_funds": not reading.funds,
        "incomplete": not (reading.flags["complete"] or draft.rows_lost),
        "unplaced_row": len(reading.unplaced) - draft.strange_columns,
        "strange_column": draft.strange_columns,
        "drifted_row": reading.drifted_rows,
        "no_number": _odd(draft),
        "few_weights": _few_weights(draft),
        "unknown_levels": _unknown_levels(draft),
    }
    return ((name, int(count)) for name, count in doubts.items() if count)


def _odd(draft: Draft) -> int:
    """Cells of points that hold no points."""
    texts = [(name, row[name]) for row in draft.reading.indicators for name in ("weight", "score")]
    return sum(bool(text) and fits_column(name, text or "") < 0 for name, text in texts)


def _few_weights(draft: Draft) -> bool:
    """Whether most indicators have no weight though the form has a column of them."""
    rows = [row for row in draft.reading.indicators if row["name"] and row["is_sub"] == "false"]
    blank = sum(not row["weight"] or is_placeholder(row["weight"]) for row in rows)
    return "indicators.weight" in draft.columns and 2 * blank > len(rows)


def _unknown_levels(draft: Draft) -> bool:
    """Whether no first-level label is one that we know."""
    labels = [row for row in draft.reading.categories if row["level1"]]
    return bool(labels) and not any(row["level1_kind"] for row in labels)
