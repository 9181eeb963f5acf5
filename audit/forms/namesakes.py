"""Indicators of one form that bear the same name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from audit.forms.numerals import normal
from audit.model.form import Row

_NUMBERED = re.compile(r"^[★☆*▲]*(?:指标\d*[:：、.．]?)?")
_MARKS = re.compile(r"[\s，。、；：,;:.“”\"'（）()]")
_OTHER = {"产出": "效益", "效益": "产出"}


def fill_namesakes(rows: Sequence[Row]) -> None:
    """Count for each row the rows of its group that share its name; name its twin under 产出 or 效益."""
    alike: dict[str, list[Row]] = {}
    for row in rows:
        if name := _plain(row):
            alike.setdefault(name, []).append(row)
        row["namesakes"], row["twin_level1"] = 1, None
    for group in alike.values():
        sizes = Counter(map(_group, group))
        level1 = {row["level1_kind"]: row["level1"] or row["level1_kind"] for row in reversed(group)}
        for row in group:
            row["namesakes"] = sizes[_group(row)]
            row["twin_level1"] = level1.get(_OTHER.get(str(row["level1_kind"])))


def _group(row: Row) -> tuple[object, ...]:
    return row["goal"], row["category"], row["level2"], row["level2_kind"]


def _plain(row: Row) -> str:
    """The name without numbering and marks; nothing for a row without a real name or a part of another."""
    if not row["named"] or row["is_sub"]:
        return ""
    return _MARKS.sub("", _NUMBERED.sub("", normal(str(row["name"]))))
