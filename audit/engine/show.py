"""Figures as people read them: points with two decimals at most, cells as written, nothing as 空白."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from audit.model.schema import Type

BLANK = "空白"
MAX_TEXT = 200

_POINTS, _RATIO = Decimal("0.01"), Decimal("0.0001")


def show(value: Any, output: Mapping[str, Any]) -> str:
    """A value by its type; `exact` figures keep every digit they have."""
    if value is None:
        return BLANK
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return number(value, output["type"], exact=output["exact"])
    text = str(value)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def number(value: Decimal, kind: str, *, exact: bool) -> str:
    """A number without needless zeros; one too small for two decimals keeps its digits."""
    if not exact:
        rounded = value.quantize(_RATIO if kind == Type.RATIO else _POINTS, ROUND_HALF_UP)
        value = rounded if rounded or not value else value
    written = format(value, "f")
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written


def fill(template: Sequence[Any], values: Sequence[str], slots: Mapping[str, str] | None = None) -> str:
    """A compiled text with its figures put in."""
    parts = []
    for part in template:
        if isinstance(part, str):
            parts.append(part)
        else:
            parts.append(values[part] if isinstance(part, int) else (slots or {}).get(part[0], ""))
    return "".join(parts)
