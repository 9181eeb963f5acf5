from __future__ import annotations

from decimal import Decimal

import pytest

from audit.forms.fund_claims import fill_fund_claims, measure, told
from audit.model.form import Row


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("预算执行率", "执行"),
        ("指标2：补助资金支付率", "执行"),
        ("经费使用完成情况", "执行"),
        ("2021年11月30日前完成资金支付", "执行"),
        ("资金到位率", "到位"),
        ("到位率", "到位"),
        ("结转结余率", "结余"),
        ("预算调整率", "调整"),
        ("预算编制准确率(计算方法为:∣(执行数-预算数)/预算数∣)", "偏差"),
        ("预算编制准确率", None),
        ("资金支付及时率", None),
        ("中央资金支付率", None),
        ("政府采购执行率", None),
        ("补贴发放率", None),
        (None, None),
    ],
)
def test_the_whole_name_tells_what_of_the_money_is_measured(name: str | None, kind: str | None) -> None:
    assert measure(name) == kind


def test_the_share_is_that_of_the_fund_rows() -> None:
    names = ("资金支付率", "资金到位率", "结余率", "预算调整率", "培训人数")
    rows: list[Row] = [{"name": name, "named": True} for name in names]
    money = {"executed": 72, "budget": 80, "received": 64, "planned": 80, "budget_initial": 100}
    head: Row = {"execution_rate": None, **{name: Decimal(of) for name, of in money.items()}}
    fill_fund_claims(rows, head)
    shares = [row["fund_share"] for row in rows]
    assert shares == [Decimal("0.9"), Decimal("0.8"), Decimal("0.1"), Decimal("0.2"), None]


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("严格按照批复预算执行，年度预算执行率100%", Decimal(1)),
        ("资金执行率为87.5%。", Decimal("0.875")),
        ("截至2023年12月底项目资金全部支付完毕", Decimal(1)),
        ("预算执行率达到90%以上", None),
        ("尚未全部支付资金", None),
        ("资金全部支付到企业账户后完成验收", None),
        ("不存在执行数偏离预算数较多的问题。", Decimal(1)),
        ("专款专用，无挤占挪用", None),
    ],
)
def test_a_text_tells_which_share_was_spent(text: str, rate: Decimal | None) -> None:
    assert told([None, text])["fund_told_rate"] == rate
