"""What the goals say of an indicator in other words: 13宗水库除险加固工程完工 for 完成除险加固水库数量."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from audit.forms.figures import figures
from audit.forms.lexicon import Lexicon
from audit.model.form import Row

_NOT_THIS = re.compile(
    r"每|均|较|比|增|减|提高|上升|下降|降低|上年|去年|[一二两三四五\d]年[内间期]|十[三四五]五|规划|共有|现有|拥有|辖|往年|历年|累计|以来|力争|剩余|其中|不足|未|尚|待|占|"
    r"余|多|左右|以上|以下|以内|近|约|超|不低于|不少于|至少|之一|[一-鿿]分之|[≥≤>%‰~～-]"
)
"""What makes a figure a share, a change, a round number or one of another time."""
_JOINED = re.compile(r"^[^\d]*[和及与并、/][^\d]*\d|\d[^\d]*[和及与、/]")
"""Several objects that share a figure."""
_SAME, _OTHER = Decimal("0.75"), Decimal("0.5")
"""The share of a name's words that a clause holds if it speaks of it; what those of another may share."""
_LEFT = Decimal("0.6")
"""The share that a sentence holds if all other figures of that unit have their indicators."""
_ITEM = re.compile(r"(\d[^\d,，、;；。]{1,4})、")
"""What is listed one by one: 灭火装置10套、控制设备160个."""
_DIGIT = re.compile(r"\d")
_AND = re.compile("[、和及与]")
_PLAIN = re.compile(
    "建设|发放|办理|开展|实施|购置|采购|举办|完成|安装|栽植|种植|配备|组织|补助|资助|提供|管护|聘用|进行"
)
"""What is done with an object, however it is called."""
_TELLING = re.compile(
    "新建|改建|扩建|新增|改造|维修|修复|修缮|维护|养护|更新|培训|巡查|检查|监测|检测|治理|整治|清理|拆除"
)
"""What is done with it and tells it from others."""
_SOME, _COMMON = Decimal("0.3"), frozenset("个次项件处人场家")
"""The share that is enough where a text states nothing else of an uncommon unit."""
_WORDS, _SHORT, _EXTRA, _REACH, _SENTENCE = 2, 4, 8, 60, 400


class Told(NamedTuple):
    """A clause of a goal and the one figure in it."""

    clause: str
    figure: Row


class _Asked(NamedTuple):
    """An indicator: the words of its name, whether they name several things, unit, base value and aim."""

    name: str
    words: frozenset[str]
    joined: bool
    unit: str
    value: Decimal | None
    aim: Decimal | None

    @property
    def acts(self) -> frozenset[str]:
        """What may be done with it: anything where the name does not say."""
        said = frozenset(_TELLING.findall("|".join(self.words)))
        return said or frozenset(_TELLING.pattern.split("|"))


def retold(
    text: str, rows: Sequence[Row], cores: Sequence[str], side: str, lexicon: Lexicon
) -> dict[int, Told]:
    """The clause that states another figure for an indicator, by the indicator's place.

    A figure of the text that is the indicator's own settles that the text agrees with it.
    """
    text = _ITEM.sub(r"\1,", text)
    asked = [_asked(row, core, side) for row, core in zip(rows, cores, strict=True)]
    sentences = [_clauses(sentence, lexicon) for sentence in re.split(r"[。;；]", text)]
    found: dict[int, Told] = {}
    for at, one in enumerate(asked):
        if one.value is None or not one.unit or len(one.words) < _WORDS:
            continue
        told = [clause for clauses in sentences for clause in clauses if clause.figure["unit"] == one.unit]
        others = [other for place, other in enumerate(asked) if place != at]
        same = [clause for clause in told if _speaks(one, others, clause)] or _left(one, others, told, text)
        same = same or _as_aimed(one, others, told, text)
        if len(same) == 1 and not _agrees(one, _sentence(text, same[0].clause), told, lexicon):
            found[at] = same[0]
    return found


def tells(text: str, row: Row, side: str, lexicon: Lexicon) -> bool:
    """Whether a text states the very figure of an indicator anywhere."""
    unit = bare_unit(row[f"{side}_unit"])
    return any(
        (bare_unit(one["unit"]), one["base"]) == (unit, row[f"{side}_base"])
        for one in figures("", text, lexicon)
    )


def bare_unit(unit: object) -> str:
    """A unit without 万 and the like; people are people."""
    bare = str(unit or "").lstrip("十百千万亿")
    return "人" if bare in {"名", "位"} else bare


def _asked(row: Row, core: str, side: str) -> _Asked:
    base = row[f"{side}_base"]
    value = base if isinstance(base, Decimal) and not row[f"{side}_is_range"] else None
    unit, target = bare_unit(row[f"{side}_unit"]), row["target_base"]
    aim = target if side == "actual" and isinstance(target, Decimal) else None
    bare = _AND.sub("", core)
    return _Asked(core, _words(bare), bare != core, "" if unit == "%" else unit, value, aim)


