"""How far a target is reached: completion and whether it is attained, or neither when it cannot be said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from audit.forms.amounts import quotient
from audit.forms.dates import When
from audit.forms.lexicon import Lexicon, Unit
from audit.forms.quantity import Quantity
from audit.forms.values import Parsed, base

UNSURE = Unit("", Decimal(1), "？")
"""The unit of a figure that may be a ratio or a percentage: it compares with nothing."""

_RANK = re.compile(
    r"(?:前|第)?(?P<place>\d{1,2}|[一二三四五六七八九十])(?P<of>级|等|名|等奖|类)(?:及?以上|以内|以前|之内)?(?:标准|水平)?"
)
_CHINESE = "一二三四五六七八九十"

_MEASURES = {"比率", "元", "美元", "欧元", "港元", "比", UNSURE.dimension}
_PEOPLE = {"人", "人次"}
"""What is counted by 个 at most, never by 项 or 件."""

_CLOSE = Decimal("0.005")
"""How far rounding may lead, as a share of the target."""

_SHARE = 20
"""A target of this many percent or more: a bare actual up to 1 is then a ratio, not a percentage."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A target and its actual, each with its unit, and which way is better."""

    target: Parsed
    actual: Parsed
    direction: str | None
    natural: str | None
    year: int | None = None


def as_share(target: Parsed, actual: Parsed) -> bool:
    """Whether a bare actual may be a ratio and the target a percentage: 0.98 for 98%."""
    aim, got = target.quantity, actual.quantity
    if not (aim and got and aim.value and got.value and got.unit is None):
        return False
    percent = aim.unit is None or aim.unit.dimension == "比率"
    return percent and aim.value >= _SHARE and 0 < got.value <= 1


def comparable(aim: Quantity | None, got: Quantity | None, lexicon: Lexicon) -> bool:
    """Whether two quantities are measured in units that convert into each other."""
    if aim is None or got is None or aim.change != got.change:
        return False
    return same_dimension(aim.unit, got.unit, lexicon)


def same_dimension(one: Unit | None, other: Unit | None, lexicon: Lexicon) -> bool:
    """Whether two units convert; a bare number goes with a plain count."""
    first, second = (unit or Unit("", Decimal(1), "") for unit in (one, other))
    if _per(first) != _per(second):
        return False
    if first.dimension == second.dimension:
        return True
    if not first.dimension or not second.dimension:
        return _counts(first) and _counts(second)
    both = {first.dimension, second.dimension}
    if both & lexicon.generic:
        if both & _PEOPLE and "个" not in both:
            return False
        return _counts(first) and _counts(second)
    return any(both <= group for group in lexicon.alike)


def _per(unit: Unit) -> str:
    """What it counts per; a count a year is the count of the form's year."""
    return "" if unit.per == "年" and unit.dimension != "元" else unit.per


def _counts(unit: Unit) -> bool:
    """A counting word: nothing converts into it but itself."""
    return unit.dimension not in _MEASURES and not unit.per and unit.scale == 1


def completion(pair: Pair, lexicon: Lexicon) -> Decimal | None:
    """Actual ÷ target in one unit; None when they do not convert or the target is not positive."""
    aim, got = pair.target.quantity, pair.actual.quantity
    if aim is None or got is None or not comparable(aim, got, lexicon):
        return None
    target, actual = base(aim, aim.value), base(got, got.value)
    if target is None or actual is None or target <= 0:
        return None
    return quotient(actual, target)


def attained(pair: Pair, lexicon: Lexicon) -> bool | None:
    """Whether the target is reached; None when it cannot be said."""
    target, actual = pair.target, pair.actual
    if {"blank", "none"} & {target.kind, actual.kind}:
        return None
    if target.quantity and actual.quantity:
        return _reached(pair, lexicon)
    if target.text == actual.text or _ranks_as_high(target.text, actual.text):
        return True
    if actual.text in lexicon.missed:
        return False
    if target.kind == actual.kind == "date":
        return _in_time(target.when, actual.when, pair.year)
    if target.kind == "quantity" or actual.kind in {"quantity", "date"}:
        return None
    return _by_words(target.text, actual.text, lexicon)


