"""The header of the indicator table, of one row or of two."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from audit.forms.alignment import OTHER_SIGN, UNKNOWN, Columns
from audit.forms.labels import is_number
from audit.forms.lines import Box, Line
from audit.forms.vocabulary import Match, Vocabulary

_MARK = re.compile(r"[(]?[A-Za-z\d](?:[A-Za-z\d=/÷×*+()%\-]{0,12})")
_LETTER = re.compile(r"[A-Za-z]")
_NUMBERED = re.compile(r"\d{1,2}(?![\d.%])")
_NAMING = ("level1", "level2", "name")
_LABEL_LIMIT = 16
_TELLING = ("target", "target_adjusted", "actual", "weight", "score", "reason", "coefficient")


def header_words(line: Line, vocabulary: Vocabulary) -> dict[int, tuple[Box, Match]]:
    """The cells of a row that name columns of an indicator table."""
    words = vocabulary["indicator_columns"]
    return {box.column: (box, match) for box in line.boxes if (match := words.find(box.text))}


def is_header(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row is the header of an indicator table, or the first row of a two-row header."""
    if line.grid is None or len(line.boxes) < 3:
        return False
    names = [match.name for _, match in header_words(line, vocabulary).values()]
    telling = len({name for name in names if name in _TELLING})
    naming = len({name for name in names if name in _NAMING})
    most = len(names) * 2 > len(line.boxes)
    if not naming and _tells_goals(line, vocabulary):
        return False
    return most and (telling >= 3 or (naming >= 1 and telling >= 2) or naming == 3)


def _tells_goals(line: Line, vocabulary: Vocabulary) -> bool:
    found = {vocabulary["goal_columns"].name(box.text) for box in line.boxes}
    return {"goal_expected", "goal_actual"} <= found


