"""Slips in points: weights, scores, totals and the labels that carry points, and whole rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from audit.strength.edits import Double, Drop, Places, Put, Sample, Slip, figure

_FULL = Decimal(100)


def _shifted(column: str, change: int) -> Places:
    """A number of every indicator, off by so much."""

    def slips(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
        for place, row in sample.filled(column):
            edit = sample.put("indicators", place, column, change)
            if edit and (column != "weight" or row["weight"] + change > 0):  # type: ignore[operator]
                yield (edit,)

    return slips


def _score_above_weight(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row in sample.filled("score", "weight"):
        score, weight = row["score"], row["weight"]
        if isinstance(score, Decimal) and isinstance(weight, Decimal):
            change = weight + 2 - score
            yield Put("indicators", place, "score", figure(weight + 2)), *sample.total(change)


def _full_score_though_missed(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row in sample.filled("score", "weight"):
        score, weight = row["score"], row["weight"]
        if row["attained"] is False and isinstance(score, Decimal) and isinstance(weight, Decimal):
            yield Put("indicators", place, "score", figure(weight)), *sample.total(weight - score)


def _execution(change: Decimal | None) -> Places:
    def slips(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
        total = sample.total_row()
        if total is None or total[1]["score"] is None:
            return
        if change is None:
            yield (Put("funds", total[0], "score", None),)
        elif edit := sample.put("funds", total[0], "score", change):
            yield (edit,)

    return slips


def _head(column: str, change: Decimal | int) -> Places:
    def slips(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
        if edit := sample.put("head", 0, column, change):
            yield (edit,)

    return slips


def _total_without_execution(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    score, execution = sample.head["total_score"], sample.head["execution_score"]
    if isinstance(score, Decimal) and isinstance(execution, Decimal) and execution > 0:
        yield (Put("head", 0, "total_score", figure(score - execution)),)


def _total_above_full(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    score = sample.head["total_score"]
    if isinstance(score, Decimal):
        yield (Put("head", 0, "total_score", figure(_FULL + Decimal("2.5"))),)


def _label_points(change: int) -> Places:
    def slips(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
        for place, category in enumerate(sample.categories):
            edit = sample.put("categories", place, "level1_points", change)
            if edit and edit.text != "0":
                rows = (
                    at for at, row in enumerate(sample.indicators) if row["category"] == category["ordinal"]
                )
                yield edit, *(Put("indicators", at, "level1_points", edit.text) for at in rows)

    return slips


def _row_deleted(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, _row in sample.filled("weight"):
        yield (Drop(place),)


def _row_doubled(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, _row in sample.filled("weight"):
        yield (Double(place),)


def swapped(column: str, *, weighed: bool = True) -> Places:
    """Two rows that stand next to each other, with each other's number; rows with a weight, or without."""

    def slips(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
        rows = [(at, row) for at, row in sample.filled(column) if (row["weight"] is not None) is weighed]
        for (one, _one), (other, _other) in pairwise(rows):
            texts = sample.written("indicators", one, column), sample.written("indicators", other, column)
            if texts[0] != texts[1]:
                yield Put("indicators", one, column, texts[1]), Put("indicators", other, column, texts[0])

    return slips


KINDS: dict[str, tuple[str, Places]] = {
    "weight_up": ("指标分值多 5 分", _shifted("weight", 5)),
    "weight_down": ("指标分值少 5 分", _shifted("weight", -5)),
    "score_up": ("指标得分多 1 分", _shifted("score", 1)),
    "score_down": ("指标得分少 1 分", _shifted("score", -1)),
    "score_above_weight": ("指标得分高于分值，总分随之改动", _score_above_weight),
    "score_for_missed_target": ("未达目标仍得满分，总分随之改动", _full_score_though_missed),
    "execution_score_up": ("执行率得分多 1 分", _execution(Decimal(1))),
    "execution_score_down": ("执行率得分少 0.1 分", _execution(Decimal("-0.1"))),
    "execution_score_blank": ("执行率得分漏填", _execution(None)),
    "total_up": ("总分多 1 分", _head("total_score", 1)),
    "total_down": ("总分少 1 分", _head("total_score", -1)),
    "total_without_execution": ("总分漏计执行率得分", _total_without_execution),
    "total_above_full": ("总分超过 100 分", _total_above_full),
    "total_weight": ("总分行分值错写", _head("total_weight", 10)),
    "label_points_up": ("一级指标标注多 10 分", _label_points(10)),
    "label_points_down": ("一级指标标注少 10 分", _label_points(-10)),
    "row_deleted": ("漏掉一行指标", _row_deleted),
    "row_doubled": ("一行指标写了两遍", _row_doubled),
    "scores_swapped": ("相邻两行得分互换", swapped("score")),
    "weights_swapped": ("相邻两行分值互换", swapped("weight")),
}
"""Every kind of this module: what it is called, and where it can happen."""
