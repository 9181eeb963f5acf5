"""The indicator table: levels, drift, placeholders, parts, totals; nothing lands in silence elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model.form import Reading
from audit.model.grid import PartKind
from tests.forms import drawn
from tests.forms.drawing import form

HEADER = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因及改进措施"


def rows(*lines: str, header: str = HEADER, kind: PartKind = PartKind.TEXT) -> Reading:
    """A form with the given indicator rows."""
    (reading,) = form(drawn.STANDARD_TITLE, "\n".join(("项目名称|甲||||||", header, *lines)), kind=kind)
    return reading


def told(reading: Reading, *columns: str) -> list[tuple[str | None, ...]]:
    return [tuple(row[column] for column in columns) for row in reading.indicators]


def test_levels_are_carried_down_and_points_taken_off() -> None:
    reading = rows(
        "产出指标（60分）|数量指标|甲|1|1|30|30|",
        "||乙|2|2|20|20|",
        "|质量指标（10分）|丙|好|好|10|10|",
        "（30分）|社会效益指标|丁|好|好|30|30|",
        "总分||||||||90|",
    )
    assert told(reading, "level1", "level1_points", "level2", "name") == [
        ("产出指标", "60", "数量指标", "甲"),
        ("产出指标", "60", "数量指标", "乙"),
        ("产出指标", "60", "质量指标", "丙"),
        (None, "30", "社会效益指标", "丁"),
    ]
    assert [row["level1_kind"] for row in reading.categories] == ["产出", "效益"]
    assert [row["level2_points"] for row in reading.groups] == [None, "10", None]


def test_a_level_printed_in_every_row_is_one_category() -> None:
    reading = rows(
        "产出指标|数量指标|甲|1|1|30|30|",
        "产出指标|数量指标|乙|1|1|30|30|",
        "产出指标|质量指标|丙|1|1|30|30|",
    )
    assert len(reading.categories) == 1
    assert [row["level2"] for row in reading.groups] == ["数量指标", "质量指标"]


def test_goal_blocks_divide_categories_of_the_same_name() -> None:
    (reading,) = form(drawn.GOAL_BLOCKS_TITLE, drawn.GOAL_BLOCKS)
    assert [(row["goal"], row["goal_points"], row["level1"]) for row in reading.categories] == [
        ("年度绩效目标1", "40", "产出指标"),
        ("年度绩效目标1", "40", "效益指标"),
        ("年度绩效目标2", "40", "产出指标"),
        ("年度绩效目标2", "40", "满意度指标"),
    ]
    assert [row["category"] for row in reading.indicators] == ["1", "2", "3", "4"]


def test_a_block_label_without_points_or_number_is_no_goal() -> None:
    (reading,) = form(drawn.STANDARD_TITLE, drawn.STANDARD.replace("绩效指标{1,7}", "绩效目标{1,7}"))
    assert {row["goal"] for row in reading.indicators} == {None}


@pytest.mark.parametrize("lost", [1, 2])
@pytest.mark.parametrize("reason", ["", "天气原因"])
def test_a_row_that_lost_its_first_fields_is_set_right_and_counted(lost: int, reason: str) -> None:
    straight = ["", "", "桥梁检测", "≥12座", "13座", "20", "19", reason]
    reading = rows("产出指标|数量指标|里程|1|1|30|30|", "|".join(straight[lost:]), "总分|||||50|49|")
    assert told(reading, "level2", "name", "target", "actual", "weight", "score", "reason")[1] == (
        "数量指标", "桥梁检测", "≥12座", "13座", "20", "19", reason or None,
    )  # fmt: skip
    assert reading.drifted_rows == 1


def test_labels_are_known_by_their_words_where_the_row_drifted() -> None:
    reading = rows(
        "|产出指标|数量指标|里程||60公里|60公里|30|30|",
        "可持续影响指标||管养机制||健全|健全|20|20|无",
        "满意度指标（10分）|服务对象满意度指标|群众满意度||≥90%|92%|10|10|无",
        "总分||||||60|60|",
        header="|一级指标|二级指标|三级指标||年度指标值|实际完成值|分值|得分|偏差原因",
    )
    assert told(reading, "level1", "level2", "name", "target", "actual", "weight", "score", "reason")[1:] == [
        ("产出指标", "可持续影响指标", "管养机制", "健全", "健全", "20", "20", "无"),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "92%", "10", "10", "无"),
    ]
    assert (reading.head["total_weight"], reading.head["total_score"]) == ("60", "60")
    assert reading.drifted_rows == 3


def test_a_row_that_fits_no_way_is_quoted_and_leaves_the_form_open() -> None:
    reading = rows(
        "产出指标|数量指标|里程|1|1|30|30|",
        "|质量指标|合格率|100%|30|优秀|很好|30",
        "总分|||||60|60|",
        kind=PartKind.TABLE,
    )
    (lost,) = reading.unplaced
    assert lost.text == "质量指标 | 合格率 | 100% | 30 | 优秀 | 很好 | 30"
    assert lost.row == 4
    assert len(reading.indicators) == 1
    assert reading.flags["complete"] is False
    assert reading.categories[0]["closed"] == "false"


def test_one_odd_cell_is_what_the_form_says_there() -> None:
    reading = rows("产出指标|数量指标|里程|1|1|30|未评|", "总分|||||60|60|")
    assert told(reading, "weight", "score") == [("30", "未评")]
    assert not reading.unplaced


def test_an_odd_cell_does_not_move_a_row_of_unknown_labels() -> None:
    reading = rows("部门履职|日常工作|里程|100|100|10|合格|", "总分|||||60|60|", kind=PartKind.TABLE)
    assert told(reading, "level1", "level2", "name", "target", "weight", "score") == [
        ("部门履职", "日常工作", "里程", "100", "10", "合格")
    ]


@given(
    values=st.tuples(
        st.sampled_from(["培训人次", "验收合格率", "2022年新建道路", "5000吨稻谷储备到位率"]),
        st.sampled_from(["≥100人", "20", "良好", "100%", "", "2021年12月底前", "/"]),
        st.sampled_from(["≥98%", "20余场次", "完成", "", "1:5"]),
        st.sampled_from(["5", "10.5", "（10分）"]),
        st.sampled_from(["5", "9.9", "10分"]),
        st.sampled_from(["", "完成", "无"]),
    ),
    kind=st.sampled_from(list(PartKind)),
)
def test_a_straight_row_is_never_moved(values: tuple[str, ...], kind: PartKind) -> None:
    reading = rows(f"产出指标|数量指标|{'|'.join(values)}", "总分|||||9|9|", kind=kind)
    assert told(reading, "name", "target", "actual", "weight", "score", "reason") == [
        tuple(value or None for value in values)
    ]
    assert reading.drifted_rows == 0


@pytest.mark.parametrize("name", ["征求群众意见", "培训村级负责人", "其他", "开通便民热线电话", "说明会场次"])
@pytest.mark.parametrize("kind", [PartKind.TEXT, PartKind.TABLE])
def test_an_indicator_named_like_a_label_of_the_foot_is_an_indicator(name: str, kind: PartKind) -> None:
    reading = rows(
        "产出指标|数量指标|里程|1|1|30|30|", f"||{name}|3次|3次|30|29|", "总分|||||60|59|", kind=kind
    )
    assert told(reading, "name", "score")[1] == (name, "29")
    assert reading.drifted_rows == 0


def test_template_rows_are_placeholders_and_their_groups_stay() -> None:
    reading = rows(
        "产出指标|数量指标|指标1：里程|1|1|30|30|",
        "||指标2：||||||",
        "||……||||||",
        "|质量指标|指标1：|≥**|||||",
        "|时效指标|||||||",
        "效益指标|生态效益指标|指标1：/|||/|/|",
        "总分|||||30|30|",
    )
    assert [row["name"] for row in reading.indicators] == ["指标1：里程", "指标1：/"]
    assert [(row["level2"], row["text"]) for row in reading.placeholders] == [
        ("数量指标", "指标2："),
        ("数量指标", "……"),
        ("质量指标", "指标1："),
    ]
    assert [row["level2"] for row in reading.groups] == ["数量指标", "质量指标", "时效指标", "生态效益指标"]


def test_a_template_name_with_a_result_is_an_indicator() -> None:
    reading = rows("产出指标|数量指标|指标1：|100%|100%|10|10|", "总分|||||10|10|")
    assert told(reading, "name", "score") == [("指标1：", "10")]


def test_rows_of_a_whole_belong_to_it() -> None:
    (reading,) = form(drawn.STANDARD_TITLE, "项目名称|甲" + drawn.COST_FIRST)
    parts = [(r["name"], r["is_sub"], r["parent_row"], r["star"]) for r in reading.indicators[2:4]]
    assert parts == [("★道路长度", "false", None, "true"), ("其中：主线", "true", "3", "false")]
    assert [row["level1_kind"] for row in reading.categories] == ["成本", "产出", "效益", "满意度"]
    assert [row["level2_kind"] for row in reading.groups][:2] == ["经济成本", "社会成本"]


def test_columns_may_stand_in_any_order() -> None:
    reading = rows(
        "产出指标|数量指标|标尺|10|≥266米|300米|9|迟|",
        "总分|||100|||99|",
        header="一级指标|二级指标|三级指标|分值|年度指标值|全年实际值|得分|未完成原因",
    )
    assert told(reading, "weight", "target", "actual", "score", "reason") == [
        ("10", "≥266米", "300米", "9", "迟")
    ]
    assert (reading.head["total_weight"], reading.head["total_score"]) == ("100", "99")


def test_points_beside_each_level_are_that_levels() -> None:
    reading = rows(
        "产出|50|职责履行|50|完成率|20|100%|100%|20",
        "||||达标率|30|100%|95%|28",
        "总分|50||50||50|||48",
        header="一级指标|分值|二级指标|分值|三级指标|分值|指标值|实际完成值|自评得分",
    )
    assert told(reading, "level1_points", "weight", "score") == [("50", "20", "20"), ("50", "30", "28")]
    assert reading.groups[0]["level2_points"] == "50"
    assert (reading.head["total_weight"], reading.head["total_score"]) == ("50", "48")


def test_an_adjusted_target_goes_before_the_first_one() -> None:
    header = (
        "指标名称|计量单位|指标性质|年初指标值|调整指标值|全年完成值|得分系数(%)"
        "|指标权重(分)|指标得分(分)|是否核心指标"
    )
    reading = rows(
        "稿件|篇|定量指标|≥200|≥300|320|100%|10|10|是", "活动|次|定量指标|≥6||12|100%|5|5|否", header=header
    )
    assert told(reading, "target", "actual", "coefficient", "weight", "score", "sign", "measure_unit") == [
        ("≥300", "320", "100%", "10", "10", "定量指标", "篇"),
        ("≥6", "12", "100%", "5", "5", "定量指标", "次"),
    ]
    assert reading.layout == "unlevelled"
    assert told(reading, "level1", "level2") == [(None, None), (None, None)]


@pytest.mark.parametrize(
    ("total", "weight", "score", "grade"),
    [
        ("总分|||||100|99|", "100", "99", None),
        ("总 分|||||100|99|优", "100", "99", "优"),
        ("合计||||100|99||", "100", "99", None),
        ("总分|100|99|||||", "100", "99", None),
        ("总分|||||100||", "100", None, None),
        ("总分||||||99|", None, "99", None),
        ("合计|||||100|99|自评等级：", "100", "99", None),
    ],
)
def test_the_total_is_read_where_its_numbers_stand(
    total: str, weight: str | None, score: str | None, grade: str | None
) -> None:
    reading = rows("产出指标|数量指标|里程|1|1|90|90|", total)
    assert reading.head["total_weight"] == weight
    assert reading.head["total_score"] == score
    assert reading.head.get("grade") == grade
    assert reading.flags["complete"]


def test_a_total_that_may_be_weight_or_score_is_quoted_not_guessed() -> None:
    reading = rows("产出指标|数量指标|里程|1|1|90|90|", "总分|||99||||")
    assert reading.head["total_weight"] is None
    assert reading.head["total_score"] is None
    assert [lost.text for lost in reading.unplaced] == ["总分 | 99"]


def test_subtotals_belong_to_their_category() -> None:
    reading = rows("产出指标|数量指标|里程|1|1|50|49|", "|小计||||50|49|", "总分|||||50|49|")
    assert (reading.categories[0]["subtotal_weight"], reading.categories[0]["subtotal_score"]) == ("50", "49")
    assert len(reading.indicators) == 1


@pytest.mark.parametrize(
    ("last", "complete"),
    [("满意度指标|服务对象满意度指标|满意度|90%|95%|", True), ("产出指标|质量指标|合格率|90%|95%|", False)],
)
def test_a_form_without_points_is_complete_when_its_last_class_was_read(last: str, complete: bool) -> None:
    header = "一级指标|二级指标|三级指标|年度指标值|全年完成值|未完成原因"
    reading = rows("产出指标|数量指标|里程|1|1|", last, header=header)
    assert reading.layout == "no-score"
    assert reading.flags["complete"] is complete


@pytest.mark.parametrize(("weight", "complete"), [("90", True), ("60", False)])
def test_a_form_with_its_total_in_the_head_is_complete_when_all_points_were_read(
    weight: str, complete: bool
) -> None:
    (reading,) = form(
        "项目支出绩效自评表",
        f"""项目名称|甲|自评得分|98||||
        项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
        |年度资金总额|1|1|1|10|100%|10
        {HEADER}
        产出指标|数量指标|里程|1|1|{weight}|{weight}|""",
    )
    assert reading.layout == "total-in-head"
    assert reading.head["total_score"] == "98"
    assert reading.flags["complete"] is complete
