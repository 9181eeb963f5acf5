"""Which parts of a document are forms, in Word, Excel and text alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.forms.recognise import readings
from audit.model.grid import Cell, Document, Grid, Paragraph, PartKind
from audit.readers import read
from tests.forms import drawn
from tests.forms.drawing import (
    as_docx,
    as_text,
    as_xlsx,
    draw,
    form,
    read_forms,
    told,
    vocabulary,
)

LAYOUTS = {
    "standard": (drawn.STANDARD_TITLE, "（2022年度）", drawn.STANDARD),
    "signed": (drawn.SIGNED_TITLE, drawn.SIGNED),
    "goal-blocks": (drawn.GOAL_BLOCKS_TITLE, drawn.GOAL_BLOCKS),
    "no-score": (drawn.REGIONAL_TITLE, "（2023年度）", drawn.REGIONAL),
}
ROWS = drawn.STANDARD.strip().splitlines()
WORDS = """
项目名称 总分 一级指标 三级指标 实际完成值 分值 得分 年初预算数 全年执行数 执行率
产出指标（50分） 数量指标 指标2： …… 10 100% 甲：2万元 — 养护里程 情况说明 2022年
预期目标 实际完成情况 小计 说明 其中： 项目支出绩效自评表 年度绩效目标1（40分）
按收入性质分:
"""
SAMPLES = Path(__file__).parents[2] / "sample_forms"


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_form_reads_the_same_from_word_excel_and_text(name: str, tmp_path: Path) -> None:
    blocks = LAYOUTS[name]
    (word,) = read_forms(as_docx(tmp_path / "form.docx", *blocks))
    (excel,) = read_forms(as_xlsx(tmp_path / "form.xlsx", *blocks, down=2, right=1))
    (text,) = read_forms(as_text(tmp_path / "form.txt", *blocks))
    assert told(word) == told(excel) == told(text)
    assert word.layout == name
    assert word.flags["complete"]
    assert not word.unplaced
    assert word.drifted_rows == 0


def test_the_samples_read_the_same_in_every_format() -> None:
    together = read_forms(SAMPLES / "四个项目.txt")
    for kind in ("docx", "xlsx"):
        files = sorted((SAMPLES / kind).glob(f"*.{kind}"))
        assert len(files) == len(together) == 4
        for path, text in zip(files, together, strict=True):
            (alone,) = read_forms(path)
            assert told(alone) == told(text) | {"drifted": alone.drifted_rows}


@pytest.mark.parametrize("kind", [PartKind.TEXT, PartKind.TABLE, PartKind.SHEET])
@pytest.mark.parametrize("sample", ["四个项目.txt"])
def test_a_blank_column_anywhere_changes_nothing(kind: PartKind, sample: str) -> None:
    document = read(SAMPLES / sample)
    straight = [told(reading) for reading in readings(document, vocabulary())]
    for at in range(1, 12):
        blocks = tuple(
            _with_blank_column(block, at, kind) if isinstance(block, Grid) else block
            for block in document.blocks
        )
        moved = [told(reading) for reading in readings(Document("moved", blocks), vocabulary())]
        assert [_without_drift(one) for one in moved] == [_without_drift(one) for one in straight]


def _with_blank_column(grid: Grid, at: int, kind: PartKind) -> Grid:
    cells = (Cell(c.row, c.column + (c.column >= at), c.text) for c in grid.cells)
    return Grid(grid.part, kind, grid.rows, grid.columns + 1, tuple(cells))


def _without_drift(reading: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in reading.items() if name != "drifted"}


def test_four_forms_below_each_other_in_one_sheet_are_four(tmp_path: Path) -> None:
    blocks = []
    for name in ("甲", "乙", "丙", "丁"):
        blocks += [f"{name}{drawn.STANDARD_TITLE}{{10}} |", drawn.STANDARD.replace("农村公路养护", name)]
    found = read_forms(as_xlsx(tmp_path / "four.xlsx", *blocks))
    assert [reading.head["project_name"] for reading in found] == ["甲经费", "乙经费", "丙经费", "丁经费"]
    assert [reading.head["title"] for reading in found] == [
        f"{name}{drawn.STANDARD_TITLE}" for name in ("甲", "乙", "丙", "丁")
    ]
    assert [reading.position for reading in found] == [1, 2, 3, 4]
    assert [(f.first_row, f.last_row) for reading in found for f in reading.fragments] == [
        (1, 18), (19, 36), (37, 54), (55, 72),
    ]  # fmt: skip


def test_forms_without_titles_are_told_apart_by_their_heads() -> None:
    found = form(drawn.STANDARD, drawn.STANDARD.replace("农村公路养护经费", "桥梁检测"))
    assert [reading.head["project_name"] for reading in found] == ["农村公路养护经费", "桥梁检测"]
    assert [len(reading.indicators) for reading in found] == [6, 6]


def test_a_form_cut_into_a_fund_and_an_indicator_table_is_one() -> None:
    (whole,) = form(drawn.STANDARD_TITLE, drawn.STANDARD)
    (cut,) = form(drawn.STANDARD_TITLE, "\n".join(ROWS[:9]), "\n".join(ROWS[9:]))
    assert told(cut) == told(whole)
    assert [fragment.grid.part for fragment in cut.fragments] == ["表2", "表3"]


def test_indicators_that_go_on_in_a_table_without_header_are_read() -> None:
    first = "\n".join(
        [*ROWS[:9], ROWS[9].replace("{1,7}", "{1,3}"), ROWS[10].replace("{1,3}", "{1,2}"), ROWS[11]]
    )
    second = "\n".join([f"{{1,4}} | {{1}} | {ROWS[12]}", *ROWS[13:]])
    (whole,) = form(drawn.STANDARD_TITLE, drawn.STANDARD)
    (cut,) = form(drawn.STANDARD_TITLE, first, second)
    assert cut.indicators == whole.indicators
    assert cut.head["total_score"] == "97.6"
    assert cut.flags["complete"]


def test_another_table_after_a_cut_off_form_is_not_taken_for_its_rows() -> None:
    (reading,) = form(
        drawn.STANDARD_TITLE, "\n".join(ROWS[:12]), "序号 | 单位 | 人数\n1 | 甲站 | 20\n2 | 乙站 | 30"
    )
    assert len(reading.indicators) == 2
    assert not reading.unplaced
    assert not reading.flags["complete"]


def test_a_form_that_ends_with_an_indicator_is_cut_off() -> None:
    (reading,) = form(drawn.STANDARD_TITLE, "\n".join(ROWS[:-1]))
    assert reading.flags["complete"] is False
    assert reading.flags["has_total"] is False
    assert [row["closed"] for row in reading.categories] == ["true", "true", "false"]
    assert [row["closed"] for row in reading.groups] == ["true", "true", "true", "true", "false"]


def test_a_form_cut_off_in_its_funds_is_still_a_form() -> None:
    (reading,) = form(drawn.STANDARD_TITLE, "\n".join(ROWS[:5]))
    assert [row["kind"] for row in reading.funds] == ["total", "fiscal"]
    assert reading.flags["complete"] is False


@pytest.mark.parametrize(
    "blocks",
    [
        ("项目支出绩效目标表", "一级指标|二级指标|三级指标|指标值|分值\n产出指标|数量指标|乙|3个|10"),
        ("2023年度项目支出绩效目标申报表", drawn.STANDARD.replace("实际完成值", "计算方法")),
        ("项目绩效自评汇总表", "序号|项目名称|全年预算数|执行数|执行率|自评得分\n1|甲|1|1|100%|99"),
        ("绩效运行监控表", drawn.STANDARD),
        ("项目支出绩效自评报告", "一、项目概况。", "收入|支出|结余\n1|2|3"),
        ("", "姓名|职务\n甲|乙"),
    ],
)  # fmt: skip
def test_other_tables_are_no_forms(blocks: tuple[str, ...]) -> None:
    assert form(*blocks) == []


def test_a_form_on_a_hidden_sheet_is_read_only_where_no_other_is_seen() -> None:
    shown = draw(drawn.STANDARD).grid(PartKind.SHEET, "表")
    cells = tuple(
        Cell(c.row, c.column, c.text.replace("公路", "水利"), c.rowspan, c.colspan) for c in shown.cells
    )
    hidden = Grid("旧", PartKind.SHEET, shown.rows, shown.columns, cells, hidden=True)
    both = readings(Document("xlsx", (shown, hidden)), vocabulary())
    assert [reading.head["project_name"] for reading in both] == ["农村公路养护经费"]
    alone = readings(Document("xlsx", (hidden,)), vocabulary())
    assert [reading.head["project_name"] for reading in alone] == ["农村水利养护经费"]


def test_a_title_repeated_at_a_page_head_does_not_cut_the_form() -> None:
    (reading,) = form(
        f"{drawn.STANDARD_TITLE}|\n" + "\n".join(ROWS[:9]), f"{drawn.STANDARD_TITLE}|\n" + "\n".join(ROWS[9:])
    )
    assert reading.head["project_name"] == "农村公路养护经费"
    assert reading.head["total_score"] == "97.6"


def test_a_title_that_is_only_mentioned_does_not_cut_the_form() -> None:
    text = drawn.STANDARD.replace("完成县道养护58公里。", "按时填报项目支出绩效自评表")
    (reading,) = form(
        drawn.STANDARD_TITLE, text.replace("完成县道养护60公里。{5}", "{5}"), "附件：绩效自评表"
    )
    assert reading.head["title"] == drawn.STANDARD_TITLE
    assert reading.head["goal_actual"] == "按时填报项目支出绩效自评表"
    assert len(reading.indicators) == 6


@pytest.mark.parametrize(
    ("lines", "title", "year"),
    [
        (("2022年度项目支出绩效自评表",), "2022年度项目支出绩效自评表", "2022"),
        (("项目支出绩效自评表", "（2022年度）"), "项目支出绩效自评表（2022年度）", "2022"),
        (("2022年度", "项目支出绩效自评表"), "项目支出绩效自评表", "2022"),
        (("附件2", "项目支出绩效自评表", "金额单位：元"), "项目支出绩效自评表", None),
    ],
)
def test_title_and_year_stand_in_one_line_or_two(
    lines: tuple[str, ...], title: str, year: str | None
) -> None:
    (reading,) = form(*lines, drawn.STANDARD)
    assert reading.head["title"] == title
    assert reading.head.get("year_written") == year


@pytest.mark.parametrize(
    ("number", "profile"),
    [
        ("报表编号：510000_0013zp", "sichuan"),
        ("报表编号：450000_0001", "guangxi"),
        ("报表编号：990000_0001", "national"),
        ("报表编号：51", "national"),
    ],
)
def test_the_number_of_a_form_says_where_its_rules_come_from(number: str, profile: str) -> None:
    (reading,) = form(drawn.STANDARD_TITLE, number, drawn.STANDARD)
    assert reading.profile == profile
    assert ("行政区划代码" in reading.profile_reason) is (profile != "national")


def test_the_structure_of_a_form_outranks_its_number() -> None:
    (reading,) = form(drawn.GOAL_BLOCKS_TITLE, "报表编号：510000_0013zp", drawn.GOAL_BLOCKS)
    assert reading.profile == "hubei"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_table_of_form_words_breaks_the_reading(data: st.DataObject) -> None:
    words = st.sampled_from(["", *WORDS.split()])
    rows = data.draw(st.lists(st.lists(words, min_size=1, max_size=8), min_size=1, max_size=14))
    cells = tuple(
        Cell(row, column, text) for row, line in enumerate(rows, 1) for column, text in enumerate(line, 1)
    )
    kind = data.draw(st.sampled_from(list(PartKind)))
    document = Document("any", (Paragraph("项目支出绩效自评表"), Grid("表1", kind, len(rows), 8, cells)))
    for reading in readings(document, vocabulary()):
        assert all(fragment.first_row <= fragment.last_row for fragment in reading.fragments)
        assert all(ref.row <= len(rows) and ref.column >= 1 for ref in reading.cells.values())


DRIFTED = """
项目名称 | 农村饮水工程维修养护 | | | | |
主管部门 | 水利局 | | 自评总分（分） | 97.4 | |
绩效指标 | 指标名称 | 计量单位 | 指标性质 | 年初指标值 | 全年完成值 | 指标权重（分） | 指标得分（分）
 | 维修工程数 | 处 | ≥ | 40 | 41 | 50 | 50
 | | 水质达标率 | % | ≥ | 95 | 93 | 50 | 47.4
