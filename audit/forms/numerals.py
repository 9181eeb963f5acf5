"""Written numbers: Arabic and Chinese numerals, with the unit of their last shown digit."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

LIMIT = Decimal(10) ** 12
"""A number of this size or more is unreadable."""

ARABIC = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?!,?\d))(?:\.\d+)?")
"""A plain number, thousands grouped or not."""

CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟点]+")
"""A run of Chinese numerals."""

_DIGITS = {mark: digit for digit, marks in enumerate(
    ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for mark in marks}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_ONE = "[一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_GROUP = re.compile(
    f"[零〇]?(?P<千>{_ONE}?[千仟])?[零〇]?(?P<百>{_ONE}?[百佰])?[零〇]?(?P<十>{_ONE}?[十拾])?"
    f"[零〇]?(?P<one>{_ONE})?"
)

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_BARS = re.compile(r"(?<!\d)[∣|│¦ǀ]|[∣|│¦ǀ](?!\d)")
_SIGNS = str.maketrans("﹦═≧⩾≦⩽〉〈﹥﹤－−﹣", "==≥≥≤≤><><---")
_CIRCLED = re.compile("[①-⓿㈠-㉃]")


class Number(NamedTuple):
    """A number and the unit of its last shown digit: 98.50 and 0.01."""

    value: Decimal
    step: Decimal


def normal(text: str | None) -> str:
    """A value as we parse it: half width, one sign for each comparison, no white space, no bars."""
    if not text:
        return ""
    # A circled number counts points of a list; NFKC would make it a figure.
    text = _CIRCLED.sub("；", text.translate(_INVISIBLE)).translate(_SIGNS)
    text = "".join(unicodedata.normalize("NFKC", text).split())
    return _BARS.sub("", text)


def arabic(text: str) -> Number | None:
    """A number in digits; None when it is too large or more precise than we carry."""
    digits = text.replace(",", "")
    if len(digits) > 26:
        return None
    value = Decimal(digits)
    places = -value.as_tuple().exponent  # type: ignore[operator]
    if abs(value) >= LIMIT or places > 6:
        return None
    return Number(value, Decimal(1).scaleb(-places))


def chinese(text: str) -> Number | None:
    """A number in Chinese numerals: 二百七十, 叁佰伍拾, 九十八点五; None when it is not well formed."""
    whole, _, fraction = text.partition("点")
    value = _whole(whole)
    if value is None or ("点" in text and not fraction) or any(mark not in _DIGITS for mark in fraction):
        return None
    decimals = "".join(str(_DIGITS[mark]) for mark in fraction)
    return arabic(f"{value}.{decimals}" if decimals else str(value))


def _whole(text: str) -> int | None:
    if not text or len(text) > 24:
        return None
    if all(mark in _DIGITS for mark in text):
        return int("".join(str(_DIGITS[mark]) for mark in text))
    parts = re.split("([万亿])", text)
    total = 0
    for part, scale in zip(parts[::2], [*parts[1::2], ""], strict=True):
        group = _below_ten_thousand(part)
        if group is None or (scale and not group):
            return None
        # 一万二 is short for 12,000, 一万零二 is 10,002: the short form is too risky to read.
        if total and part and part[0] in _DIGITS and len(part) == 1:
            return None
        total = (total + group) * _GROUPS[scale] if scale == "亿" else total + group * _GROUPS.get(scale, 1)
    return total


def _below_ten_thousand(text: str) -> int | None:
    """A group such as 三千二百零五; an empty one is 0, 二百七 is not well formed."""
    match = _GROUP.fullmatch(text)
    if match is None:
        return None
    value = 0
    for mark in ("千", "百", "十"):
        part = match[mark]
        if part:
            value += _TENS[part[-1]] * (_DIGITS[part[-2]] if len(part) > 1 else 1)
    last = match["one"]
    if last and value >= 100 and not match["十"] and text[-2] not in "零〇":
        return None
    return value + (_DIGITS[last] if last else 0)
