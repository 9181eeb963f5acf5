"""What a form says of its own money outside the fund rows: rates of payment and arrival."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from audit.forms.amounts import quotient
from audit.forms.numerals import normal
from audit.model.form import Row

_WHOSE = "(?:项目|年度|全年|当年|本年|年初|部门|整体|专项|财政|补助|补贴|奖补|计划)*"
_BEFORE_DATE = r"(?:20\d\d年度?)?(?:\d{1,2}月)?(?:\d{1,2}[日号])?[底末]?(?:之前|以前|前)?(?:完成|全面|全部)*"
_MEASURES = {
    "执行": re.compile(
        rf"{_WHOSE}(?:预算|资金|经费)+(?:执行|支出|支付|完成|使用|拨付)+(?:进度|到位|完成)?(?:率|进度|比例|情况)|"
        rf"{_BEFORE_DATE}{_WHOSE}资金(?:支付|支出|执行)(?:完成|到位)?"
    ),
    "到位": re.compile(rf"{_WHOSE}(?:资金|经费)?(?:足额|实际)?到位率"),
    "结余": re.compile(rf"{_WHOSE}(?:资金)?(?:结转结余|结余结转|结转|结余)率"),
    "偏差": re.compile(rf"{_WHOSE}预算(?:编制|执行)?(?:准确率|偏差率|偏离率)"),
    "调整": re.compile(rf"{_WHOSE}预算调整率"),
}
"""What of the money an indicator measures, by its whole name."""
_GAP = re.compile(r"偏[差离]率|\(执行数-预算数\)")
"""What makes a rate of exactness one of how far off the spending is."""
_NAME = re.compile(r"^[★☆*▲]*(?:指标\d*[:：、.．]?)?|\(.*\)|\d+%$|达到?$|≥.*$")
_RATE = re.compile(
    rf"(?:^|[,，。;；:：]){_WHOSE}(?:预算|资金|经费)(?:执行|支出|支付|使用)率?(?:为|达到|达)?(\d+(?:\.\d+)?)%(?![以左多余])"
)
_ALL = re.compile(
    r"(?:^|[,，。;；:：])[^,，。;；:：未尚没]{0,14}(?:资金|预算|款项?|经费)(?:已|均)*(?:全部|全额|足额)(?:支付|支出|执行|使用)(?:完毕|完成|到位)?(?=$|[,，。;；])"
)
_NONE_OFF = re.compile(r"(?:不存在|没有|未出现|无)[^,，。;；]{0,8}偏离预算")
_MOST = 3_000


def fill_fund_claims(indicators: Sequence[Row], head: Row) -> None:
    """Say of every indicator that measures the money what the fund rows give for it, as a ratio."""
    spent = _spent(head)
    shares = {
        "执行": spent,
        "到位": _share(head["received"], head["planned"] or head["budget"]),
        "结余": None if spent is None else max(1 - spent, Decimal(0)),
        "偏差": None if spent is None else abs(1 - spent),
        "调整": _adjusted(head),
    }
    for row in indicators:
        row["fund_measure"] = measure(row["name"] if row["named"] else None)
        row["fund_share"] = shares.get(str(row["fund_measure"]))


def measure(name: object) -> str | None:
    """What of the money a name measures: 执行, 到位, 结余, 偏差 or 调整."""
    said = normal(str(name or ""))
    bare = _NAME.sub("", said)
    if _MEASURES["偏差"].fullmatch(bare) and not _GAP.search(said):
        return None
    return next((kind for kind, pattern in _MEASURES.items() if pattern.fullmatch(bare)), None)


def told(texts: Iterable[str | None]) -> Row:
    """The first clause that tells which share of the budget was spent, and that share."""
    for text in filter(None, texts):
        said = normal(text[:_MOST])
        if found := _RATE.search(said):
            return {
                "fund_told": _clause(found[0]),
                "fund_told_rate": quotient(Decimal(found[1]), Decimal(100)),
            }
        if found := _ALL.search(said) or _NONE_OFF.search(said):
            return {"fund_told": _clause(found[0]), "fund_told_rate": Decimal(1)}
    return {"fund_told": None, "fund_told_rate": None}


def _clause(text: str) -> str:
    return text.strip(",，。;；:：")


def _spent(head: Row) -> Decimal | None:
    rate = head["execution_rate"]
    return _share(head["executed"], head["budget"]) or (rate if isinstance(rate, Decimal) else None)


def _adjusted(head: Row) -> Decimal | None:
    budget, initial = head["budget"], head["budget_initial"]
    both = isinstance(budget, Decimal) and isinstance(initial, Decimal)
    return _share(abs(budget - initial), initial) if both else None  # type: ignore[operator]


def _share(part: object, whole: object) -> Decimal | None:
    known = isinstance(part, Decimal) and isinstance(whole, Decimal) and whole > 0
    return quotient(part, whole) if known else None  # type: ignore[arg-type]
