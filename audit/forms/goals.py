"""The overall goals: what was expected, what was reached, however they are laid out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from audit.forms.alignment import UNKNOWN, Columns
from audit.forms.draft import Draft
from audit.forms.labels import is_number, label, split_points, without_brackets
from audit.forms.lines import Box, Line
from audit.forms.vocabulary import Vocabulary
from audit.model.form import CellRef

GOALS = ("goal_expected", "goal_adjusted", "goal_actual")
_ADJUSTED = "全年(调整)绩效目标"
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_SHORT = re.compile(r"[^\d,，。;；:：]{2,14}(?:[(（].*)?")
_REACHED, _WANTED = re.compile(r"完成|实现|达成|结果|成效"), re.compile(r"目标|预期|计划|设定")
_LABEL = re.compile(r".{0,10}(?:情况|目标|完成率|得分|分值|说明)")


def stands_above(line: Line, below: Line | None) -> bool:
    """Whether a row only holds labels of the texts in the row below it, beside the label of the block."""
    if below is None or below.grid is not line.grid or not below.boxes or len(line.boxes) < 3:
        return False
    labels = {box.column for box in line.boxes[1:]}
    short = all(_SHORT.fullmatch(label(box.text)) or is_number(box.text) for box in line.boxes[1:])
    return (
        short and below.boxes[0].column > line.boxes[0].column and {b.column for b in below.boxes} <= labels
    )


def goal_header(line: Line, vocabulary: Vocabulary) -> dict[int, tuple[str, int]]:
    """The goal labels of a row by where they stand.

    Of two for one goal the first of the row is the label of the block, of others the better word counts.
    """
    best: dict[str, tuple[int, Box]] = {}
    for at, box in enumerate(line.boxes):
        match = vocabulary["goal_columns"].find(box.text)
        if match and match.rank < best.get(match.name, (1_000,))[0]:
            best[match.name] = (match.rank if at else 999, box)
    return {box.column: (name, box.last) for name, (_, box) in best.items()}


@dataclass(slots=True)
class Goals:
    """Reads the goal block: labels above the texts, or each beside its text."""

    draft: Draft
    columns: Columns | None = None
    year: str | None = None
    texts: dict[str, list[str]] = field(default_factory=dict)
    refs: dict[str, CellRef] = field(default_factory=dict)
    alone: str = ""

    def start(self, line: Line, below: Line | None = None) -> None:
        """Begin with a row that has goal labels."""
        found = goal_header(line, self.draft.vocabulary)
        told = self._told_below(line, below, found)
        found = told or found
        self._supersede({name for name, _ in found.values()})
        inside = {} if told else self._beside(line, found)
        if inside:
            self.columns = None
            for name, box in inside.items():
                self._add(name, line, box)
            self.alone = next(box.text for box in line.boxes if box.column in found)
        else:
            first = min(found)
            others = {box.column: (UNKNOWN, box.last) for box in line.boxes if box.column > first}
            numbers = [box.column for box in line.boxes if is_number(box.text)]
            known = {column: spot for column, spot in (others | found).items() if column not in numbers}
            self.columns, self.year = Columns.of(line, known), None
        for name, _ in found.values():
            self.draft.columns.add(name)
            self._note(name)
        for box in line.boxes:
            if box.column not in found and (points := split_points(box.text)[1]):
                self.draft.head("goal_points", points, line.ref(box.column))
            elif is_number(box.text) and box.column == self.draft.points_column:
                self.draft.aside("score", box.text, line.ref(box.column))
            elif is_number(box.text):
                self.draft.unplaced(line, "目标一行有数不在任何一栏下")

    def read(self, line: Line) -> None:
        """Read one row below the labels."""
        if self.columns is None or self._of_another_year(line):
            return
        for box in line.boxes:
            name = self.columns.name_at(box.column, box.last)
            if name in GOALS:
                self._add(name, line, box)
            elif name == UNKNOWN:
                self._beside_goals(line, box)
        for name in GOALS:
            start = self.columns.start(name)
            if start is not None and name not in self.refs:
                self.refs[name] = line.ref(start)
                self._note(name)

    def tell(self, name: str, line: Line, box: Box | None) -> None:
        """Put down a goal that stands in a row of its own, beside the label of its block."""
        self.draft.columns.add(name)
        if box is None:
            self._note(name)
        else:
            self._add(name, line, box)

    def ends(self, line: Line) -> bool:
        """Whether a row with a label before the columns of the goals follows texts that were read."""
        if self.columns is None or not self.texts:
            return False
        first, start = line.boxes[0], self.columns.starts[0]
        return first.last < start or (first.column < start and len(line.boxes) == 1)

    def _told_below(
        self, line: Line, below: Line | None, found: dict[int, tuple[str, int]]
    ) -> dict[int, tuple[str, int]]:
        """The goals whose texts stand in the row below; unknown labels tell by their words, or are named."""
        if below is None or not stands_above(line, below) or goal_header(below, self.draft.vocabulary):
            return {}
        first = below.boxes[0].column
        told = {column: spot for column, spot in found.items() if column >= first}
        known = {name for name, _ in told.values()}
        for box in line.boxes if told else ():
            if box.column in told or box.column < first or is_number(box.text):
                continue
            name = "goal_actual" if _REACHED.search(box.text) else "goal_expected"
            if name not in known and (_REACHED.search(box.text) or _WANTED.search(box.text)):
                told[box.column] = (name, box.last)
            elif not {"goal_expected", "goal_actual"} <= known:
                self.draft.unplaced(line, f"不认识目标部分的“{box.text}”一栏")
        return told

    def _supersede(self, names: set[str]) -> None:
        """A goal that stood alone (总体绩效目标) gives way to one that stands beside what was reached."""
        if not {"goal_expected", "goal_actual"} <= names or "goal_actual" in self.texts:
            return
        if text := "".join(self.texts.pop("goal_expected", ())):
            self.draft.field("head", self.alone, text, self.refs.pop("goal_expected"))

    def _beside_goals(self, line: Line, box: Box) -> None:
        """What stands in a column of the goal block that is no goal is a field: 总体完成率; or points."""
        assert self.columns is not None
        start = max(start for start in self.columns.starts if start <= box.column)
        printed = next(one.text for one in self.columns.line.boxes if one.column == start)
        column = self.draft.vocabulary["indicator_columns"].name(printed)
        if column in ("weight", "score") and is_number(box.text):
            self.draft.aside(column, box.text, line.ref(box.column))
        else:
            self.draft.field("head", printed, box.text, line.ref(box.column))

    def _of_another_year(self, line: Line) -> bool:
        """Whether a row states the goals of a year other than the first, which then is a field of its own."""
        assert self.columns is not None
        first = line.boxes[0]
        if first.last >= self.columns.starts[0] or not _YEAR.fullmatch(first.text):
            return False
        self.year = self.year or first.text
        if first.text == self.year:
            return False
        for box in line.boxes[1:]:
            self.draft.field("head", first.text, box.text, line.ref(box.column))
        return True

    def _beside(self, line: Line, found: dict[int, tuple[str, int]]) -> dict[str, Box]:
        """The texts that stand beside their labels in the same row."""
        texts: dict[str, Box] = {}
        for at, box in enumerate(line.boxes):
            spot = found.get(box.column)
            after = line.boxes[at + 1] if at + 1 < len(line.boxes) else None
            if spot and after and after.column not in found and not _is_label(after.text):
                texts[spot[0]] = after
        return texts

    def _add(self, name: str, line: Line, box: Box) -> None:
        self.texts.setdefault(name, []).append(box.text)
        self.refs.setdefault(name, line.ref(box.column))
        self._note(name)

    def settle(self) -> None:
        """Put down the goal as it was adjusted during the year among the fields of the form."""
        text, ref = self.draft.reading.head.get("goal_adjusted"), self.refs.get("goal_adjusted")
        if text and ref:
            self.draft.field("head", _ADJUSTED, text, ref)

    def _note(self, name: str) -> None:
        """Write down what is known of a goal by now."""
        text = "".join(self.texts.get(name, ())) or None
        ref = self.refs.get(name)
        self.draft.reading.head[name] = text
        if ref and name != "goal_adjusted":
            self.draft.cell("forms", 1, name, ref)


def _is_label(text: str) -> bool:
    """Whether what stands beside a goal label is a number or another label, not the goal."""
    return is_number(text) or _LABEL.fullmatch(without_brackets(label(text))) is not None
