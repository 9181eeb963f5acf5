"""Slips in targets, actual values, reasons, dates and the grade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from audit.model.form import Row
from audit.strength.edits import Places, Put, Sample, Slip, figure, first_number

GRADES = ("优", "良", "中", "差")
_UNITS = {"人": "次", "个": "%", "万元": "%", "元": "%", "%": "人"}


def _emptied(column: str) -> Places:
    def slips(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
        for place, _row in sample.filled(column, "name"):
            yield (Put("indicators", place, column, None),)

    return slips


def measured(sample: Sample) -> Iterator[tuple[int, Row, str, Decimal]]:
    """The indicators whose target and actual are one quantity each: place, row, actual, target."""
    for place, row in sample.filled("target_value", "actual_value", "actual"):
        target, actual = row["target_value"], row["actual"]
        plain = row["target_kind"] == row["actual_kind"] == "quantity" and not row["target_is_range"]
        if plain and isinstance(target, Decimal) and isinstance(actual, str) and target > 0:
            yield place, row, actual, target


def _with_number(text: str, number: Decimal, digits: str, rounding: str) -> str:
    """The text with its first number replaced, at as many decimals as it had."""
    written = first_number(text) or ""
    step = Decimal(1).scaleb(-len(digits.partition(".")[2]))
    return text.replace(written, figure(number.quantize(step, rounding)), 1)


def _missed(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row, actual, target in measured(sample):
        full = row["score"] is not None and row["score"] == row["weight"]
        if row["direction"] not in ("more", "less", "equal") or not full or row["attained"] is not True:
            continue
        less = row["direction"] == "less"
        number = target * (Decimal("1.2") if less else Decimal("0.8"))
        text = _with_number(actual, number, first_number(actual) or "", ROUND_UP if less else ROUND_DOWN)
        yield Put("indicators", place, "actual", text), Put("indicators", place, "reason", None)


def _doubled(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row, actual, target in measured(sample):
        if row["direction"] == "more":
            text = _with_number(actual, target * 2, first_number(actual) or "", ROUND_UP)
            yield Put("indicators", place, "actual", text), Put("indicators", place, "reason", None)


def _other_unit(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row, actual, _target in measured(sample):
        unit = row["actual_unit"]
        if isinstance(unit, str) and actual.endswith(unit):
            text = actual.removesuffix(unit) + _UNITS.get(unit, "人")
            yield (Put("indicators", place, "actual", text),)


def _sign_copied(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row, actual, _target in measured(sample):
        sign = {"more": "≥", "less": "≤"}.get(str(row["direction"]))
        if sign and not row["actual_has_sign"]:
            yield (Put("indicators", place, "actual", sign + actual),)


def _cost_changed(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row, actual, _target in measured(sample):
        number = row["actual_value"]
        cost = "成本" in f"{row['level1_kind']}{row['level2_kind']}" and row["actual_money"] is not None
        for factor in (Decimal("0.9"), Decimal("1.1")) if cost and isinstance(number, Decimal) else ():
            assert isinstance(number, Decimal)
            digits = first_number(actual) or ""
            yield (
                Put("indicators", place, "actual", _with_number(actual, number * factor, digits, ROUND_DOWN)),
            )


def _reason_emptied(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row in sample.filled("reason"):
        if row["attained"] is False:
            yield (Put("indicators", place, "reason", None),)


def _grade_wrong(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    grade = sample.head["grade"]
    if grade in GRADES:
        yield from ((Put("head", 0, "grade", other),) for other in GRADES if other != grade)


def _late(sample: Sample, _: Sequence[Sample]) -> Iterator[Slip]:
    for place, row in sample.filled("target_date", "actual_date", "actual"):
        target = row["target_date"]
        year, month = target.year, target.month + 1  # type: ignore[union-attr]
        year, month = (year, month) if month <= 12 else (year + 1, 1)
        yield (Put("indicators", place, "actual", f"{year}年{month}月15日"),)


KINDS: dict[str, tuple[str, Places]] = {
    "weight_emptied": ("指标分值漏填", _emptied("weight")),
    "score_emptied": ("指标得分漏填", _emptied("score")),
    "actual_emptied": ("完成值漏填", _emptied("actual")),
    "target_emptied": ("指标值漏填", _emptied("target")),
    "missed_with_full_score": ("未达目标，得满分，没有原因", _missed),
    "doubled_without_reason": ("完成值为目标两倍，没有原因", _doubled),
    "unit_changed": ("完成值计量单位写错", _other_unit),
    "sign_copied": ("完成值照抄目标的符号", _sign_copied),
    "cost_changed": ("成本完成值与执行数不符", _cost_changed),
    "reason_emptied": ("未达目标，原因漏填", _reason_emptied),
    "grade_wrong": ("自评等级写错", _grade_wrong),
    "late_date": ("完成日期晚于目标", _late),
}
"""Every kind of this module: what it is called, and where it can happen."""
