"""What stands where on a form: head, funds, goals, foot, and the cell behind every value."""

from __future__ import annotations

import pytest

from audit.forms.labels import fold
from audit.model.form import Reading
from audit.model.grid import PartKind
from tests.forms import drawn
from tests.forms.drawing import form

INDICATORS = """
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因
产出指标|数量指标|养护里程|60公里|60公里|90|90|
总分|||||100|98|
"""


def with_head(*rows: str) -> Reading:
    """A form with the given head rows."""
    (reading,) = form(drawn.STANDARD_TITLE, "\n".join(rows) + INDICATORS)
    return reading


def with_funds(*rows: str) -> Reading:
    """A form with the given fund rows."""
    return with_head("项目名称|养护费||||||", *rows)


@pytest.mark.parametrize("blocks", [drawn.STANDARD, drawn.SIGNED, drawn.GOAL_BLOCKS, drawn.REGIONAL])
@pytest.mark.parametrize("kind", [PartKind.TEXT, PartKind.TABLE, PartKind.SHEET])
def test_every_value_of_a_column_stands_in_the_cell_that_is_remembered(blocks: str, kind: PartKind) -> None:
    (reading,) = form("项目支出绩效自评表", blocks, kind=kind)
    tables = {name: getattr(reading, name) for name in ("funds", "indicators", "fields")}
    read = {
        (name, number, column): value
        for name, rows in tables.items()
        for number, row in enumerate(rows, 1)
        for column, value in row.items()
        if (name, number, column) in reading.cells
    }
    read |= {("forms", 1, name): value for name, value in reading.head.items() if value}
    assert len(read) > 40
    for key, value in read.items():
        shown = fold(reading.cells[key].text)
        if value is None:
            assert shown == "", key
        else:
            assert value in shown or shown in value, key


def test_a_blank_cell_of_a_known_column_has_its_place() -> None:
    (reading,) = form(drawn.STANDARD_TITLE, drawn.STANDARD)
    assert reading.funds[3]["budget"] is None
    ref = reading.cells["funds", 4, "budget"]
    assert (ref.row, ref.column, ref.text) == (7, 5, "")
    assert reading.cells["indicators", 2, "reason"].row == 12
    assert reading.cells["indicators", 2, "level1"].row == 11


def test_the_total_fund_row_is_the_forms_own() -> None:
    (reading,) = form(drawn.STANDARD_TITLE, drawn.STANDARD)
    assert reading.cells["forms", 1, "execution_score"] == reading.cells["funds", 1, "score"]
    assert reading.cells["forms", 1, "budget"] == reading.cells["funds", 1, "budget"]


def test_a_blank_value_is_not_taken_from_the_next_label() -> None:
    reading = with_head("项目名称|养护费||||||", "主管部门|||财政处室||自评总分（分）|97.6|")
    assert reading.head["department"] is None
    assert reading.head["total_score"] == "98"
    assert reading.flags["has_department"]


def test_a_merged_blank_cell_beside_a_label_is_its_value() -> None:
    reading = with_head("项目名称|养护费{7}", "主管部门|{3}|归口部门名|教科文{3}")
    assert reading.head["department"] is None


def test_labels_and_values_share_cells_and_paragraphs() -> None:
    (reading,) = form(
        drawn.STANDARD_TITLE,
        "填报单位：XX县公路站    填报日期：2023年2月1日    单位：元",
        "项目名称：养护费{4} | 主管部门：交通局{4}" + INDICATORS,
    )
    assert reading.head["project_name"] == "养护费"
    assert reading.head["department"] == "交通局"
    assert reading.head["unit"] == "XX县公路站"
    assert reading.head["filled_on"] == "2023年2月1日"
    assert reading.head["money_unit"] == "元"


def test_a_value_may_stand_below_its_label() -> None:
    reading = with_head("项目名称|养护费||||自评得分", "主管部门|交通局|实施单位|公路站||100")
    assert reading.cells["fields", 1, "value"].text == "养护费"
    assert "100" in [row["value"] for row in reading.fields if row["label"] == "自评得分"]
    assert reading.head["unit"] == "公路站"


def test_the_code_before_a_project_name_is_its_code() -> None:
    reading = with_head("项目名称|51000021R000000019951-工资性支出||||||")
    assert reading.head["project_name"] == "51000021R000000019951-工资性支出"
    assert reading.head["project_code"] == "51000021R000000019951"


def test_the_local_department_goes_before_the_central_one() -> None:
    reading = with_head("项目名称|甲||||||", "中央主管部门|水利部|||||", "省级主管部门|XX省水利厅|||||")
    assert reading.head["department"] == "XX省水利厅"


def test_the_implementing_unit_goes_before_the_reporting_one() -> None:
    reading = with_head("单位名称：区商务局||||||", "项目名称|甲||||||", "实施单位|投资促进中心||||||")
    assert reading.head["unit"] == "投资促进中心"


def test_telephone_numbers_are_not_kept() -> None:
    reading = with_head("项目名称|甲|项目负责人及电话|某人 0000-1234567||||")
    assert [row["value"] for row in reading.fields] == ["甲", "某人〔略〕"]


def test_unknown_columns_take_their_own_values() -> None:
    (reading,) = form(
        drawn.STANDARD_TITLE,
        """项目名称|甲||||||
        一级指标|二级指标|三级指标|年度指标值|佐证编号|实际完成值|分值|得分
        产出指标|数量指标|乙|3个|17|4个|10|9
        总分||||||100|99""",
    )
    (row,) = reading.indicators
    assert (row["target"], row["actual"], row["weight"], row["score"]) == ("3个", "4个", "10", "9")


