"""Show a number the way its cell shows it: spreadsheet number format codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from functools import lru_cache

from audit.readers.date_format import show_date

_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_LARGEST = 20

_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_CLOCK, _CLOCK_SECONDS = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
BUILTIN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0', 7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: _YEAR_MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: _CLOCK,
    33: _CLOCK_SECONDS, 34: f"上午/下午{_CLOCK}", 35: f"上午/下午{_CLOCK_SECONDS}", 36: _YEAR_MONTH,
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;-"¥"#,##0;"¥""-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;-"¥"#,##0.00;"¥""-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
    49: "@", 50: _YEAR_MONTH, 51: _MONTH_DAY, 52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY,
    55: f"上午/下午{_CLOCK}", 56: f"上午/下午{_CLOCK_SECONDS}", 57: _YEAR_MONTH, 58: _MONTH_DAY,
}  # fmt: skip
"""The codes that a file names by number only, as a Chinese system shows them."""

LOCAL = frozenset((14, 22, *range(27, 37), *range(50, 59)))
"""Those of them that depend on the language of the system."""

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | [_*]. | \\$
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式)
    | (?P<half>上午/下午|AM/PM|A/P)
    | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+|e+|a{3,4})
    | (?P<digit>[0\#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<at>@)
    | (?P<semicolon>;)
    | (?P<literal>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)$")
_TESTS = {
    "<": Decimal.__lt__, "<=": Decimal.__le__, ">": Decimal.__gt__, ">=": Decimal.__ge__,
    "=": Decimal.__eq__, "<>": Decimal.__ne__,
}  # fmt: skip

Token = tuple[str, str]
"""What a piece of a code is, and the piece."""


@dataclass(frozen=True, slots=True)
class Section:
    """One of the up to four parts of a code; `kind` is number, date, general or text."""

    kind: str
    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None


def show(value: str, code: str, date1904: bool = False) -> str:
    """The text of a stored number under a format code; what is no number stays as it is."""
    try:
        number = _DIGITS.create_decimal(value)
    except DecimalException:
        return value
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return value
    if code == "General":
        return general(number)
    section, shown, sign = _choose(sections(code), number)
    if section.kind == "date":
        return show_date(number, section.tokens, date1904) or general(number)
    if section.kind == "general":
        return sign + _general_with_literals(section.tokens, shown)
    return _number(section.tokens, shown, sign)


def show_text(value: str, code: str) -> str:
    """A text under a format code: only a section with @ adds to it."""
    if "@" not in code or code == "@":
        return value
    tokens = next((s.tokens for s in sections(code) if ("at", "@") in s.tokens), ())
    return "".join(value if kind == "at" else text for kind, text in tokens if kind in ("at", "literal"))


def general(number: Decimal) -> str:
    """The shortest plain writing of a number."""
    if number == 0:
        return "0"
    if number.adjusted() > _LARGEST:
        return f"{number.normalize():E}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1024)
def sections(code: str) -> tuple[Section, ...]:
    """The sections of a format code."""
    parts: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "", match[match.lastgroup] if match.lastgroup else ""
        if kind == "semicolon":
            parts.append([])
        elif kind in ("quoted", "escaped", "literal"):
            parts[-1].append(("literal", text))
        elif kind:
            parts[-1].append((kind, text))
    return tuple(map(_section, parts))


def _section(tokens: list[Token]) -> Section:
    condition = None
    kept: list[Token] = []
    for kind, text in tokens:
        if kind != "bracket":
            kept.append((kind, text))
        elif match := _CONDITION.match(text):
            condition = (match[1], Decimal(match[2]))
        elif text.upper().startswith("$-F8"):
            return Section("date", sections('yyyy"年"m"月"d"日"')[0].tokens, condition)
        elif text.startswith("$"):
            kept.append(("literal", text[1:].partition("-")[0]))
        elif text.lower().strip("hms") == "" and text:
            kept.append(("elapsed", text.lower()))
    return Section(_kind(kept), tuple(kept), condition)


def _kind(tokens: list[Token]) -> str:
    kinds = {kind for kind, _ in tokens}
    if kinds & {"date", "elapsed", "half"} and "exponent" not in kinds:
        return "date"
    fraction = ("literal", "/") in tokens and "digit" in kinds
    return "general" if kinds & {"general", "at", "exponent"} or fraction else "number"


def _choose(parts: tuple[Section, ...], number: Decimal) -> tuple[Section, Decimal, str]:
    """The section for a number, the number to show in it, and the sign to set before it."""
    if any(part.condition for part in parts):
        for part in parts:
            if part.condition is None or _TESTS[part.condition[0]](number, part.condition[1]):
                return part, abs(number), "-" if number < 0 else ""
        return parts[-1], abs(number), "-" if number < 0 else ""
    numeric = parts[:3]
    if number < 0 and len(numeric) > 1:
        return numeric[1], -number, ""
    if number == 0 and len(numeric) > 2:
        return numeric[2], number, ""
    return numeric[0], abs(number), "-" if number < 0 else ""


def _general_with_literals(tokens: tuple[Token, ...], number: Decimal) -> str:
    """General, text, fractions and powers of ten: the plain number among the section's literals."""
    before = [text for kind, text in tokens if kind == "literal" and text != "/"]
    if any(kind in ("exponent", "digit") for kind, _ in tokens):
        return general(number)
    at = next(i for i, (kind, _) in enumerate(tokens) if kind in ("general", "at"))
    lead = "".join(text for kind, text in tokens[:at] if kind == "literal")
    return lead + general(number) + "".join(before)[len(lead) :]


