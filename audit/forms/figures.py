"""Figures in running text: the amounts that the goals state, totals and their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.forms.amounts import six
from audit.forms.lexicon import Lexicon
from audit.forms.numerals import ARABIC, normal
from audit.forms.quantity import quantity
from audit.forms.values import base
from audit.model.form import Row

_SENTENCE = re.compile(r"[。；;！!\n]|(?=目标\d)")
_PARTS = re.compile(r"其中|包括|分别|包含|含")
_LABELS = re.compile(
    r"(?:目标|指标|任务)\d+|(?:19|20)\d\d(?:-(?:19|20)?\d\d)?(?:年度?|届)(?:\d{1,2}月(?:\d{1,2}日)?)?|"
    r"\d{1,2}月(?:\d{1,2}日)?|第\d+|\d+字(?:以内|左右)|[〔\[（(](?:19|20)\d\d[〕\]）)]\d*号?|\(\d{1,2}\)|(?<![\d.])\d{1,2}[、.](?!\d)|\d+号"
)
_UNIT_REACH = 8


class _Place(NamedTuple):
    """Where a sentence stands in its text."""

    field: str
    sentence: str


def figures(field: str, text: str | None, lexicon: Lexicon, first: int = 1) -> list[Row]:
    """Every number with a known unit in a text, in order; years, dates and numbering are left out."""
    rows: list[Row] = []
    # Line breaks were folded away in reading; full stops and 目标N are what is left between sentences.
    for sentence in filter(None, _SENTENCE.split(normal(text))):
        rows += _of_sentence(_Place(field, _LABELS.sub("□", sentence)), lexicon, first + len(rows))
    return rows


def _of_sentence(place: _Place, lexicon: Lexicon, first: int) -> Iterator[Row]:
    marker = _PARTS.search(place.sentence)
    border = marker.start() if marker else len(place.sentence)
    ordinal = first
    for match in ARABIC.finditer(place.sentence):
        row = _figure(match, place, lexicon)
        if row:
            role = "part" if match.start() > border else "total"
            yield {**row, "ordinal": ordinal, "role": role}
            ordinal += 1


def _figure(match: re.Match[str], place: _Place, lexicon: Lexicon) -> Row | None:
    """The number at a place with the longest known unit behind it."""
    behind = place.sentence[match.end() : match.end() + _UNIT_REACH]
    for end in range(len(behind), 0, -1):
        found = quantity(match[0].lstrip("+-") + behind[:end], lexicon)
        if found and found.unit and found.value is not None and found.unit.dimension in lexicon.dimensions:
            amount = base(found, found.value)
            return {
                "field": place.field,
                "number": found.value,
                "unit": found.unit.text,
                "base": None if amount is None else six(amount),
            }
    return None
