"""Indicators of one form that bear the same name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.forms.numerals import normal
from audit.model.form import Row

_NUMBERED = re.compile(r"^[★☆*▲]*(?:指标\d*[:：、.．]?)?")
_MARKS = re.compile(r"[\s，。、；：,;:.“”\"'（）()]")
_OTHER = {"产出": "效益", "效益": "产出"}


def fill_namesakes(rows: Sequence[Row]) -> None:
    """Count for each row the rows of its group that share its name; name its twin under 产出 or 效益."""
    names = [_plain(row) for row in rows]
    for row, name in zip(rows, names, strict=True):
        alike = [other for other, other_name in zip(rows, names, strict=True) if name and other_name == name]
        row["namesakes"] = sum(_group(other) == _group(row) for other in alike) if name else 1
        other_kind = _OTHER.get(str(row["level1_kind"]))
        twins = (other for other in alike if other_kind and other["level1_kind"] == other_kind)
        row["twin_level1"] = next((twin["level1"] or other_kind for twin in twins), None)


def _group(row: Row) -> tuple[object, ...]:
    return row["goal"], row["category"], row["level2"], row["level2_kind"]


def _plain(row: Row) -> str:
    """The name without numbering and marks; nothing for a row without a real name or a part of another."""
    if not row["named"] or row["is_sub"]:
        return ""
    return _MARKS.sub("", _NUMBERED.sub("", normal(str(row["name"]))))
