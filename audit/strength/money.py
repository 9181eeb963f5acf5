"""Slips in the fund rows: digits, parts, rates, and yuan where ten thousands of yuan are meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from audit.model.form import Row
from audit.strength.edits import Places, Put, Sample, Slip, figure

AMOUNTS = ("budget_initial", "budget", "received", "executed")
_TEN_THOUSAND = 10_000


def _amounts(sample: Sample, *columns: str) -> Iterator[tuple[int, str, Decimal]]:
    """Every amount of the fund rows but zero: row, column, number."""
    for place, row in enumerate(sample.funds):
        for column in columns:
            amount = row[column]
            if isinstance(amount, Decimal) and amount > 0:
                yield place, column, amount


def _transposed(column: str) -> Places:
    """Two digits that stand next to each other, turned round."""

    def slips(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
        for place, name, _amount in _amounts(sample, column):
            text = sample.written("funds", place, name) or ""
            for at, (one, other) in enumerate(pairwise(text)):
                if one.isdigit() and other.isdigit() and one != other and not (at == 0 and other == "0"):
                    yield (Put("funds", place, name, text[:at] + other + one + text[at + 2 :]),)

    return slips


def _over_budget(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    total = sample.total_row()
    budget = total[1]["budget"] if total else None
    if total and isinstance(budget, Decimal) and total[1]["executed"] is not None:
        yield (Put("funds", total[0], "executed", figure(budget * Decimal("1.08"))),)


def _rate(change: Decimal) -> Places:
    def slips(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
        for place, row in enumerate(sample.funds):
            if row["rate"] is not None and (edit := sample.put("funds", place, "rate", change)):
                yield (edit,)

    return slips


def _rate_of_initial(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row in enumerate(sample.funds):
        initial, executed = row["budget_initial"], row["executed"]
        if not isinstance(initial, Decimal) or not isinstance(executed, Decimal) or row["rate"] is None:
            continue
        if initial > 0 and initial != row["budget"]:
            yield (Put("funds", place, "rate", figure(executed / initial * 100) + "%"),)


def _part_changed(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, column, amount in _amounts(sample, *AMOUNTS):
        if sample.funds[place]["kind"] != "total":
            yield (Put("funds", place, column, figure(amount * Decimal("0.9"))),)


def _total_row_emptied(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    total = sample.total_row()
    if total and any(_filled_parts(sample)):
        yield tuple(Put("funds", total[0], column, None) for column in (*AMOUNTS, "rate"))


def _filled_parts(sample: Sample) -> Iterator[Row]:
    return (row for row in sample.funds if row["kind"] != "total" and row["executed"])


def _other_unit(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    """One cell in yuan on a form in ten thousands of yuan, or the other way round."""
    for place, column, amount in _amounts(sample, *AMOUNTS):
        yield (Put("funds", place, column, in_other_unit(sample, amount)),)


def in_other_unit(sample: Sample, amount: Decimal) -> str:
    """An amount in the unit that the form does not use."""
    in_yuan = sample.head["money_unit"] == "元"
    return figure(amount / _TEN_THOUSAND if in_yuan else amount * _TEN_THOUSAND)


KINDS: dict[str, tuple[str, Places]] = {
    "budget_digits": ("预算数相邻两位数字颠倒", _transposed("budget")),
    "executed_digits": ("执行数相邻两位数字颠倒", _transposed("executed")),
    "executed_above_budget": ("执行数超过预算数", _over_budget),
    "rate_wrong": ("执行率多 3 个百分点", _rate(Decimal(3))),
    "rate_of_initial": ("执行率按年初预算数计算", _rate_of_initial),
    "part_changed": ("资金分项少一成", _part_changed),
    "total_row_emptied": ("资金总额一行漏填", _total_row_emptied),
    "yuan_in_one_cell": ("一格金额错用元或万元", _other_unit),
}
"""Every kind of this module: what it is called, and where it can happen."""