def is_second_row(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row goes on with a header: column names and nothing else."""
    found = header_words(line, vocabulary)
    return line.grid is not None and len(found) >= 2 and len(found) == len(line.boxes)


def is_upper_row(line: Line, below: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row is the first of a two-row header that tells columns where the second is blank."""
    if line.grid is None or below.grid is not line.grid or len(line.boxes) < 2:
        return False
    if any(is_number(box.text) or len(box.text) > _LABEL_LIMIT for box in line.boxes):
        return False
    taken = {column for box in below.boxes for column in range(box.column, box.last + 1)}
    found = header_words(line, vocabulary)
    telling = any(match.name in _TELLING and column not in taken for column, (_, match) in found.items())
    return telling and is_header(below, vocabulary)


def only_numbers_columns(line: Line) -> bool:
    """Whether a row below a header only marks its columns: A, B, B/A, or 1, 2, 3=2/1, 栏次 before them."""
    texts = [unicodedata.normalize("NFKC", box.text) for box in line.boxes]
    texts = texts[1:] if texts and texts[0] in ("栏次", "栏目", "序号") else texts
    if line.grid is None or not texts or not all(map(_MARK.fullmatch, texts)):
        return False
    numbers = [int(found[0]) for text in texts if (found := _NUMBERED.match(text.strip("()")))]
    counted = numbers == list(range(numbers[0], numbers[0] + len(texts))) if numbers else False
    return counted if len(texts) > 3 and numbers else all(map(_LETTER.search, texts))


@dataclass(slots=True)
class Header:
    """The header rows read so far; a lower row's label replaces the one above it."""

    spots: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    unknown: list[tuple[Line, Box]] = field(default_factory=list)
    block: list[tuple[Line, Box]] = field(default_factory=list)
    parents: dict[int, tuple[Line, Box]] = field(default_factory=dict)
    read: dict[int, tuple[Line, Box]] = field(default_factory=dict)
    levels: dict[int, Box] = field(default_factory=dict)

    def divided_by(self, line: Line) -> bool:
        """Whether a row only says what parts a column has: labels below no column that names indicators."""
        names = {self._above(box.column) for box in line.boxes}
        labels = not any(is_number(box.text) or len(box.text) > _LABEL_LIMIT for box in line.boxes)
        return line.grid is not None and len(line.boxes) > 1 and labels and not names & {None, *_NAMING}

    def _above(self, column: int) -> str | None:
        """The column of the rows so far that a place belongs to."""
        starts = [start for start in self.spots if start <= column]
        return self.spots[max(starts)][0] if starts else None

    def _divide(self, line: Line) -> None:
        """Drop what has parts of its own now."""
        before = {*self.spots, *self.parents}
        starts = [max((s for s in before if s <= box.column), default=0) for box in line.boxes]
        for start in {start for start in starts if start in self.spots and starts.count(start) > 1}:
            del self.spots[start]

    def add(self, line: Line, vocabulary: Vocabulary) -> None:
        """Read one header row."""
        found = header_words(line, vocabulary)
        self._divide(line)
        for box in line.boxes:
            self.read[box.column] = (line, box)
            if box.column in found:
                match = found[box.column][1]
                name = UNKNOWN if match.name == "other" else match.name
                self.spots[box.column] = (name, box.last, match.rank)
            elif is_number(box.text) and not any(spot[0] == "score" for spot in self.spots.values()):
                self.spots[box.column] = ("score", box.last, 99)
            else:
                self.parents[box.column] = (line, box)
                if "level1" in vocabulary.levels(box.text):
                    self.levels[box.column] = box

    @property
    def level1(self) -> str | None:
        """The first level of all rows below, where its label stands before the columns."""
        before = [box for column, box in self.levels.items() if column < min(self.spots)]
        return before[0].text if before else None

    def columns(self, line: Line) -> Columns:
        """The columns; cells left of the first are block labels, other unknown ones stay apart."""
        spots = dict(self.spots)
        self._drop_block_label(spots)
        first = min(spots)
        self.block = [entry for column, entry in self.parents.items() if column < first]
        self.unknown = [entry for column, entry in self.parents.items() if column > first]
        for _, box in self.unknown:
            spots.setdefault(box.column, (UNKNOWN, box.last, 99))
        if not {"level1", "level2"} & {name for name, *_ in spots.values()}:
            levels = {
                column: ("level2", box.last, 99) for column, box in self.levels.items() if column < first
            }
            spots |= levels
        names = self._named(spots)
        return Columns.of(line, {column: (names[column], spots[column][1]) for column in spots})

    def _drop_block_label(self, spots: dict[int, tuple[str, int, int]]) -> None:
        """A first cell that only repeats a better named column (绩效指标) is the block's label."""
        first = min(spots)
        name, _, rank = spots[first]
        if any(c != first and n == name and r < rank for c, (n, _, r) in spots.items()):
            del spots[first]
            self.parents[first] = self.read[first]

    def _named(self, spots: dict[int, tuple[str, int, int]]) -> dict[int, str]:
        """Names without doubles: points beside a level are that level's, of others the best stays."""
        names = {column: name for column, (name, _, _) in spots.items()}
        self._points_of_levels(names)
        self._types_are_levels(names)
        last = max((column for column, name in names.items() if name in _NAMING), default=0)
        for wanted in set(names.values()) - {UNKNOWN, *_NAMING}:
            same = sorted((spots[c][2], c < last, c) for c, name in names.items() if name == wanted)
            for *_, column in same[1:]:
                names[column] = OTHER_SIGN if wanted == "sign" else UNKNOWN
        for wanted in _NAMING:
            same_level = sorted((spots[c][2], c) for c, name in names.items() if name == wanted)
            for _, column in same_level[1:]:
                names[column] = UNKNOWN
        if "name" not in names.values():
            for level in ("level2", "level1"):
                deepest = [column for column, name in names.items() if name == level]
                if deepest:
                    names[deepest[0]] = "name"
                    break
        return names

    def _types_are_levels(self, names: dict[int, str]) -> None:
        """A column of types (指标类型) before the names is the first level where there is no other."""
        before = {column for column, name in names.items() if name == "sign"}
        named = [column for column, name in names.items() if name == "name"]
        if named and not {"level1", "level2"} & set(names.values()):
            for column in before:
                if column < min(named):
                    names[column] = "level1"

    def _points_of_levels(self, names: dict[int, str]) -> None:
        weights = [column for column, name in names.items() if name == "weight"]
        if len(weights) < 2:
            return
        order = sorted(names)
        for column in weights:
            before = names[order[order.index(column) - 1]] if order.index(column) else ""
            if before in ("level1", "level2"):
                names[column] = f"{before}_points"
