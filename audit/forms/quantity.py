"""Quantities: a comparison, a number, a unit, and what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from audit.forms.lexicon import Lexicon, Unit
from audit.forms.numerals import ARABIC, CHINESE, Number, arabic, chinese
from audit.forms.units import per, read_per, read_unit

_SIX = Decimal("0.000001")
_TO = re.compile(r"[-~—–―至到]+")
_HUNDRED = re.compile("百分(?:之)?百")
_FRACTION = re.compile(f"({CHINESE.pattern})分之({CHINESE.pattern})")
_SHORT = re.compile(r"[\u4e00-\u9fff]{1,2}")
_TAIL = re.compile(r"[^\d%‰≥≤<>=±:~]{0,20}")
_BEYOND = "余多"
_STOPS = "前底第级/"
_REMARK = re.compile(r"\([^()]*\)")
_FREE = re.compile(r"[^\d≥≤<>=±+\-%.,:;。，；：]{1,20}")
_REACHING = re.compile("[至到为]")
_PERIODS = {
    "半年": "半年",
    "季度": "季度",
    "按季度": "季度",
    "按季": "季度",
    "季均": "季度",
    "按月": "月",
    "月均": "月",
}
_PERIOD = re.compile(rf"(?:{'|'.join(_PERIODS)})(?=[至不≥>]|\d)")
_PER = re.compile(r"每(?:一)?(?:个)?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in its written scale; a range has `low` and `high` and no single value.

    `beyond` is 20余, which is 20 and some; `change` says that it is a rise or a fall, not a state.
    """

    value: Decimal | None
    unit: Unit | None
    step: Decimal
    op: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    approximate: bool = False
    change: str | None = None
    beyond: bool = False


def quantity(text: str, lexicon: Lexicon) -> Quantity | None:
    """The one quantity that a text states; None when it states none, or several."""
    try:
        return _Scan(text, lexicon).quantity()
    except _NotOne:
        return None


class _NotOne(Exception):
    """The text does not state one quantity."""


