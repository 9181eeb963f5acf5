"""The head and the foot of a form: printed labels with their values, beside, inside or below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from audit.forms.draft import Draft, split_pair
from audit.forms.labels import fold, is_number
from audit.forms.lines import Box, Line
from audit.forms.vocabulary import Match, Vocabulary
from audit.model.form import CellRef
from audit.model.grid import Cell

_CODE = re.compile(r"(?=[0-9A-Z]*\d)(?P<code>[0-9A-Z]{8,})[-－—–_](?P<name>.+)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[)）](?!\d))")
_YEAR_LINE = re.compile(r"[(（]?(?:19|20)\d\d年度?[)）]?")
_BESIDE_TITLE = re.compile(r"附[件表]?[\d一二三四五六七八九十]*[:：]?|.{0,4}单位[:：].{1,30}|公开\d+表")
_NOTE = re.compile(r"(?P<label>备?注|(?:填[报表])?说明)[:：](?P<text>.+)")
_OPENING = re.compile(r"20\d\d年度?[^\d。；;，,:：]{2,30}")
_NUMBER_OF_ANNEX = re.compile(r"附[件表]?[\d一二三四五六七八九十]{1,3}(?:[-—]\d)?[:：、.]?(?=.{6})")
_YEAR_BEHIND = re.compile(r"(?<=表)[(（]?(?:19|20)\d\d年?度?[)）]?$")
_TITLE_LIMIT = 60
_GAP = re.compile(r"\s{2,}|[\t\u3000]+")
_LABEL_AFTER = re.compile(r"(?<=\S)\s+(?=(?P<label>[^\s:：]{2,12})[:：])")
_POINTS_BELOW = ("total_score", "review_score")
_LABEL_LIMIT = 24


@dataclass(frozen=True, slots=True)
class Pair:
    """A printed label, what it means (None: unknown), and its value."""

    printed: str
    match: Match | None
    value: str | None
    ref: CellRef
    column: int


@dataclass(slots=True)
class Head:
    """Reads head rows; remembers labels whose value stands in the row below."""

    draft: Draft
    below: dict[int, Pair] = field(default_factory=dict)

    def is_head(self, line: Line) -> bool:
        """Whether a row begins with a known label of the head."""
        segments = _segments(line, self.draft.vocabulary)
        return bool(segments) and self._is_label(segments[0])

    def names(self, line: Line) -> set[str]:
        """What the known labels of a row mean."""
        return {pair.match.name for pair in self.pairs(line) if pair.match}

    def read(self, line: Line, section: str = "head") -> None:
        """Put down every label of a row with its value."""
        waiting, self.below = self.below, {}
        if _opens_title(line) and (year := _YEAR.match(line.boxes[0].text)):
            self.draft.head("year_written", year[1], line.ref(1), 5)
        pairs = list(self.pairs(line))
        for pair in pairs:
            if pair.value is None and pair.match and pair.match.name in _POINTS_BELOW:
                self.below[pair.column] = pair
            self._put(pair, section)
        taken = {pair.ref.column for pair in pairs} | {pair.column for pair in pairs}
        for box in line.boxes:
            above = waiting.get(box.column)
            if above and above.match and box.column not in taken and is_number(box.text):
                self.draft.ranks.pop(above.match.name, None)
                if above.match.name == "total_score":
                    self.draft.points_column = box.column
                self._put(replace(above, value=box.text, ref=line.ref(box.column)), section)

    def note(self, line: Line) -> bool:
        """Put down a note that stands alone in a row between the blocks: 注：以下由业务科室填写."""
        found = _NOTE.fullmatch(line.boxes[0].text) if len(line.boxes) == 1 and line.grid else None
        if found:
            self.draft.field("head", found["label"], found["text"], line.ref(line.boxes[0].column))
        return found is not None

    def read_unknown(self, line: Line) -> None:
        """A row that no known label begins; a label that nobody knows is a field all the same."""
        before = len(self.draft.reading.fields)
        self.read(line)
        if len(self.draft.reading.fields) > before or len(line.boxes) < 2:
            return
        if len(line.boxes) > 3:
            self.draft.unplaced(line, "这一行没有认出")
            return
        inside = [(box, pair) for box in line.boxes if (pair := split_pair(box.cell.text)) and pair[1]]
        if len(inside) == len(line.boxes):
            for box, (name, said) in inside:
                self.draft.field("head", name, said, line.ref(box.column))
            return
        printed, value = line.boxes[-2:]
        if len(printed.text) <= _LABEL_LIMIT and not is_number(printed.text):
            self.draft.field("head", printed.text, value.text, line.ref(value.column))

    def pairs(self, line: Line) -> Iterator[Pair]:
        """Every label of a row with the value beside it or behind its colon."""
        boxes = _segments(line, self.draft.vocabulary)
        index = 0
        while index < len(boxes):
            box = boxes[index]
            index += 1
            inside = split_pair(box.cell.text)
            if inside and inside[1] and (match := self._meaning(inside[0])):
                yield Pair(inside[0], match, inside[1], line.ref(box.column), box.column)
                continue
            match = self._meaning(box.text)
            if match is None:
                continue
            value = boxes[index] if index < len(boxes) else None
            if value is None or self._is_label(value) or not _beside(line, box, value):
                yield Pair(box.text, match, None, _blank_beside(line, box), box.column)
            else:
                index += 1
                yield Pair(box.text, match, value.text, line.ref(value.column), box.column)

    def _meaning(self, text: str) -> Match | None:
        return self.draft.vocabulary["head"].find(text) if len(text) <= _LABEL_LIMIT else None

    def _is_label(self, box: Box) -> bool:
        inside = split_pair(box.cell.text)
        return self._meaning(inside[0] if inside else box.text) is not None

    def _put(self, pair: Pair, section: str) -> None:
        draft, match = self.draft, pair.match
        assert match is not None
        name, value = match.name, pair.value
        if value and name in ("unit", "money_unit") and draft.vocabulary["money_units"].find(value):
            draft.head("money_unit", value, pair.ref, 3)
            return
        if name == "money_unit":
            return
        draft.field(section, pair.printed, value, pair.ref)
        if name == "other" or (name == "grade" and value and not draft.vocabulary["grades"].find(value)):
            return
        if name == "year":
            if value and (year := _YEAR.search(value + "年")):
                draft.head("year_written", year[1], pair.ref, 1)
            return
        draft.head(name, value, pair.ref, match.rank)
        draft.total_in_head |= name == "total_score" and section == "head"
        draft.total_read |= name == "total_score" and section == "foot" and value is not None
        if name == "project_name" and value and (code := _CODE.fullmatch(value)):
            draft.head("project_code", code["code"], pair.ref, 1)


def title(draft: Draft, line: Line, below: Line | None) -> None:
    """Put down the title, the line with the year below it joined."""
    box = title_box(line, draft.vocabulary)
    assert box is not None
    text = _NUMBER_OF_ANNEX.sub("", box.text)
    if below is not None and (year := _year_box(below, draft.vocabulary)):
        text += year.text
    ref = line.ref(box.column)
    draft.head("title", text, ref)
    if written := _YEAR.search(text):
        draft.head("year_written", written[1], ref)


def is_year_line(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a line says the year and nothing else but the money unit: （2022年度）."""
    return _year_box(line, vocabulary) is not None


