"""Dates in values: 2021年12月31日, 12月底前, 2021.12, 三季度末; a month or a year means its last day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NEXT = r"(?P<next>(?:次|翌|下|第二|下一|转)年(?:度)?)?的?"
_END = r"(?:份|底|末|内)*(?:之前|以前|前)?"
_THIRD = r"(?P<third>初|上旬|中旬|下旬)?"
_SHAPES = tuple(
    map(
        re.compile,
        (
            rf"{_YEAR}年(?:度)?(?P<month>\d{{1,2}})月(?:份)?(?P<day>\d{{1,2}})(?:日|号){_END}",
            rf"{_YEAR}(?P<s>[-./])(?P<month>\d{{1,2}})(?P=s)(?P<day>\d{{1,2}})(?![\d.]){_END}",
            rf"(?:{_YEAR}年)?\d{{1,2}}月?(?:-|~|—|–|至|到)+(?P<month>\d{{1,2}})月(?!\d)(?:份)?{_END}",
            rf"{_YEAR}年(?:度)?(?P<month>\d{{1,2}})月(?!\d){_THIRD}{_END}",
            rf"{_YEAR}[-/](?P<month>0?[1-9]|1[0-2])(?![\d./-]){_END}",
            rf"(?:{_YEAR}年|{_NEXT})?(?:度)?第?(?P<quarter>[1-4一二三四])季度{_END}",
            rf"(?:{_YEAR}年)?(?P<half>[上下])半年{_END}",
            rf"{_YEAR}年(?:度)?(?:全年)?{_END}",
            rf"{_NEXT}(?P<month>\d{{1,2}})月(?:份)?(?P<day>\d{{1,2}})(?:日|号){_END}",
            rf"{_NEXT}(?P<month>\d{{1,2}})月(?!\d){_THIRD}{_END}",
            r"(?P<next>(?:次|翌|下|第二|下一|转)年(?:度)?)(?:底|末|终|内)(?:之前|以前|前)?",
            r"(?P<turn>(?:本|当|全)?年(?:度)?(?:底|末|终|内)(?:之前|以前|前)?)",
        ),
    )
)
_DOTTED = re.compile(rf"(?P<year>20[0-4]\d)\.(?P<month>0?[1-9]|1[0-2])(?![\d.]){_END}")
_COMPACT = re.compile(r"(?P<year>20[0-4]\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?!\d)")
_VAGUE = re.compile(
    r"(?:年前|春节前|(?:每|按)(?:年|季度|季|月|周|日)|分期|分批)(?:安排|完成|支付|发放|拨付|下达|实施|进行)*"
)
_SPAN = re.compile(r"(?:-|~|—|–|至|到)+")
_THIRDS = {"初": 10, "上旬": 10, "中旬": 20}
_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True)
class When:
    """A date as written: the year may be missing; the day is the last one that the words allow.

    `later` is 1 for 次年2月, the year after the one that is spoken of.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    later: int = 0

    def on(self, year: int | None) -> date | None:
        """The date, in the given year when it names none; None when that cannot be said."""
        year = self.year or year
        if year is None or self.month is None:
            return None
        year += self.later
        last = calendar.monthrange(year, self.month)[1]
        return date(year, self.month, min(self.day or last, last))


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found in a text, and what stands around it."""

    when: When
    before: str
    after: str

    @property
    def rest(self) -> str:
        """The text without the date."""
        return self.before + self.after


def find(text: str, *, dotted: bool = True) -> Dated | None:
    """The first date of a text, the last day of a span; `dotted` reads 2021.12 as a month."""
    if _VAGUE.fullmatch(text):
        return Dated(When(), "", "")
    first = _first(text, dotted=dotted)
    if first is None:
        return None
    after = first.after
    gap = _SPAN.match(after)
    second = _first(after[gap.end() :], dotted=dotted) if gap else None
    if second is None or second.before:
        return first
    when = replace(second.when, year=second.when.year or first.when.year)
    return Dated(when, first.before, second.after)


def _first(text: str, *, dotted: bool) -> Dated | None:
    found = [
        match
        for shape in (*_SHAPES, *([_DOTTED, _COMPACT] if dotted else []))
        if (match := shape.search(text))
    ]
    for match in sorted(found, key=lambda match: (match.start(), -match.end())):
        when = _when(match)
        if when and not (match.start() and text[match.start() - 1] in "0123456789.第每〔["):
            return Dated(when, text[: match.start()], text[match.end() :])
    return None


def _when(match: re.Match[str]) -> When | None:
    """The date of a match, None when there is no such day."""
    part = match.groupdict()
    year = int(part["year"]) if part.get("year") else None
    if part.get("quarter"):
        month: int = _QUARTERS[part["quarter"]] * 3
    elif part.get("half"):
        month = 6 if part["half"] == "上" else 12
    else:
        month = int(part.get("month") or 12)
    day = int(part["day"]) if part.get("day") else _THIRDS.get(part.get("third") or "")
    if not 1 <= month <= 12 or not 1 <= (day or 1) <= calendar.monthrange(year or 2024, month)[1]:
        return None
    return When(year, month, day, later=1 if part.get("next") else 0)
