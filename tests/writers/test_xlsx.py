"""The workbook: sheets for people, every cell a string or a count."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from audit.errors import AuditError
from audit.model.rule import Silence
from audit.model.run import Run
from audit.writers import sheetdata, xlsx
from tests.writers import sample

FORMULAS = [
    "=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "{=1}", " =1", "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://evil.example","x")', "http://evil.example", "internal:Sheet1!A1",
    "mailto:a@evil.example",
]  # fmt: skip


def written(tmp_path: Path, run: Run | None = None, name: str = "findings.xlsx") -> Path:
    path = tmp_path / name
    xlsx.write(run or sample.run(), path)
    return path


def rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def test_the_findings_stand_worst_first_under_frozen_and_filtered_heads(tmp_path: Path) -> None:
    path = written(tmp_path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["问题清单", "项目", "部门", "规则", "未审计文件"]
    page = book["问题清单"]
    assert page.freeze_panes == "E2"
    assert page.auto_filter.ref == "A1:AM8"
    made = rows(path, "问题清单")
    assert made[0] == (
        "序号", "严重程度", "编号", "项目", "主管部门", "实施单位", "文件", "单元格", "指标/行", "问题",
        "具体情况", "填报", "应为", "涉及金额", "算式", "依据", "建议", "起因", "认定情况", "规则版本",
        "变化", "问题标识", "数值标识", "认定标识",
        "单位意见", "是否属实（认定）", "不成立理由", "认定人", "整改类型", "整改措施", "整改时限",
        "责任部门", "责任人", "整改状态", "整改情况", "证明材料", "销号日期", "销号人", "备注",
    )  # fmt: skip
    assert made[1][:9] == (
        1, "错误", "EXEC-01", "基层党建工作经费", "市委组织部", "市委组织部", "forms.txt", "第6行第9列",
        "年度资金总额",
    )  # fmt: skip
    assert made[1][9] == "预算执行率得分计算错误"
    assert made[1][11:13] == ("9.9", "10")
    assert made[1][15] == "财预〔2020〕10号《项目支出绩效评价管理办法》 指标权重（转引）\n审核惯例 算术关系"
    assert made[3][17] == "由 TOT-02 引起"
    assert made[1][19:24] == ("cd34" * 3, None, "p1", "p1-1", None)
    assert not any(any(row[23:]) for row in made[1:])


def test_it_prints_on_a4_with_its_head_on_every_page(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path))
    for page in book.worksheets:
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.print_title_rows == "$1:$1"
    page = book["问题清单"]
    assert page.print_title_cols == "$A:$D"
    breaks = [page.cell(1, mark.id + 1).value for mark in page.col_breaks.brk]
    assert breaks == ["算式", "单位意见", "整改情况"]
    fitted = [sheet.sheet_properties.pageSetUpPr for sheet in book.worksheets[1:]]
    assert all(properties is not None and properties.fitToPage for properties in fitted)


def test_people_choose_from_lists_and_see_no_identities(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(written(tmp_path))["问题清单"]
    lists = {rule.formula1: str(rule.sqref) for rule in page.data_validations.dataValidation}
    assert lists == {
        '"属实,不成立,待核"': "Z2:Z1048576",
        '"立行立改,分阶段整改,持续整改"': "AC2:AC1048576",
        '"已整改,持续整改,未整改"': "AH2:AH1048576",
    }
    assert [name for name, column in page.column_dimensions.items() if column.hidden] == ["V"]
    assert page.column_dimensions["V"].max == 24


@pytest.mark.parametrize(
    ("field", "found", "expected", "wanted"),
    [
        ("executed", "280", "270", "10万元"),
        ("budget", "1,270.50", None, "1270.50万元"),
        ("executed", "12345678901", None, "12345678901万元"),
        ("executed", "约三百", "270", None),
        ("score", "9.9", "10", None),
    ],
)
def test_the_amount_in_question_is_that_of_a_sum_of_money(
    tmp_path: Path, field: str, found: str, expected: str | None, wanted: str | None
) -> None:
    made = sample.finding(sample.grid(), sample.RATE, "p", field=field, found=found, expected=expected)
    path = written(tmp_path, sample.run(sample.result(found=(made,)), corpus=()))
    assert rows(path, "问题清单")[1][13] == wanted


def test_a_row_is_high_enough_for_its_longest_cell(tmp_path: Path) -> None:
    long = sample.finding(sample.grid(), sample.EXECUTION, "p", message="长" * 400)
    short = sample.finding(sample.grid(), sample.EXECUTION, "q", message="短")
    run = sample.run(sample.result(found=(long, short)), corpus=())
    page = openpyxl.load_workbook(written(tmp_path, run))["问题清单"]
    heights = [page.row_dimensions[row].height or 0 for row in (2, 3)]
    assert heights[0] > 20 * 14 > heights[1]


def test_a_file_that_cannot_be_replaced_stays_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "findings.xlsx" / "in use").mkdir(parents=True)
    with pytest.raises(AuditError, match=r"findings\.xlsx: 写不进去"):
        written(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["findings.xlsx"]


def test_projects_rules_and_files_without_audit_are_listed(tmp_path: Path) -> None:
    path = written(tmp_path)
    project = rows(path, "项目")[1]
    assert project[0] == "基层党建工作经费"
    assert project[7:11] == ("270", "270", "100%", "99")
    assert project[11:18] == (3, 2, 1, 1, 1, 1, 0)
    assert rows(path, "部门")[1:] == [("市委组织部", 1, 3, 2, 1)]
    assert [row[0] for row in rows(path, "规则")[1:]] == [rule.code for rule in sample.RULES]
    silenced = sample.run(silenced=(Silence(sample.RATE.id, "本市另有规定"),))
    assert rows(written(tmp_path, silenced), "规则")[2][8] == "本市另有规定"
    assert rows(path, "未审计文件")[1:] == [
        ("旧表.doc", "未能审核", "文件已加密，请另存为不加密的文件"),
        ("附件/通知.docx", "没有自评表", "没有自评表"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path, text: str) -> None:
    grid = sample.grid()
    evil = sample.finding(
        grid, sample.EXECUTION, text, at=text, found=text, expected=text, message=text,
        formula=text, suggest=text,
    )  # fmt: skip
    form = sample.form(source=text, project_name=text, department=text, unit=text, title=text)
    path = written(tmp_path, sample.run(sample.result(form, (evil,)), corpus=()))
    with zipfile.ZipFile(path) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert not [
        name for name, part in inside.items() if b"<f>" in part or b"<f " in part or b"hyperlink" in part
    ]
    assert all(cell.data_type != "f" for row in openpyxl.load_workbook(path)["问题清单"] for cell in row)
    assert text.strip() in str(rows(path, "问题清单")[1][11])


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path).read_bytes() == written(tmp_path, name="again.xlsx").read_bytes()


def test_illegal_characters_and_overlong_texts_do_not_break_the_file(tmp_path: Path) -> None:
    form = sample.form(project_name="甲\x00\x0b\ud800\uffff乙", department="𠮷" * 40_000)
    path = written(tmp_path, sample.run(sample.result(form), corpus=()))
    name, department = rows(path, "问题清单")[1][3:5]
    assert name == "甲\ufffd\ufffd\ufffd\ufffd乙"
    assert len(str(department).encode("utf-16-le")) // 2 <= sheetdata.CELL_LIMIT
    assert str(department).endswith("𠮷…")


def test_telephone_numbers_are_masked(tmp_path: Path) -> None:
    form = sample.form(project_name="13800138000")
    made = rows(written(tmp_path, sample.run(sample.result(form), corpus=())), "问题清单")
    assert made[1][3] == "138****8000"


def test_a_run_without_findings_has_heads_only(tmp_path: Path) -> None:
    path = written(tmp_path, sample.run(sample.result(found=()), corpus=()))
    assert len(rows(path, "问题清单")) == 1
