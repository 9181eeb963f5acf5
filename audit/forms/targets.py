"""The parsed columns of an indicator row: what its target and actual mean, side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from audit.forms.amounts import YUAN, six
from audit.forms.attainment import UNSURE, Pair, as_share, attained, completion
from audit.forms.columns import Texts
from audit.forms.direction import direction, natural_direction
from audit.forms.lexicon import Lexicon, Unit
from audit.forms.numerals import normal
from audit.forms.quantity import quantity
from audit.forms.values import Parsed, base, parse, with_sign, with_unit
from audit.model.form import Row

_BRACKETS = re.compile(r"\(([^()]*)\)")
_NUMBERED = re.compile(r"[★☆*▲]*(?:其中[:：]?)?(?:指标\d*[:：、.．]?)?[★☆*▲]*")
_PROMPT = re.compile(r"\((?P<sign>[≥≧⩾≤≦⩽><=]{0,2})[*×＊xX_]{0,4}(?P<unit>[^()\d*×＊xX_]{0,12})\)$")
_ADJUSTED = re.compile(r"\d.*调整(?:后为|后|为|至)[:：]?([^()]*\d[^()]*)\)?$")
_MONTH_AND_DAY = re.compile(r"(0?[1-9]|1[0-2])[./](0?[1-9]|[12]\d|3[01])")
_RATIO = Unit("", Decimal(100), "比率")
_WAN, _THOUSAND, _WIDE = Decimal(10_000), Decimal(1_000), 5
_TIMES = {"月": 12, "季度": 4, "季": 4, "半年": 2}
"""How often in a year."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a form says of all its values: the unit of money and the year."""

    money_unit: str | None
    year: int | None


def value_columns(pair: Pair, setting: Setting, lexicon: Lexicon) -> Row:
    """Every parsed column of an indicator row."""
    return {
        **_side("target", pair.target, setting),
        **_side("actual", pair.actual, setting),
        "actual_has_sign": pair.actual.has_sign,
        "actual_approximate": bool(pair.actual.quantity and pair.actual.quantity.approximate),
        "direction": pair.direction,
        "natural_direction": pair.natural,
        "completion": completion(pair, lexicon),
        "attained": attained(pair, lexicon),
    }


def is_named(name: str | None, lexicon: Lexicon) -> bool:
    """Whether an indicator has a name of its own, not only 指标2: or 无."""
    rest = _NUMBERED.sub("", normal(name), count=1).strip("-—–―_/\\、。.…·*×:;,!?()[] ")
    return bool(rest) and rest not in lexicon.none


def pair_of(texts: Texts, level2_kind: str | None, setting: Setting, lexicon: Lexicon) -> Pair:
    """What the target and the actual of a row mean, joined with its columns of signs and units."""
    name, (sign, unit) = texts.get("name"), _asked(texts, lexicon)
    column = unit_named(unit, lexicon)
    bracket = _unit_in(name, lexicon)
    target = parse(_adjusted(texts.get("target")), lexicon, dotted=column is None)
    target = with_unit(with_sign(target, sign, lexicon), column, bracket)
    actual = parse(_day(texts.get("actual"), target), lexicon, dotted=target.quantity is None)
    told = lexicon.share.search(normal(name)) is not None
    if as_share(target, actual):
        actual = _share(target, actual, column, told=told)
    natural = natural_direction(name, level2_kind, target, lexicon)
    if natural == "less" and target.quantity and actual.text in lexicon.zero:
        actual = parse("0", lexicon)
    aim = target.quantity.unit if target.quantity else None
    actual = with_unit(actual, _scaled(target, actual), aim, column, bracket)
    target, actual = _over_the_year(target, actual)
    target = _as_actual(target, actual, told=told)
    better = direction(natural, name, target, sign, lexicon)
    return Pair(target, actual, better, natural, setting.year)


