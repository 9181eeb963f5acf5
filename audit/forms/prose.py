"""Facts of running text: what the goals number and count, and how the whole form is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from audit.forms.amounts import six
from audit.forms.figures import figures
from audit.forms.lexicon import Lexicon
from audit.forms.numerals import normal
from audit.model.form import Reading, Row

GOALS = ("goal_expected", "goal_actual")

_CHINESE = "一二三四五六七八九十"
_NUMBERED = re.compile(
    rf"(?:目标|任务)(?:(\d{{1,2}})(?![\d.%项个条次人元万亿大类])|([{_CHINESE}])(?=[:：、.．,，]))"
)
_NO_FIGURE = re.compile(
    r"《[^》]*》|[〔\[(](?:19|20)\d\d[〕\])]\d*号?|(?:目标|指标|任务)\d+(?=[:：、.．,，\D])|"
    r"(?:19|20)\d\d(?:[-—~至](?:19|20)?\d\d)?(?:年|届)度?|(?:\d{1,2}月)(?:\d{1,2}日)?|第\d+|\d+月?日|"
    r"\d+字(?:以内)?|\(\d{1,2}\)|(?<![\d.])\d{1,2}[、.](?!\d)|[A-Za-z]+[-\d]*"
)
_FIGURE = re.compile(r"\d+(?:[,.]\d+)*")

_SENTENCE = re.compile(r"[。！!](?!其中)|(?=目标\d)")
_PARTS = re.compile(r"其中|包括|分别(?:为|是)")
_NO_PART = re.compile(
    r"比|较|同比|增|减|上年|去年|结余|结转|剩余|节约|节省|占|每|人均|标准|不超|不高|不低|不少|以上|以下|以内|左右|约|余|等(?:$|[^级])|[%‰]"
)
"""What makes a figure something else than one part of the whole before it, or a list that is not whole."""
_REACH = 40
_MOST = 3_000
"""A goal or a cell is looked at so far: no clerk writes more, and patterns stay quick."""

_MOBILE = re.compile(r"(?<![\dA-Za-z])1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"
)
_HAN = r"[\u4e00-\u9fff]"
_NARROW = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（"}
_GAP = re.compile(rf"(?<={_HAN})[ \u3000\u00a0]+(?={_HAN}{{2}})|(?<=[≥≤<>=])[ \u3000]+(?=\d)")


def prose_columns(reading: Reading, lexicon: Lexicon) -> Row:
    """The columns of a form that say how its texts are written."""
    texts = [text[:_MOST] for text in _texts(reading)]
    cells = [text[:_MOST] for text in _cells(reading)]
    row: Row = {
        "has_goal_actual": ("forms", 1, "goal_actual") in reading.cells,
        "mobile_numbers": sum(len(_MOBILE.findall(text)) for text in cells),
        "identity_numbers": sum(len(_IDENTITY.findall(text)) for text in cells),
        "narrow_marks": _narrow_marks(texts),
        "spaced_terms": sum(1 for text in cells if _GAP.search(text)),
    }
    numbers = {goal: goal_numbers(reading.head.get(goal)) for goal in GOALS}
    for goal in GOALS:
        row[f"{goal}_numbers"] = "、".join(map(str, numbers[goal])) or None
        row[f"{goal}_figures"] = count_figures(reading.head.get(goal))
    extra = [number for number in numbers["goal_actual"] if number not in numbers["goal_expected"]]
    row["goal_numbers_beyond"] = "、".join(f"目标{number}" for number in extra) or None
    return row | _whole_and_parts(reading, lexicon)


def goal_numbers(text: str | None) -> list[int]:
    """The numbers N of 目标N in a text, in order, each once."""
    found = (int(m[1]) if m[1] else _CHINESE.index(m[2]) + 1 for m in _NUMBERED.finditer(_begin(text)))
    return list(dict.fromkeys(found))


def count_figures(text: str | None) -> int:
    """How many figures a text states; years, dates, numbering and titles of documents are none."""
    bare = _NO_FIGURE.sub("□", _begin(text))
    return len(_FIGURE.findall(bare)) + bare.count("百分之")


def _begin(text: str | None) -> str:
    return normal((text or "")[:_MOST])


# ---- a whole and its parts


class _Sum(NamedTuple):
    """A figure that a text states, and the figures of the parts that it lists behind it."""

    whole: Row
    parts: list[Row]

    @property
    def off(self) -> Decimal:
        """How far the parts are from the whole."""
        return abs(_base(self.whole) - self.total)

    @property
    def scale(self) -> Decimal:
        """What one of the whole's unit is in the base unit."""
        number = self.whole["number"]
        return _base(self.whole) / number if isinstance(number, Decimal) and number else Decimal(1)

    @property
    def total(self) -> Decimal:
        """The sum of the parts."""
        return sum(map(_base, self.parts), Decimal(0))

    @property
    def tolerance(self) -> Decimal:
        """Half of the last digit shown; parts that are all coarser than the whole may each be rounded."""
        whole, steps = _step(self.whole), [_step(part) for part in self.parts]
        return whole / 2 if min(steps) <= whole else max(steps) / 2 * len(steps)