"""


def test_a_row_that_moved_by_one_column_is_read_by_what_its_cells_look_like() -> None:
    (reading,) = form("2022年度项目支出绩效自评表", DRIFTED, kind=PartKind.TEXT)
    row = reading.indicators[1]
    assert (row["name"], row["measure_unit"], row["sign"], row["target"]) == ("水质达标率", "%", "≥", "95")
    assert (row["actual"], row["weight"], row["score"]) == ("93", "50", "47.4")
    assert reading.drifted_rows == 1


def test_a_header_row_that_stands_again_in_part_takes_no_column_away() -> None:
    lines = drawn.SIGNED.strip().splitlines()
    again = [*lines[:13], lines[10], *lines[13:]]
    assert "指标性质" in lines[10]
    (reading,) = form(drawn.SIGNED_TITLE, "\n".join(again), kind=PartKind.TEXT)
    assert [row["weight"] for row in reading.indicators] == ["25", "25", "40"]


@pytest.mark.parametrize("label", ["产出指标50", "产出指标【50分】", "产出指标 50分", "产出指标：50分"])
def test_points_of_a_level_are_read_however_they_are_written(label: str) -> None:
    (reading,) = form(drawn.STANDARD_TITLE, drawn.STANDARD.replace("产出指标（50分）", label))
    assert reading.indicators[0]["level1"] == "产出指标"
    assert reading.indicators[0]["level1_points"] == "50"


def test_a_title_that_stands_again_above_another_head_begins_another_form() -> None:
    second = drawn.STANDARD.replace("农村公路养护经费", "桥梁养护经费")
    title = f"{drawn.STANDARD_TITLE}{{10}}"
    both = "\n".join([title, drawn.STANDARD.strip(), title, second.strip()])
    first, other = form(drawn.STANDARD_TITLE, both)
    assert first.head["project_name"] == "农村公路养护经费"
    assert other.head["project_name"] == "桥梁养护经费"
    assert other.head["title"] == drawn.STANDARD_TITLE


def test_points_of_the_fund_management_are_not_passed_over() -> None:
    scored = """
