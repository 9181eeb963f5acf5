"""Rows that sum up: subtotals of a first level, points of a second, and totals that rows stand below."""

from __future__ import annotations

import re

from audit.forms.alignment import BLOCK, UNKNOWN, Columns, Placement, place
from audit.forms.draft import Draft
from audit.forms.fitting import fits_column
from audit.forms.labels import is_number, split_points
from audit.forms.lines import Line
from audit.forms.vocabulary import Vocabulary

_CHAPTER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.]?")
_ROW = re.compile(r"\d{1,2}")
_LEVELS, _POINTS = ("level1", "level2"), ("weight", "score")
_ASKED = (*_POINTS, "target", "actual")


def is_total(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row begins with the label of the total."""
    return vocabulary["total"].find(split_points(line.boxes[0].text)[0] or "") is not None


def level_summed(
    placement: Placement, below: Line | None, columns: Columns, vocabulary: Vocabulary
) -> str | None:
    """The level whose points a row sums up: nothing but its label and points, its indicators below."""
    labels = [level for level in _LEVELS if level in placement.boxes]
    points = [name for name in _POINTS if _is_points(placement.text(name))]
    if not labels or not points or set(placement.boxes) - {*_LEVELS, *_POINTS, BLOCK, UNKNOWN}:
        return None
    if _numbered(placement, _CHAPTER):
        return labels[-1]
    if UNKNOWN in placement.boxes or below is None or not below.boxes or is_total(below, vocabulary):
        return None
    under = place(below, columns, vocabulary)
    if under is None or not _is_points(under.text(points[0])):
        return None
    goes_on = not under.boxes.get("level1") and not under.boxes.get(labels[-1])
    deeper = "name" in under.boxes or (labels == ["level1"] and "level2" in under.boxes)
    return labels[-1] if goes_on and deeper else None


def in_chapters(placement: Placement, columns: Columns, chaptered: bool) -> bool:
    """Whether rows are numbered 一 for a first level and 1 for its indicators, labelled by a second."""
    labelled = "level1" in placement.boxes and "level2" not in {*columns.names, *placement.boxes}
    if chaptered and labelled and _numbered(placement, _ROW):
        placement.boxes["level2"] = placement.boxes.pop("level1")
    return chaptered or _numbered(placement, _CHAPTER)


def _numbered(placement: Placement, number: re.Pattern[str]) -> bool:
    """Whether the first cell of a row, before its levels, holds such a number."""
    apart = [*placement.boxes.get(UNKNOWN, ()), *placement.boxes.get(BLOCK, ())]
    numbers = [box.column for box in apart if number.fullmatch(box.text)]
    return bool(numbers) and min(numbers) == min(boxes[0].column for boxes in placement.boxes.values())


def subtotal(draft: Draft, line: Line, placement: Placement, columns: Columns) -> None:
    """Put down the points that a row states for the first level above it."""
    rows = draft.reading.categories
    for column in _POINTS:
        at = placement.at(columns, column)
        if rows and at is not None and (text := placement.text(column)):
            rows[-1][f"subtotal_{column}"] = text
            draft.cell("categories", len(rows), f"subtotal_{column}", line.ref(at))


def group_points(draft: Draft, line: Line, placement: Placement, columns: Columns) -> None:
    """Put down the points that a row states for its second level."""
    rows = draft.reading.groups
    for column, name in (("weight", "level2_points"), ("score", "level2_score")):
        at = placement.at(columns, column)
        if rows and at is not None and (text := placement.text(column)) and not rows[-1].get(name):
            rows[-1][name] = text
            draft.cell("groups", len(rows), name, line.ref(at))


def goes_on_below_total(draft: Draft, line: Line, columns: Columns) -> bool:
    """Whether a row below the total is an indicator still, with most of what the columns ask of one."""
    if line.grid is not draft.grid() or is_total(line, draft.vocabulary):
        return False
    placement = place(line, columns, draft.vocabulary)
    if placement is None or placement.shift or "name" not in placement.boxes:
        return False
    asked = [name for name in _ASKED if name in columns]
    filled = sum(name in placement.boxes for name in asked)
    levelled = any(level in placement.boxes for level in _LEVELS)
    points = any(_is_points(placement.text(name)) for name in _POINTS)
    return points and (2 * filled > len(asked) - levelled or placement.is_scored(columns))


def reopen(draft: Draft) -> None:
    """Rows go on below what seemed the total: it stood first, or was that of the block above."""
    reading = draft.reading
    draft.rows_below_total = True
    if not reading.categories:
        return
    draft.total_read = False
    for column in _POINTS:
        name = f"total_{column}"
        text, ref = reading.head.pop(name, None), reading.cells.pop(("forms", 1, name), None)
        draft.ranks.pop(name, None)
        if text and ref and not reading.categories[-1][f"subtotal_{column}"]:
            reading.categories[-1][f"subtotal_{column}"] = text
            draft.cell("categories", len(reading.categories), f"subtotal_{column}", ref)


def only_scores(columns: Columns) -> bool:
    """Whether a table only gives points, and says nothing of targets."""
    return "weight" in columns and "target" not in columns


def set_aside(draft: Draft) -> None:
    """Rows that were only scored, above the indicators that have targets, give points of their own kind."""
    reading = draft.reading
    for number, row in enumerate(reading.indicators, 1):
        ref = reading.cells.get(("indicators", number, "score"))
        for column in _POINTS:
            if ref and (text := row[column]) and is_number(text):
                draft.aside(column, text, reading.cells["indicators", number, column])
        if ref and row["name"]:
            draft.field("head", row["name"], row["score"], ref)
    for table in ("indicators", "categories", "groups"):
        getattr(reading, table).clear()
    for key in [key for key in reading.cells if key[0] in ("indicators", "categories", "groups")]:
        del reading.cells[key]
    draft.columns.discard("indicators.weight")


def _is_points(text: str | None) -> bool:
    return fits_column("weight", text or "") == 2
