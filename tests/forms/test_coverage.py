from __future__ import annotations

import pytest

from audit.forms.coverage import shared_words, uncovered
from audit.model.form import Reading


def reading(goal: str, actual: str = "", *names: str) -> Reading:
    head: dict[str, str | None] = {
        "goal_expected": goal,
        "goal_actual": actual,
        "project_name": "基层党建工作经费",
    }
    return Reading("standard", "national", head, {}, indicators=[{"name": name} for name in names])


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ("举办培训班30期，慰问困难党员，修缮活动阵地", "慰问困难党员、修缮活动阵地"),
        ("目标1：举办培训班30期；目标2：采购消防器材。", "采购消防器材"),
    ],
)
def test_a_promise_that_nothing_answers_is_named(goal: str, said: str) -> None:
    assert uncovered(reading(goal, "", "培训班期数")) == said


@pytest.mark.parametrize(
    "goal",
    [
        "举办培训班30期",
        "加强基层党建工作，开展各项活动",
        "保障机关正常运转，提高服务水平",
        "",
    ],
)
def test_what_shares_a_word_or_says_nothing_certain_is_not(goal: str) -> None:
    assert uncovered(reading(goal, "", "培训班期数")) is None


def test_a_result_answers_to_the_goal_too() -> None:
    assert uncovered(reading("慰问困难党员", "全年慰问党员35人次")) is None


def test_a_goal_of_another_project_shares_no_word_with_the_indicators() -> None:
    names = ("培训党支部书记人次", "党建示范点个数", "培训合格率")
    own = reading("培训党支部书记300人次，建成党建示范点12个，党员教育全覆盖", "", *names)
    assert (shared_words(own) or 0) > 3
    foreign = reading("购置彩超和生化分析仪6台，改善乡镇卫生院诊疗条件，方便患者就近就医", "", *names)
    assert shared_words(foreign) == 0


def test_a_goal_that_says_little_tells_nothing() -> None:
    assert shared_words(reading("完成年度工作任务", "", "培训人次", "合格率", "满意度")) is None
    assert shared_words(reading("购置彩超和生化分析仪6台，改善乡镇卫生院诊疗条件", "", "培训人次")) is None