资金管理情况{1,3} | {1} | 情况说明{3} | 分值 | 得分
安排科学性 | 按规划安排{3} | 5 | 5
使用规范性 | 专款专用{3} | 5 | 4.5
"""
    (reading,) = form(
        drawn.STANDARD_TITLE,
        drawn.STANDARD.replace("年度总体目标{1,2}", f"{scored.strip()}\n年度总体目标{{1,2}}"),
    )
    assert reading.unplaced == []
    assert (reading.head["other_weight"], reading.head["other_score"]) == ("10", "9.5")
    assert reading.flags["complete"]


def test_points_of_the_fund_management_below_no_column_of_points_are_named() -> None:
    scored = "资金管理情况{1,2} | {1} | 情况说明{6} | 分值 | 得分\n安排科学性 | 按规划安排{5} | 5 | 5 | 4\n"
    (reading,) = form(
        drawn.STANDARD_TITLE, drawn.STANDARD.replace("年度总体目标{1,2}", f"{scored}年度总体目标{{1,2}}")
    )
    assert [row.reason for row in reading.unplaced] == ["资金管理情况有数不在分值、得分栏下"]
    assert not reading.flags["complete"]


def test_points_beside_the_goals_stand_apart_from_those_of_indicators() -> None:
    drawing = drawn.STANDARD.replace("实际完成情况{4}", "实际完成情况{2} | 分值 | 得分")
    (reading,) = form(drawn.STANDARD_TITLE, drawing.replace("58公里。{4}", "58公里。{2} | 10 | 8"))
    assert reading.head["goal_actual"] == "完成县道养护58公里。"
    assert (reading.head["other_weight"], reading.head["other_score"]) == ("10", "8")


def test_a_row_of_the_head_that_nobody_knows_is_kept_or_named() -> None:
    head = "幸运等级{3} | 三颗星{7}\n甲{2} | 乙{2} | 丙{2} | 丁{4}\n"
    (reading,) = form(drawn.STANDARD_TITLE, head + drawn.STANDARD.strip())
    assert {"section": "head", "label": "幸运等级", "value": "三颗星"} in reading.fields
    assert [row.reason for row in reading.unplaced] == ["这一行没有认出"]


def test_a_list_that_is_scored_by_the_unit_itself_is_a_form_without_any_title() -> None:
    rows = """
