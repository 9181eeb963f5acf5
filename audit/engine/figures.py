"""What the code of rules calls: figures and texts exactly as the database reckons them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from functools import cache, lru_cache
from typing import Any

from audit.engine.texts import SPACES

PRECISION = Context(prec=90, rounding=ROUND_HALF_UP)
"""Under which the code of rules runs: no figure in between is rounded."""

AT_HAND = 30_000
"""So many texts and figures are remembered with what they become, for many rules ask for the same."""

WHOLE = 38
"""Digits of a figure in the database; one that needs more breaks the rule on its row."""

_PLACES = [Decimal(1).scaleb(-places) for places in range(13)]
_SIX, _TWELVE = _PLACES[6], _PLACES[12]
_LIMITS = [Decimal(10) ** (WHOLE - places) for places in range(WHOLE)]
_LARGEST_QUOTIENT = Decimal(10) ** 25
_LARGEST_WHOLE = Decimal(2**127)


def times(left: Any, right: Any, places: int) -> Decimal:
    """A product with six places; `places` are those of both factors."""
    product = left * right
    if not -_LIMITS[places] < product < _LIMITS[places]:
        raise OverflowError
    return Decimal(product).quantize(_SIX)


def divided(left: Any, right: Any, above: int, below: int) -> Decimal | None:
    """A quotient with twelve places, None where the divisor is zero; then the places of both."""
    top = min(_LARGEST_WHOLE.scaleb(-13 - below), _LIMITS[2 * above])
    if not -top < left < top or not -_LIMITS[2 * below] < right < _LIMITS[2 * below]:
        raise OverflowError
    if not right:
        return None
    quotient: Decimal = Decimal(left) / right
    if not -_LARGEST_QUOTIENT < quotient < _LARGEST_QUOTIENT:
        raise OverflowError
    return quotient.quantize(_TWELVE)


def within(value: Any, places: int) -> Any:
    """A sum that the database can hold with so many places."""
    if not -_LIMITS[places] < value < _LIMITS[places]:
        raise OverflowError
    return value


def rounded(value: Any, places: int) -> Decimal:
    """Half away from zero."""
    return Decimal(value).quantize(_PLACES[places])


def floor(value: Any) -> Decimal:
    """The whole number below."""
    return Decimal(value).to_integral_value(ROUND_FLOOR)


def ceil(value: Any) -> Decimal:
    """The whole number above."""
    return Decimal(value).to_integral_value(ROUND_CEILING)


def as_percent(value: Any, places: int) -> str:
    """A share as people write it."""
    return digits(rounded(value * 100, places), places) + "%"


def digits(value: Decimal, places: int) -> str:
    """A figure without needless zeros."""
    written = format(rounded(value, places), "f")
    return written.rstrip("0").rstrip(".") if places else written


def points(value: Any) -> str:
    """With two decimals at most, but for what they would make nothing of."""
    return _at_most(value, 2)


def share(value: Any) -> str:
    """With four decimals at most, but for what they would make nothing of."""
    return _at_most(value, 4)


@lru_cache(AT_HAND)
def _at_most(value: Any, places: int) -> str:
    cut = rounded(value, places)
    return figure(value if value and not cut else cut)


@lru_cache(AT_HAND)
def figure(value: Any) -> str:
    """As it is."""
    written = format(value, "f") if value.__class__ is Decimal else str(value)
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def yes(value: bool) -> str:
    """A truth value as people write it."""
    return "是" if value else "否"


def cut(value: Any) -> str:
    """A text, but for what is too long."""
    text: str = value
    if not text.isprintable():
        text = text.translate(SPACES).encode(errors="replace").decode()
    return text if len(text) <= 200 else f"{text[:199]}…"


_NARROW = str.maketrans(
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ％＋－／＝＜＞≦≧．İΣ",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%+-/=<>≤≥.iσ",
)
_SPACES = "\t\n\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_MARKS = "，。、；：！？“”‘’\"'（）()【】[]《》〈〉「」『』…—–·,;:!?_~～"
_FOLDED = _NARROW | dict.fromkeys(map(ord, _SPACES + _MARKS))


@lru_cache(AT_HAND)
def plain(text: str) -> str:
    """Without spaces and punctuation, half width and in small letters."""
    return text.rstrip(".．").translate(_FOLDED).lower()


_DIGITS = r"\d+(?:_\d+)*"
_NUMBER = re.compile(
    rf"\s*([+-]?(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})([eE][+-]?{_DIGITS})?)(?(2)\.?)\s*", re.ASCII
)


def number(text: str) -> Decimal | None:
    """The number that a text is, None where it is none."""
    found = _NUMBER.fullmatch(text.replace(",", ""))
    if found is None:
        return None
    value = Decimal(found[1])
    if not -_LIMITS[6] < value < _LIMITS[6]:
        return None
    return value.quantize(_SIX)


def captured(found: re.Match[str] | None, group: int) -> str | None:
    """What a pattern found, None where that is nothing."""
    return (found[group] or None) if found is not None else None


def band(value: Any, bands: Iterable[tuple[str, Decimal]] | None) -> str | None:
    """The first band whose floor is not above the figure."""
    return next((label for label, least in bands or () if value >= least), None)


def similarity(one: str, other: str) -> Decimal | None:
    """How alike the first 200 characters of two folded texts are: 1 less the share of bytes to change."""
    a, b = plain(one)[:200].encode(errors="replace"), plain(other)[:200].encode(errors="replace")
    if not a and not b:
        return None
    unlike = _distance()(a, b) * 10**12 // max(len(a), len(b))
    return Decimal(10**12 - unlike).scaleb(-12)


@cache
def _distance() -> Callable[[bytes, bytes], int]:
    from rapidfuzz.distance.Levenshtein import distance

    return distance


def broken() -> Any:
    """What could not be computed breaks again whoever asks for it."""
    raise ArithmeticError
