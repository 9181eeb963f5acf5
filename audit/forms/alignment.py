"""Which cell of a row belongs to which column, by position and by what the cells look like."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from audit.forms.fitting import fits_column, is_sign
from audit.forms.labels import is_number, is_placeholder
from audit.forms.lines import Box, Line
from audit.forms.vocabulary import Vocabulary

BLOCK = "block"
UNKNOWN = "unknown"
OTHER_SIGN = "other_sign"
"""A second column of signs: of the two the one that holds comparisons counts."""
SHIFTS = (0, 1, -1, 2, -2, 3, -3)
LEVELS = ("level1", "level2")
_LABELS = (BLOCK, *LEVELS, "name")
_ASKED = ("name", "weight", "score")
_ASIDE = (UNKNOWN, "remark", "criteria", OTHER_SIGN)
_SHARED = (BLOCK, UNKNOWN, "name", "target", "actual", "reason", "remark", "criteria")
_MOSTLY = (*_ASKED, "target", "actual")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by where they begin; what stands before the first is the block label."""

    line: Line
    starts: tuple[int, ...]
    names: tuple[str, ...]
    lasts: tuple[int, ...]

    @classmethod
    def of(cls, line: Line, found: dict[int, tuple[str, int]]) -> Columns:
        """Make columns from names and last grid columns by first grid column."""
        starts = tuple(sorted(found))
        ends = [*(after - 1 for _, after in pairwise(starts)), 10_000]
        lasts = tuple(max(found[start][1], end) for start, end in zip(starts, ends, strict=True))
        return cls(line, starts, tuple(found[start][0] for start in starts), lasts)

    def __contains__(self, name: str) -> bool:
        """Whether the table has a column of that name."""
        return name in self.names

    def covers(self, other: Columns) -> bool:
        """Whether other columns are some of these, at the same places: part of a header that stands again."""
        mine = dict(zip(self.starts, self.names, strict=True))
        named = [(at, name) for at, name in zip(other.starts, other.names, strict=True) if name != UNKNOWN]
        return len(named) >= 3 and all(mine.get(at) == name for at, name in named)

    def start(self, name: str) -> int | None:
        """Where a column begins."""
        return self.starts[self.names.index(name)] if name in self.names else None

    def name_at(self, first: int, last: int) -> str:
        """The column that begins with the cell and that it fills, else the one that it covers most of.

        Of equals it is one that begins below the cell, then the leftmost.
        """
        index = bisect_right(self.starts, first) - 1
        if self.starts[index] == first and last >= self.lasts[index]:
            return self.names[index]
        best, most = BLOCK, (0, False)
        if index < 0 and last < self.starts[0]:
            return BLOCK
        for at in range(max(index, 0), len(self.starts)):
            if self.starts[at] > last:
                break
            overlap = min(last, self.lasts[at]) - max(first, self.starts[at]) + 1
            covered = (overlap, self.starts[at] >= first)
            if covered > most:
                best, most = self.names[at], covered
        return best

    def under(self, first: int, last: int) -> list[str]:
        """The columns of which a cell that begins within one covers at least half, from left to right."""
        if first in self.starts:
            return []
        spots = zip(self.starts, self.names, self.lasts, strict=True)
        return [
            name for start, name, end in spots if 2 * (min(last, end) - max(first, start) + 1) > end - start
        ]


@dataclass(slots=True)
class Placement:
    """The cells of one row by column, under one shift."""

    shift: int
    boxes: dict[str, list[Box]] = field(default_factory=dict)
    wrong: int = 0
    good: int = 0
    moved: int = 0

    @property
    def drifted(self) -> bool:
        """Whether a cell stands in another column than its header says."""
        return self.shift != 0 or self.moved > 0

    def gaps(self, columns: Columns, asked: tuple[str, ...] = _ASKED) -> int:
        """How many of the columns that every indicator fills are blank."""
        wanted = asked if "name" in columns else ()
        return sum(name in columns and name not in self.boxes for name in wanted)

    def is_scored(self, columns: Columns) -> bool:
        """Whether every column of points holds points."""
        points = [name for name in ("weight", "score") if name in columns]
        return all(fits_column(name, self.text(name) or "") == 2 for name in points)

    def text(self, column: str) -> str | None:
        """The text of a column, None when it is blank."""
        boxes = self.boxes.get(column)
        if boxes is None:
            return None
        return boxes[0].text if len(boxes) == 1 else "".join(box.text for box in boxes)

    def at(self, columns: Columns, column: str) -> int | None:
        """The grid column where a column's value stands, or would stand if it is blank."""
        if column in self.boxes:
            return self.boxes[column][0].column
        start = columns.start(column)
        return None if start is None else max(start - self.shift, 1)


def place(line: Line, columns: Columns, vocabulary: Vocabulary) -> Placement | None:
    """The best placement of a row, None where its cells contradict every one.

    Without a shift one odd cell is let pass: it is what the form says there. A shift must be free
    of contradictions, and clearly better. Where spans are unknown, a row that could be read in
    two ways is not read.
    """
    straight = _try(line, columns, vocabulary, 0)
    doubtful = len(line.boxes) > 3 and straight.gaps(columns) > 0
    if not straight.wrong and not doubtful:
        return straight
    others = _others(line, columns, vocabulary, straight)
    best = [other for other in others if _rank(other, columns) == _rank(others[0], columns)]
    if best and _is_better(best[0], straight, columns):
        nearest = [other for other in best if abs(other.shift) == abs(best[0].shift)]
        return best[0] if len(nearest) == 1 else None
    if not straight.wrong:
        return straight
    whole = straight.gaps(columns, _MOSTLY) == 0 and straight.is_scored(columns)
    named = whole or fits_column("name", straight.text("name") or "") >= 0
    if straight.wrong == 1 and straight.good > 0 and named and (line.spans_known or not others):
        return straight
    return _in_turn(line, columns, vocabulary)