单位名称 | XX县司法局 | | |
一级指标 | 二级指标 | 三级指标 | 分值 | 自评得分
投入 | 预算配置 | 在职人员控制率 | 50 | 50
过程 | 预算执行 | 预算完成率 | 50 | 48
合计 | | | 100 | 98
"""
    (reading,) = form(rows)
    assert reading.head["total_score"] == "98"
    assert form(rows.replace("自评得分", "得分")) == []


@pytest.mark.parametrize("gap", ["      ", " ", ""])
def test_labels_in_one_line_are_told_apart_however_wide_the_gap(gap: str) -> None:
    line = f"项目名称：农村公路养护{gap}主管部门：XX县交通运输局{gap}项目实施单位：XX县公路站"
    (reading,) = form(drawn.STANDARD_TITLE, line, "\n".join(drawn.STANDARD.strip().splitlines()[2:]))
    assert reading.head["project_name"] == "农村公路养护"
    assert reading.head["department"] == "XX县交通运输局"
    assert reading.head["unit"] == "XX县公路站"


def test_the_year_below_a_title_is_read_beside_the_money_unit() -> None:
    (reading,) = form(
        f"项目支出绩效自评表{{10}}\n（2020年度）{{6}} | 单位：元{{4}}\n{drawn.STANDARD.strip()}"
    )
    assert reading.head["title"] == "项目支出绩效自评表（2020年度）"
    assert reading.head["year_written"] == "2020"


def test_a_goal_that_begins_with_a_number_is_no_heading() -> None:
    table = """
