"""The two charts of the report as figures for a template: bars, and stated against recomputed scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from math import sqrt

from audit.writers.pages import SEVERITIES, ProjectRow, RuleRow

BAR_WIDTH, BAR_HEIGHT = 400, 22
SIDE = 320
"""The length of an axis, in units of the drawing."""

_SMALLEST, _LARGEST = 5, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A family of rules: its parts by severity as (severity, count, start, width)."""

    family: str
    total: int
    parts: tuple[tuple[str, int, float, float], ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """Forms of one stated and one recomputed score, to the nearest point."""

    x: float
    y: float
    radius: float
    stated: str
    recomputed: str
    forms: int
    equal: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """The forms whose total could be worked out; `ticks` as (score, place)."""

    forms: int
    equal: int
    widest: str
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[int, float], ...]


def bars(rows: Iterable[RuleRow]) -> tuple[Bar, ...]:
    """The findings by family, most first."""
    counted: dict[str, Counter[str]] = {}
    for row in rows:
        if row.findings:
            counted.setdefault(row.rule.family, Counter())[row.rule.severity.value] += row.findings
    longest = max((of.total() for of in counted.values()), default=1)
    made = [Bar(family, of.total(), tuple(_parts(of, longest))) for family, of in counted.items()]
    return tuple(sorted(made, key=lambda bar: (-bar.total, bar.family)))


def _parts(of: Counter[str], longest: int) -> Iterable[tuple[str, int, float, float]]:
    start = 0.0
    for name in SEVERITIES:
        width = round(of[name] * BAR_WIDTH / longest, 1)
        if of[name]:
            yield name, of[name], round(start, 1), max(width, 1.0)
        start += width


def scores(rows: Sequence[ProjectRow]) -> Scores | None:
    """Stated against recomputed total scores, None where no form has both."""
    pairs = [(r.stated, r.recomputed) for r in rows if r.stated is not None and r.recomputed is not None]
    if not pairs:
        return None
    low = _round(min(map(min, pairs)) / 10, ROUND_FLOOR) * 10
    high = max(_round(max(map(max, pairs)) / 10, ROUND_CEILING) * 10, low + 10)

    def place(score: int) -> float:
        return round((score - low) * SIDE / (high - low), 1)

    binned: dict[tuple[int, int, bool], list[tuple[Decimal, Decimal]]] = {}
    for pair in pairs:
        key = (_round(pair[0], ROUND_HALF_UP), _round(pair[1], ROUND_HALF_UP), pair[0] == pair[1])
        binned.setdefault(key, []).append(pair)
    most = max(map(len, binned.values()))
    dots = tuple(
        Dot(
            place(recomputed),
            round(SIDE - place(stated), 1),
            round(_SMALLEST + (_LARGEST - _SMALLEST) * sqrt((len(of) - 1) / most), 1),
            _span(pair[0] for pair in of),
            _span(pair[1] for pair in of),
            len(of),
            equal,
        )
        for (stated, recomputed, equal), of in sorted(
            binned.items(), key=lambda item: (-len(item[1]), item[0])
        )
    )
    step = max(10, (high - low) // 50 * 10)
    ticks = tuple((score, place(score)) for score in range(low, high + 1, step))
    widest = max(abs(stated - recomputed) for stated, recomputed in pairs)
    return Scores(len(pairs), sum(a == b for a, b in pairs), f"{widest.normalize():f}", dots, ticks)


def _round(number: Decimal, how: str) -> int:
    return int(number.to_integral_value(how))


def _span(numbers: Iterable[Decimal]) -> str:
    """One figure, or the lowest and the highest of several."""
    known = sorted(set(numbers))
    ends = known if len(known) < 2 else (known[0], known[-1])
    return "–".join(f"{number.normalize():f}" for number in ends)
