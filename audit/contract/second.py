"""A second opinion: some rules written once more by hand, in exact decimals, for another engine.

Each says of one row whether the rule finds a fault there. A rule that a bureau has replaced, or that has
changed since, reads otherwise than `condition`, and is left out: an opinion on another rule says nothing.

A figure that cannot be read is a signalling NaN: whatever is computed with it raises `InvalidOperation`,
and the row is no fault, for nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import partial
from typing import Any

UNREADABLE = Decimal("sNaN")

_POINTS = re.compile(r"([0-9]+[.]?[0-9]*)分?")

PARTS = ("source", "income", "spending")
"""By what the parts of a total are told apart."""

AMOUNTS = ("budget_initial", "budget", "executed")
"""The columns that have parts."""

Cells = Mapping[str, Any]
"""The values of a row by column; of columns of rows below, all their values."""

_EXACT = Context(prec=80)
_SIX, _TWELVE = Decimal("0.000001"), Decimal("0.000000000001")
_TENTH, _ZERO, _ONE, _TWO = Decimal("0.1"), Decimal(0), Decimal(1), Decimal(2)

Number = Decimal | None
Numbers = Sequence[Number]


@dataclass(frozen=True, slots=True)
class Opinion:
    """A rule as we would compute it: on which rows, from which columns, and whether a row is a fault.

    A column is one of the row, `form.x` of its form, `$x` an amount of its profile and year, or `table.x`
    that column of all rows below; of funds, `source.x`, `income.x` and `spending.x` are the parts of a
    total, of fields, `headed.x` are the scores that the head states. `cell` is the column that the finding
    points at.
    """

    rule: str
    over: str
    cell: str | None
    columns: tuple[str, ...]
    fault: Callable[[Cells], bool]
    condition: str

    def on(self, condition: str) -> bool:
        """Whether a rule of that condition is the one that we have an opinion on."""
        return condition.split() == self.condition.split()


def _times(one: Decimal, other: Decimal) -> Decimal:
    """A product, rounded as the rule language says."""
    return _EXACT.multiply(one, other).quantize(_SIX, ROUND_HALF_UP, _EXACT)


def _over(dividend: Number, divisor: Number) -> Number:
    """A quotient with twelve places; null where a part is blank or the divisor is zero."""
    for part in (dividend, divisor):
        _read(part)
    if dividend is None or divisor is None or divisor == 0:
        return None
    return _EXACT.divide(dividend, divisor).quantize(_TWELVE, ROUND_HALF_UP, _EXACT)


def _read(value: Number) -> Number:
    """The value, once it is known that it can be read."""
    return value if value is None else +value


def _there(*values: Number) -> Any:
    """The first that is there, be it unreadable."""
    return next((value for value in values if value is not None), None)


def _first(*values: Number) -> Any:
    """The first that is there, as far as they can be read."""
    value = _there(*values)
    _read(value)
    return value


def _total(values: Numbers) -> Any:
    """The sum of what is there; null where nothing is."""
    there = [value for value in values if value is not None]
    return sum(there, _ZERO) if there else None


def _count(values: Numbers) -> int:
    """How many are there."""
    return sum(_read(value) is not None for value in values)


def _surely(test: Callable[[], bool | None]) -> bool:
    """Whether it is true; what nobody knows is not."""
    try:
        return bool(test())
    except (InvalidOperation, TypeError):  # a figure cannot be read, or is blank
        return False


def _differ(*pairs: tuple[Number, Number], beside: Numbers = ()) -> bool:
    """Whether one pair differs, or is not known to agree; nobody knows where one `beside` is unreadable."""
    blank, unreadable = False, any(value is not None and value.is_snan() for value in beside)
    for one, other in pairs:
        try:
            if _read(one) is None or _read(other) is None:
                blank = True
            elif one != other:
                return True
        except InvalidOperation:
            unreadable = True
    if unreadable:
        raise InvalidOperation
    return blank


def execution_score(r: Cells) -> bool:
    """The score of the total row is not its weight times the rate of execution, one at most."""
    if r["kind"] != "total":
        return False
    points = _first(r["weight"], r["form.execution_weight"])
    rate = _first(_over(r["executed"], r["budget"]), r["rate"])
    if r["score"] is None or points is None or rate is None or points <= 0:
        return False
    return bool(abs(r["score"] - _times(points, min(rate, _ONE))) > r["$score_tolerance"])


def execution_rate(r: Cells) -> bool:
    """The rate is not what was executed of the budget, to the last digit that it shows.

    Where the form has budgets of the start of the year only, it is of those.
    """
    initial = None if r["funds.budget_text"] else r["budget_initial"]
    whole = _first(r["budget"], initial)
    if r["rate"] is None or whole is None or r["executed"] is None or whole <= 0:
        return False
    if r["kind"] != "total" and not _differ(
        (_there(r["budget"], r["budget_initial"]), _there(r["form.budget"], r["form.budget_initial"])),
        (r["executed"], r["form.executed"]),
        (r["rate"], r["form.execution_rate"]),
        beside=(r["budget_initial"], r["form.budget_initial"]),
    ):
        return False
    ratio, half = _over(r["executed"], whole), _over(r["rate_step"], _TWO)
    assert ratio is not None
    tolerance = min(_first(half, _ONE), r["$rate_tolerance"])
    fits = r["rate_other"] is not None and abs(r["rate_other"] - ratio) <= tolerance
    return abs(r["rate"] - ratio) > tolerance and not fits


def overspent(r: Cells) -> bool:
    """More was executed than budgeted."""
    if r["budget"] is None or r["executed"] is None or r["budget"] <= 0:
        return False
    if r["kind"] != "total" and not _differ(
        (r["budget"], r["form.budget"]), (r["executed"], r["form.executed"])
    ):
        return False
    return bool(r["executed"] - r["budget"] > r["$money_tolerance"])


def parts_off(r: Cells, column: str) -> bool:
    """The total is not the sum of its parts, by one way of telling them apart or another."""
    if r["kind"] != "total" or r[column] is None or r[column] == 0:
        return False
    tolerance = max(r["$money_tolerance"], _first(_over(r[f"{column}_step"], _TWO), _ZERO))
    there = [of for of in PARTS if _count(r[f"{of}.{column}"])]

    def is_off(of: str) -> bool:
        below = _total(r[f"{of}.{column}"])
        if abs(r[column] - below) <= tolerance:
            return False
        return of == "source" or not _fits(r, below, tolerance)

    return any(_surely(partial(is_off, of)) for of in there)


def _fits(r: Cells, below: Decimal, tolerance: Decimal) -> bool:
    """Whether the parts make the total of another column."""
    unreadable = False
    for other in AMOUNTS:
        try:
            if r[other] is not None and abs(r[other] - below) <= tolerance:
                return True
        except InvalidOperation:
            unreadable = True
    if unreadable:
        raise InvalidOperation
    return False


def above_weight(r: Cells) -> bool:
    """The score is above the weight."""
    if r["score"] is None or r["effective_weight"] is None:
        return False
    fine = r["score_step"] is not None and r["score_step"] < _TENTH
    tolerance = r["$fine_score_tolerance"] if fine else r["$score_tolerance"]
    return bool(r["score"] - r["effective_weight"] > tolerance)


def total_off(r: Cells) -> bool:
    """The total score is not the sum of the scores, nor that sum rounded; or the head states another."""
    total = r["total_score"]
    if total is None or not r["has_score"]:
        return False
    return _surely(lambda: _head_off(r)) or _sum_off(r)


def _head_off(r: Cells) -> bool:
    """The head of the form states another total."""
    written = _POINTS.fullmatch(min(r["headed.value"], default=""))
    return written is not None and abs(Decimal(written[1]) - r["total_score"]) > r["$score_tolerance"]


def _sum_off(r: Cells) -> bool:
    total, weight, other = r["total_score"], r["execution_weight"], r["other_score"]
    weights, rows = r["indicators.weight"], _total(r["indicators.score"])
    rows_only = _surely(
        lambda: (
            r["total_weight"] == _total(weights)
            and r["total_weight"] + weight == r["$full_score"]
            and abs(total - _first(other, _ZERO) - rows) <= r["$score_tolerance"]
        )
    )
    printed = r["has_weight"] or r["has_total"]
    bare = printed and _surely(lambda: _read(weight) is None and not _count(r["funds.score"]))
    unscored = _ZERO if bare else None
    execution = _ZERO if rows_only else _first(r["execution_score"], unscored)
    if execution is None or rows is None:
        return False
    expected, tolerance = execution + _first(other, _ZERO) + rows, r["$score_tolerance"]

    def out_of_reach() -> bool:
        beside = _first(weight, _ZERO) + _first(r["other_weight"], _ZERO)
        unread = r["$full_score"] - beside - _total(weights)
        return bool(expected + unread < total - tolerance)

    off = abs(total - expected)
    if r["complete"]:
        return off > tolerance and not (off < r["$rounding_limit"] and total == total.to_integral_value())
    return bool(r["has_weight"] and off > tolerance and (expected > total or _surely(out_of_reach)))


def weights_off(r: Cells) -> bool:
    """The weights and that of the execution do not make the full score."""
    if not r["has_weight"]:
        return False
    implied = None
    if _surely(lambda: _read(r["execution_score"]) is not None):
        implied = r["$execution_weight"]
    elif _surely(lambda: not _count(r["funds.weight"])):
        implied = _ZERO
    execution, rows = _first(r["execution_weight"], implied), _total(r["indicators.weight"])
    if execution is None or rows is None:
        return False
    whole = execution + _first(r["other_weight"], _ZERO) + rows
    over, tolerance = whole - r["$full_score"], r["$weight_tolerance"]
    return bool(over > tolerance or (r["complete"] and over < -tolerance))


def points_off(r: Cells) -> bool:
    """The points printed beside a level-1 indicator are not the sum of the weights below it."""
    if r["level1_points"] is None or not r["form.has_weight"]:
        return False
    below = _total(r["indicators.weight"])
    if below is None:
        return False
    over = below - r["level1_points"]
    return abs(over) > r["$weight_tolerance"] and bool(r["closed"] or over > 0)
