from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from audit.forms.tables import build
from audit.forms.vocabulary import load_vocabulary
from audit.model.form import Reading, Row
from audit.shipped import shipped

VOCABULARY = load_vocabulary(Path(shipped("rules")) / "self-evaluation" / "form.yaml")


def rows(goal: str, *indicators: tuple[str, str]) -> list[Row]:
    made = [{"name": name, "target": target} for name, target in indicators]
    head = {"goal_expected": goal, "goal_actual": None}
    read = Reading("standard", "national", head, {}, indicators=[dict(row) for row in made])
    return build(read, form_id="1", source="a", year=None, vocabulary=VOCABULARY).tables["indicators"]


@pytest.mark.parametrize(
    ("goal", "name", "target", "said", "base"),
    [
        ("目标1:造林1.2万亩,养护", "造林面积", "1.5万亩", "造林1.2万亩", 12000),
        ("完成新建公园绿地3处。", "指标1：新建公园绿地", "4处", "新建公园绿地3处", 3),
        ("服务对象满意度达到95%", "服务对象满意度", "≥90%", "服务对象满意度达到95%", 95),
        ("参训干部人数不少于500人", "参训干部人数", "≥600人", "参训干部人数不少于500人", 500),
        ("开展节庆文化活动和文化下乡17场", "开展文化活动和文化下乡", "27场", "文化活动和文化下乡17场", 17),
        ("维护城区路灯3150盏，更换灯具480盏", "维护路灯盏数", "3200盏", "维护城区路灯3150盏", 3150),
    ],
)
def test_a_figure_right_behind_the_object_is_what_the_goal_says(
    goal: str, name: str, target: str, said: str, base: int
) -> None:
    row = rows(goal, (name, target))[0]
    assert (row["stated_target"], row["stated_target_base"]) == (said, Decimal(base))


@pytest.mark.parametrize(
    ("goal", "name", "target"),
    [
        ("举办干部培训5期", "干部培训人数", "500人"),
        ("干部培训2期，主体班干部培训3期", "干部培训", "5期"),
        ("退耕还林造林3万亩", "造林面积", "1.5万亩"),
        ("造林工程带动就业，共建设1.2万亩", "造林面积", "1.5万亩"),
        ("造林1.2万亩", "其他", "1.5万亩"),
        ("到2025年，全县森林覆盖率达到45%", "森林覆盖率", "40%"),
        ("维护路灯控制箱3150盏", "维护路灯盏数", "3200盏"),
        ("新建改造农村公路25公里", "改造公路里程", "10公里"),
        ("新建及改造农村公路25公里", "改造农村公路里程", "10公里"),
        ("新建、改造农村公路25公里", "改造农村公路里程", "10公里"),
        ("维护城区东部片区各主次干道路灯3150盏", "维护路灯盏数", "3200盏"),
    ],
)
def test_what_may_speak_of_something_else_is_not_taken(goal: str, name: str, target: str) -> None:
    assert rows(goal, (name, target))[0]["stated_target"] is None


def test_an_object_of_two_indicators_is_certain_for_neither() -> None:
    found = rows("完成造林1.2万亩", ("造林面积", "1.2万亩"), ("造林面积中的经济林面积", "0.5万亩"))
    assert [row["stated_target"] for row in found] == [None, None]


def test_a_rate_of_one_indicator_may_be_told_without_saying_of_what() -> None:
    assert rows("栽植苗木，成活率达92%", ("苗木成活率", "≥95%"))[0]["stated_target"] == "成活率达92%"
    assert rows("水质合格率达92%", ("苗木合格率", "≥95%"))[0]["stated_target"] is None


def test_a_goal_that_tells_how_it_was_adjusted_states_the_adjusted_figure() -> None:
    goal = "改扩建幼儿园4所。年中调减为改扩建3所"
    assert rows(goal, ("改扩建幼儿园数量", "3所"))[0]["stated_target"] is None
    assert rows(goal, ("改扩建幼儿园数量", "5所"))[0]["stated_target"] == "改扩建幼儿园4所"


def test_what_is_at_least_so_much_is_marked_as_such() -> None:
    assert rows("自来水普及率达到92%以上", ("自来水普及率", "≥88%"))[0]["stated_target_least"] is True
    assert rows("自来水普及率达到92%", ("自来水普及率", "≥88%"))[0]["stated_target_least"] is False


def test_round_figures_are_marked_as_such() -> None:
    assert rows("造林约1.2万亩", ("造林面积", "1.5万亩"))[0]["stated_target_loose"] is True
    assert rows("造林1.2万亩", ("造林面积", "1.5万亩"))[0]["stated_target_loose"] is False
