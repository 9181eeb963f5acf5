"""Funds that are written crosswise: a column for each kind of money, a row for each amount."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.forms.fitting import fits_column
from audit.forms.fund_header import VALUES
from audit.forms.funds import Funds
from audit.forms.labels import is_number
from audit.forms.lines import Box, Line
from audit.forms.vocabulary import Vocabulary


def opens_crosswise(line: Line, below: Line | None, vocabulary: Vocabulary) -> bool:
    """Whether a row names kinds of money, all of it among them, and the row below begins with an amount."""
    if below is None or line.grid is None or below.grid is not line.grid or len(line.boxes) < 3:
        return False
    kinds = {box.column: vocabulary["fund_rows"].name(_kind(box)) for box in line.boxes[1:]}
    amount = _amount(below, vocabulary)
    placed = [box for box in below.boxes if kinds.get(box.column) and is_number(box.text)]
    return None not in kinds.values() and "total" in kinds.values() and amount is not None and len(placed) > 1


@dataclass(slots=True)
class Crosswise:
    """Reads the rows below such a header into fund rows."""

    funds: Funds
    rows: dict[int, int] = field(default_factory=dict)

    def start(self, line: Line) -> None:
        """Begin a fund row for each kind of money."""
        draft = self.funds.draft
        self.funds.unit_told(line, line.boxes[0])
        for box in line.boxes[1:]:
            number = draft.new_row("funds", self.funds.new_row(box.text, "source"))
            draft.cell("funds", number, "label", line.ref(box.column))
            self.rows[box.column] = number

    def read(self, line: Line) -> bool:
        """Put down one amount of every kind; False where the row is none."""
        draft = self.funds.draft
        label = _amount(line, draft.vocabulary)
        if label is None or not self.rows:
            return False
        box, name = label
        self.funds.unit_told(line, box, 5)
        draft.columns.add(f"funds.{name}")
        for value in line.boxes[line.boxes.index(box) + 1 :]:
            number = self.rows.get(value.column)
            if number is None or fits_column(name, value.text) < 0:
                draft.unplaced(line, "资金行与表头各栏对不上")
                break
            draft.reading.funds[number - 1][name] = value.text
            draft.cell("funds", number, name, line.ref(value.column))
        return True


def _kind(box: Box) -> str:
    return box.text.removeprefix("其中").lstrip(":：")


def _amount(line: Line, vocabulary: Vocabulary) -> tuple[Box, str] | None:
    """The label of an amount at the head of a row, and its column."""
    for box in line.boxes[:2]:
        match = vocabulary["fund_columns"].find(box.text)
        name = "executed" if match and match.name == "paid" else match.name if match else ""
        if name in VALUES:
            return box, name
    return None