项目名称{2} | 三农服务{2}
预期目标{2} | 实际完成情况{2}
三农服务站建成5个{2} | {2}
一级指标 | 三级指标 | 实际完成值 | 得分
产出指标 | 建站数 | 5个 | 100
"""
    (reading,) = form(drawn.STANDARD_TITLE, table)
    assert reading.head["goal_expected"] == "三农服务站建成5个"
    (reading,) = form(drawn.STANDARD_TITLE, table.replace("三农服务站", "一、服务站"))
    assert reading.head["goal_expected"] == "一、服务站建成5个"


@pytest.mark.parametrize(
    "printed",
    [
        "附件1 XX县农村公路养护经费项目支出绩效自评表",
        "附件2：XX县农村公路养护经费项目支出绩效自评表 2022年度)",
    ],
)
def test_a_title_may_stand_behind_the_number_of_its_annex_and_before_its_year(printed: str) -> None:
    (reading,) = form(printed, drawn.STANDARD)
    title = reading.head["title"]
    assert title is not None
    assert title.startswith("XX县农村公路养护经费项目支出绩效自评表")
    assert reading.head.get("year_written") == ("2022" if "2022" in printed else None)


def test_a_first_level_that_stands_again_amid_its_block_is_one_block() -> None:
    (reading,) = form(
        drawn.STANDARD_TITLE,
        drawn.STANDARD.replace("效益指标（30分）{1,2}", "效益指标（30分）").replace(
            "可持续影响指标 | 管养", "效益指标 | 可持续影响指标 | 管养"
        ),
    )
    assert [row["level1"] for row in reading.categories] == ["产出指标", "效益指标", "满意度指标"]
    assert [row["level1_points"] for row in reading.categories] == ["50", "30", "10"]


def test_totals_of_the_blocks_are_their_subtotals_and_the_last_is_the_form_s() -> None:
    drawing = drawn.STANDARD.replace("效益指标（30分）{1,2}", "合计{6} | 50 | 49.3 |\n效益指标（30分）{1,2}")
    (reading,) = form(drawn.STANDARD_TITLE, drawing.replace("绩效指标{1,7}", "绩效指标{1,8}"))
    assert (reading.head["total_weight"], reading.head["total_score"]) == ("100", "97.6")
    assert [row["subtotal_score"] for row in reading.categories] == ["49.3", None, None]
    assert len(reading.indicators) == 6


def test_points_of_a_second_level_in_a_row_of_their_own_are_no_indicator() -> None:
    drawing = (
        drawn.STANDARD.replace("数量指标{1,2} | 养护里程", "数量指标 |  | {2} |  | 30 | 29.3 |\n | 养护里程")
        .replace("绩效指标{1,7}", "绩效指标{1,8}")
        .replace("产出指标（50分）{1,3}", "产出指标（50分）{1,4}")
    )
    (reading,) = form(drawn.STANDARD_TITLE, drawing.replace("桥梁检测", " | 桥梁检测"))
    assert [row["name"] for row in reading.indicators][:2] == ["养护里程", "桥梁检测座数"]
    assert (reading.groups[0]["level2_points"], reading.groups[0]["level2_score"]) == ("30", "29.3")


def test_a_row_below_the_total_that_fits_nowhere_is_named() -> None:
    (reading,) = form(drawn.STANDARD_TITLE, drawn.STANDARD + "加减分项{4} | 扬尘 {3}| 甲 | 3 | 乙\n")
    assert [row.reason for row in reading.unplaced] == ["总分行以下这一行没有认出"]


def test_an_indicator_that_is_called_by_a_quantity_is_read_where_its_row_is_whole() -> None:
    (reading,) = form(drawn.GOAL_BLOCKS_TITLE, drawn.GOAL_BLOCKS.replace("新建厕所 |", "1年 |"))
    assert reading.unplaced == []
    assert reading.indicators[0]["name"] == "1年"


def test_an_amount_and_its_rate_beside_their_labels_are_the_total_row() -> None:
    funds = "预算执行情况（万元）{2} | 转移支付预算数（A）{2} | 5.8万{2} | 预算执行率（B/A）{2} | 100%{2}\n"
    funds += " {2}| 转移支付执行数（B）{2} | 5.8万{2} |  {4}\n"
    start, end = drawn.STANDARD.index("项目资金"), drawn.STANDARD.index("年度总体目标")
    (reading,) = form(drawn.STANDARD_TITLE, drawn.STANDARD[:start] + funds + drawn.STANDARD[end:])
    (row,) = reading.funds
    assert [row[name] for name in ("kind", "budget", "executed", "rate")] == [
        "total",
        "5.8万",
        "5.8万",
        "100%",
    ]
    assert reading.unplaced == []
    assert reading.flags["has_executed"]


def test_amounts_beside_their_labels_go_on_with_their_parts_row_by_row() -> None:
    funds = """
计划投资额（万元）{2} | 570{2} | 实际到位资金（万元）{2} | 398.88 | 实际使用情况（万元）{2} | 395.86
其中：中央财政{2} | 0{2} | 其中：中央财政{2} | 0 | 其中：中央财政{2} | 0
省财政{2} | 570{2} | 省财政{2} | 398.88 | 省财政{2} | 395.86
"""
    start, end = drawn.STANDARD.index("项目资金"), drawn.STANDARD.index("年度总体目标")
    (reading,) = form(
        drawn.STANDARD_TITLE, drawn.STANDARD[:start] + funds.lstrip("\n") + drawn.STANDARD[end:]
    )
    names = ("kind", "planned", "received", "executed")
    assert [[row[name] for name in names] for row in reading.funds] == [
        ["total", "570", "398.88", "395.86"],
        ["central", "0", "0", "0"],
        ["local", "570", "398.88", "395.86"],
    ]
    assert reading.unplaced == []


def test_what_is_remarked_of_an_indicator_stands_beside_its_reason() -> None:
    drawing = drawn.STANDARD.replace(
        "年度指标值{2} | 实际完成值", "年度指标值 | 完成情况简要描述 | 实际完成值"
    )
    drawing = drawing.replace("≥60公里{2}", "≥60公里 | 两段并入国道").replace("{2} | 12座", " |  | 12座")
    (reading,) = form(drawn.STANDARD_TITLE, drawing)
    assert [row["remark"] for row in reading.indicators][:2] == ["两段并入国道", None]
    assert [row["reason"] for row in reading.indicators][:2] == ["汛期路段封闭", None]


def test_a_column_of_types_before_the_names_is_the_first_level() -> None:
    indicators = """
