"""Texts with their figures put in; cells as written, nothing as 空白."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

BLANK = "空白"


def number(value: Decimal) -> str:
    """A number without needless zeros."""
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