def _number(tokens: tuple[Token, ...], number: Decimal, sign: str) -> str:
    point = next((i for i, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    whole, rest = list(tokens[:point]), tokens[point + 1 :]
    decimals = min(sum(kind == "digit" for kind, _ in rest), 30)
    percents = sum(kind == "percent" for kind, _ in tokens)
    scale = 2 * percents - 3 * (_trailing_commas(whole) + _trailing_commas(list(rest)))
    rounded = _WIDE.quantize(number.scaleb(scale), Decimal(1).scaleb(-decimals))
    digits, _, fraction = f"{rounded:f}".partition(".")
    shown = _whole(whole, digits.lstrip("0"), grouped=_grouped(whole))
    tail = _fraction(rest, fraction)
    if tail[:1].isdecimal():
        shown = f"{shown if shown[-1:].isdecimal() else shown + '0'}.{tail}"
    else:
        shown += tail
    return (sign if rounded else "") + shown


def _trailing_commas(tokens: list[Token]) -> int:
    """Commas after the last digit place: each divides by a thousand."""
    last = max((i for i, (kind, _) in enumerate(tokens) if kind == "digit"), default=len(tokens))
    count = 0
    for kind, _ in tokens[last + 1 :]:
        if kind != "comma":
            break
        count += 1
    return count


def _grouped(tokens: list[Token]) -> bool:
    places = [i for i, (kind, _) in enumerate(tokens) if kind == "digit"]
    return bool(places) and any(kind == "comma" for kind, _ in tokens[places[0] : places[-1]])


def _whole(tokens: list[Token], digits: str, *, grouped: bool) -> str:
    """Digits fill the places from the right, the left-most place takes all that are left."""
    first = next((i for i, (kind, _) in enumerate(tokens) if kind == "digit"), None)
    pieces: list[str] = []
    placed = 0
    for index in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[index]
        if kind in ("literal", "percent"):
            pieces.append(text)
        elif kind == "digit":
            take = digits if index == first else digits[-1:]
            digits = digits[: len(digits) - len(take)]
            for digit in reversed(take or ("0" if text == "0" else "")):
                if grouped and placed and placed % 3 == 0:
                    pieces.append(",")
                pieces.append(digit)
                placed += 1
    return "".join(reversed(pieces))


def _fraction(tokens: tuple[Token, ...], digits: str) -> str:
    """Digits after the point; places written # or ? drop trailing zeros."""
    pieces: list[str] = []
    at = 0
    for kind, text in tokens:
        if kind in ("literal", "percent"):
            pieces.append(text)
        elif kind == "digit":
            if text == "0" or digits[at:].strip("0"):
                pieces.append(digits[at : at + 1])
            at += 1
    return "".join(pieces)