def _asked(texts: Texts, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """The sign and the unit of a row: of its columns, else what its name asks for: 总投资(≤**万元)."""
    sign, unit = texts.get("sign"), texts.get("measure_unit")
    prompt = _PROMPT.search(normal(texts.get("name")))
    if prompt and prompt["sign"]:
        sign = sign or prompt["sign"]
        unit = unit or (prompt["unit"] if unit_named(prompt["unit"], lexicon) else None)
    return sign, unit


def _adjusted(target: str | None) -> str | None:
    """The target as it was adjusted, where the cell tells both: 12期（调整后8期）."""
    match = _ADJUSTED.search(normal(target))
    return match[1] if match else target


def _day(actual: str | None, target: Parsed) -> str | None:
    """12.31 against a date is the last day of the year."""
    match = _MONTH_AND_DAY.fullmatch(normal(actual)) if target.kind == "date" else None
    return f"{match[1]}月{match[2]}日" if match else actual


def _scaled(target: Parsed, actual: Parsed) -> Unit | None:
    """The unit of a bare actual that is as far from its target as their scales are: 1264000 for 126.4万元."""
    aim, got = target.quantity, actual.quantity
    if not (aim and got and aim.unit and aim.value and got.value and got.unit is None):
        return None
    scale, ratio = aim.unit.scale, got.value / aim.value
    if scale >= _THOUSAND and ratio * _WIDE >= scale:
        near = scale <= ratio * 2 <= scale * 4
        return Unit(aim.unit.dimension, Decimal(1), aim.unit.dimension, aim.unit.per) if near else UNSURE
    return UNSURE if 0 < ratio * _WAN * _WIDE <= _WIDE * 2 and aim.value >= _THOUSAND else None


def _over_the_year(target: Parsed, actual: Parsed) -> tuple[Parsed, Parsed]:
    """每季度1次 as 4次 where that shows the target reached; short of it, it may be part of a year."""
    aim, got = _yearly(target, actual), _yearly(actual, target)
    needed, done = (
        base(side.quantity, side.quantity.value) if side.quantity else None for side in (aim, got)
    )
    reached = needed is not None and done is not None and done >= needed
    return (aim, got) if reached else (target, actual)


def _yearly(one: Parsed, other: Parsed) -> Parsed:
    """A count a month or a quarter as that of the year, when the other one is the count of the year."""
    found, whole = one.quantity, other.quantity
    if not (found and whole and found.unit and found.value and whole.value) or found.unit.dimension == "元":
        return one
    times = _TIMES.get(found.unit.per)
    yearly = whole.unit is None or (whole.unit.per in {"", "年"} and whole.unit.dimension != "元")
    if times is None or not yearly:
        return one
    unit = replace(found.unit, scale=found.unit.scale * times, per="")
    return replace(one, quantity=replace(found, unit=unit))


def _share(target: Parsed, actual: Parsed, column: Unit | None, *, told: bool) -> Parsed:
    """0.98 against 98% is a ratio; where a column or only the name says percent it may be 0.98 %, or not."""
    bare = target.quantity is not None and target.quantity.unit is None
    if bare and not told:
        return actual
    percent = column is not None and column.dimension == "比率"
    return with_unit(actual, UNSURE if bare or percent else _RATIO)


def _as_actual(target: Parsed, actual: Parsed, *, told: bool) -> Parsed:
    """A bare target in the unit of its actual; the row still shows that the target names none."""
    aim, unit = target.quantity, actual.quantity.unit if actual.quantity else None
    if aim is None or unit is None or unit is UNSURE or not unit.dimension:
        return target
    share = unit.dimension == "比率"
    if share and (aim.unit or not told or not (aim.value and aim.value > 1)):
        return target
    implied = Unit(aim.unit.text if aim.unit else "", unit.scale, unit.dimension, unit.per)
    if aim.unit and unit.scale < aim.unit.scale:
        implied = replace(implied, scale=unit.scale * aim.unit.scale)
    return with_unit(target, implied) if aim.unit is None else _replaced(target, implied)


def _replaced(parsed: Parsed, unit: Unit) -> Parsed:
    """A figure that has only a multiplier for a unit, in a whole unit."""
    found = parsed.quantity
    if found is None or found.unit is None or found.unit.dimension:
        return parsed
    return replace(parsed, quantity=replace(found, unit=unit))


def target_shown(texts: Texts, lexicon: Lexicon) -> str | None:
    """The target as a person would write it: with its sign and its unit, each once."""
    target, sign, unit = texts.get("target") or "", *(text or "" for text in _asked(texts, lexicon))
    found = parse(target, lexicon).quantity
    if found:
        alone = found.op is None and found.high is None and normal(sign) in lexicon.signs
        bare = not found.unit or not found.unit.dimension
        target = f"{sign if alone else ''}{target}{unit if bare and unit_named(unit, lexicon) else ''}"
    return target or None


def _side(side: str, parsed: Parsed, setting: Setting) -> Row:
    found = parsed.quantity
    amount = base(found, found.value) if found else None
    unit = found.unit if found else None
    yuan = YUAN.get(setting.money_unit or "") if unit and unit.money else None
    money = amount / yuan if amount is not None and yuan else None
    return {
        f"{side}_kind": parsed.kind,
        f"{side}_op": parsed.op,
        f"{side}_value": found.value if found else None,
        f"{side}_unit": (unit.text or None) if unit else None,
        f"{side}_base": None if amount is None else six(amount),
        f"{side}_money": None if money is None else six(money),
        f"{side}_step": found.step if found else None,
        f"{side}_date": parsed.on(setting.year),
        f"{side}_is_range": parsed.is_range,
    }


def unit_named(text: str | None, lexicon: Lexicon) -> Unit | None:
    """The unit that a cell of the unit column names."""
    return _unit(normal(text), lexicon)


@lru_cache(maxsize=4_000)
def _unit(text: str, lexicon: Lexicon) -> Unit | None:
    if not text or len(text) > 12 or text in lexicon.none or text[0].isdigit():
        return None
    found = quantity(f"1{text}", lexicon)
    if found and found.unit and found.value == 1 and not found.op:
        return found.unit
    return Unit(text, Decimal(1), text) if text.isalpha() else None


@lru_cache(maxsize=20_000)
def _unit_in(name: str | None, lexicon: Lexicon) -> Unit | None:
    """The unit in the last brackets of a name: 服务外包（万美元）."""
    for text in reversed(_BRACKETS.findall(normal(name))):
        unit = _unit(text, lexicon)
        if unit and unit.dimension in lexicon.dimensions:
            return unit
    return None
