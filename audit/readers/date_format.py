"""Show a serial day number the way its cell shows it: date and time format codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

_DAY = 86_400_000
_LAST_SERIAL = 2_958_466
_WEEKDAYS = "一二三四五六日"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def show_date(serial: Decimal, tokens: tuple[tuple[str, str], ...], date1904: bool) -> str | None:
    """The text of a date or time, None where the number is no date."""
    if not 0 <= serial < _LAST_SERIAL:
        return None
    milliseconds = int((serial * _DAY).quantize(Decimal(1), ROUND_HALF_UP))
    if not any(kind == "digit" for kind, _ in tokens):
        milliseconds = (milliseconds + 500) // 1000 * 1000
    try:
        moment = _epoch(serial, date1904) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
    half = any(kind == "half" for kind, _ in tokens)
    pieces: list[str] = []
    decimals = f"{milliseconds % 1000:03d}"
    for index, (kind, text) in enumerate(tokens):
        if kind == "date":
            pieces.append(_part(moment, _meaning(tokens, index), half))
        elif kind == "elapsed":
            pieces.append(_elapsed(milliseconds, text))
        elif kind == "half":
            pieces.append(_half(moment, text))
        elif kind == "digit":
            pieces.append(decimals[:1])
            decimals = decimals[1:]
        else:
            pieces.append(text)
    return "".join(pieces)


def _epoch(serial: Decimal, date1904: bool) -> datetime:
    """Day 0; the 1900 calendar counts a 29 February 1900 that never was."""
    if date1904:
        return datetime(1904, 1, 1, tzinfo=UTC)
    return datetime(1899, 12, 30 if serial >= 60 else 31, tzinfo=UTC)


def _meaning(tokens: tuple[tuple[str, str], ...], index: int) -> str:
    """The token in lower case; an m beside hours or seconds is written M, for minutes."""
    token = tokens[index][1].lower()
    if token[0] != "m" or len(token) > 2:
        return token
    clock = [i for i, (kind, _) in enumerate(tokens) if kind in ("date", "elapsed")]
    at = clock.index(index)
    before = tokens[clock[at - 1]][1].lower() if at else ""
    after = tokens[clock[at + 1]][1].lower() if at + 1 < len(clock) else ""
    return token.upper() if before.startswith("h") or after.startswith("s") else token


def _part(moment: datetime, token: str, half: bool) -> str:
    kind, width = token[0], len(token)
    if kind == "y":
        return f"{moment.year % 100:02d}" if width <= 2 else f"{moment.year}"
    if kind == "e":
        return f"{moment.year}"
    if kind == "a":
        return ("星期" if width == 4 else "") + _WEEKDAYS[moment.weekday()]
    if kind in "md" and width > 2:
        name = _MONTHS[moment.month - 1] if kind == "m" else _DAYS[moment.weekday()]
        return {3: name[:3], 5: name[:1]}.get(width, name)
    hour = (moment.hour - 1) % 12 + 1 if half else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "M": moment.minute, "s": moment.second}[kind]
    return f"{number:0{min(width, 2)}d}"


def _elapsed(milliseconds: int, text: str) -> str:
    seconds = milliseconds // 1000
    return f"{seconds // {'h': 3600, 'm': 60, 's': 1}[text[0]]:0{len(text)}d}"


def _half(moment: datetime, text: str) -> str:
    first, _, second = text.partition("/")
    return second if moment.hour >= 12 else first
