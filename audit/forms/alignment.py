"""Which cell of a row belongs to which column, by position and by what the cells look like."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from audit.forms.labels import is_number, is_placeholder
from audit.forms.lines import Box, Line
from audit.forms.vocabulary import Vocabulary

BLOCK = "block"
UNKNOWN = "unknown"
SHIFTS = (0, 1, -1, 2, -2, 3, -3)
LEVELS = ("level1", "level2")

_AMOUNT = re.compile(r"[-+]?[\d,]*\.?\d+(?:百万|千万|万|亿|千)?元?(?:整)?")
_POINTS = re.compile(r"[(]?[-+]?\d+(?:\.\d+)?分?[)]?")
_PERCENT = re.compile(r"[-+]?[\d,]*\.?\d+[%‰]")
_QUANTITY = re.compile(r"[≥≤<>=]{0,2}\d[\d,.]*(?:%|[^\d\W]{1,2})?")
_POINTS_COLUMNS = {"weight", "score", "coefficient", "level1_points", "level2_points"}
_AMOUNT_COLUMNS = {"budget_initial", "budget", "received", "planned", "executed"}
_TEXT_COLUMNS = {"name", "level1", "level2", "measure_unit"}


def fits_column(column: str, text: str) -> int:
    """2 where a text looks like this column, 1 or 0 where it may stand there, -1 where it cannot."""
    plain = unicodedata.normalize("NFKC", text)
    if column in _POINTS_COLUMNS:
        if _POINTS.fullmatch(plain) or (column == "coefficient" and _PERCENT.fullmatch(plain)):
            return 2
        return 0 if is_placeholder(text) else -1
    if column in _AMOUNT_COLUMNS:
        return 2 if _AMOUNT.fullmatch(plain) else 0 if is_placeholder(text) or plain in ("万元", "元") else -1
    if column == "rate":
        return 2 if _PERCENT.fullmatch(plain) else 1 if is_number(text) or is_placeholder(text) else -1
    if column in _TEXT_COLUMNS:
        return -1 if is_number(text) or (column != "measure_unit" and _QUANTITY.fullmatch(plain)) else 1
    if column == "sign":
        return -1 if is_number(text) or len(plain) > 8 else 1
    return 0


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

    def start(self, name: str) -> int | None:
        """Where a column begins."""
        return self.starts[self.names.index(name)] if name in self.names else None

    def name_at(self, first: int, last: int) -> str:
        """The column that a cell covers most of, the leftmost of equals."""
        index = bisect_right(self.starts, first) - 1
        best, width = BLOCK, 0
        if index < 0 and last < self.starts[0]:
            return BLOCK
        for at in range(max(index, 0), len(self.starts)):
            if self.starts[at] > last:
                break
            overlap = min(last, self.lasts[at]) - max(first, self.starts[at]) + 1
            if overlap > width:
                best, width = self.names[at], overlap
        return best


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

    def text(self, column: str) -> str | None:
        """The text of a column, None when it is blank."""
        return "".join(box.text for box in self.boxes.get(column, ())) or None

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
    if not straight.wrong:
        return straight
    tried = (_try(line, columns, vocabulary, shift) for shift in SHIFTS[1:])
    named = "name" in columns
    others = [
        other
        for other in tried
        if not other.wrong and other.good >= straight.good and (not named or "name" in other.boxes)
    ]
    top = max((other.good for other in others), default=0)
    if top > straight.good + (straight.wrong == 1):
        best = [other for other in others if other.good == top]
        nearest = [other for other in best if abs(other.shift) == abs(best[0].shift)]
        return best[0] if len(nearest) == 1 else None
    if straight.wrong == 1 and straight.good > 0 and (line.spans_known or not others):
        return straight
    return _in_turn(line, columns, vocabulary)


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
    names = [name for name in columns.names[columns.names.index("name") :] if name != UNKNOWN]
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
        if name in (BLOCK, *LEVELS, "name"):
            name = _level(placement, name, box, vocabulary)
        _add(placement, name, box)
    placement.good -= placement.moved
    if "name" in columns and "name" not in placement.boxes and len(placement.boxes) > 2:
        placement.good -= 1
    if shift == 0 and "name" in columns and not line.spans_known and len(line.boxes) > 3:
        placement.wrong += _is_doubtful(placement, columns)
    return placement


def _is_doubtful(placement: Placement, columns: Columns) -> bool:
    """Whether a row of text may have drifted: a number for a name, or points missing."""
    name = placement.text("name")
    if name is not None and fits_column("name", name) < 0:
        return True
    return any(column in columns and column not in placement.boxes for column in ("weight", "score"))


def _level(placement: Placement, name: str, box: Box, vocabulary: Vocabulary) -> str:
    """Where a cell among the labels belongs, by its words before its position."""
    levels = vocabulary.levels(box.text)
    if name == "name":
        if levels and box.text.rstrip("）)分0123456789（( ").endswith("指标"):
            placement.wrong += 1
        return name
    if name == BLOCK:
        placement.wrong += bool(levels)
        placement.moved += bool(levels)
        return min(levels) if levels else name
    if levels and name not in levels and (other := next(iter(levels))) not in placement.boxes:
        placement.moved += 1
        name = other
    placement.good += 2 * bool(levels)
    return name


def _add(placement: Placement, name: str, box: Box) -> None:
    fit = fits_column(name, box.text)
    shared = (BLOCK, UNKNOWN) if placement.shift else (BLOCK, UNKNOWN, "name", "target", "actual", "reason")
    crowded = name in placement.boxes and name not in shared
    if fit < 0 or crowded:
        placement.wrong += 1
    else:
        placement.good += fit
    placement.boxes.setdefault(name, []).append(box)
