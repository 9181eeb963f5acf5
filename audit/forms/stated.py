"""What the goals say of an indicator in so many words: 造林1.2万亩 for the indicator 造林面积."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.forms.figures import figures
from audit.forms.lexicon import Lexicon
from audit.forms.numerals import normal
from audit.forms.retold import bare_unit, retold, tells
from audit.model.form import Reading, Row

_NUMBERED = re.compile(r"^[★☆*▲]*(?:其中[:：]?)?(?:指标\d*[:：、.．]?)?")
_MEASURE = re.compile(
    r"(?:总?数量|总数|人数|人次数?|个数|次数|场次数?|场数|户数|面积|长度|里程|件数|篇数|台数|套数|(?<=.{3})数)$"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_BEFORE = re.compile(r"(?:^|[,，、;；。:：!\d]|完成|实施|开展|实现|全年|年度|计划|新增|共|和|及)$")
_AT_ONCE = re.compile(
    r"(?:数量|人数|面积|长度|里程|总数|[约共达到为计:：]|达到|完成|不低于|不少于|至少|[≥≤=>]){0,3}(?=\d)"
)
_LOOSE = re.compile(r"余|多|左右|以下|以内|近|约|超|[≤<]")
_LEAST = re.compile(r"以上|不低于|不少于|至少|[≥>]")
_JOINED = re.compile(r"(?:^|[,，。;；:：])[^,，。;；:：\d]*[和及与并、/]$")
"""An object before this one that shares its figure: 新建和改造公路25公里."""
_MADE = re.compile(r"(?<=.{4})(?:铺装|铺设|安装|采购|购置|种植|栽植|硬化)$")
"""How the object of an indicator came to be; a goal may tell it elsewhere: 铺装步道3571平方米."""
_RATE = re.compile(r"..[率度]$")
"""A rate that a clause of its own may state without saying of what: 成活率达92%."""
_OPENING = re.compile(r"(?:完成|全年|年内|年度|共|已|计划|预计|实施|开展|继续)*")
_PLANNED = re.compile(r"[^,，。;；]*(?:(?<![按照])计划(?!任务|完成|内|目标|数)|[拟将]|预计)[^,，。;；]*")
"""A clause of a result that only tells what is planned."""
_ADJUSTED = re.compile(r"调整为|调减|调增|变更为|改为|核减|压减")
_LATER = re.compile(r"[到至]20\d\d年[^。;；]{0,12}$")
_DIGITS = re.compile(r"\d")
_SHORT, _SURE, _EXTRA = 2, 5, 4
_MOST, _CLAUSE = 3_000, 60


def fill_stated(rows: Sequence[Row], reading: Reading, lexicon: Lexicon) -> None:
    """Fill in, for every indicator, the figures that the two goals state for it."""
    cores = [_core(row) for row in rows]
    for side, goal in (("target", "goal_expected"), ("actual", "goal_actual")):
        # Targets that were adjusted during the year answer to the adjusted goal.
        told = reading.head.get("goal_adjusted") if side == "target" else None
        text = normal((told or reading.head.get(goal) or "")[:_MOST])
        text = _PLANNED.sub("", text) if side == "actual" else text
        others = retold(text, rows, cores, side, lexicon)
        for at, (row, core) in enumerate(zip(rows, cores, strict=True)):
            said, found = _told(text, core, cores, row[f"{side}_unit"], lexicon)
            said, found = (said, found) if said else others.get(at, (None, None))
            if said and _ADJUSTED.search(text) and tells(text, row, side, lexicon):
                said, found = None, None
            row[f"stated_{side}"] = said
            row[f"stated_{side}_base"] = found["base"] if found else None
            row[f"stated_{side}_loose"] = bool(said and _LOOSE.search(said))
            row[f"stated_{side}_least"] = bool(said and _LEAST.search(said))


def _told(
    text: str, core: str, cores: Sequence[str], unit: object, lexicon: Lexicon
) -> tuple[str, Row] | tuple[None, None]:
    """The clause that states a figure of an indicator, and that figure."""
    rate = _RATE.search(core)
    for word in dict.fromkeys((core, _MADE.sub("", core), rate[0] if rate else core)):
        if sum(word in other for other in cores) != 1:
            continue
        said = _said(text, word) if word in text else _loosely(text, word, cores)
        if said and (found := _figure(said, word, unit, lexicon)):
            return said, found
    return None, None


def _said(text: str, core: str) -> str | None:
    """The clause that begins with what an indicator measures, if there is just one such clause."""
    at = text.find(core)
    if len(core) < _SHORT or at < 0 or text.count(core) > 1:
        return None
    if _LATER.search(text[:at]) or _JOINED.search(text[:at]):
        return None
    if len(core) < _SURE and not _BEFORE.search(text[:at]):
        return None
    return re.split(r"[,，。;；、]", text[at:], maxsplit=1)[0][: len(core) + _CLAUSE]


def _loosely(text: str, core: str, cores: Sequence[str]) -> str | None:
    """The one clause that says the same with a few words more: 维护城区路灯3150盏 for 维护路灯盏数."""
    if len(core) < _SURE - 1:
        return None
    clauses = [clause for clause in re.split(r"[,，。;；、]", text) if _within(core, clause)]
    if len(clauses) != 1 or any(_within(other, clauses[0]) for other in cores if other != core):
        return None
    return clauses[0]


def _within(core: str, clause: str) -> bool:
    """Whether the words before the figure hold those of a name in their order, and end alike."""
    before = _OPENING.sub("", _subject(clause), count=1)
    if not core or not before.endswith(core[-2:]) or len(before) > len(core) + _EXTRA:
        return False
    if not before.startswith(core[:2]):
        return False
    marks = iter(before)
    return all(mark in marks for mark in core)


def _subject(clause: str) -> str:
    figure = _DIGITS.search(clause)
    return clause[: figure.start()] if figure else ""


def _figure(said: str, core: str, unit: object, lexicon: Lexicon) -> Row | None:
    """The one figure of a clause, where it follows at once and has the unit that is asked for."""
    gap = _AT_ONCE.match(said, len(core) if said.startswith(core) else len(_subject(said)))
    found = figures("", said[gap.end() :], lexicon) if gap else []
    return found[0] if len(found) == 1 and bare_unit(found[0]["unit"]) == bare_unit(unit) else None


def _core(row: Row) -> str:
    """The name of an indicator without what it is measured in."""
    name = row["name"] if isinstance(row["name"], str) else ""
    counted = re.escape(bare_unit(row["target_unit"]) or "?")
    bare = _BRACKETS.sub("", _NUMBERED.sub("", normal(name)))
    short = _OPENING.sub("", bare, count=1)
    bare = short if len(short) > _SURE else bare
    return re.sub(rf"(?<=.{{4}}){counted}$", "", _MEASURE.sub("", bare))
