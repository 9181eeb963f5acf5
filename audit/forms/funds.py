"""The fund block: its header, its rows, and amounts told as pairs of label and value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

from audit.forms.alignment import UNKNOWN, Columns, Placement, place
from audit.forms.draft import Draft, TableRow
from audit.forms.fitting import fits_column
from audit.forms.fund_header import AMOUNTS, VALUES, fund_subheader, is_paired, unknown_columns
from audit.forms.fund_labels import is_deeper, labelled_amounts, without_unit
from audit.forms.fund_total import more_of_total
from audit.forms.labels import fold, is_number, split_points
from audit.forms.lines import Box, Line
from audit.forms.strangers import Strangers

_UNIT = re.compile(r"[(:](?:单位:|金额单位:)?(万元|亿元|千元|元)\)?")
_PART = re.compile(r"其中[:：]?")


@dataclass(slots=True)
class Funds:
    """Reads the fund block of one form."""

    draft: Draft
    columns: Columns | None = None
    header: Line | None = None
    fresh: bool = False
    pairs: tuple[str, ...] = ()
    breakdown: dict[int, str] = field(default_factory=dict)
    again: bool = False
    task_column: int | None = None
    ordinal: int | None = None
    strangers: Strangers = field(init=False)

    def __post_init__(self) -> None:
        """Keep account of the columns that nobody knows."""
        self.strangers = Strangers(self.draft)

    def start(self, line: Line, columns: Columns) -> None:
        """Begin with a header row; an inline pair row is a header and the total row in one."""
        above = self.columns if self.header and self.header.grid is line.grid else None
        self.again = above is not None and bool(self.draft.reading.funds)
        self.columns, self.pairs, self.breakdown = columns, (), {}
        self.header, self.fresh = line, True
        self.draft.columns |= {f"funds.{name}" for name in columns.names}
        self.strangers.start(columns.starts, unknown_columns(line, columns, self.draft.vocabulary))
        self._block_labels(line, columns)
        words = self.draft.vocabulary["breakdowns"]
        self.task_column = next((box.column for box in line.boxes if words.name(box.text) == "task"), None)
        ordinals = self.draft.vocabulary["ordinal"]
        self.ordinal = next((box.column for box in line.boxes if ordinals.find(box.text)), None)
        if is_paired(line, self.draft.vocabulary):
            self.pairs = tuple(name for name in columns.names if name in AMOUNTS)
            self._paired_total(line, above)

    def divide(self, line: Line) -> bool:
        """Whether the row right below the header is its second row, which is read then."""
        fresh, self.fresh = self.fresh, False
        if not fresh or self.header is None or self.header.grid is not line.grid or self.pairs:
            return False
        assert self.columns is not None
        columns = fund_subheader(line, self.columns, self.draft.vocabulary)
        if columns is None:
            return False
        self.columns = columns
        self.draft.columns |= {f"funds.{name}" for name in columns.names}
        return True

    def read(self, line: Line) -> bool:
        """Read one row below the header; False where it is no row of this block."""
        if self._breakdown_row(line) or (self.breakdown and self._breakdown_parts(line)):
            return True
        read = self._pair_row(line) if self.pairs else self._row(line)
        if not read and any(is_number(box.text) for box in line.boxes):
            self._lost(line, "这一行没有归入资金部分")
        return read

    def stated(self, line: Line) -> bool:
        """Amounts told above the block: 基本支出总额 | 1820.5 | 项目支出总额 | 366."""
        found = [
            (one, other)
            for one, other in pairwise(line.boxes)
            if self._kind(one.text.removesuffix("总额")) in ("basic", "project")
            and fits_column("budget", other.text) == 2
        ]
        for printed, amount in found:
            kind = self._kind(printed.text.removesuffix("总额"))
            row = self.new_row(printed.text, "spending") | {"kind": kind, "budget": amount.text}
            number = self.draft.new_row("funds", row)
            self.draft.cell("funds", number, "budget", line.ref(amount.column))
        return bool(found)

    def _block_labels(self, line: Line, columns: Columns) -> None:
        """The unit and the points that the block's own label tells."""
        for box in line.boxes:
            self.unit_told(line, box)
            if box.column >= columns.starts[0] and columns.name_at(box.column, box.last) != "weight":
                continue
            points = split_points(without_unit(box.text))[1]
            if points:
                self.draft.head("execution_points", points, line.ref(box.column))

    def unit_told(self, line: Line, box: Box, rank: int = 0) -> None:
        """Put down the unit of money that a label has in its brackets: 资金投入情况（万元）."""
        if unit := _UNIT.search(unicodedata.normalize("NFKC", box.text)):
            self.draft.head("money_unit", unit[1], line.ref(box.column), rank)

    def _row(self, line: Line) -> bool:
        assert self.columns is not None
        first = self.columns.starts[0]
        boxes = [box for box in line.boxes if box.column != self.ordinal]
        labels = [box for box in boxes if box.column < first and fits_column("budget", box.text) < 2]
        printed = self._printed(labels)
        values = tuple(box for box in boxes if box not in labels)
        if self.task_column is not None:
            self._told(line, labels)
        placement = place(_part(line, values), self.columns, self.draft.vocabulary)
        known = self._kind(printed) if printed else None
        if placement is None:
            if known:
                self._lost(line, "资金行与表头各栏对不上")
            return known is not None
        filled = any(placement.text(name) for name in (*AMOUNTS, "rate", "weight", "score"))
        if self.again and filled and not printed and self.task_column is None:
            return more_of_total(self.draft, line, self.columns, placement)
        if known is None and not (filled and (printed or not self.draft.reading.funds)):
            return not printed and not boxes
        self._put(line, printed or None, placement)
        return True

    def _told(self, line: Line, labels: list[Box]) -> None:
        """What is told of a task beside its name is a field of its own."""
        named = [box for box in labels if self.task_column is not None and box.column >= self.task_column]
        for box in named[1:]:
            self.draft.field("task", named[0].text, box.text, line.ref(box.column))

    def _put(self, line: Line, printed: str | None, placement: Placement) -> None:
        assert self.columns is not None
        row = self.new_row(printed, "source" if self.task_column is None else "task")
        draft = self.draft
        number = draft.new_row("funds", row)
        draft.reading.drifted_rows += placement.drifted
        self.strangers.left_out(placement.boxes.get(UNKNOWN, ()), placement.shift)
        if printed:
            draft.cell("funds", number, "label", line.ref(line.boxes[0].column))
            self.unit_told(line, line.boxes[0], 5)
        for name in VALUES:
            at = placement.at(self.columns, name)
            if at is None:
                continue
            row[name] = placement.text(name)
            draft.cell("funds", number, name, line.ref(at))
        if not all(self._told_apart(line, box) for box in placement.boxes.get("block", ())):
            draft.unplaced(line, "资金行有数不在任何一栏下")

    def _told_apart(self, line: Line, box: Box) -> bool:
        """Whether an amount stands below the kind of its money before the columns; it is a field then."""
        printed = fold(self.header.cell_at(box.column).text) if self.header else ""
        known = self._kind(printed) or self.draft.vocabulary["fund_parts"].name(printed)
        if known:
            self.draft.field("head", printed, box.text, line.ref(box.column))
        return known is not None

    def new_row(self, printed: str | None, breakdown: str) -> TableRow:
        """A row of that label, its kind told and no amount in it yet."""
        rows = [r for r in self.draft.reading.funds if r["breakdown"] == breakdown]
        kind = (self._kind(printed) if printed else "total" if not rows else None) or "other"
        if breakdown == "task":
            kind = "other"
        part = bool(printed and _PART.match(printed))
        fiscal = any(r["kind"] == "fiscal" for r in rows)
        parts = [r for r in rows if _PART.match(r["label"] or "")]
        nested = fiscal and (kind in ("central", "local") or (part and bool(parts)))
        nested = nested or is_deeper(printed, [r["label"] for r in rows if r["kind"] != "total"])
        row: TableRow = {"label": printed, "kind": kind, "breakdown": breakdown}
        row["nested"] = "true" if nested else "false"
        return row | dict.fromkeys(VALUES)

    def _printed(self, labels: list[Box]) -> str:
        """The label of a row: its last known one, with a 其中 that stands in the cell before."""
        if len(labels) > 1 and _PART.fullmatch(labels[-2].text):
            return labels[-2].text + labels[-1].text
        if self.task_column is not None:
            named = [box for box in labels if box.column >= self.task_column]
            return (named or labels)[0].text if labels else ""
        known = [box.text for box in labels if self._kind(box.text)]
        return known[-1] if known else labels[0].text if labels else ""

    def _kind(self, printed: str) -> str | None:
        """The kind of a row, its 其中 left out; a second total is another one's part."""
        kind = self.draft.vocabulary["fund_rows"].name(_PART.sub("", printed, count=1))
        if kind == "total" and any(r["kind"] == "total" for r in self.draft.reading.funds):
            return "other"
        return kind

    def _paired_total(self, line: Line, above: Columns | None) -> None:
        """The total row of a block whose amounts stand beside their labels; a rate or points below theirs."""
        row = self.new_row(split_points(line.boxes[0].text)[0], "source")
        row["kind"] = "total"
        number = self.draft.new_row("funds", row)
        used = {line.boxes[0].column} | self._beside(line, number)
        for box in line.boxes:
            name = above.name_at(box.column, box.last) if above and box.column not in used else ""
            if box.column == self.draft.points_column and box.column not in used:
                name = "score"
            if name in ("rate", "weight", "score") and fits_column(name, box.text) > 0:
                row[name] = box.text
                used.add(box.column)
                self.draft.columns.add(f"funds.{name}")
                self.draft.cell("funds", number, name, line.ref(box.column))
        if any(box.column not in used and fits_column("budget", box.text) == 2 for box in line.boxes):
            self._lost(line, "有数不在任何一栏下")

    def _beside(self, line: Line, number: int) -> set[int]:
        """Put the amounts that stand beside their labels into a row; where labels and amounts stand."""
        used: set[int] = set()
        row, words = self.draft.reading.funds[number - 1], self.draft.vocabulary["fund_columns"]
        for one, other in pairwise(line.boxes):
            match = words.find(one.text)
            name = "executed" if match and match.name == "paid" else match.name if match else ""
            if name in VALUES and row[name] is None and fits_column(name, other.text) > 0:
                row[name] = other.text
                used |= {one.column, other.column}
                self.draft.columns.add(f"funds.{name}")
                self.draft.cell("funds", number, name, line.ref(other.column))
        return used

    def _pair_row(self, line: Line) -> bool:
        """A row of label and amount for each of the block's amounts in turn, or more amounts of the total."""
        first = line.boxes[0].text
        if self._kind(first) is None:
            kinds = [row["kind"] for row in self.draft.reading.funds]
            return bool(self._beside(line, 1 + kinds.index("total")))
        row = self.new_row(first, "source")
        number = self.draft.new_row("funds", row)
        names = iter(self.pairs)
        name = None
        for box in line.boxes:
            if self._kind(box.text) is not None:
                name = next(names, None)
            elif name and fits_column(name, box.text) == 2:
                row[name] = box.text
                self.draft.cell("funds", number, name, line.ref(box.column))
        return True

    def _breakdown_row(self, line: Line) -> bool:
        words = self.draft.vocabulary["breakdowns"]
        named = {box.column: words.name(box.text) for box in line.boxes}
        found = {column: name for column, name in named.items() if name and name != "task"}
        if found:
            self.breakdown = found
        return bool(found)

    def _breakdown_parts(self, line: Line) -> bool:
        """Labels with the amount behind their colon or in the cell beside: 其中：基本支出：1768.16万元."""
        cells = list(labelled_amounts(line, lambda text: self._kind(text) is not None))
        if not cells:
            return False
        for box, printed, amount in cells:
            starts = [start for start in self.breakdown if start <= box.column]
            if not starts:
                continue
            row = self.new_row(printed, self.breakdown[max(starts)])
            if row["kind"] == "total":
                row["kind"] = "other"
            row["budget"] = amount
            number = self.draft.new_row("funds", row)
            self.draft.cell("funds", number, "budget", line.ref(box.column))
        return True

    def _lost(self, line: Line, reason: str) -> None:
        self.draft.unplaced(line, reason)


def _part(line: Line, boxes: tuple[Box, ...]) -> Line:
    """A line with some of its boxes only."""
    cells = tuple(box.cell for box in boxes)
    return Line(line.grid, line.row, cells)