指标类型{2} | 指标名称 | 指标值 | 完成值 | 分值 | 自评得分 | 备注
产出指标{1,2} | 数量指标 | 加固水库座数 | 60座 | 58座 | 20 | 19.3 | 2座跨年
质量指标 | 工程验收合格率 | 100% | 100% | 20 | 20 |
效益指标 | 社会效益 | 保护人口 | 12万人 | 12.3万人 | 30 | 30 |
合计{5} | 70 | 69.3 |
"""
    head = drawn.STANDARD[: drawn.STANDARD.index("绩效指标{1,7}")]
    (reading,) = form(drawn.STANDARD_TITLE, head, indicators)
    assert [(row["level1"], row["level2"], row["sign"]) for row in reading.indicators] == [
        ("产出指标", "数量指标", None),
        ("产出指标", "质量指标", None),
        ("效益指标", "社会效益", None),
    ]
    assert not reading.flags["has_sign"]


def test_a_label_over_levels_and_name_names_the_indicator() -> None:
    drawing = drawn.STANDARD.replace("总分{7}", "预算执行率{4} | 100%{2} | 95% | 10 | 9.5 |\n总分{7}")
    (reading,) = form(drawn.STANDARD_TITLE, drawing)
    row = reading.indicators[-1]
    assert [row[name] for name in ("name", "target", "actual", "score")] == [
        "预算执行率",
        "100%",
        "95%",
        "9.5",
    ]


def test_points_that_do_not_apply_are_no_contradiction_of_a_row() -> None:
    (reading,) = form(
        drawn.STANDARD_TITLE, drawn.STANDARD.replace("96% | 20 | 20 |", "96% | 不适用 | 不适用 | 未验收")
    )
    assert reading.unplaced == []
    row = reading.indicators[2]
    assert [row[name] for name in ("weight", "score", "reason")] == ["不适用", "不适用", "未验收"]


def test_pairs_of_labels_that_nobody_knows_are_fields_each() -> None:
    (reading,) = form(drawn.STANDARD_TITLE, "牵头人：甲{5} | 协办：乙单位{5}\n" + drawn.STANDARD.strip())
    pairs = [(row["label"], row["value"]) for row in reading.fields]
    assert {("牵头人", "甲"), ("协办", "乙单位")} <= set(pairs)


def test_of_two_columns_of_signs_the_one_that_compares_counts() -> None:
    signed = drawn.SIGNED.replace("年度指标值{3} |", "年度指标值{4} |").replace(
        "指标性质 | 指标值", "指标性质 | 指标方向 | 指标值"
    )
    signed = re.sub(r"\| (≥|＝) \|", r"| 正向 | \1 |", signed).replace("生态效益指标 |", "生态效益指标 |  |")
    (reading,) = form(drawn.SIGNED_TITLE, signed)
    assert [row["sign"] for row in reading.indicators] == ["≥", "＝", "≥"]
    assert not reading.unplaced


@pytest.mark.parametrize(
    ("labels", "nested"),
    [
        (("1.财政资金小计", "①项目支出", "②基本支出", "2.单位其他收入"), "f t t f"),
        (("一、财政拨款", "（一）一般公共预算", "二、其他资金"), "f t f"),
        (("财政资金小计", "①市级资金", "其他资金小计"), "f t f"),
        (("（1）财政拨款", "（2）其他资金"), "f f"),
    ],
)
def test_numbers_before_fund_labels_say_which_are_parts_of_parts(labels: Sequence[str], nested: str) -> None:
    rows = "".join(f"{label} | 5 | 5 | 5 | — | 100% | —{{2}}\n" for label in labels)
    drawing = drawn.STANDARD.replace("{2,5}", f"{{2,{2 + len(labels)}}}")
    start, end = drawing.index("其中：当年"), drawing.index("年度总体目标")
    (reading,) = form(drawn.STANDARD_TITLE, drawing[:start] + rows + drawing[end:])
    assert " ".join((row["nested"] or "")[0] for row in reading.funds[1:]) == nested


def test_how_points_are_given_is_kept_beside_the_points() -> None:
    drawing = drawn.STANDARD.replace("年度指标值{2}", "年度指标值 | 评分标准").replace(
        "≥60公里{2}", "≥60公里 | 每少1公里扣1分"
    )
    (reading,) = form(drawn.STANDARD_TITLE, drawing.replace("12座{2}", "12座 | "))
    assert [row["criteria"] for row in reading.indicators][:2] == ["每少1公里扣1分", None]


def test_a_total_row_moved_by_a_column_is_told_by_its_sum_of_weights() -> None:
    drawing = drawn.STANDARD.replace("得分 | 偏差", "得分 | 扣分 | 偏差").replace(
        "{7} | 100 | 97.6 |", "{8} | 100 | 97.6 |"
    )
    drawing = re.sub(r"(\| [\d.]+ \| [\d.]+)( \| *[^|\n\d]*)$", r"\1 | 0\2", drawing, flags=re.MULTILINE)
    (reading,) = form(drawn.STANDARD_TITLE, drawing)
    assert (reading.head["total_weight"], reading.head["total_score"]) == ("100", "97.6")


def cut(drawing: str, at: str) -> tuple[str, str]:
    """A drawing as two tables, cut before a row."""
    rows = drawing.strip().split("\n")
    place = next(number for number, row in enumerate(rows) if row.startswith(at))
    return "\n".join(rows[:place]), "\n".join(rows[place:])


@pytest.mark.parametrize("between", ["（续）", "续上表", "— 2 —"])
def test_a_table_that_goes_on_below_a_mark_of_the_page_is_one_form(between: str) -> None:
    drawing = drawn.STANDARD.replace("{1,7}", "{1,4}").replace(
        "效益指标（30分）{1,2}", "{1,3} | 效益指标（30分）{1,2}"
    )
    first, second = cut(drawing, "{1,3} | 效益指标")
    (reading,) = form(drawn.STANDARD_TITLE, first, between, second)
    assert [row["level1"] for row in reading.categories] == ["产出指标", "效益指标", "满意度指标"]
    assert reading.head["total_score"] == "97.6"
    assert reading.unplaced == []


def test_a_table_that_goes_on_may_begin_with_a_row_left_blank_or_a_subtotal() -> None:
    for begins in ("指标2：{7}", "小计{4} | 50 | 49.3 |"):
        drawing = drawn.STANDARD.replace("{1,7}", "{1,4}").replace(
            "效益指标（30分）{1,2}", f"{{3,1}} | {begins}\n{{1,3}} | 效益指标（30分）{{1,2}}"
        )
        first, second = cut(drawing, "{3,1}")
        (reading,) = form(drawn.STANDARD_TITLE, first, second)
        assert len(reading.indicators) == 6
        assert reading.head["total_score"] == "97.6"


def test_a_table_without_header_that_cannot_be_placed_is_named() -> None:
    other = "附表：{1} | 甲{3} | 乙 | 丙{3} | 丁 | 戊"
    (reading,) = form(drawn.STANDARD_TITLE, drawn.STANDARD[: drawn.STANDARD.index("总分{7}")], other)
    assert [row.reason for row in reading.unplaced] == ["其后的表没有表头，没有归入指标"]


def test_a_row_with_points_alone_heads_the_rows_that_tell_what_is_reached_for_them() -> None:
    whole = "养护里程 | ≥60公里{2} | 58公里 | 20 | 19.3 | 汛期路段封闭"
    drawing = drawn.STANDARD.replace(whole, "养护里程 |  {2} |  | 20 | 19.3 |")
    (reading,) = form(
        drawn.STANDARD_TITLE, drawing.replace("12座{2} | 12座 | 10 | 10 |", "12座{2} | 12座 |  |  |")
    )
    assert [(row["is_sub"], row["parent_row"]) for row in reading.indicators][:3] == [
        ("false", None),
        ("true", "1"),
        ("false", None),
    ]


def test_a_titled_table_that_only_tells_what_was_done_is_a_form() -> None:
    told = """
