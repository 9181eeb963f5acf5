"""What the text of a cell looks like: points, an amount of money, a rate, a unit, a comparison, a label."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from audit.forms.labels import is_number, is_placeholder
from audit.forms.lexicon import load_lexicon

_AMOUNT = re.compile(r"[-+]?[\d,]*\.?\d+(?:百万|千万|万|亿|千)?元?(?:整)?")
_POINTS = re.compile(r"[(]?[-+]?\d+(?:\.\d+)?分?[)]?")
_PERCENT = re.compile(r"[-+]?[\d,]*\.?\d+[%‰]")
_QUANTITY = re.compile(r"[≥≤<>=≧≦⩾⩽﹦═±]{0,2}\d[\d,.]*(?:%|[^\d\W]{1,2})?")
_FORMULA = re.compile(r"=(?:公式|[-+(]*\$?[A-Za-z_].*)")
"""What a cell shows whose formula was never worked out: some figure that nobody knows."""

_KIND_OF_SIGN = re.compile(r"(?:定性|定量|正向|反向|逆向|中性)(?:指标)?")
_LONGEST = 8


def fits_column(column: str, text: str) -> int:
    """2 where a text looks like this column, 1 or 0 where it may stand there, -1 where it cannot."""
    looks = _LOOKS.get(column)
    if text.startswith("=") and _FORMULA.fullmatch(text):
        return 2 if looks in (_points, _coefficient, _amount, _rate) else 0
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return looks(plain) if looks else 0


def _points(plain: str) -> int:
    if _POINTS.fullmatch(plain):
        return 2
    return 0 if is_placeholder(plain) or _PERCENT.fullmatch(plain) else -1


def _coefficient(plain: str) -> int:
    return 2 if _PERCENT.fullmatch(plain) else _points(plain)


def _amount(plain: str) -> int:
    return 2 if _AMOUNT.fullmatch(plain) else 0 if is_placeholder(plain) or plain in ("万元", "元") else -1


def _rate(plain: str) -> int:
    return 2 if _PERCENT.fullmatch(plain) else 1 if is_number(plain) or is_placeholder(plain) else -1


def _label(plain: str) -> int:
    return -1 if is_number(plain) or _QUANTITY.fullmatch(plain) or is_sign(plain) else 1


def _unit(plain: str) -> int:
    if is_unit(plain):
        return 2
    return -1 if len(plain) > _LONGEST or is_sign(plain) or is_number(plain) else 0


def _sign(plain: str) -> int:
    if is_sign(plain):
        return 2
    return -1 if len(plain) > _LONGEST or is_unit(plain) or is_number(plain) else 0


def _value(plain: str) -> int:
    return -1 if is_sign(plain) else 0


def _reason(plain: str) -> int:
    return -1 if is_number(plain) and plain.strip("0.") else 0


_LOOKS: dict[str, Callable[[str], int]] = {
    **dict.fromkeys(("weight", "score", "level1_points", "level2_points"), _points),
    **dict.fromkeys(("budget_initial", "budget", "received", "planned", "executed", "carryover"), _amount),
    **dict.fromkeys(("name", "level1", "level2"), _label),
    **dict.fromkeys(("target", "target_adjusted", "actual"), _value),
    "coefficient": _coefficient, "rate": _rate, "measure_unit": _unit, "sign": _sign, "reason": _reason,
}  # fmt: skip


def is_sign(text: str) -> bool:
    """Whether a text is a comparison and nothing else (≥, 不低于), or the kind of one (定量指标)."""
    plain = unicodedata.normalize("NFKC", text)
    return plain in _signs() or _KIND_OF_SIGN.fullmatch(plain) is not None


def compares(text: str | None) -> bool:
    """Whether a text is a comparison and nothing else: ≥, 大于等于."""
    return unicodedata.normalize("NFKC", text or "") in _signs()


@cache
def _signs() -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFKC", sign) for sign in load_lexicon().signs)


def is_unit(plain: str) -> bool:
    """Whether a text is a known unit: 个, 万人, 元/亩."""
    units = load_lexicon().units
    first = re.split(r"[/·]", plain, maxsplit=1)[0]
    return plain in units or first in units or first.lstrip("十百千万亿") in units
