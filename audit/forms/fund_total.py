"""The total row of the funds: which one it is, and what a second header adds to it."""

from __future__ import annotations

import re

from audit.forms.alignment import Columns, Placement
from audit.forms.draft import Draft
from audit.forms.fund_header import AMOUNTS, VALUES
from audit.forms.lines import Line

_ON_FORMS = {
    **{name: name for name in AMOUNTS},
    "weight": "execution_weight", "rate": "execution_rate", "score": "execution_score",
}  # fmt: skip
_PART = re.compile(r"其中[:：]?")


def settle(draft: Draft) -> None:
    """The total row is the form's own; without one, an only row is it, or one whose parts follow."""
    rows = draft.reading.funds
    _settle_tasks(draft)
    number = _total(draft)
    if number is None and rows and (len(rows) == 1 or _PART.match(rows[1]["label"] or "")):
        rows[0]["kind"], number = "total", 1
    for name, own in _ON_FORMS.items() if number else ():
        ref = draft.reading.cells.get(("funds", number or 1, name))
        if ref:
            draft.cell("forms", 1, own, ref)


def more_of_total(draft: Draft, line: Line, columns: Columns, placement: Placement) -> bool:
    """Further amounts of the total row, below a second header of the block: 财政拨款数 | 实际支付数."""
    number = _total(draft)
    if number is None:
        return False
    row = draft.reading.funds[number - 1]
    for name in VALUES:
        at, text = placement.at(columns, name), placement.text(name)
        if at is not None and text and row[name] is None:
            row[name] = text
            draft.cell("funds", number, name, line.ref(at))
    return True


def _total(draft: Draft) -> int | None:
    """The number of the total row."""
    return next((at for at, row in enumerate(draft.reading.funds, 1) if row["kind"] == "total"), None)


def _settle_tasks(draft: Draft) -> None:
    """Where only tasks are listed, their sum is the form's total and they are its parts."""
    rows = draft.reading.funds
    tasks = [row for row in rows if row["breakdown"] == "task"]
    if any(row["breakdown"] == "source" for row in rows):
        return
    for row in tasks:
        row["breakdown"] = "source"
        if draft.vocabulary["fund_rows"].name(row["label"] or "") == "total":
            row["kind"] = "total"