一级指标名称 | 二级指标名称 | 三级指标名称 | 指标解释 | 完成情况 | 未完成原因及改进措施
项目产出{1,2} | 数量指标 | 扶助人数 | 符合条件的对象 | 7948 |
质量指标 | 覆盖率 | 目标值≥95% | 100% |
项目效果 | 满意度指标 | 服务对象满意度 | 目标值≥90% | 92% |
"""
    (reading,) = form("2024年度计划生育服务项目绩效自评表", told)
    assert [row["actual"] for row in reading.indicators] == ["7948", "100%", "92%"]


def test_a_fourth_level_names_the_indicators() -> None:
    indicators = """
一级指标 | 二级指标 | 三级指标 | 四级指标 | 权重 | 目标值 | 业绩值 | 业绩率 | 得分
产出{1,2} | 数量{1,2} | 活动完成{1,2} | 活动场次 | 40 | 24场 | 25场 | 100% | 40
参与人次 | 30 | 3000人次 | 2850人次 | 95% | 28.5
效果 | 满意度 | 居民满意度 | 居民满意度 | 30 | 85% | 92% | 100% | 30
合计{4} | 100 |  |  |  | 98.5
"""
    head = drawn.STANDARD[: drawn.STANDARD.index("绩效指标{1,7}")]
    (reading,) = form(drawn.STANDARD_TITLE, head, indicators)
    assert [(row["level2"], row["name"], row["actual"]) for row in reading.indicators] == [
        ("数量", "活动场次", "25场"),
        ("数量", "参与人次", "2850人次"),
        ("满意度", "居民满意度", "92%"),
    ]
    assert reading.unplaced == []


@pytest.mark.parametrize("second", ["", "二级指标 | "])
def test_a_first_level_may_stand_before_the_header_of_its_own_block(second: str) -> None:
    label = "" if not second else " | "
    rows = [
        f"产出指标（60分） | {second}三级指标 | 目标值 | 完成值 | 分值 | 得分",
        f"{label}数量指标 | 养护里程 | 500公里 | 510公里 | 60 | 60",
        f"满意度（40分） | {second}三级指标 | 目标值 | 完成值 | 分值 | 得分",
        f"{label}服务对象满意度 | 司乘人员满意度 | 90% | 95% | 40 | 38",
        f"总分 | {label}|  |  | 100 | 98",
    ]
    head = drawn.STANDARD[: drawn.STANDARD.index("绩效指标{1,7}")]
    (reading,) = form(drawn.STANDARD_TITLE, head, "\n".join(rows))
    assert [(row["level1"], row["level1_points"], row["level2"]) for row in reading.indicators] == [
        ("产出指标", "60", "数量指标"),
        ("满意度", "40", "服务对象满意度"),
    ]


def test_what_stands_in_hidden_columns_is_not_read_and_that_is_said() -> None:
    drawing = draw(drawn.STANDARD.replace("≥95%{2}", "≥95% | 旧值"))
    grid = drawing.grid(PartKind.SHEET, "表")
    hidden = Grid("表", PartKind.SHEET, grid.rows, grid.columns, grid.cells, hidden_columns=frozenset({6}))
    (reading,) = readings(Document("xlsx", (Paragraph(drawn.STANDARD_TITLE), hidden)), vocabulary())
    assert reading.indicators[2]["target"] == "≥95%"
    assert [row.reason for row in reading.unplaced] == ["这一栏是隐藏的，其内容没有读取"]


def test_funds_that_are_written_crosswise_are_the_rows_of_their_kinds() -> None:
    funds = """