class _Scan:
    """One pass from left to right; `rest` is what is still unread."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.rest, self.lexicon = text, lexicon
        self.op: str | None = None
        self.change: str | None = None
        self.approximate = self.beyond = False
        self.numeral = False
        self.per = ""

    def quantity(self) -> Quantity | None:
        """Read everything or nothing."""
        zero = self._nothing()
        if zero:
            return zero
        self._before()
        first = self._number()
        if first is None:
            return None
        if self.rest.startswith(":"):
            return self._proportion(first)
        self._about()
        unit = self._unit()
        last, unit = self._range(unit)
        self._after(unit)
        return self._made(first, last, unit)

    def _made(self, first: Number, last: Number | None, unit: Unit | None) -> Quantity | None:
        step = min(first.step, last.step) if last else first.step
        if self.op == "±":
            ends = (-abs(first.value), abs(first.value))
        elif last:
            ends = (first.value, last.value)
        else:
            return Quantity(
                first.value, unit, step, self.op,
                approximate=self.approximate, change=self.change, beyond=self.beyond,
            )  # fmt: skip
        if ends[0] > ends[1]:
            return None
        return Quantity(None, unit, step, self.op, *ends, approximate=self.approximate, change=self.change)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.rest)
        if not match:
            return ""
        self.rest = self.rest[match.end() :]
        return match[0]

    def _nothing(self) -> Quantity | None:
        """零事故, 零投诉: none of what the word counts."""
        if self.rest.startswith("零") and self.lexicon.bad.fullmatch(self.rest[1:]):
            return Quantity(Decimal(0), None, Decimal(1))
        return None

    # ---- before the number

    def _before(self) -> None:
        """Signs, words of approximation, 每…, words that say nothing; then at most one free phrase."""
        free = False
        while not self._at_number():
            before = self.rest
            self._prefix()
            if self.rest != before:
                continue
            if free or not self._phrase():
                return
            free = True

    def _at_number(self) -> bool:
        return ARABIC.match(self.rest) is not None or self.rest.startswith("百分")

    def _prefix(self) -> None:
        sign = self._take(self.lexicon.sign)
        if sign:
            self.op = self.op or self.lexicon.signs[sign]
        elif self._take(self.lexicon.about):
            self.approximate = True
        elif self.rest.startswith("每"):
            self._each()
        elif period := self._take(_PERIOD):
            self.per = _PERIODS[period]
        else:
            way = self._take(self.lexicon.changing)
            # 提升至95% is a state, 提升95% a change.
            self.change = self.lexicon.change[way] if way and not self._take(_REACHING) else self.change
            if not way and not self._numeral_ahead():
                self._take(self.lexicon.lead)

    def _each(self) -> None:
        """每亩300 is 300 an 亩."""
        rest = self.rest
        self._take(_PER)
        unit = self._take(self.lexicon.unit)
        if unit:
            self.per = f"{self.per}·{unit}" if self.per else unit
        else:
            self.rest = rest

    def _numeral_ahead(self) -> bool:
        return CHINESE.match(self.rest) is not None

    def _phrase(self) -> bool:
        """Words before a figure in digits (举办培训班31个), unless they make it another thing (第3名)."""
        match = _FREE.match(self.rest)
        if not match or self._chinese_figure():
            return False
        words, rest = match[0], self.rest[match.end() :]
        for place in range(len(words)):
            sign = self.lexicon.sign.match(words, place) or self.lexicon.about.match(words, place)
            if sign and sign.end() == len(words):
                words, rest = words[:place], words[place:] + rest
                break
        if not rest[:1] or self.lexicon.barred.search(words):
            return False
        way = self.lexicon.changing.search(words)
        self.change = self.lexicon.change[way[0]] if way else self.change
        self.rest = rest
        return True

    def _chinese_figure(self) -> bool:
        match = CHINESE.match(self.rest)
        return match is not None and match.end() == len(self.rest)

    # ---- the number

    def _number(self) -> Number | None:
        if self._take(_HUNDRED):
            self.rest = "%" + self.rest
            return arabic("100")
        part = _FRACTION.match(self.rest)
        if part and not self.rest.startswith("百"):
            return self._fraction(part)
        share = self.rest.startswith("百分之")
        if share:
            self.rest = self.rest[3:]
        digits = self._take(ARABIC)
        number = arabic(digits) if digits else self._chinese()
        if share and number:
            self.rest = self.rest if self.rest.startswith("%") else "%" + self.rest
        return number

    def _fraction(self, part: re.Match[str]) -> Number | None:
        """三分之一 is a third, in percent."""
        below, above = chinese(part[1]), chinese(part[2])
        if not below or not above or not below.value:
            return None
        self.rest = "%" + self.rest[part.end() :]
        return Number((above.value * 100 / below.value).quantize(_SIX), _SIX)

    def _chinese(self) -> Number | None:
        run = self._take(CHINESE)
        core = run.rstrip("万亿")
        self.rest = run[len(core) :] + self.rest
        self.numeral = True
        return chinese(core) if core else None

    def _proportion(self, first: Number) -> Quantity | None:
        """1:5 is 0.2."""
        self.rest = self.rest[1:]
        digits = self._take(ARABIC)
        second = arabic(digits) if digits else None
        if second is None or not second.value or self.rest or first.value < 0 or second.value < 0:
            return None
        value = (first.value / second.value).quantize(_SIX)
        return Quantity(value, Unit("比", Decimal(1), "比"), _SIX, self.op)

    def _about(self) -> None:
        self._said_about(self._take(self.lexicon.or_so))

    def _said_about(self, word: str) -> None:
        if word:
            self.approximate = True
            self.beyond = word in _BEYOND

    # ---- the unit

    def _unit(self) -> Unit | None:
        """The unit here; None when the number is bare."""
        unit, self.rest, so = read_unit(self.rest, self.lexicon)
        self._said_about(so)
        if unit is None and self.rest and not self._ends():
            if self.lexicon.not_unit.match(self.rest) or self.numeral or not _SHORT.fullmatch(self.rest):
                raise _NotOne
            unit = Unit(self.rest, Decimal(1), self.rest)
            self.rest = ""
        if unit and unit.dimension:
            unit, self.rest = read_per(unit, self.rest, self.lexicon)
        return per(unit, self.per) if self.per else unit

    def _range(self, unit: Unit | None) -> tuple[Number | None, Unit | None]:
        match = _TO.match(self.rest)
        if not match or self.op == "±":
            return None, unit
        self.rest = self.rest[match.end() :]
        digits = self._take(ARABIC)
        last = arabic(digits) if digits else None
        own = self._unit() if last else None
        if last is None or (unit and own and unit != own):
            raise _NotOne
        return last, own or unit

    # ---- behind the number

    def _ends(self) -> bool:
        """Whether something other than a unit may follow here."""
        patterns = (self.lexicon.sign_after, self.lexicon.or_so, _TO, _REMARK)
        return any(pattern.match(self.rest) for pattern in patterns) or self.rest[0] in ",，;；。"

    def _after(self, unit: Unit | None) -> None:
        """Read what follows the unit; it may not hold another figure, nor change the meaning."""
        for _ in range(3):
            sign = self._take(self.lexicon.sign_after)
            if sign:
                self.op = self.op or self.lexicon.signs_after[sign]
            elif unit is not None or not self.rest:
                self._about()
            self._take(_REMARK)
        if not self.rest:
            return
        renamed = self.rest[0] in _STOPS or self.lexicon.not_unit.match(self.rest)
        if self.numeral or renamed or not _TAIL.fullmatch(self.rest):
            raise _NotOne
