"""Indicators that have one cell of points between them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from audit.forms.columns import Texts, typed, yes
from audit.model.form import Reading, Row

_FULL = Decimal(100)


def fill_shared_points(rows: Sequence[Row], reading: Reading) -> None:
    """Set `points_shared`: true where a merged cell shows it, null where only the sum speaks for it.

    The points count once, for the first of the rows. What is due to each of them cannot be told, so
    that none of them has an effective weight. Text has no merged cells: there a row without points
    below one with points may share them if all the weights add up without it. Nor can it be told of
    the last row of a form that was cut off, whose points may be what is missing.
    """
    owner: Row | None = None
    adds_up = _adds_up(rows, reading)
    for row, texts in zip(rows, reading.indicators, strict=True):
        row["points_shared"] = False
        if row["weight"] is not None:
            owner = row
            continue
        bare = row["weight_text"] is None and row["score_text"] is None and row["named"] and not row["is_sub"]
        merged = yes(texts.get("points_shared"))
        if owner is None or not (merged or (bare and adds_up and owner["category"] == row["category"])):
            continue
        for one in (owner, row):
            one["points_shared"] = True if merged else None
            one["effective_weight"] = None
    if rows and rows[-1]["weight"] is None and not reading.flags.get("complete", True):
        rows[-1]["points_shared"] = None


def _adds_up(rows: Sequence[Row], reading: Reading) -> bool:
    """Whether the weights that were read, the one of execution too, are all that the form gives."""
    texts: Texts = next((fund for fund in reading.funds if fund.get("kind") == "total"), {})
    execution = typed("funds", {"weight": texts.get("weight") or reading.head.get("execution_points")})
    total = typed("forms", {"total_weight": reading.head.get("total_weight")})["total_weight"]
    weights = [row["weight"] for row in (*rows, execution)]
    numbers = [weight for weight in weights if isinstance(weight, Decimal)]
    return bool(numbers) and sum(numbers, Decimal(0)) == (total or _FULL)
