"""The header of the fund block, of one row or of two, and amounts told beside their labels."""

from __future__ import annotations

from itertools import pairwise

from audit.forms.alignment import UNKNOWN, Columns
from audit.forms.fitting import fits_column
from audit.forms.labels import is_number
from audit.forms.lines import Box, Line
from audit.forms.vocabulary import Vocabulary

AMOUNTS = ("budget_initial", "budget", "received", "planned", "executed")
VALUES = (*AMOUNTS, "weight", "rate", "score", "reason", "carryover")


def fund_header(line: Line, vocabulary: Vocabulary) -> Columns | None:
    """The columns of a fund header row, None where a row is no such header."""
    found: dict[int, tuple[str, int, int]] = {}
    for box in line.boxes:
        match = vocabulary["fund_columns"].find(box.text)
        if match:
            found[box.column] = (match.name, box.last, match.rank)
    if _is_block_label(line, found):
        del found[line.boxes[0].column]
    _paid(found)
    names = [name for name, _, _ in found.values()]
    amounts = sum(name in AMOUNTS for name in set(names))
    if amounts < 2 and not (amounts and "rate" in names):
        return None
    kept = {
        column: (name if name != "other" else UNKNOWN, last)
        for column, (name, last, rank) in found.items()
        if name == "other" or rank == min(r for n, _, r in found.values() if n == name)
    }
    first = min(column for column, (name, _) in kept.items() if name in VALUES)
    for box in line.boxes:
        if box.column > first and box.column not in kept:
            kept[box.column] = (UNKNOWN, box.last)
    return Columns.of(line, {column: spot for column, spot in kept.items() if column >= first})


def _is_block_label(line: Line, found: dict[int, tuple[str, int, int]]) -> bool:
    """Whether the first cell (资金安排（万元）) is the label of the block though its words name a column."""
    first, *rest = line.boxes
    if not rest or is_number(rest[0].text) or found.get(first.column, ("",))[0] not in AMOUNTS:
        return False
    names = [found[box.column][0] if box.column in found else "other" for box in rest]
    unit_alone = "元" in first.text and not any("元" in box.text for box in rest)
    return sum(name in (*AMOUNTS, "paid") for name in names) > 1 and (names[0] == "other" or unit_alone)


def _paid(found: dict[int, tuple[str, int, int]]) -> None:
    """What was paid out is what was received where spending has its own column, else the spending."""
    spent = any(name == "executed" for name, _, _ in found.values())
    for column, (name, last, rank) in found.items():
        if name == "paid":
            found[column] = ("received" if spent else "executed", last, rank)


def is_paired(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether amounts, or one and the rate, stand beside their labels: 预算数：| 2 | 执行数：| 2."""
    beside = []
    for one, other in pairwise(line.boxes):
        match = vocabulary["fund_columns"].find(one.text)
        if match and match.name in (*AMOUNTS, "rate") and fits_column(match.name, other.text) == 2:
            beside.append(match.name)
    return len(beside) >= 2 and beside != ["rate"] * len(beside)


def unknown_columns(line: Line, columns: Columns, vocabulary: Vocabulary) -> list[tuple[Line, Box]]:
    """The labels of a header row that name columns nobody knows."""
    words = vocabulary["fund_columns"]
    return [(line, box) for box in line.boxes if box.column in columns.starts and not words.find(box.text)]


def fund_subheader(line: Line, columns: Columns, vocabulary: Vocabulary) -> Columns | None:
    """The columns below a second header row, which says what parts stand below the labels of the first.

    A total (小计) stands for the label above it, any other part has no column of ours.
    """
    words, parts = vocabulary["fund_columns"], vocabulary["fund_parts"]
    if len(line.boxes) < 2 or line.boxes[0].column < columns.starts[0]:
        return None
    found: dict[int, tuple[str, int, int]] = {}
    for box in line.boxes:
        match, part = words.find(box.text), parts.name(box.text)
        if match is None and part is None:
            return None
        above = columns.name_at(box.column, box.last)
        name = above if part == "total" else match.name if match else UNKNOWN
        found[box.column] = (UNKNOWN if name == "other" else name, box.last, match.rank if match else 0)
    _paid(found)
    divided = {_index(columns, column) for column in found}
    kept = {
        start: (name, last)
        for at, (start, name, last) in enumerate(
            zip(columns.starts, columns.names, columns.lasts, strict=True)
        )
        if at not in divided
    }
    return Columns.of(line, kept | {column: (name, last) for column, (name, last, _) in found.items()})


def _index(columns: Columns, column: int) -> int:
    return max(at for at, start in enumerate(columns.starts) if start <= column)
