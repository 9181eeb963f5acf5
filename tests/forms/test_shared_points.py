"""Indicators that have one cell of points between them: the points count once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from audit.forms.recognise import readings
from audit.forms.tables import build
from audit.model.form import Row
from audit.readers import read
from tests.forms.drawing import as_docx, as_text, as_xlsx, vocabulary

TITLE = "2023年度项目支出绩效自评表"
DRAWN = """
项目名称{2} | 社区养老服务补贴{7}
主管部门{2} | XX市民政局{3} | 实施单位{2} | XX市社会福利中心{2}
项目资金（万元）{2,2} | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分{2}
420 | 400 | 400 | 10 | 100% | 10{2}
绩效指标{1,6} | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因及改进措施
产出指标{1,3} | 数量指标{1,2} | 补贴老人数 | ≥6000人 | 6123人 | 30{1,2} | 30{1,2} |
补贴月数 | 12个月 | 12个月 |
质量指标 | 发放准确率 | 100% | 100% | 20 | 20 |
效益指标 | 社会效益指标 | 减轻家庭负担 | 有效减轻 | 有效减轻 | 30 | 30 |
满意度指标 | 服务对象满意度指标 | 老人满意度 | ≥95% | 97% | 10 | 10 |
总分{6} | 100 | 100 |
"""
BLANK = DRAWN.replace("30{1,2} | 30{1,2} |", "30 | 30 |").replace(
    "12个月 | 12个月 |", "12个月 | 12个月 | | |"
)


def indicators(path: Path) -> list[Row]:
    (reading,) = readings(read(path), vocabulary())
    form = build(reading, form_id="f", source=path.name, year=None, vocabulary=vocabulary())
    return form.tables["indicators"]


def test_merged_points_count_once_and_none_of_the_rows_has_a_weight_of_its_own(tmp_path: Path) -> None:
    for path in (as_docx(tmp_path / "a.docx", TITLE, DRAWN), as_xlsx(tmp_path / "a.xlsx", TITLE, DRAWN)):
        rows = indicators(path)
        assert [row["weight"] for row in rows] == [30, None, 20, 30, 10]
        assert [row["points_shared"] for row in rows] == [True, True, False, False, False]
        assert [row["effective_weight"] for row in rows] == [None, None, 20, 30, 10]


def test_a_text_that_adds_up_without_blank_points_is_left_to_a_person(tmp_path: Path) -> None:
    rows = indicators(as_text(tmp_path / "a.txt", TITLE, DRAWN))
    assert [row["points_shared"] for row in rows] == [None, None, False, False, False]


def test_a_blank_that_the_total_lacks_is_no_shared_cell(tmp_path: Path) -> None:
    rows = indicators(
        as_docx(tmp_path / "a.docx", TITLE, BLANK.replace("| 30 | 30 |\n补贴月", "| 25 | 25 |\n补贴月"))
    )
    assert [row["points_shared"] for row in rows] == [False] * 5
    assert rows[0]["effective_weight"] == Decimal(25)


def test_the_last_row_of_a_form_that_was_cut_off_may_have_had_points(tmp_path: Path) -> None:
    cut = "\n".join(BLANK.strip().splitlines()[:-4]) + "\n质量指标 | 发放准确率 | 100%"
    rows = indicators(as_text(tmp_path / "a.txt", TITLE, cut))
    assert rows[-1]["weight"] is None
    assert rows[-1]["points_shared"] is None
