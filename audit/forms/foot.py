"""Below the indicators: remarks, reasons, conclusions; and the fund management block above them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from audit.forms.draft import Draft, split_pair
from audit.forms.head import Head
from audit.forms.labels import is_number
from audit.forms.lines import Box, Line
from audit.model.form import CellRef

_LABEL_LIMIT = 30
_PART_LIMIT = 12
_CONCLUDED = re.compile(
    r"(?:等级|等次|结论|评价结果)(?:评定)?(?:为|是|[:：])[“\"‘]?(优秀|良好|优|良|中|差)(?!\w)"
)


@dataclass(slots=True)
class Foot:
    """Reads the rows below the indicators."""

    draft: Draft
    head: Head
    waiting: tuple[int, str, str] | None = None

    def is_foot(self, line: Line) -> bool:
        """Whether a row begins with a label of the foot."""
        return bool(line.boxes) and self._meaning(line.boxes[0].cell.text) is not None

    def read(self, line: Line) -> bool:
        """Put down a label with all that stands beside it; False where the row is nothing of ours."""
        if not line.boxes:
            return False
        first = line.boxes[0]
        name = self._meaning(first.cell.text)
        waiting, self.waiting = self.waiting, None
        if name is None:
            if waiting and len(line.boxes) == 1 and line.grid is not None:
                return self._below(line, *waiting)
            if not self.head.is_head(line):
                return False
            self.head.read(line, "foot")
            self.draft.foot_read = True
            return True
        inside = split_pair(first.cell.text)
        printed = inside[0] if inside else first.text
        beside = "".join(box.text for box in line.boxes[1:])
        value = f"{inside[1] or '' if inside else ''}{beside}" or None
        ref = line.ref(line.boxes[1].column if len(line.boxes) > 1 else first.last + 1)
        row = self.draft.field("foot", printed, value, ref)
        self.waiting = (row, name, printed) if value is None else None
        self.draft.foot_read = True
        self._own(name, value, ref)
        return True

    def _below(self, line: Line, row: int, name: str, printed: str) -> bool:
        """A text in the row below its label."""
        ref = line.ref(line.boxes[0].column)
        self.draft.fill(row, printed, line.boxes[0].text, ref)
        self._own(name, line.boxes[0].text, ref)
        return True

    def _own(self, name: str, value: str | None, ref: CellRef) -> None:
        """Reasons and remarks are the form's own, and so is a conclusion that is a grade."""
        grade = _CONCLUDED.search(value or "")
        if value and self.draft.vocabulary["grades"].find(value):
            self.draft.head("grade", value, ref)
        elif grade:
            self.draft.head("grade", grade[1], ref, 600)
        if name in ("reason", "remarks"):
            self.draft.head(name, value, ref)
            self.draft.columns.add(f"{name}_box")

    def _meaning(self, text: str) -> str | None:
        """What a foot label means, alone in its cell or before a colon."""
        inside = split_pair(text)
        words = self.draft.vocabulary["foot"]
        printed = inside[0] if inside else text
        return words.name(printed) if len(printed) <= _LABEL_LIMIT else None


@dataclass(slots=True)
class Management:
    """Reads the fund management block: a row for each duty, with what was done about it."""

    draft: Draft
    points: dict[int, str] = field(default_factory=dict)
    told: int | None = None
    duty: int | None = None

    def is_row(self, line: Line) -> bool:
        """Whether a row belongs to the block: its header, a row with one of its labels, or a part of one."""
        words = self.draft.vocabulary["management"]
        names = {words.name(box.text) for box in line.boxes[:3]}
        if "rows" in names or "header" in names or ("columns" in names and len(line.boxes) <= 3):
            return True
        return self._goes_on(line)

    def read(self, line: Line) -> None:
        """Put down one row; the header row, the label column and the numbers of rows are left out."""
        words = self.draft.vocabulary["management"]
        self.draft.columns.add("management")
        at = next((i for i, box in enumerate(line.boxes) if words.name(box.text) == "rows"), None)
        if at is None and not self._goes_on(line):
            columns = self.draft.vocabulary["indicator_columns"]
            named = {box.column: columns.name(box.text) for box in line.boxes}
            self.points = {column: name for column, name in named.items() if name in ("weight", "score")}
            self.told = next((b.column for b in line.boxes if words.name(b.text) == "columns"), None)
            return
        if at is not None:
            self.duty = line.boxes[at].column
        boxes = line.boxes[at or 0 :]
        labels = [box for box in boxes if self._is_label(box)]
        printed = labels[0] if at is not None else labels[-1]
        points = self._points(line, [box for box in boxes if box not in labels and is_number(box.text)])
        values = [box for box in boxes if box not in (*labels, *points) and not self._is_ordinal(box)]
        ref = line.ref(values[0].column if values else self.told or printed.last + 1)
        self.draft.field("management", printed.text, "；".join(box.text for box in values) or None, ref)

    def _points(self, line: Line, numbers: list[Box]) -> list[Box]:
        """The numbers of a row that are points, which are put down; one elsewhere is reported."""
        points = [box for box in numbers if box.column in self.points]
        for box in points:
            self.draft.aside(self.points[box.column], box.text, line.ref(box.column))
        if self.points and any(box not in points and not self._is_ordinal(box) for box in numbers):
            self.draft.unplaced(line, "资金管理情况有数不在分值、得分栏下")
            self.draft.rows_lost = True
        return points

    def _goes_on(self, line: Line) -> bool:
        """Whether a row has a label below one of the block's own: 资金分配合理性 below 分配科学性."""
        if self.duty is None or self.told is None or not line.boxes or line.boxes[0].column <= self.duty:
            return False
        return any(self._is_label(box) for box in line.boxes)

    def _is_label(self, box: Box) -> bool:
        """Whether a cell stands before what is told, and names a duty or a part of one."""
        if self.draft.vocabulary["management"].name(box.text) == "rows":
            return True
        before = self.told is not None and box.column < self.told
        return before and len(box.text) <= _PART_LIMIT and not is_number(box.text)

    def _is_ordinal(self, box: Box) -> bool:
        return self.told is not None and box.column < self.told and is_number(box.text)