def test_parts_of_a_part_are_nested() -> None:
    reading = with_funds(
        "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
        "|年度资金总额|100|100|90|10|90%|9",
        "|其中：财政拨款|80|80|75||93.75%|",
        "|其中：中央财政资金|50|50|50||100%|",
        "|省级财政资金|30|30|25||83%|",
        "|单位资金|20|20|15||75%|",
    )
    assert [row["kind"] for row in reading.funds] == ["total", "fiscal", "central", "local", "self"]
    assert [row["nested"] for row in reading.funds] == ["false", "false", "true", "true", "false"]


def test_a_breakdown_told_in_pairs_keeps_each_amount_with_its_label() -> None:
    reading = with_funds(
        "年度预算申请（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
        "|年度资金总额|4.5|4.5|3.5|10|77.78%|7.8",
        "|按收入性质分：|||按支出性质分：|||",
        "|其中：一般公共预算：1.5万元|||其中：基本支出：2万元|||",
        "|其他资金：3万元|||项目支出：2.5万元|||",
    )
    assert [(r["breakdown"], r["kind"], r["label"], r["budget"]) for r in reading.funds[1:]] == [
        ("income", "fiscal", "其中:一般公共预算", "1.5万元"),
        ("spending", "basic", "其中:基本支出", "2万元"),
        ("income", "other", "其他资金", "3万元"),
        ("spending", "project", "项目支出", "2.5万元"),
    ]


def test_amounts_beside_their_labels_are_the_total_row() -> None:
    reading = with_funds(
        "预算执行情况|预算数：|2.38|执行数：|2.3||||",
        "|其中：中央补助|2.38万元|其中：中央补助|2.3万元||||",
        "|地方资金|万元|地方资金|万元||||",
    )
    assert [(r["kind"], r["budget"], r["executed"]) for r in reading.funds] == [
        ("total", "2.38", "2.3"),
        ("central", "2.38万元", "2.3万元"),
        ("local", None, None),
    ]
    assert reading.head["money_unit"] == "万元"


def test_points_of_the_execution_block_are_no_weight_cell() -> None:
    (reading,) = form(drawn.GOAL_BLOCKS_TITLE, drawn.GOAL_BLOCKS)
    assert reading.head["execution_points"] == "20"
    assert reading.funds[0]["weight"] is None
    assert reading.profile == "hubei"
    assert "20分" in reading.profile_reason


def test_task_rows_keep_the_name_of_the_task() -> None:
    reading = with_funds(
        "任务名称|完成情况|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
        "道路维修|已完成|20|20|19|5|95%|4.8",
        "合计||20|20|19|10|95%|9.5",
    )
    assert [(row["label"], row["kind"]) for row in reading.funds] == [
        ("道路维修", "other"),
        ("合计", "total"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ("总体目标|预期目标{3}|实际完成情况{4}", "|建成6座{3}|建成5座{4}"),
        ("年度总体目标完成情况|年初设定目标{3}|年度总体目标完成情况综述{4}", "|建成6座{3}|建成5座{4}"),
        ("预期目标|建成6座{7}", "实际完成情况|建成5座{7}"),
        (
            "年度目标|年初绩效目标{2}|全年（调整）绩效目标{2}|全年目标实际完成情况{3}",
            "|建成6座{2}|建成7座{2}|建成5座{3}",
        ),
        ("年度总体目标|预期目标{3}|实际完成情况{4}", "|建成{3}|建成{4}", "|6座{3}|5座{4}"),
    ],
)
def test_goals_stand_below_or_beside_their_labels(rows: tuple[str, ...]) -> None:
    reading = with_funds(*rows)
    assert reading.head["goal_expected"] == "建成6座"
    assert reading.head["goal_actual"] == "建成5座"
    assert reading.flags["has_goal"]


def test_a_blank_goal_is_none_and_has_its_cell() -> None:
    reading = with_funds("年度总体目标（10分）{1,2}|预期目标{3}|实际完成情况{4}", "建成6座{3}|{4}")
    assert reading.head["goal_actual"] is None
    assert (
        reading.cells["forms", 1, "goal_actual"].row,
        reading.cells["forms", 1, "goal_actual"].column,
    ) == (3, 5)
    assert reading.head["goal_points"] == "10"


def test_remarks_reasons_and_other_foot_labels_are_kept() -> None:
    (reading,) = form(
        drawn.STANDARD_TITLE,
        "项目名称|甲||||||"
        + INDICATORS
        + "评价结论|总体较好||||||\n未完成原因分析|资金到位晚||||||\n填报人|||填报日期|2023年2月||",
        "注：本表一式两份。",
    )
    foot = {row["label"]: row["value"] for row in reading.fields if row["section"] == "foot"}
    assert foot == {
        "评价结论": "总体较好",
        "未完成原因分析": "资金到位晚",
        "填报人": None,
        "填报日期": "2023年2月",
        "注": "本表一式两份。",
    }
    assert reading.head["reason"] == "资金到位晚"
    assert reading.head.get("grade") is None


def test_the_fund_management_block_gives_a_field_for_each_duty() -> None:
    (reading,) = form(drawn.REGIONAL_TITLE, drawn.REGIONAL)
    rows = [row for row in reading.fields if row["section"] == "management"]
    assert [(row["label"], row["value"]) for row in rows] == [
        ("分配科学性", "按因素法分配"),
        ("下达及时性", None),
    ]
    assert reading.flags["has_management"]
