"""The total row: weight, score and grade, wherever they stand in it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from audit.forms.alignment import SHIFTS, UNKNOWN, Columns
from audit.forms.draft import Draft, split_pair
from audit.forms.fitting import fits_column
from audit.forms.labels import is_number, is_placeholder
from audit.forms.lines import Box, Line

_COLUMNS = {"weight": "total_weight", "score": "total_score"}
_OTHER_POINTS = ("level1_points", "level2_points")


def read_total(draft: Draft, line: Line, columns: Columns) -> None:
    """Put down the total row; numbers under no column of points are reported, not guessed."""
    draft.total_read = True
    found, rest = _named(draft, line)
    numbers = [box for box in rest if fits_column("coefficient", box.text) == 2]
    placement = _by_column(numbers, columns) or _in_turn(numbers, columns)
    if len(numbers) == 2 and placement and "weight" not in placement[0] and _is_full(draft, numbers[0].text):
        placement = _in_turn(numbers, columns) or placement
    alone = placement is None and len(numbers) == 1 and "score" in columns
    if alone and _has_fraction(numbers[0].text):
        placement = {"score": numbers[0]}, True
    if placement is None:
        draft.unplaced(line, "总分行的数不在分值、得分栏下")
    placed, drifted = placement or ({}, False)
    draft.reading.drifted_rows += drifted
    for column, box in placed.items():
        found.setdefault(_COLUMNS[column], box)
    for column, name in _COLUMNS.items():
        if name in found:
            draft.head(name, found[name].text, line.ref(found[name].column), -1)
        elif column in columns:
            start = columns.start(column)
            assert start is not None
            draft.head(name, None, line.ref(start), 500)
    if "grade" in found:
        draft.head("grade", found["grade"].text, line.ref(found["grade"].column), 0)


def _named(draft: Draft, line: Line) -> tuple[dict[str, Box], list[Box]]:
    """Values with their own label in the row (自评等级 | 优), a bare grade, and all other boxes."""
    vocabulary = draft.vocabulary
    found: dict[str, Box] = {}
    rest: list[Box] = []
    wanted: str | None = None
    for box in line.boxes[1:]:
        inside = split_pair(box.cell.text)
        match = vocabulary["head"].find(inside[0] if inside else box.text)
        if match and match.name in ("total_score", "grade"):
            wanted = match.name
            if inside and inside[1]:
                found[wanted] = replace(box, text=inside[1])
                wanted = None
        elif wanted:
            found[wanted] = box
            wanted = None
        elif vocabulary["grades"].find(box.text):
            found["grade"] = box
        elif not is_placeholder(box.text):
            rest.append(box)
    return found, rest


def _by_column(numbers: list[Box], columns: Columns) -> tuple[dict[str, Box], bool] | None:
    """The numbers by the column they stand under, and whether the row drifted, all moved alike."""
    fitting: dict[int, dict[str, Box]] = {}
    for shift in SHIFTS:
        names = [columns.name_at(box.column + shift, box.last + shift) for box in numbers]
        known = [name for name in names if name != UNKNOWN]
        if len(set(known)) == len(known) > 0 and all(name in (*_COLUMNS, *_OTHER_POINTS) for name in known):
            placed = {name: box for name, box in zip(names, numbers, strict=True) if name in _COLUMNS}
            fitting[shift] = placed
    readings = {tuple(placed) for placed in fitting.values()}
    if 0 not in fitting and len(readings) != 1:
        return None
    return next(iter(fitting.values())), 0 not in fitting


def _has_fraction(text: str) -> bool:
    """Whether a number is not whole, as totals of weights always are."""
    return is_number(text) and Decimal(text.replace(",", "")) % 1 != 0


def _is_full(draft: Draft, text: str) -> bool:
    """Whether a number is the sum of the weights read, with or without that of execution."""
    rows = [row["weight"] for row in draft.reading.indicators]
    numbers = [Decimal(weight) for weight in rows if weight and is_number(weight)]
    funds = [row["weight"] for row in draft.reading.funds if row["weight"] and is_number(row["weight"])]
    sums = {sum(numbers, Decimal(0)), sum(numbers, sum(map(Decimal, funds), Decimal(0)))}
    return is_number(text) and Decimal(text.replace(",", "")) in sums


def _in_turn(numbers: list[Box], columns: Columns) -> tuple[dict[str, Box], bool] | None:
    """As many numbers as columns of points: one for each, from left to right."""
    wanted = [name for name in columns.names if name in _COLUMNS]
    return (dict(zip(wanted, numbers, strict=True)), True) if len(wanted) == len(numbers) else None
