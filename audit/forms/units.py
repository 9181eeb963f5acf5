"""Units behind a number: 万亩, 元/人·月, 次/年, 万元每公里."""

from __future__ import annotations

import re
from decimal import Decimal

from audit.forms.lexicon import Lexicon, Unit

_MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_MULTIPLIER = re.compile("[十百千万亿]{1,2}")
_SLASH = re.compile(r"/每?|每")
_AND = re.compile(r"[·./*]每?|每")
_WORD = re.compile(r"[\u4e00-\u9fff]{1,3}(?=[·./*]|$)")


def read_unit(text: str, lexicon: Lexicon) -> tuple[Unit | None, str, str]:
    """The known unit at the start of a text, the rest, and the 余 between a multiplier and its unit."""
    match = lexicon.unit.match(text)
    if match:
        return lexicon.units[match[0]], text[match.end() :], ""
    match = _MULTIPLIER.match(text)
    if not match:
        return None, text, ""
    scale = Decimal(1)
    for mark in match[0]:
        scale *= _MULTIPLIERS[mark]
    rest = text[match.end() :]
    so = lexicon.or_so.match(rest)
    rest = rest[so.end() :] if so else rest
    inner = lexicon.unit.match(rest)
    unit = lexicon.units[inner[0]] if inner else Unit("", Decimal(1), "")
    whole = Unit(match[0] + unit.text, scale * unit.scale, unit.dimension)
    return whole, rest[inner.end() :] if inner else rest, so[0] if so else ""


def read_per(unit: Unit, text: str, lexicon: Lexicon) -> tuple[Unit, str]:
    """A unit with what it counts per, when the text goes on like that: 元, then /人·月."""
    slash = _SLASH.match(text)
    if not slash:
        return unit, text
    rest, parts = text[slash.end() :], []
    while match := lexicon.unit.match(rest) or _WORD.match(rest):
        parts.append(match[0])
        rest = rest[match.end() :]
        joint = _AND.match(rest)
        rest = rest[joint.end() :] if joint else rest
    return (per(unit, "·".join(parts)), rest) if parts else (unit, text)


def per(unit: Unit | None, counted: str) -> Unit:
    """So many of a unit for each of what is counted; without a unit the bare figure for each."""
    unit = unit or Unit("", Decimal(1), "")
    joined = f"{unit.per}·{counted}" if unit.per else counted
    return Unit(f"{unit.text.partition('/')[0]}/{joined}", unit.scale, unit.dimension, joined)
