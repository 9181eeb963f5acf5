"""Which way is better: by the sign, else by the name."""

from __future__ import annotations

from functools import lru_cache

from audit.forms.lexicon import Lexicon
from audit.forms.numerals import normal
from audit.forms.values import Parsed

_BY_SIGN = {"<=": "less", "<": "less", ">=": "more", ">": "more", "±": "equal"}
_MOST_NAMES = 20_000


def natural_direction(
    name: str | None, level2_kind: str | None, target: Parsed, lexicon: Lexicon
) -> str | None:
    """Which way is better by the name alone; None where it does not tell."""
    unit = target.quantity.unit if target.quantity else None
    money = unit is not None and unit.dimension == "元"
    if level2_kind == "数量" and money:
        return None
    if (money or (unit and unit.per and not unit.dimension)) and level2_kind in {"成本", "经济成本"}:
        return "less"
    said = _said(normal(name), lexicon)
    aim = target.quantity
    if aim and aim.value == 0 and not aim.change and level2_kind != "数量":
        # Nobody aims at none of what is better in numbers: 重复参保人数 0人.
        return "less"
    if unit and unit.dimension == "比":
        # Teachers to pupils, input to output: the figure alone does not say which way is better.
        return None
    if said is None and level2_kind in {"数量", "服务对象满意度"} and target.kind == "quantity":
        return "more"
    return said


def direction(
    natural: str | None, name: str | None, target: Parsed, sign: str | None, lexicon: Lexicon
) -> str | None:
    """Which way is better: the sign says it first, then the name."""
    found = target.quantity
    if found and found.op in _BY_SIGN:
        return _BY_SIGN[found.op]
    if normal(sign) in lexicon.words("signs", "forward"):
        return "more"
    if normal(sign) in lexicon.words("signs", "backward"):
        return "less"
    if found and found.op == "=":
        return natural or "equal"
    if found and found.change:
        # 下降10% as a target: the larger the fall, the better.
        return "more"
    share = found is not None and found.unit is not None and found.unit.dimension == "比率"
    return natural or ("more" if share and not lexicon.bad.search(normal(name)) else None)


@lru_cache(maxsize=_MOST_NAMES)
def _said(name: str, lexicon: Lexicon) -> str | None:
    """The direction of the word nearest to the end of a name, of the longest one there."""
    bare = name[: name.rindex("(")] if name.endswith(")") and name.rfind("(") > 0 else name
    best = (0, 0, "")
    for word, better in lexicon.directions:
        place = bare.rfind(word)
        end = place + len(word)
        if place >= 0 and (len(word) > 1 or end == len(bare)):
            best = max(best, (end, len(word), better))
    start, end = best[0] - best[1], best[0]
    around = f"{bare[:start]}□{bare[end:]}"
    # 减轻负担 may be told by how much is lighter or by what is left; how long a thing takes may not.
    if best[2] == "less" and "时" not in bare[start:end] and lexicon.lessening.search(around):
        return None
    return best[2] or None
