"""Texts with their figures put in; cells as written, nothing as 空白."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

BLANK = "空白"

_SLOTS = {"rows": -2, "count": -1}
"""Where they stand behind the figures."""


def number(value: Decimal) -> str:
    """A number without needless zeros."""
    written = format(value, "f")
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written


class Template:
    """A compiled text: fixed parts, figures by number, and the slots of a finding of several rows."""

    __slots__ = ("_holes", "_pattern", "_slotted")

    def __init__(self, parts: Sequence[Any]) -> None:
        holes = [part for part in parts if not isinstance(part, str)]
        self._holes = [hole if isinstance(hole, int) else _SLOTS[hole[0]] for hole in holes]
        self._slotted = any(hole < 0 for hole in self._holes)
        self._pattern = "".join(p.replace("%", "%%") if isinstance(p, str) else "%s" for p in parts)

    @property
    def figures(self) -> list[int]:
        """The figures that it shows."""
        return [hole for hole in self._holes if hole >= 0]

    def fill(self, texts: Sequence[str], rows: str = "", count: str = "") -> str:
        """The text with its figures put in."""
        if self._slotted:
            texts = (*texts, rows, count)
        return self._pattern % tuple([texts[hole] for hole in self._holes])