def _whole_and_parts(reading: Reading, lexicon: Lexicon) -> Row:
    """The whole in the goals whose parts fit it least."""
    sums = [
        (goal, found)
        for goal in GOALS
        for sentence in _SENTENCE.split(_begin(reading.head.get(goal)))
        if (found := _sum(sentence, lexicon))
    ]
    names = ("field", "", "value", "parts", "parts_value", "unit", "tolerance")
    if not sums:
        return {f"goal_sum_{name}".rstrip("_"): None for name in names}
    goal, found = max(sums, key=lambda pair: pair[1].off)
    return {
        "goal_sum_field": goal,
        "goal_sum": _written(found.whole),
        "goal_sum_value": found.whole["number"],
        "goal_sum_parts": "+".join(map(_written, found.parts)),
        "goal_sum_parts_value": six(found.total / found.scale),
        "goal_sum_unit": found.whole["unit"],
        "goal_sum_tolerance": six(found.tolerance / found.scale),
    }


def _sum(sentence: str, lexicon: Lexicon) -> _Sum | None:
    """`共350万元，其中A 200万元、B 150万元`; only a list of at least two parts in one unit is one."""
    markers = list(_PARTS.finditer(sentence))
    if len(markers) != 1:
        return None
    before = figures("", sentence[: markers[0].start()], lexicon)
    listed = _items(sentence[markers[0].end() :], before[-1], lexicon) if before else []
    known = len(listed) > 1 and all(row["base"] is not None for row in (before[-1], *listed))
    return _Sum(before[-1], listed) if known else None


def _items(text: str, whole: Row, lexicon: Lexicon) -> list[Row]:
    """The parts that a text lists, one a clause; none when a clause is something else than a part."""
    found: list[Row] = []
    for item in re.split("[;；]" if re.search("[;；]", text) else "[,，、]", text):
        stated = figures("", item, lexicon)
        own = [row for row in stated if _measure(row) == _measure(whole)]
        if not stated and not _NO_PART.search(item):
            continue
        if len(own) != 1 or len(item) > _REACH or _NO_PART.search(item):
            return []
        found += own
    return found


def _base(row: Row) -> Decimal:
    base = row["base"]
    assert isinstance(base, Decimal)
    return base


def _step(row: Row) -> Decimal:
    """The unit of the last digit shown, in the base unit."""
    number = row["number"]
    assert isinstance(number, Decimal)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    shown = Decimal(1).scaleb(min(exponent, 0))
    return shown * _base(row) / number if number else shown


def _measure(row: Row) -> str:
    return str(row["unit"]).lstrip("十百千万亿")


def _written(row: Row) -> str:
    number = f"{row['number']:f}"
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number}{row['unit']}"


# ---- the whole form


def _texts(reading: Reading) -> Iterable[str]:
    """What people wrote, not what the form prints."""
    rows = [reading.head, *reading.funds, *reading.indicators]
    names = ("goal_expected", "goal_actual", "reason", "remarks", "name", "target", "actual")
    yield from (text for row in rows for name in names if (text := row.get(name)))
    yield from (text for row in reading.fields if (text := row.get("value")))


def _cells(reading: Reading) -> Iterable[str]:
    """Every cell of the form as it stands in the file."""
    for fragment in reading.fragments:
        yield from (c.text for c in fragment.grid.cells if fragment.first_row <= c.row <= fragment.last_row)


def _narrow_marks(texts: Iterable[str]) -> int:
    """How many half-width marks stand in Chinese text where the form has the full-width one too."""
    whole = "\n".join(texts)
    count = 0
    for narrow, wide in _NARROW.items():
        found = re.findall(rf"(?<={_HAN}){re.escape(narrow)}(?={_HAN})", whole)
        count += len(found) if wide in whole else 0
    return count
