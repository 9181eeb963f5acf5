"""Rows of the template that were left as they were printed, and rows that say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.forms.labels import is_placeholder

_TEMPLATE = re.compile(r"(?:指标\s*(?:\d{1,2}|[一二三四五六七八九十])?[:：、.]?)?[…·.。×xX*＊⋯]*")
_DASHES = re.compile(r"[-—–―‐−－/／\\]+")
_TEMPLATE_VALUE = re.compile(r"[≥≤=＝<>＜＞]*[…·.。×xX*＊⋯]+[%％]?")


def is_template(name: str, others: Sequence[str]) -> bool:
    """Whether a row was left as the template has it: 指标2： or ……, with ≥** at most beside it."""
    return _TEMPLATE.fullmatch(name) is not None and all(map(_TEMPLATE_VALUE.fullmatch, others))


def is_blank(name: str | None, others: Sequence[str]) -> bool:
    """Whether a row says nothing: no name or a dash, and dashes at most beside it."""
    return (name is None or _DASHES.fullmatch(name) is not None) and all(map(is_placeholder, others))