项目资金（万元）{2} | 年度资金总额{3} | 其中：财政拨款{3} | 其他资金{2}
全年预算数{2} | 120{3} | 100{3} | 20{2}
全年执行数{2} | 118.2{3} | 100{3} | 18.2{2}
执行率{2} | 98.5%{3} | 100%{3} | 91%{2}
分值{2} | 10{3} |  {3} |  {2}
得分{2} | 9.85{3} |  {3} |  {2}
"""
    start, end = drawn.STANDARD.index("项目资金"), drawn.STANDARD.index("年度总体目标")
    (reading,) = form(
        drawn.STANDARD_TITLE, drawn.STANDARD[:start] + funds.lstrip("\n") + drawn.STANDARD[end:]
    )
    names = ("kind", "budget", "executed", "rate", "weight", "score")
    assert [[row[name] for name in names] for row in reading.funds] == [
        ["total", "120", "118.2", "98.5%", "10", "9.85"],
        ["fiscal", "100", "100", "100%", None, None],
        ["other", "20", "18.2", "91%", None, None],
    ]
    assert reading.unplaced == []
    assert reading.head["money_unit"] == "万元"


def test_an_amount_below_no_kind_of_money_is_named() -> None:
    funds = """
资金来源{2} | 合计{3} | 财政拨款{5}
预算数{2} | 120{3} | 100{2} | 20{3}
"""
    start, end = drawn.STANDARD.index("项目资金"), drawn.STANDARD.index("年度总体目标")
    (reading,) = form(
        drawn.STANDARD_TITLE, drawn.STANDARD[:start] + funds.lstrip("\n") + drawn.STANDARD[end:]
    )
    assert [row.reason for row in reading.unplaced] == ["资金行与表头各栏对不上"]


def test_a_label_of_the_upper_header_row_keeps_its_column_beside_ones_that_are_divided() -> None:
    indicators = """
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 自评情况{3} | 复核情况{2}
 |  |  |  | 实际完成值 | 分值 | 得分 | 复核得分 | 备注
产出指标 | 数量指标 | 保安人数 | 12人 | 12人 | 60 | 60 | 60 |
满意度指标 | 服务对象满意度指标 | 师生满意度 | ≥90% | 94% | 40 | 39 | 38 |
总分（100分）{6} | 99 | 98 |
"""
    head = drawn.STANDARD[: drawn.STANDARD.index("绩效指标{1,7}")]
    (reading,) = form(drawn.STANDARD_TITLE, head, indicators)
    assert [(row["name"], row["target"]) for row in reading.indicators] == [
        ("保安人数", "12人"),
        ("师生满意度", "≥90%"),
    ]


def test_rows_numbered_in_chinese_sum_up_those_numbered_in_digits() -> None:
    indicators = """
序号 | 指标类型 | 指标名称 | 指标解释 | 目标值 | 实际值 | 权重 | 自评得分 | 差异原因
一 | 产出 |  |  |  |  | 60 | 60 |
1 | 数量 | 演出场次 | 全年演出 | ≥60场 | 63场 | 40 | 40 |
2 | 质量 | 演出合格率 | 合格 | 100% | 100% | 20 | 20 |
二 | 预算执行 |  |  |  |  | 40 | 39 |
3 | 执行率 | 预算执行率 | 执行 | 100% | 97.5% | 40 | 39 |
 | 合计{5} | 100 | 99 |
"""
    head = drawn.STANDARD[: drawn.STANDARD.index("绩效指标{1,7}")]
    (reading,) = form(drawn.STANDARD_TITLE, head, indicators)
    assert [(row["level1"], row["level2"], row["weight"]) for row in reading.indicators] == [
        ("产出", "数量", "40"),
        ("产出", "质量", "20"),
        ("预算执行", "执行率", "40"),
    ]
    assert [row["subtotal_score"] for row in reading.categories] == ["60", "39"]


def test_an_only_number_of_the_total_row_that_is_not_whole_is_the_score() -> None:
    (reading,) = form(
        drawn.STANDARD_TITLE, drawn.STANDARD.replace("总分{7} | 100 | 97.6 |", "总计{2} | 97.6{8}")
    )
    assert reading.head["total_score"] == "97.6"
