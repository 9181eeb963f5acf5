"""Labels of the fund block with the amounts that stand inside or beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest

from audit.forms.draft import split_pair
from audit.forms.fitting import fits_column
from audit.forms.labels import fold, label
from audit.forms.lines import Box, Line

_MARKS = tuple(
    re.compile(mark)
    for mark in (
        "[一二三四五六七八九十]+[、.．]", "[（(][一二三四五六七八九十]+[）)]", r"\d+(?:[、．]|\.(?!\d))",
        r"[（(]\d+[）)]|\d+[）)]|\d+\.\d+", "[①-⑳]",
    )
)  # fmt: skip
"""Numbers before labels, the shallowest first."""


def labelled_amounts(line: Line, is_label: Callable[[str], bool]) -> Iterator[tuple[Box, str, str | None]]:
    """The labels of a row, each with its amount and the cell where that stands, or should."""
    for box, after in zip_longest(line.boxes, line.boxes[1:]):
        found = _amount_pair(box.cell.text) or ((box.text, None) if is_label(box.text) else None)
        if found is None:
            continue
        printed, amount = found
        if amount is None and after is not None and fits_column("budget", after.text) == 2:
            yield after, printed, after.text
        else:
            yield box, printed, amount


def is_deeper(printed: str | None, above: Iterable[str | None]) -> bool:
    """Whether the number of a label (①, (1), 1.1) says that its row is a part of one above."""
    depth = _depth(printed)
    return depth > 0 and any(
        0 < _depth(text) < depth or (not _depth(text) and "小计" in (text or "")) for text in above
    )


def _depth(text: str | None) -> int:
    """How deep the number before a label goes; 0 without one."""
    folded = fold(text or "")
    return next((depth for depth, mark in enumerate(_MARKS, 1) if mark.match(folded)), 0)


def without_unit(text: str) -> str:
    """A block label without the money unit in its brackets."""
    return re.sub(r"[(（](?:单位[:：])?(?:万元|亿元|千元|元)[)）]", "", text)


def _amount_pair(text: str) -> tuple[str, str | None] | None:
    """The label (其中 kept) and the amount behind the last colon of a cell."""
    raw = fold(text).replace("：", ":")
    head, colon, amount = raw.rpartition(":")
    if not colon or label(head) in ("", "其中"):
        return None
    return (head, amount or None) if split_pair(raw) else None