def _ranks_as_high(target: str, actual: str) -> bool:
    """Whether a rank or a grade is at least the one that is aimed at: 第2名 for 前3名, 一级 for 二级以上."""
    aim, got = _RANK.fullmatch(target), _RANK.fullmatch(actual)
    return bool(aim and got and aim["of"] == got["of"] and _place(got["place"]) <= _place(aim["place"]))


def _place(text: str) -> int:
    return int(text) if text.isdigit() else _CHINESE.index(text) + 1


def _by_words(target: str, actual: str, lexicon: Lexicon) -> bool | None:
    if actual in lexicon.attained:
        return True
    for scale in lexicon.scales:
        if target in scale and actual in scale:
            return scale.index(actual) <= scale.index(target)
    return None


def _in_time(target: When | None, actual: When | None, year: int | None) -> bool | None:
    """Not later than the target; a month that holds the day of the target decides nothing."""
    if target is None or actual is None:
        return None
    if year is None and bool(target.year) != bool(actual.year):
        return None
    due, latest = target.on(year or 2000), actual.on(year or 2000)
    if due is None or latest is None:
        return None
    if latest <= due:
        return True
    return False if _earliest(actual, latest) > due else None


def _earliest(actual: When, latest: date) -> date:
    return latest if actual.day else latest.replace(day=1)


def _reached(pair: Pair, lexicon: Lexicon) -> bool | None:
    aim, got = pair.target.quantity, pair.actual.quantity
    assert aim is not None
    assert got is not None
    if aim.change and got.change and aim.change != got.change:
        # A rise where a fall was the aim, or the other way round.
        return False
    if not comparable(aim, got, lexicon):
        return None
    low, high = _limits(got)
    if aim.high is not None:
        return _within(aim, low, high, pair)
    if pair.target.text == pair.actual.text:
        return True
    target = base(aim, aim.value) or Decimal(0)
    said = _against(target, _sense(pair), low, high)
    if said is False and low is not None and low == high and 0 < abs(low - target) <= _rounding(aim, got):
        return True
    return None if aim.approximate and not said else said


def _rounding(aim: Quantity, got: Quantity) -> Decimal:
    """Half of the last digit of the coarser figure, where two scales meet: 1.35万亩 and 13487亩."""
    same = (aim.unit and aim.unit.scale) == (got.unit and got.unit.scale)
    steps = [base(one, one.step) or Decimal(0) for one in (aim, got)]
    most = abs(base(aim, aim.value) or Decimal(0)) * _CLOSE
    return Decimal(0) if same else min(max(steps) / 2, most)


def _limits(got: Quantity) -> tuple[Decimal | None, Decimal | None]:
    """Between which figures the actual lies; None is open."""
    if got.high is not None:
        return base(got, got.low), base(got, got.high)
    value = base(got, got.value)
    if got.op in {">=", ">"} or got.beyond:
        return value, None
    if got.op in {"<=", "<"}:
        return None, value
    if got.approximate:
        return None, None
    return value, value


def _sense(pair: Pair) -> str | None:
    """The comparison that decides: the sign, `=` as the name says, else the direction."""
    op = pair.target.op
    if op in {">=", "<=", ">", "<"}:
        return op
    if op == "=":
        return "<=" if pair.natural == "less" else ">="
    return {"more": ">=", "less": "<="}.get(pair.direction or "", "=")


def _against(target: Decimal, sense: str | None, low: Decimal | None, high: Decimal | None) -> bool | None:
    if sense == "=":
        return True if low == high == target else None
    if sense in {">=", ">"}:
        good, bad = (low, high)
        strict = sense == ">"
        if good is not None and (good > target or (good == target and not strict)):
            return True
        return False if bad is not None and (bad < target or (bad == target and strict)) else None
    strict = sense == "<"
    if high is not None and (high < target or (high == target and not strict)):
        return True
    return False if low is not None and (low > target or (low == target and strict)) else None


def _within(aim: Quantity, low: Decimal | None, high: Decimal | None, pair: Pair) -> bool | None:
    """Inside a range is reached; outside is missed on the bad side, or on any side of ±."""
    least, most = base(aim, aim.low), base(aim, aim.high)
    if low is None or high is None or least is None or most is None:
        return None
    if least <= low and high <= most:
        return True
    below, above = high < least, low > most
    if aim.op == "±":
        return False if below or above else None
    if (below and pair.direction == "less") or (above and pair.direction == "more"):
        return True
    return False if (below and pair.direction == "more") or (above and pair.direction == "less") else None
