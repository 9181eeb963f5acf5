from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.forms.figures import figures
from audit.forms.lexicon import load_lexicon

LEXICON = load_lexicon()


def seen(text: str) -> list[tuple[str, str, str]]:
    rows = figures("goal_actual", text, LEXICON)
    assert [row["ordinal"] for row in rows] == list(range(1, len(rows) + 1))
    return [(str(row["number"]), str(row["unit"]), str(row["role"])) for row in rows]


def test_amounts_stand_with_their_units_in_order() -> None:
    assert seen("举办培训班31个，培训2360人次，投入1.2万元。") == [
        ("31", "个", "total"), ("2360", "人次", "total"), ("1.2", "万元", "total"),
    ]  # fmt: skip


def test_what_follows_among_which_is_a_part_until_the_sentence_ends() -> None:
    assert seen("共投入100万元，其中：中央60万元、县级40万元。另建桥3座") == [
        ("100", "万元", "total"), ("60", "万元", "part"), ("40", "万元", "part"), ("3", "座", "total"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "目标1：完成2024年度任务",
        "制定《全市2024年度干部教育培训计划》",
        "第3季度，1、2、",
        "依据〔2021〕12号文件",
        "100字以内",
        "良好",
        "",
    ],
)
def test_years_numbering_and_documents_are_no_figures(text: str) -> None:
    assert seen(text) == []


def test_numbered_goals_run_on_without_a_full_stop() -> None:
    assert seen("目标1:造林1.2万亩,目标2森林经营16.3万亩目标3:防治3.45万亩") == [
        ("1.2", "万亩", "total"), ("16.3", "万亩", "total"), ("3.45", "万亩", "total"),
    ]  # fmt: skip


def test_a_figure_has_its_base_unit_beside_it() -> None:
    (row,) = figures("goal_expected", "造林1.2万亩", LEXICON)
    assert (row["field"], row["base"]) == ("goal_expected", Decimal(12000))


@given(st.text(max_size=80) | st.text("目标其中12.,，。万元人次年月日第〔〕号", max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    seen(text)
