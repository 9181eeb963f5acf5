"""Which parts of a document are self-evaluation forms, and what stands where on each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from audit.forms.alignment import Columns, place
from audit.forms.crosswise import Crosswise, opens_crosswise
from audit.forms.draft import Draft
from audit.forms.foot import Foot, Management
from audit.forms.fund_header import fund_header
from audit.forms.fund_total import settle
from audit.forms.funds import Funds
from audit.forms.goals import Goals, goal_header, stands_above
from audit.forms.head import Head, is_year_line, title, title_box, year_line
from audit.forms.header import Header, is_header, is_second_row, is_upper_row, only_numbers_columns
from audit.forms.indicators import Indicators
from audit.forms.labels import is_number, is_page_number
from audit.forms.layouts import finish, is_self_evaluation
from audit.forms.lines import Line, lines
from audit.forms.parts import parts
from audit.forms.strangers import report_hidden
from audit.forms.sums import goes_on_below_total, is_total, reopen
from audit.forms.vocabulary import Vocabulary
from audit.model.form import Reading, Unplaced
from audit.model.grid import Document

_HEADING = re.compile(
    r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．])[^，。；,;]{2,24}"
)


def readings(document: Document, vocabulary: Vocabulary) -> list[Reading]:
    """Every self-evaluation form of a document, in order; none where it holds no such form."""
    found: list[Reading] = []
    for hidden in (False, True):
        for part in parts(list(lines(document, hidden=hidden)), vocabulary):
            draft = _Form(vocabulary).read(part.lines)
            if draft is not None:
                found.append(finish(draft, position=len(found) + 1))
        if found:
            break
    unread = [Unplaced(place, 1, place, "", reason) for place, reason in document.unread]
    for reading in found:
        reading.unplaced += unread
    return found


@dataclass(slots=True)
class _Form:
    """Reads the lines of one form, section by section."""

    vocabulary: Vocabulary
    section: str = "head"
    draft: Draft = field(init=False)
    head: Head = field(init=False)
    funds: Funds = field(init=False)
    crosswise: Crosswise = field(init=False)
    goals: Goals = field(init=False)
    management: Management = field(init=False)
    indicators: Indicators = field(init=False)
    foot: Foot = field(init=False)
    header: Header | None = None
    refused: bool = False

    def __post_init__(self) -> None:
        self.draft = Draft(self.vocabulary)
        self.head = Head(self.draft)
        self.funds, self.goals = Funds(self.draft), Goals(self.draft)
        self.crosswise = Crosswise(self.funds)
        self.management = Management(self.draft)
        self.indicators, self.foot = Indicators(self.draft), Foot(self.draft, self.head)

    def read(self, part: Sequence[Line]) -> Draft | None:
        """Read the lines; None where they are no self-evaluation form."""
        filled = [line for line in part if not all(is_page_number(box.text) for box in line.boxes)]
        for line, below in zip_longest(filled, filled[1:]):
            if self.section == "end" or not (self._marks(line) or self._line(line, below)):
                continue
            self.draft.keep(line)
        settle(self.draft)
        self.goals.settle()
        self.funds.strangers.report()
        self.indicators.strangers.report()
        report_hidden(self.draft)
        return None if self.refused or not is_self_evaluation(self.draft) else self.draft

    def _marks(self, line: Line) -> bool:
        """Whether a row right below a header only numbers its columns."""
        return (self.header is not None or self.funds.fresh) and only_numbers_columns(line)

    def _line(self, line: Line, below: Line | None) -> bool:
        """Read one line; False where it is not the form's."""
        box = title_box(line, self.vocabulary)
        if box and (self.section == "head" or box.text in (self.draft.reading.head.get("title") or "")):
            return self._title(line, box.text, below)
        if self.header is not None and (is_second_row(line, self.vocabulary) or self.header.divided_by(line)):
            return self._indicator_header(line)
        self.header = None
        if self.section == "foot":
            return self._foot(line, below)
        if is_header(line, self.vocabulary) and fund_header(line, self.vocabulary) is None:
            return self._indicator_header(line)
        if below is not None and is_upper_row(line, below, self.vocabulary):
            self.header = Header()
            self.header.add(line, self.vocabulary)
            return True
        if self._goal_line(line) or (self.section != "indicators" and self.head.note(line)):
            return True
        if self.section == "indicators":
            return self._indicators(line, below)
        return self._upper(line, below)

    def _title(self, line: Line, text: str, below: Line | None) -> bool:
        match = self.vocabulary["title"].find(text)
        self.refused = self.refused or (match is not None and match.name == "not")
        title(self.draft, line, below)
        return True

    def _indicator_header(self, line: Line) -> bool:
        self.header = self.header or Header()
        self.header.add(line, self.vocabulary)
        self.indicators.start(self.header, line)
        self.section = "indicators"
        return True

    def _goal_line(self, line: Line) -> bool:
        """年度目标1：（40分）| 推进人民调解 opens a goal block and tells its goal."""
        if line.grid is None or len(line.boxes) > 2 or not self.indicators.opens_goal(line.boxes[0].text):
            return False
        self.goals.tell("goal_expected", line, line.boxes[-1] if len(line.boxes) == 2 else None)
        return True

    def _upper(self, line: Line, below: Line | None) -> bool:
        """A line above the indicators."""
        if is_year_line(line, self.vocabulary):
            return year_line(self.head, line)
        if self._funds(line, below):
            return True
        if len(line.boxes) == 1 and "资金" in line.boxes[0].text[:20]:
            self.funds.unit_told(line, line.boxes[0], 5)
        if below is not None and self._is_heading(line, below):
            self.section = "head"
            return True
        if self.management.is_row(line):
            self.management.read(line)
            self.section = "management"
            return True
        listed = any(self.vocabulary["breakdowns"].name(box.text) == "task" for box in line.boxes[:3])
        beside = self.section == "goals" and self.goals.ends(line) and stands_above(line, below)
        if listed or (beside and not self._opens_goals(line)):
            self.section = "tasks"
            return True
        if self._opens_goals(line):
            self.goals.start(line, below)
            self.section = "goals"
            return True
        return self._within(line)

    def _funds(self, line: Line, below: Line | None) -> bool:
        """Whether a row is a header of the fund block, or one of amounts that are written crosswise."""
        if self.section == "funds" and self.funds.divide(line):
            return True
        columns = fund_header(line, self.vocabulary)
        if columns is not None:
            self.funds.start(line, columns)
            self.section = "funds"
            return True
        if not self.draft.reading.funds and opens_crosswise(line, below, self.vocabulary):
            self.crosswise.start(line)
            self.section = "crosswise"
            return True
        return self.section == "crosswise" and self.crosswise.read(line)

    def _is_heading(self, line: Line, below: Line) -> bool:
        """Whether a row is a heading (三、目标完成情况) above a row of labels."""
        if len(line.boxes) > 1 or not _HEADING.fullmatch(line.boxes[0].text):
            return False
        if self.section == "goals" and self.goals.columns is not None and not self.goals.texts:
            return False
        goals = len({name for name, _ in goal_header(below, self.vocabulary).values()}) > 1
        header = is_header(below, self.vocabulary) or fund_header(below, self.vocabulary) is not None
        return goals or header or self.head.is_head(below)

    def _opens_goals(self, line: Line) -> bool:
        names = {name for name, _ in goal_header(line, self.vocabulary).values()}
        if {"goal_expected", "goal_actual"} <= names:
            return True
        beside = self.section != "goals" or self.goals.columns is None
        return bool(names) and len(line.boxes) <= 3 and line.grid is not None and beside

    def _within(self, line: Line) -> bool:
        """A line that goes on with its section, or is a row of the head."""
        among_goals = self.section == "goals" and not self.goals.ends(line)
        if line.grid is None or (not among_goals and self.head.is_head(line)):
            self.head.read(line)
            return line.grid is not None
        if self.section == "funds":
            return self.funds.read(line)
        if self.section == "goals":
            self.goals.read(line)
        elif self.section == "tasks":
            for box in line.boxes[1:]:
                self.draft.field("task", line.boxes[0].text, box.text, line.ref(box.column))
        elif self.section == "head" and not self.funds.stated(line):
            self.head.read_unknown(line)
        return True

    def _indicators(self, line: Line, below: Line | None) -> bool:
        if line.grid is None:
            return self.foot.read(line)
        if self._is_foot(line):
            return self.foot.read(line)
        if len(line.boxes) == 2 and below is not None and is_header(below, self.vocabulary):
            printed, told = line.boxes
            self.draft.field("head", printed.text, told.text, line.ref(told.column))
            return True
        if not self._goes_on(line, below):
            self.section = "end"
            return False
        self.indicators.read(line, below)
        if is_total(line, self.vocabulary):
            self.section = "foot"
        return True

    def _is_foot(self, line: Line) -> bool:
        same = self.draft.grid() is line.grid
        if is_total(line, self.vocabulary) or not (
            self.foot.is_foot(line) or (same and self.head.is_head(line))
        ):
            return False
        columns = self.indicators.columns
        assert columns is not None
        if len(line.boxes) > 2 and columns.name_at(line.boxes[0].column, line.boxes[0].last) == "name":
            return False
        placement = place(line, columns, self.vocabulary)
        points = [placement.text(name) for name in ("weight", "score")] if placement else []
        return not any(text and is_number(text) for text in points)

    def _goes_on(self, line: Line, below: Line | None) -> bool:
        """Whether a grid without a header goes on with the table of the one before."""
        before, columns = self.draft.grid(), self.indicators.columns
        if before is None or before is line.grid or columns is None or is_total(line, self.vocabulary):
            return True
        alike = line.grid is not None and line.grid.columns == before.columns
        if self._fits(line, columns, alike):
            return True
        few = len(line.boxes) < 4 or any(self.vocabulary["subtotal"].find(box.text) for box in line.boxes[:3])
        if alike and few and below is not None and self._fits(below, columns, alike):
            return True
        if alike and len(line.boxes) > 2:
            self.draft.unplaced(line, "其后的表没有表头，没有归入指标")
        return False

    def _fits(self, line: Line, columns: Columns, alike: bool) -> bool:
        """Whether a row is an indicator clearly enough; less is asked where the grid has as many columns."""
        placement = place(line, columns, self.vocabulary)
        if placement is None or "name" not in placement.boxes:
            return False
        told = alike and not placement.wrong and {"target", "actual"} <= set(placement.boxes)
        return placement.good >= 3 or told

    def _resumes(self, line: Line) -> bool:
        columns = self.indicators.columns
        return columns is not None and goes_on_below_total(self.draft, line, columns)

    def _foot(self, line: Line, below: Line | None) -> bool:
        before = self.draft.grid()
        labelled = self.foot.is_foot(line) or self.head.is_head(line)
        if line.grid is before and not labelled and self._resumes(line):
            reopen(self.draft)
            self.section = "indicators"
            return self._indicators(line, below)
        elsewhere = line.grid is not None and before is not None and line.grid is not before
        if elsewhere and not self.foot.is_foot(line):
            self.section = "end"
            return False
        read = self.foot.read(line)
        if not read and line.grid is None:
            self.section = "end"
        if not read and line.grid is not None and len(line.boxes) == 2 and len(line.boxes[0].text) <= 20:
            first, value = line.boxes
            self.draft.field("foot", first.text, value.text, line.ref(value.column))
            return True
        if (
            not read
            and line.grid is before
            and len(line.boxes) > 2
            and any(is_number(box.text) for box in line.boxes)
        ):
            self.draft.unplaced(line, "总分行以下这一行没有认出")
        return line.grid is not None and (read or line.grid is before)