def _clauses(sentence: str, lexicon: Lexicon) -> list[Told]:
    """The clauses of a sentence that state just one figure of its unit, unit without 万 and the like."""
    if len(sentence) > _SENTENCE:
        return []
    return [told for clause in re.split(r"[,，]", sentence) for told in _figures(clause, lexicon)]


def _figures(clause: str, lexicon: Lexicon) -> Iterator[Told]:
    if len(clause) > _REACH or _NOT_THIS.search(clause):
        return
    stated = [row | {"unit": bare_unit(row["unit"])} for row in figures("", clause, lexicon)]
    units = [row["unit"] for row in stated]
    yield from (Told(clause, row) for row in stated if units.count(row["unit"]) == 1)


def _speaks(one: _Asked, others: Sequence[_Asked], told: Told) -> bool:
    """Whether a clause speaks of an indicator and of no other."""
    if not _counts(one, told) or (_share(one, told.clause) < _SAME and not _shorter(one, told)):
        return False
    return all(_share(other, told.clause) <= _OTHER for other in others if other.words != one.words)


def _shorter(one: _Asked, told: Told) -> bool:
    """Whether the words before the figure are the name with some left out: 受益人口 for 受益农村人口."""
    before = _DIGIT.split(told.clause, maxsplit=1)[0]
    whole = one.name if one.name.endswith(one.unit) else one.name + one.unit
    marks, ends = iter(whole), {one.name[-2:], whole[-2:]}
    return len(before) >= _SHORT and before[-2:] in ends and all(mark in marks for mark in before)


def _left(one: _Asked, others: Sequence[_Asked], told: Sequence[Told], text: str) -> list[Told]:
    """The one figure of a unit without its indicator, where this is the one indicator without its figure."""
    stated = {clause.figure["base"] for clause in told}
    wanted = [other for other in others if other.unit == one.unit]
    if not wanted or any(other.value not in stated for other in wanted):
        return []
    values = {other.value for other in wanted}
    left = [clause for clause in told if clause.figure["base"] not in values]
    if len(left) != 1 or not _counts(one, left[0]):
        return []
    return left if _share(one, _sentence(text, left[0].clause)) >= _LEFT else []


def _as_aimed(one: _Asked, others: Sequence[_Asked], told: Sequence[Told], text: str) -> list[Told]:
    """The one figure of a unit in a result, where it is what the only indicator of that unit aimed at."""
    alone = one.unit not in _COMMON and all(other.unit != one.unit for other in others)
    behind = one.aim is not None and one.value is not None and one.value < one.aim
    stated = {clause.figure["base"] for clause in told}
    return [*told][:1] if alone and behind and stated == {one.aim} and _share(one, text) >= _SOME else []


def _agrees(one: _Asked, sentence: str, told: Sequence[Told], lexicon: Lexicon) -> bool:
    """Whether the text states the indicator's figure: in that sentence, as its sum, or by name."""
    rows = (row for row in figures("", sentence, lexicon) if bare_unit(row["unit"]) == one.unit)
    values = [row["base"] for row in rows if isinstance(row["base"], Decimal)]
    by_name = [clause.figure["base"] for clause in told if _share(one, clause.clause) >= _OTHER]
    return one.value in {*values, *by_name, sum(values, Decimal(0))}


def _counts(one: _Asked, told: Told) -> bool:
    """Whether the word right before a figure or close behind its unit is one of the indicator's."""
    unit = "[人名位]" if one.unit == "人" else re.escape(one.unit)
    figure = re.search(rf"\d[\d,.]*[十百千万亿]*{unit}", told.clause)
    if figure is None or (not one.joined and _JOINED.search(told.clause)):
        return False
    before, behind = told.clause[: figure.start()], told.clause[figure.end() :]
    if len(before) > len(one.name) + _EXTRA or not one.acts >= {*_TELLING.findall(before)}:
        return False
    close = {before[-2:], before.removesuffix(one.unit)[-2:], behind[:2], behind[1:3], behind[2:4]}
    return bool(close & one.words)


def _sentence(text: str, clause: str) -> str:
    return next(sentence for sentence in re.split(r"[。;；]", text) if clause in sentence)


def _share(one: _Asked, text: str) -> Decimal:
    """The share of an indicator's words that stand in a text."""
    bare = _AND.sub("", text)
    return Decimal(sum(word in bare for word in one.words)) / len(one.words) if one.words else Decimal(0)


def _words(core: str) -> frozenset[str]:
    """Every two characters in a row of a name, and the acts that tell it from others."""
    pieces = _TELLING.split(_PLAIN.sub("|", core))
    runs = [run for piece in pieces for run in piece.split("|")]
    pairs = (run[at : at + 2] for run in runs for at in range(len(run) - 1))
    return frozenset([*pairs, *_TELLING.findall(core)])
