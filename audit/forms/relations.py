"""Which indicators are parts of the one above them."""

from __future__ import annotations

from audit.forms.draft import Draft, TableRow
from audit.forms.labels import label


def relations(draft: Draft, level2: str | None, parent: int | None, row: TableRow) -> TableRow:
    """Whether a row is a part of the one above: it says 其中, follows one, or tells what that one leaves out.

    But for 其中 a part has no points of its own, where the form has a column of them.
    """
    rows, name = draft.reading.indicators, row["name"]
    bare = row["weight"] is None and row["score"] is None and "indicators.weight" in draft.columns
    after = bool(rows) and rows[-1]["is_sub"] == "true" and rows[-1]["level2"] == level2
    part = bare and (after or (bool(rows) and _heads_parts(rows[(parent or 1) - 1], level2, row)))
    is_sub = part or bool(name and label(name).lstrip("(").startswith("其中"))
    if not is_sub or parent is None:
        return {"is_sub": "false", "parent_row": None}
    return {"is_sub": "true", "parent_row": str(parent)}


def _heads_parts(above: TableRow, level2: str | None, row: TableRow) -> bool:
    """Whether the row above has points but says nothing, and this one tells what is reached for them."""
    told = row["target"] is not None and row["actual"] is not None
    silent = above["name"] is not None and above["target"] is None and above["actual"] is None
    return told and silent and above["level2"] == level2 and above["weight"] is not None
