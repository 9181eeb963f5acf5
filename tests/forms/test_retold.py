from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from audit.forms.tables import build
from audit.forms.vocabulary import load_vocabulary
from audit.model.form import Reading, Row
from audit.shipped import shipped

VOCABULARY = load_vocabulary(Path(shipped("rules")) / "self-evaluation" / "form.yaml")


def rows(goal: str, *indicators: tuple[str, str], result: bool = False) -> list[Row]:
    made: list[dict[str, str | None]] = [
        {"name": name, "target": value, "actual": value} for name, value in indicators
    ]
    head = {"goal_expected": None if result else goal, "goal_actual": goal if result else None}
    read = Reading("standard", "national", head, {}, indicators=made)
    return build(read, form_id="1", source="a", year=None, vocabulary=VOCABULARY).tables["indicators"]


@pytest.mark.parametrize(
    ("goal", "name", "value", "base"),
    [
        ("计划新建高标准农田1.5万亩，受益农户2300户", "高标准农田建设面积", "1.2万亩", 15000),
        ("为全县156名困难残疾人发放生活补贴", "困难残疾人生活补贴发放人数", "165人", 156),
        ("全年共办理法律援助案件287件", "法律援助案件办理数量", "278件", 287),
        ("已完成4个村污水处理设施建设", "建设污水处理设施村数", "6个", 4),
        ("改造老旧小区16个，惠及居民4200户", "老旧小区改造数量", "18个", 16),
        ("修复水毁道路12.6公里", "水毁道路修复里程", "16.2公里", 12600),
        ("13宗水库除险加固工程已全部完工", "完成除险加固水库数量", "11宗", 13),
        ("灭火装置10套、烟感和温感控制设备160个", "烟感、温感控制设备", "150个", 160),
        ("沟渠10条整治到位并通过验收", "整治沟渠条数", "12条", 10),
        ("受益农户85户", "沟渠受益农户", "60户", 85),
        ("受益人口1.85万人", "受益农村人口", "1.58万人", 18500),
        ("为2315名老年人进行健康体检", "老年人健康体检人数", "2135人", 2315),
    ],
)
def test_the_same_thing_in_other_words_is_what_the_goal_says(
    goal: str, name: str, value: str, base: Decimal
) -> None:
    assert rows(goal, (name, value))[0]["stated_target_base"] == base


@pytest.mark.parametrize(
    ("goal", "name", "value"),
    [
        ("三年内新建公厕30座", "新建公厕数量", "10座"),
        ("全县共有养老机构46家，补助23家", "补助养老机构数量", "23家"),
        ("新建日间照料中心5个，改造3个", "日间照料中心建设数量", "8个"),
        ("累计改造危房320户", "改造危房户数", "25户"),
        ("培训各类人员500人，其中村干部200人", "培训村干部人数", "200人"),
        ("建设村级文化广场8个，每个面积500平方米", "文化广场建设面积", "4000平方米"),
        ("新建改造农村公路25公里", "改造公路里程", "10公里"),
        ("新建、改造农村公路25公里", "改造农村公路里程", "10公里"),
        ("维护路灯控制箱3150盏", "维护路灯盏数", "3200盏"),
        ("培训学员300人，比上年增加60人", "培训学员人数", "300人"),
    ],
)
def test_what_may_speak_of_something_else_is_not_taken(goal: str, name: str, value: str) -> None:
    row = rows(goal, (name, value))[0]
    assert row["stated_target_base"] in {None, row["target_base"]}


def test_the_one_figure_of_a_unit_that_is_left_belongs_to_the_one_indicator_left() -> None:
    goal = "招标采购原原种425万粒，免费向农户和企业发放；企业自行采购原原种200万粒"
    found = rows(goal, ("免费发放原原种", "550万粒"), ("企业自行采购", "200万粒"))
    assert [row["stated_target"] for row in found] == ["招标采购原原种425万粒", None]
    found = rows(goal, ("免费发放原原种", "550万粒"), ("企业自行采购", "230万粒"))
    assert [row["stated_target"] for row in found] == [None, None]


def test_a_result_that_states_the_aim_though_less_was_reached_speaks_of_the_only_indicator_of_that_unit() -> (
    None
):
    goal = "落实64户奖补政策，增加脱贫户家庭收入"
    read = Reading("standard", "national", {"goal_expected": None, "goal_actual": goal}, {})
    read.indicators.append({"name": "受益脱贫户数", "target": "≥64户", "actual": "61户"})
    row = build(read, form_id="1", source="a", year=None, vocabulary=VOCABULARY).tables["indicators"][0]
    assert row["stated_actual"] == "落实64户奖补政策"


def test_a_clause_of_the_result_that_only_tells_a_plan_is_no_result() -> None:
    assert (
        rows("计划办理法律援助案件900件", ("法律援助案件办理数量", "935件"), result=True)[0]["stated_actual"]
        is None
    )
