"""CSV: a row a finding, opened by spreadsheets as text."""

from __future__ import annotations

import csv as reader
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model.ledger import GivenVerdict, Verdict
from audit.model.run import Run
from audit.writers import csv
from tests.writers import sample

FORMULAS = [
    "=1+1", "+A1", "-A1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋A1", "－A1", "＠x",
    "=cmd|'/c calc'!A1", '=HYPERLINK("http://evil.example","x")', "-", "+",
]  # fmt: skip
FIGURES = ["9.9", "-0.1", "+5", "-1,234.50", "-5%", ".5", "-.5", "100", "12345678901"]


def written(run: Run | None = None, lang: str = "zh") -> str:
    stream = io.StringIO(newline="")
    csv.write(run or sample.run(), stream, lang=lang)
    return stream.getvalue()


def rows(said: str) -> list[list[str]]:
    return list(reader.reader(io.StringIO(said.removeprefix("\ufeff"), newline="")))


def test_every_finding_has_a_row_under_the_head_worst_first() -> None:
    made = rows(written())
    assert made[0][:10] == [
        "严重程度", "编号", "项目", "主管部门", "实施单位", "文件", "单元格", "指标/行", "问题", "具体情况",
    ]  # fmt: skip
    assert [row[1] for row in made[1:]] == [
        "EXEC-01", "TOT-02", "TOT-01", "CAT-01", "DEV-01", "FORM-01", "SAT-09",
    ]  # fmt: skip
    assert made[1][10:12] == ["9.9", "10"]
    assert made[3][16] == "由 TOT-02 引起"
    assert made[3][12] == ""
    assert {len(row) for row in made} == {len(made[0])}


def test_it_begins_with_the_mark_of_utf_8_and_ends_its_lines_as_the_standard_says() -> None:
    said = written()
    assert said.encode().startswith(b"\xef\xbb\xbf")
    assert said.endswith("\r\n")
    assert written() == said


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_work_out_begins_with_an_apostrophe(text: str) -> None:
    form = sample.form(project_name=text, source=text)
    found = sample.finding(sample.grid(), sample.EXECUTION, "p", message=text, found=text)
    for row in rows(written(sample.run(sample.result(form, (found,)), corpus=())))[1:]:
        assert [cell for cell in row if cell == text] == []
        assert row.count(f"'{text}") == 4


@pytest.mark.parametrize("text", FIGURES)
def test_a_plain_number_stays_a_number(text: str) -> None:
    assert csv.guarded(text) == text


@given(st.text(max_size=20))
def test_no_cell_begins_with_what_starts_a_formula_unless_it_is_a_number(text: str) -> None:
    made = csv.guarded(text)
    assert made in (text, f"'{text}")
    if made[:1] and made[0] in "=@\t\r＝＋－＠":
        pytest.fail(made)
    if made[:1] and made[0] in "+-":
        float(made.replace(",", "").rstrip("% \u3000\xa0"))


def test_rare_characters_line_breaks_and_quotes_survive() -> None:
    form = sample.form(project_name='𠮷家桥"社区",\n第二行')
    assert rows(written(sample.run(sample.result(form), corpus=())))[1][2] == '𠮷家桥"社区",\n第二行'


def test_telephone_numbers_are_masked_and_amounts_are_not() -> None:
    form = sample.form(project_name="13800138000")
    found = sample.finding(
        sample.grid(), sample.EXECUTION, "p", field="executed", found="13800138000",
        evidence={"executed": "13800138000"},
    )  # fmt: skip
    row = rows(written(sample.run(sample.result(form, (found,)), corpus=())))[1]
    assert (row[2], row[10]) == ("138****8000", "13800138000")


def test_heads_speak_english() -> None:
    assert rows(written(lang="en"))[0][:2] == ["severity", "code"]


def test_a_rejected_finding_is_told_as_such() -> None:
    given = GivenVerdict("p1", Verdict.REJECTED, "已有批复", "王某", "p1-1")
    told = [row[17] for row in rows(written(sample.run(verdicts={"p1": given})))]
    assert told[:2] == ["认定情况", "认定不成立：已有批复（王某）"]
    assert not any(told[2:])
