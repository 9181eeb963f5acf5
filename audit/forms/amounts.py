"""Cells that hold one number: money, points, rates, coefficients."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from audit.forms.labels import NO_VALUE
from audit.forms.numerals import ARABIC, CHINESE, Number, arabic, chinese, normal

YUAN = {
    "元": 1, "千元": 1000, "万元": 10**4, "万": 10**4, "百万元": 10**6, "亿元": 10**8, "亿": 10**8,
}  # fmt: skip
"""Units of money by what they are in 元."""

_MONEY = re.compile(
    rf"(?P<figure>.+?)(?P<unit>{'|'.join(sorted(YUAN, key=len, reverse=True))})?(?:整|人民币)?"
)
_POINTS = re.compile(r"[(\[]?(?P<figure>[^()\[\]%分]+)(?:分|%)?[)\]]?")
_PLACEHOLDER = re.compile(rf"[-—–―‐_/\\、.。…·*×]+|{NO_VALUE}")
_EXACT = Context(prec=80)
_SIX = Decimal("0.000001")
_TWELVE = Decimal("0.000000000001")


class Amount(NamedTuple):
    """What a number cell holds: a value, or why it has none; `other` is a rate's second reading."""

    value: Decimal | None = None
    step: Decimal | None = None
    unreadable: bool = False
    other: Decimal | None = None


NOTHING = Amount()
"""A blank cell, or a placeholder in it."""

UNREADABLE = Amount(unreadable=True)
"""A cell whose text is not one number."""


def money(text: str | None, unit: str | None) -> Amount:
    """An amount in the form's money unit; a unit of its own is converted into that."""
    value = normal(text).removeprefix("¥").removeprefix("￥").removeprefix("人民币")
    if _nothing(value) or value in YUAN:
        return NOTHING
    match = _MONEY.fullmatch(value)
    number = _figure(match["figure"]) if match else None
    if match is None or number is None:
        return UNREADABLE
    own = YUAN.get(match["unit"] or "")
    scale = Decimal(own) / YUAN[unit] if own and unit else Decimal(1)
    return Amount(six(number.value * scale), twelve(number.step * scale))


def points(text: str | None) -> Amount:
    """Points: 10, 10分, (10分), 权重 10%."""
    value = normal(text)
    if _nothing(value) or value in {"分", "%", "()", "(分)"}:
        return NOTHING
    match = _POINTS.fullmatch(value)
    number = _figure(match["figure"]) if match else None
    return Amount(number.value, number.step) if number else UNREADABLE


def rate(text: str | None) -> Amount:
    """A rate as a ratio: 76% and 76 are 0.76; 0.98 is 0.98, and 0.0098 when read as a percentage."""
    value = normal(text)
    if _nothing(value) or value == "%":
        return NOTHING
    percent = value.endswith("%")
    number = _figure(value.removesuffix("%"))
    if number is None:
        return UNREADABLE
    share = number.value / 100
    if percent or number.value > 1 or number.value < 0:
        return Amount(twelve(share), number.step / 100)
    return Amount(number.value, number.step, other=twelve(share) if number.value else None)


def quotient(dividend: Decimal, divisor: Decimal) -> Decimal:
    """A ratio with twelve places, half up; the divisor is not zero."""
    return twelve(_EXACT.divide(dividend, divisor))


def six(value: Decimal) -> Decimal:
    """Rounded to the six places that a number carries."""
    return _plain(value.quantize(_SIX, ROUND_HALF_UP, _EXACT))


def twelve(value: Decimal) -> Decimal:
    """Rounded to the twelve places that a ratio carries."""
    return _plain(value.quantize(_TWELVE, ROUND_HALF_UP, _EXACT))


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros and exponents, so that equal values print equal."""
    short = value.normalize(_EXACT)
    return short.quantize(Decimal(1), context=_EXACT) if short.as_tuple().exponent > 0 else short  # type: ignore[operator]


def _nothing(value: str) -> bool:
    return not value or _PLACEHOLDER.fullmatch(value) is not None


def _figure(text: str) -> Number | None:
    if ARABIC.fullmatch(text):
        return arabic(text)
    return chinese(text) if CHINESE.fullmatch(text) else None
