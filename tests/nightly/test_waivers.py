"""Waivers and verdicts: what they cover, when they end, and that they are never silent."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from audit.errors import RulebookError
from audit.model.waiver import ACTIVE, CHANGED, EXPIRED, PASSED, UNUSED, Waiver
from audit.nightly import Told
from audit.nightly.waivers import add_waiver, read_waivers
from tests.nightly.desk import ZONE, Desk, form

RULES = 'select = ["EXEC", "TOT", "WGT", "DEV"]'
WAIVER = """\
- rule: EXEC-01
  project: 基层党建工作经费
  reason: 系统取整
  basis: 局长办公会纪要
  requested_by: 甲
  approved_by: 乙
  until: 2026-12-31
  bound: {count: 1}
"""


@pytest.fixture
def desk(tmp_path: Path, store: str) -> Desk:
    desk = Desk.of(tmp_path, store, RULES)
    (tmp_path / "waivers.yaml").write_text(WAIVER, "utf-8")
    return desk


def state(told: Told) -> tuple[str, int]:
    (use,) = told.run.waivers
    return use.state, use.covered


def standing(told: Told, code: str) -> list[bool]:
    """Whether each finding of that code counts."""
    return [told.run.rejected(f) is None for f in told.run.findings() if f.rule.code == code]


def test_a_waived_finding_is_told_as_such_and_does_not_count(desk: Desk) -> None:
    told = desk.night()
    assert state(told) == (ACTIVE, 1)
    assert standing(told, "EXEC-01") == [False]
    assert "系统取整" in (desk.report / "index.html").read_text("utf-8")
    assert '"state": "active"' in (desk.report / "findings.json").read_text("utf-8")
    said = desk.audit("waivers").stdout
    assert "乙批准" in said
    assert "有效，涉及 1 个问题" in said


def test_a_waiver_lapses_when_the_figure_that_it_covers_changes_and_does_not_come_back(desk: Desk) -> None:
    desk.night()
    desk.write("一.txt", form().replace("100%\t9.9", "100%\t9.5"))
    told = desk.night()
    assert state(told) == (CHANGED, 0)
    assert standing(told, "EXEC-01") == [True]
    assert [f.message for f in told.run.corpus if f.rule.code == "WVR-02"]
    desk.write("一.txt", form())
    assert state(desk.night()) == (CHANGED, 0)


def test_a_waiver_ends_on_its_day_even_if_the_clock_is_set_back(desk: Desk) -> None:
    desk.night()
    assert state(desk.night(datetime(2026, 12, 31, 23, tzinfo=ZONE))) == (ACTIVE, 1)
    told = desk.night(datetime(2027, 1, 1, 2, tzinfo=ZONE))
    assert state(told) == (EXPIRED, 0)
    assert state(desk.night(datetime(2025, 1, 1, tzinfo=ZONE))) == (EXPIRED, 0)


def test_a_waiver_lapses_when_its_bound_is_passed(desk: Desk) -> None:
    wide = WAIVER.replace("EXEC-01", "DEV-01").replace("  project: 基层党建工作经费\n", "")
    (desk.folder / "waivers.yaml").write_text(wide, "utf-8")
    told = desk.night()
    assert len(standing(told, "DEV-01")) > 1
    assert state(told) == (PASSED, 0)
    assert all(standing(told, "DEV-01"))


def test_a_waiver_that_covers_nothing_is_a_finding(desk: Desk) -> None:
    desk.night()
    desk.write("一.txt", form().replace("100%\t9.9", "100%\t10"))
    told = desk.night()
    assert state(told) == (UNUSED, 0)
    assert [f.rule.code for f in told.run.corpus if f.rule.family == "waivers"] == ["WVR-01"]
    assert "WVR-01" in (desk.report / "findings.json").read_text("utf-8")
    assert "豁免没有用到" in (desk.report / "rulebook/rules/waiver-unused.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("approved_by: 乙", "approved_by: 甲", "申请人以外的人"),
        ("  until: 2026-12-31\n", "", "缺少 until"),
        ("2026-12-31", "明年", "2020-02-25"),
        ("  bound: {count: 1}\n", "", "上限"),
        ("count: 1", "count: 0", "正数"),
        ("reason", "raeson", "是不是 reason"),
        ("- rule: EXEC-01\n  project: 基层党建工作经费\n  reason", "- reason", "rule、project"),
    ],
)
def test_a_waiver_that_is_not_complete_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, wanted: str
) -> None:
    assert old in WAIVER
    file = tmp_path / "waivers.yaml"
    file.write_text(WAIVER.replace(old, new), "utf-8")
    with pytest.raises(RulebookError, match=r"waivers\.yaml:\d+") as caught:
        read_waivers(file)
    assert wanted in str(caught.value)


def test_a_waiver_given_on_the_command_line_is_the_same_in_the_file(desk: Desk) -> None:
    words = "TOT --project 基层党建 --reason 理由'x: --basis 依据 --requested-by 甲 --approved-by 乙"
    words += " --until 2026-01-31"
    done = desk.audit("waive", *words.split(" "), "--amount", "12.5")
    assert done.returncode == 0, done.stderr
    added = read_waivers(desk.folder / "waivers.yaml")[-1]
    assert (added.rule, added.project, added.reason) == ("TOT", "基层党建", "理由'x:")
    assert added.amount == Decimal("12.5")
    again = desk.audit("waive", *words.split(" "), "--amount", "12.5")
    assert again.returncode == 2
    assert "已有同样的豁免" in again.stderr


def test_a_waiver_is_written_as_it_is_read(tmp_path: Path) -> None:
    from datetime import date

    file = tmp_path / "waivers.yaml"
    waiver = Waiver("- 理由: [x]", "#", "甲 '", "乙", date(2026, 1, 1), rule="EXEC-01", place="abcd", count=3)
    add_waiver(file, waiver)
    assert read_waivers(file) == (waiver,)


def type_into_ledger(desk: Desk, code: str, **typed: str) -> str:
    """Fill in the line of a finding: its place."""
    book = openpyxl.load_workbook(desk.report / "findings.xlsx")
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if "问题标识" in row)
    columns = {str(value): n for n, value in enumerate(rows[head])}
    line = next(n for n, row in enumerate(rows) if n > head and row[columns["编号"]] == code)
    for heading, text in typed.items():
        column = next(n for name, n in columns.items() if name.startswith(heading))
        sheet.cell(line + 1, column + 1).value = text
    book.save(desk.report / "findings.xlsx")
    return str(rows[line][columns["问题标识"]])


def test_a_dismissed_finding_does_not_come_back_until_its_figures_change(desk: Desk) -> None:
    (desk.folder / "waivers.yaml").unlink()
    desk.night()
    type_into_ledger(desk, "EXEC-01", 是否属实="不成立", 不成立理由="系统取整")
    assert standing(desk.night(), "EXEC-01") == [False]
    import shutil

    shutil.rmtree(desk.report)
    assert standing(desk.night(), "EXEC-01") == [False], "the store knows without the ledger"
    desk.write("一.txt", form().replace("100%\t9.9", "100%\t9.5"))
    assert standing(desk.night(), "EXEC-01") == [True]


def test_what_is_said_to_be_done_and_is_still_there_is_told(desk: Desk) -> None:
    desk.night()
    type_into_ledger(desk, "EXEC-01", 整改状态="已整改")
    told = desk.night()
    assert [(r.key, r.values) for r in told.remarks] == [("fixed", {"count": 1})]
    desk.write("一.txt", form().replace("100%\t9.9", "100%\t10"))
    assert desk.night().remarks == ()


def test_what_people_type_is_carried_over_and_the_report_stays_proven(desk: Desk) -> None:
    desk.night()
    type_into_ledger(desk, "EXEC-01", 单位意见="已知悉")
    said = desk.audit("verify")
    assert said.returncode == 0, said.stdout
    assert "有人填写" in said.stdout
    desk.night()
    book = openpyxl.load_workbook(desk.report / "findings.xlsx")
    assert any(cell.value == "已知悉" for row in book.worksheets[0].iter_rows() for cell in row)


def test_what_people_say_of_a_finding_is_told_with_its_life(desk: Desk) -> None:
    desk.night()
    place = type_into_ledger(desk, "EXEC-01", 是否属实="不成立", 不成立理由="口径不同")
    assert "已豁免：系统取整" in desk.audit("show", place).stdout
    desk.night()
    assert "认定不成立：口径不同" in desk.audit("show", place).stdout
