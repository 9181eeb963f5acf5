from __future__ import annotations

from decimal import Decimal

import pytest

from audit.forms.lexicon import load_lexicon
from audit.forms.prose import count_figures, goal_numbers, prose_columns
from audit.model.form import Fragment, Reading
from audit.model.grid import Cell, Grid, PartKind

LEXICON = load_lexicon()


def reading(expected: str | None = None, actual: str | None = None, cells: tuple[str, ...] = ()) -> Reading:
    made = Reading("standard", "national", {"goal_expected": expected, "goal_actual": actual}, {})
    grid = Grid(
        "表1", PartKind.TABLE, len(cells), 1, tuple(Cell(n, 1, text) for n, text in enumerate(cells, 1))
    )
    made.fragments.append(Fragment(grid, 1, len(cells)))
    return made


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("目标1：造林1.2万亩。目标2：森林经营。", [1, 2]),
        ("目标一：建成；目标三：运行", [1, 3]),
        ("年度目标5项全部完成，目标100%实现", []),
        ("目标2围绕特色产业", [2]),
        (None, []),
    ],
)
def test_goals_are_known_by_their_numbers(text: str | None, numbers: list[int]) -> None:
    assert goal_numbers(text) == numbers


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("制定《全市2024年度干部教育培训计划》，对培训作出安排", 0),
        ("目标1：按照财预〔2020〕10号完成2021年任务", 0),
        ("1、完成改造；2、完成验收，2022年12月底前投入使用", 0),
        ("举办培训班31个，培训2360人次，满意度98.5%", 3),
        ("造林1.2万亩", 1),
        ("覆盖率达到百分之九十", 1),
        (None, 0),
    ],
)
def test_years_titles_and_numbering_are_no_figures(text: str | None, count: int) -> None:
    assert count_figures(text) == count


def test_a_number_of_the_result_that_the_goal_lacks_is_named() -> None:
    row = prose_columns(reading("目标1：培养人才。", "目标2：引进人才。"), LEXICON)
    assert (row["goal_expected_numbers"], row["goal_actual_numbers"]) == ("1", "2")
    assert row["goal_numbers_beyond"] == "目标2"


def test_a_list_of_parts_is_added_up_beside_its_whole() -> None:
    row = prose_columns(reading("总投资350万元，其中：中央200万元、省级100万元、县级60万元。"), LEXICON)
    assert (row["goal_sum"], row["goal_sum_parts"]) == ("350万元", "200万元+100万元+60万元")
    assert (row["goal_sum_value"], row["goal_sum_parts_value"]) == (Decimal(350), Decimal(360))


def test_the_sum_of_the_parts_is_in_the_unit_of_the_whole() -> None:
    row = prose_columns(reading("到位资金1.2亿元，其中中央资金8000万元、省级资金4500万元。"), LEXICON)
    assert (row["goal_sum_parts_value"], row["goal_sum_unit"]) == (Decimal("1.25"), "亿元")


@pytest.mark.parametrize(
    "text",
    [
        "总投资350万元，其中中央资金200万元",
        "培训350人，其中党员200人、经费10万元",
        "总投资350万元，其中中央200万元，等等，在此基础上带动社会各方面共同投入建设资金500万元",
        "总投资350万元，中央200万元、省级100万元",
    ],
)
def test_what_is_not_surely_a_full_list_is_not_added_up(text: str) -> None:
    assert prose_columns(reading(text), LEXICON)["goal_sum"] is None


def test_personal_numbers_are_counted_in_every_cell_and_codes_are_not() -> None:
    number, identity = "139" + "0" * 8, "640502" + "19900101" + "003X"
    row = prose_columns(
        reading(cells=(f"电话{number}", identity, "51092324T" + "0" * 11, "0955-7012345")), LEXICON
    )
    assert (row["mobile_numbers"], row["identity_numbers"]) == (1, 1)


def test_spaces_count_inside_words_and_after_signs() -> None:
    row = prose_columns(reading(cells=("执 行率", "≥ 160人", "项目名称", "产出 指标")), LEXICON)
    assert row["spaced_terms"] == 3


def test_a_narrow_comma_counts_only_beside_wide_ones() -> None:
    mixed = prose_columns(reading("开支合理,审核全面，规范有序"), LEXICON)
    narrow = prose_columns(reading("开支合理,审核全面"), LEXICON)
    assert (mixed["narrow_marks"], narrow["narrow_marks"]) == (1, 0)


def test_a_text_that_no_clerk_writes_is_looked_at_only_so_far() -> None:
    assert count_figures("好" * 200_000 + "5个") == 0
    assert prose_columns(reading("目标1" * 200_000), LEXICON)["goal_expected_numbers"] == "1"


@pytest.mark.parametrize(
    ("text", "parts", "tolerance"),
    [
        (
            "申请预算资金90万元。其中：30万元用于预算编制；30万元用于审计；29.99万元用于设计、规划、测绘。",
            "30万元+30万元+29.99万元",
            "0.5",
        ),
        (
            "完成预算资金89.97万元。其中：30万元用于预算编制；30万元用于审计；29.99万元用于设计、规划、测绘。",
            "30万元+30万元+29.99万元",
            "0.005",
        ),
        (
            "申请资金2026400元，其中村级组织运转400000元，村民组长、党小组长基本报酬252000元。",
            "400000元+252000元",
            "0.5",
        ),
        ("共完成89.97万元，其中A村60万元、B村30万元。", "60万元+30万元", "1"),
    ],
)
def test_parts_are_clauses_and_may_be_as_coarse_as_they_are_shown(
    text: str, parts: str, tolerance: str
) -> None:
    row = prose_columns(reading(text), LEXICON)
    assert (row["goal_sum_parts"], row["goal_sum_tolerance"]) == (parts, Decimal(tolerance))


@pytest.mark.parametrize(
    "text",
    [
        "总投资350万元，其中中央200万元，比上年增加20万元",
        "总投资350万元，其中中央200万元、省级100万元等",
        "总投资350万元，其中中央占60%、省级占40%",
        "总投资350万元，其中人均补助0.2万元、户均0.5万元",
    ],
)
def test_comparisons_shares_and_averages_are_no_parts(text: str) -> None:
    assert prose_columns(reading(text), LEXICON)["goal_sum"] is None
