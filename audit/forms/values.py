"""What a written value means: the grammar of targets and actuals."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from audit.forms.dates import Dated, When, find
from audit.forms.lexicon import Lexicon, Unit
from audit.forms.numerals import normal
from audit.forms.quantity import Quantity, quantity

COMPARISONS = (">=", "<=", ">", "<")
"""The operators that leave open what the figure is."""

_DIGITS = 20
_PREFIX = re.compile(r"(?:[★☆*]*指标\d*[:：]|\d{1,2}、(?!\d))")
_OUTER = re.compile(r"[(（\[【“\"「](?P<inside>[^()（）\[\]【】“”\"「」]*)[)）\]】”\"」]")
_PLACEHOLDER = re.compile(r"[-—–―‐_/\\、.。…·*×xX~?？■□]+")
_AROUND_DATES = re.compile(
    r"(?:截至|截止|计划|预计|实际|已经|已|于|在|前|底|内|之前|以前|按时|按期|如期|及时|提前|全部|全面|均|完成|完工|竣工|验收|合格|交付|投入|使用|开工|"
    r"支付|付清|拨付|到位|发放|兑付|下达|完毕|结束|实施|建成|组织|开展|时间|日期|为|达到|目标|任务|工作|项目|建设|资金|各项|年度|本|"
    r"[,，;；。()（）~至到-])*"
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value as understood: its kind, and the quantity, date or plain text in it."""

    kind: str
    text: str = ""
    quantity: Quantity | None = None
    when: When | None = None

    @property
    def op(self) -> str | None:
        """The comparison that stands with the figure."""
        return self.quantity.op if self.quantity else None

    @property
    def has_sign(self) -> bool:
        """Whether the figure is only a limit."""
        return self.op in COMPARISONS

    @property
    def is_range(self) -> bool:
        """Whether the figure is a range."""
        return bool(self.quantity and self.quantity.high is not None)

    def on(self, year: int | None) -> date | None:
        """The date in it, in the given year when it names none."""
        return self.when.on(year) if self.when else None


def parse(text: str | None, lexicon: Lexicon, *, dotted: bool = True) -> Parsed:
    """Read a target or an actual; whatever the text, something comes back.

    `dotted` false reads 2021.12 as a number, for a cell whose counterpart is one.
    """
    return _parse(text or "", lexicon, dotted)


@lru_cache(maxsize=20_000)
def _parse(text: str, lexicon: Lexicon, dotted: bool) -> Parsed:
    value = bare(text)
    if not value:
        return Parsed("none" if normal(text) else "blank")
    if value in lexicon.none or _PLACEHOLDER.fullmatch(value):
        return Parsed("none", value)
    if len(value) <= 120:
        dated = find(value, dotted=dotted)
        found = _dated(value, dated, lexicon) if dated else _undated(value, lexicon)
        if found:
            return found
    worded = value in lexicon.attained or value in lexicon.missed
    return Parsed("level" if worded or _level(value, lexicon) else "text", value)


def bare(text: str) -> str:
    """A value without list numbers, outer brackets and closing punctuation."""
    value = normal(text).rstrip("。;；,，、")
    value = _PREFIX.sub("", value, count=1) if _PREFIX.match(value) else value
    outer = _OUTER.fullmatch(value)
    return (outer["inside"] if outer else value).rstrip("。;；,，、")


def _level(value: str, lexicon: Lexicon) -> bool:
    return len(value) <= 40 and lexicon.level.fullmatch(value) is not None


def _undated(value: str, lexicon: Lexicon) -> Parsed | None:
    found = quantity(value, lexicon)
    return Parsed("quantity", value, found) if found else None


def _dated(value: str, dated: Dated, lexicon: Lexicon) -> Parsed | None:
    """A date with a quantity is a quantity that has a date; a date among few words is a date."""
    rest = dated.rest
    if any(mark.isdigit() or mark in "%百" for mark in rest):
        found = quantity(_AROUND_DATES.sub("", rest, count=1) or rest, lexicon) or quantity(value, lexicon)
        return Parsed("quantity", value, found, dated.when) if found else None
    if _AROUND_DATES.fullmatch(rest):
        return Parsed("date", value, when=dated.when)
    return None


def with_sign(parsed: Parsed, sign: str | None, lexicon: Lexicon) -> Parsed:
    """A target joined with its column of signs; a sign of its own wins."""
    found = parsed.quantity
    op = lexicon.signs.get(normal(sign))
    if found is None or op is None or found.op is not None or found.high is not None:
        return parsed
    return replace(parsed, quantity=replace(found, op=op))


def with_unit(parsed: Parsed, *units: Unit | None) -> Parsed:
    """A bare figure with the first unit there is; 10万 under 元 is 10万元."""
    found = parsed.quantity
    unit = next(filter(None, units), None)
    if found is None or unit is None or (found.unit and found.unit.dimension):
        return parsed
    if found.unit and not unit.per and unit.scale < found.unit.scale:
        unit = Unit(found.unit.text + unit.text, unit.scale * found.unit.scale, unit.dimension)
    return replace(parsed, quantity=replace(found, unit=unit))


def base(found: Quantity | None, figure: Decimal | None) -> Decimal | None:
    """A figure in the base unit of its dimension; None when there is none, or it is beyond reckoning."""
    if found is None or figure is None:
        return None
    value = figure * found.unit.scale if found.unit else figure
    return value if value.adjusted() < _DIGITS else None
