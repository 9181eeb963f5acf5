"""Faults that leave the figures of a form in agreement: measured, not promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from audit.strength.edits import Places, Put, Sample, Slip, figure, first_number
from audit.strength.money import AMOUNTS, in_other_unit
from audit.strength.points import swapped
from audit.strength.values import measured


def _unit_everywhere(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    edits = [
        Put("funds", place, column, in_other_unit(sample, amount))
        for place, row in enumerate(sample.funds)
        for column in AMOUNTS
        if isinstance(amount := row[column], Decimal) and amount > 0
    ]
    if edits:
        yield tuple(edits)


def _target_copied(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row, actual, target in measured(sample):
        written = first_number(actual)
        if written and row["actual_value"] != target and row["attained"] is True:
            yield (Put("indicators", place, "actual", actual.replace(written, figure(target), 1)),)


def _weights_moved(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    """Two points from one row of a category to the next, both with the full score."""
    full = [(at, row) for at, row in sample.filled("weight", "score") if row["weight"] == row["score"]]
    for (one, giving), (other, taking) in pairwise(full):
        if giving["category"] != taking["category"]:
            continue
        edits = [
            sample.put("indicators", place, column, change)
            for place, change in ((one, -2), (other, 2))
            for column in ("weight", "score")
        ]
        made = tuple(edit for edit in edits if edit)
        if len(made) == 4:
            yield made


def _goal_of_another(sample: Sample, others: Sequence[Sample]) -> Iterator[Slip]:
    for other in others:
        if other.head["project_name"] != sample.head["project_name"]:
            goals = [(name, other.written("head", 0, name)) for name in ("goal_expected", "goal_actual")]
            made = tuple(Put("head", 0, name, text) for name, text in goals if text)
            if made:
                yield made


def _satisfaction_invented(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row, actual, _target in measured(sample):
        written = first_number(actual)
        if row["level1_kind"] == "满意度" and written and row["actual_unit"] == "%":
            yield (Put("indicators", place, "actual", actual.replace(written, "100", 1)),)


KINDS: dict[str, tuple[str, Places]] = {
    "yuan_everywhere": ("全表金额错用元或万元", _unit_everywhere),
    "target_copied": ("完成值照抄目标值", _target_copied),
    "weights_moved": ("同一类内两行分值得分挪动 2 分", _weights_moved),
    "unweighed_swapped": ("没有分值栏的表，相邻两行得分互换", swapped("score", weighed=False)),
    "goal_of_another": ("总体目标抄自别的项目", _goal_of_another),
    "satisfaction_invented": ("满意度改填 100%", _satisfaction_invented),
}
"""Every kind of this module: what it is called, and where it can happen."""