def _others(line: Line, columns: Columns, vocabulary: Vocabulary, straight: Placement) -> list[Placement]:
    """Every other reading of a row under a shift that nothing speaks against, the best first."""
    tried = (_try(line, columns, vocabulary, shift) for shift in SHIFTS[1:])
    fitting = [
        other
        for other in tried
        if not other.wrong
        and other.boxes != straight.boxes
        and other.gaps(columns) <= straight.gaps(columns)
        and ("name" not in columns or "name" in other.boxes)
    ]
    return sorted(fitting, key=lambda other: _rank(other, columns))


def _rank(placement: Placement, columns: Columns) -> tuple[int, int]:
    """How good a placement is, smaller is better: what it leaves blank, then what looks right."""
    return placement.gaps(columns, _MOSTLY), -placement.good


def _is_better(other: Placement, straight: Placement, columns: Columns) -> bool:
    """Whether a shift reads a row clearly better than the row as it stands."""
    more = other.good - straight.good
    if straight.wrong > 1:
        return more > 0
    if straight.wrong == 0:
        return more > 0 and other.gaps(columns) < straight.gaps(columns)
    if more >= 0 and other.gaps(columns, _MOSTLY) < straight.gaps(columns, _MOSTLY):
        return True
    nameless = is_placeholder(straight.text("name") or "-")
    return more > 1 or (more == 1 and nameless and other.is_scored(columns))


def _in_turn(line: Line, columns: Columns, vocabulary: Vocabulary) -> Placement | None:
    """A row whose every column is filled can be read from left to right, wherever its cells stand."""
    if not {"name", "weight", "score"} <= set(columns.names):
        return None
    placement = Placement(shift=0, moved=1)
    rest = list(line.boxes)
    while rest and vocabulary.levels(rest[0].text):
        levels = vocabulary.levels(rest[0].text) - set(placement.boxes)
        if not levels:
            return None
        _add(placement, min(levels), rest.pop(0))
    if len(placement.boxes) == 1 and len(vocabulary.levels(line.boxes[0].text)) == 2:
        return None
    names = [name for name in columns.names[columns.names.index("name") :] if name not in _ASIDE]
    together = all(one.last + 1 == other.column for one, other in pairwise(rest[1:]))
    if names[-1] == "reason" and len(rest) == len(names) - 1 and together:
        names.pop()
    if len(rest) != len(names):
        return None
    for name, box in zip(names, rest, strict=True):
        _add(placement, name, box)
    sure = all(fits_column(name, placement.boxes[name][0].text) == 2 for name in ("weight", "score"))
    return placement if sure and not placement.wrong else None


def _try(line: Line, columns: Columns, vocabulary: Vocabulary, shift: int) -> Placement:
    placement = Placement(shift)
    for box in line.boxes:
        name = columns.name_at(box.column + shift, box.last + shift)
        if name == "level1" and is_sign(box.text):
            name = "sign"
        if name in _LABELS:
            name = _level(placement, name, box, vocabulary)
        elif is_number(box.text):
            name = _leftmost(placement, name, box, columns.under(box.column + shift, box.last + shift))
        _add(placement, name, box)
    placement.good -= placement.moved
    if "name" in columns and "name" not in placement.boxes and len(placement.boxes) > 2:
        placement.good -= 1
    return placement


def _leftmost(placement: Placement, name: str, box: Box, under: list[str]) -> str:
    """Where a number over several columns belongs: to the first that it fits and that is blank yet."""
    blank = [one for one in under if one not in placement.boxes and fits_column(one, box.text) == 2]
    return blank[0] if len(under) > 1 and blank and not set(under) & set(_LABELS) else name


def _level(placement: Placement, name: str, box: Box, vocabulary: Vocabulary) -> str:
    """Where a cell among the labels belongs, by its words before its position."""
    levels = vocabulary.levels(box.text)
    if name == "name":
        placement.wrong += bool(levels) and _is_plain_level(box.text)
        return name
    if name == BLOCK:
        placement.wrong += bool(levels)
        placement.moved += bool(levels)
        return min(levels) if levels else name
    other = next(iter(levels), name)
    sure = name in placement.boxes or _is_plain_level(box.text)
    if name not in (levels or {name}) and other not in placement.boxes and sure:
        placement.moved += 1
        name = other
    placement.good += 2 * bool(levels)
    return name


def _is_plain_level(text: str) -> bool:
    """Whether a level label is of the plain kind, 数量指标（20分）: other words may stand at either level."""
    return text.rstrip("）)】分0123456789（(【:： ").endswith(("指标", "目标"))


def _add(placement: Placement, name: str, box: Box) -> None:
    fit = fits_column(name, box.text)
    shared = (BLOCK, UNKNOWN) if placement.shift else _SHARED
    crowded = name in placement.boxes and name not in shared
    if fit < 0 or crowded:
        placement.wrong += 1 + (crowded and is_number(box.text))
    else:
        placement.good += fit
    placement.boxes.setdefault(name, []).append(box)
