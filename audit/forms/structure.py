"""Categories and groups: which indicators stand under which level-1 and level-2 label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from audit.forms.columns import Texts, typed, whole, yes
from audit.forms.vocabulary import Vocabulary
from audit.model.form import Reading, Row


def categories(reading: Reading, vocabulary: Vocabulary) -> tuple[list[Row], list[int]]:
    """The categories of a form, and the ordinal of each indicator's category."""
    texts: Sequence[Texts] = reading.categories or _derived(reading.indicators)
    complete = reading.flags.get("complete", False)
    rows = []
    for ordinal, text in enumerate(texts, 1):
        row = typed("categories", text)
        row["ordinal"] = whole(text.get("ordinal")) or ordinal
        row["level1_kind"] = text.get("level1_kind") or vocabulary.kind("level1", text.get("level1"))
        closed = text.get("closed")
        row["closed"] = yes(closed) if closed is not None else complete or ordinal < len(texts)
        rows.append(row)
    return rows, _ordinals(rows, reading.indicators)


def _block(text: Mapping[str, object]) -> tuple[object, ...]:
    return text.get("goal") or None, text.get("level1") or None


def _derived(indicators: Sequence[Texts]) -> list[Texts]:
    """Runs of indicators under one label; points tell two blank labels apart."""
    runs = groupby(indicators, lambda text: (*_block(text), text.get("level1_points") or None))
    return [next(rows) for _, rows in runs]


def _ordinals(rows: Sequence[Row], indicators: Sequence[Texts]) -> list[int]:
    """The category of each indicator: as recognised, else the next one with its label."""
    found, at, last = [], 0, None
    for text in indicators:
        given = whole(text.get("category"))
        label = (*_block(text), text.get("level1_points") or None)
        if given is None and last is not None and label != last:
            at = next((i for i in range(at + 1, len(rows)) if _block(rows[i]) == _block(text)), at)
        last = label
        ordinal = rows[at]["ordinal"] if rows else 1
        assert isinstance(ordinal, int)
        found.append(ordinal if given is None else given)
    return found


def kinds_from_rows(rows: Sequence[Row], indicators: Sequence[Row], vocabulary: Vocabulary) -> None:
    """Give a category without a label the class that its second level tells, and its rows with it."""
    for category in rows:
        own = [row for row in indicators if row["category"] == category["ordinal"]]
        if category["level1_kind"] is None and not category["level1"]:
            told = {vocabulary.level2_belongs.get(str(row["level2_kind"])) for row in own} - {None}
            category["level1_kind"] = told.pop() if len(told) == 1 else None
        for row in own:
            row["level1_kind"] = row["level1_kind"] or category["level1_kind"]


def groups(reading: Reading, tables: Mapping[str, list[Row]], vocabulary: Vocabulary) -> list[Row]:
    """Second-level labels with the count of their named indicators; a printed one without rows has none."""
    by_ordinal = {row["ordinal"]: row for row in tables["categories"]}
    texts: Sequence[Texts] = reading.groups or _derived_groups(tables["indicators"])
    rows = []
    for place, text in enumerate(texts):
        row = typed("groups", text)
        row["category"] = whole(text.get("category"))
        category = by_ordinal.get(row["category"], {})
        row["level1"] = row["level1"] or category.get("level1")
        row["level1_kind"] = category.get("level1_kind") or row["level1_kind"]
        row["level2_kind"] = row["level2_kind"] or vocabulary.kind("level2", text.get("level2"))
        row["named"] = sum(_named_under(row, indicator) for indicator in tables["indicators"])
        closed = text.get("closed")
        followed = place + 1 < len(texts)
        row["closed"] = yes(closed) if closed is not None else bool(category.get("closed")) or followed
        rows.append(row)
    return rows


def _named_under(group: Row, indicator: Row) -> bool:
    same = indicator["category"] == group["category"] and indicator["level2"] == group["level2"]
    return same and bool(indicator["named"]) and not indicator["is_sub"]


def _derived_groups(indicators: Sequence[Row]) -> list[Texts]:
    runs = groupby(indicators, lambda row: (row["category"], row["level2"]))
    return [{"category": str(category), "level2": str(level2)} for (category, level2), _ in runs if level2]