def is_above_title(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a line belongs to the title below it: the year, 附件1, the money unit."""
    beside = bool(line.boxes) and all(_BESIDE_TITLE.fullmatch(box.text) for box in line.boxes)
    return beside or is_year_line(line, vocabulary) or _opens_title(line)


def _opens_title(line: Line) -> bool:
    """Whether a line is the first of a title of two: 2023年度农业生产发展资金."""
    return len(line.boxes) == 1 and _OPENING.fullmatch(line.boxes[0].text) is not None


def _year_box(line: Line, vocabulary: Vocabulary) -> Box | None:
    boxes = _segments(line, vocabulary)
    years = [box for box in boxes if _YEAR_LINE.fullmatch(box.text)]
    others = [box for box in boxes if box not in years]
    if len(years) != 1:
        return None
    beside = all(_BESIDE_TITLE.fullmatch(box.text) for box in others)
    labelled = years[0] is boxes[0] and vocabulary["head"].find(others[0].text) if others else None
    return years[0] if beside or labelled else None


def year_line(head: Head, line: Line) -> bool:
    """Put down the year of a line of its own and the unit beside it; True where the line stands in a grid."""
    box = _year_box(line, head.draft.vocabulary)
    if box and (year := _YEAR.search(box.text)):
        head.draft.head("year_written", year[1], line.ref(box.column), 1)
    head.read(line)
    return line.grid is not None


def title_box(line: Line, vocabulary: Vocabulary) -> Box | None:
    """The cell that is a form's title: alone in its row, or beside 附件1 or the money unit only."""
    if not 1 <= len(line.boxes) <= 3:
        return None
    titles = [box for box in line.boxes if _is_title(box.text, vocabulary)]
    others = [box for box in line.boxes if box not in titles]
    alone = all(_BESIDE_TITLE.fullmatch(box.text) for box in others)
    return titles[0] if len(titles) == 1 and alone else None


def _is_title(text: str, vocabulary: Vocabulary) -> bool:
    if len(text) > _TITLE_LIMIT or text[-1] in "；;，," or "。" in text:
        return False
    words = vocabulary["title"]
    return bool(words.find(text) or words.find(_YEAR_BEHIND.sub("", _NUMBER_OF_ANNEX.sub("", text))))


def _segments(line: Line, vocabulary: Vocabulary) -> list[Box]:
    """The boxes of a row; a text that stands alone is cut at wide gaps and before a second known label."""
    if len(line.boxes) != 1:
        return list(line.boxes)
    box = line.boxes[0]
    texts = [text for wide in _GAP.split(box.cell.text.strip()) for text in _at_labels(wide, vocabulary)]
    cell = box.cell
    return [
        Box(box.column, box.last, fold(text), Cell(cell.row, cell.column, text, cell.rowspan, cell.colspan))
        for text in texts
    ]


def _at_labels(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The pieces of a text, each beginning with a known label of the head: 主管部门：甲 实施单位：乙."""
    words, begin = vocabulary["head"], 0
    for gap in _LABEL_AFTER.finditer(text):
        if words.find(gap["label"]):
            yield from words.before_labels(text[begin : gap.start()])
            begin = gap.end()
    if fold(text[begin:]):
        yield from words.before_labels(text[begin:])


def _beside(line: Line, label_box: Box, value: Box) -> bool:
    """Whether a value belongs to the label before it: no merged blank cell, which would be its own."""
    between = [c for c in line.cells if label_box.last < c.column < value.column]
    return not any(c.colspan > 1 for c in between)


def _blank_beside(line: Line, box: Box) -> CellRef:
    """The blank cell where a value should stand."""
    return line.ref(box.last + 1) if line.grid is not None else line.ref(1)
