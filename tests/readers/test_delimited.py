"""Text that programs export or people paste: commas, semicolons, bars, quotes; the same form as with tabs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import UnreadableFile
from audit.intake import Intake
from audit.model.grid import Grid, Paragraph
from audit.readers import read_bytes
from tests.forms.drawing import as_text, draw, read_forms, told
from tests.forms.drawn import SIGNED, SIGNED_TITLE, STANDARD, STANDARD_TITLE
from tests.intake.test_collect import read as take

FORMS = {"standard": (STANDARD_TITLE, STANDARD), "signed": (SIGNED_TITLE, SIGNED)}


def fields(drawn: str) -> list[list[str]]:
    """The rows of a form without spans, all of one length."""
    drawing = draw(drawn)
    rows = [[""] * drawing.columns for _ in range(drawing.rows)]
    for cell in drawing.cells:
        rows[cell.row - 1][cell.column - 1] = cell.text
    return rows


def exported(title: str, rows: list[list[str]], sign: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    """The form as Excel exports it."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=sign, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([[title, *[""] * (len(rows[0]) - 1)], [""] * len(rows[0]), *rows])
    return stream.getvalue()


def barred(title: str, rows: list[list[str]]) -> str:
    """The form as a table of Markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return f"{title}\n\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_an_exported_form_says_what_the_tabbed_one_says(
    tmp_path: Path, name: str, sign: str, encoding: str
) -> None:
    title, drawn = FORMS[name]
    path = tmp_path / "form.csv"
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
        path.write_bytes(exported(title, fields(drawn), sign, quoting).encode(encoding))
        (reading,) = read_forms(path)
        (tabbed,) = read_forms(as_text(tmp_path / "form.txt", title, drawn))
        assert told(reading) == told(tabbed)


@pytest.mark.parametrize("name", FORMS)
def test_a_table_of_bars_says_what_the_tabbed_one_says(tmp_path: Path, name: str) -> None:
    title, drawn = FORMS[name]
    (tmp_path / "form.md").write_text(barred(title, fields(drawn)), "utf-8")
    (reading,) = read_forms(tmp_path / "form.md")
    (tabbed,) = read_forms(as_text(tmp_path / "form.txt", title, drawn))
    assert told(reading) == told(tabbed)


def test_a_quoted_field_may_hold_line_ends_and_the_lines_below_keep_their_numbers() -> None:
    pasted = '甲\t乙\n丙\t"第一行\n第二行 ""引""\n\n第四行"\t尾\n丁\t戊'
    (grid,) = read_bytes(pasted.encode()).grids
    texts = {(cell.row, cell.column): cell.text for cell in grid.cells}
    assert texts[2, 2] == '第一行\n第二行 "引"\n\n第四行'
    assert (texts[2, 3], texts[6, 1], grid.rows) == ("尾", "丁", 6)
    assert grid.address(6, 2) == "第6行第2列"


def test_a_quote_inside_of_a_field_or_never_closed_is_a_letter() -> None:
    (grid,) = read_bytes('甲"乙"\t"丙\n丁\t戊'.encode()).grids
    assert [cell.text for cell in grid.cells] == ['甲"乙"', '"丙', "丁", "戊"]


def test_commas_in_prose_make_no_table() -> None:
    prose = "\n".join(["本年预算 100, 执行 98, 完成率 98%。", "甲, 乙", "其余见附件, 另行报送, 谢谢, 完"] * 3)
    assert all(isinstance(block, Paragraph) for block in read_bytes(prose.encode()).blocks)


def test_columns_of_blanks_alone_are_named_and_never_guessed(tmp_path: Path) -> None:
    rows = [[text or "　" for text in row] for row in fields(STANDARD)]
    lines = ["    ".join(text for text in row if text.strip()) for row in rows]
    (tmp_path / "空格.txt").write_text(f"{STANDARD_TITLE}\n\n" + "\n".join(lines), "utf-8")
    found: Intake = take(tmp_path)
    (missing,) = found.unaudited
    assert "空格对齐" in missing.reason


def test_bars_may_stand_in_a_field_behind_a_backslash() -> None:
    table = "| 甲 | 乙 | 丙 |\n|---|:--|--:|\n" + "| 一\\|二 | 三<br>四 | |\n" * 4
    (grid,) = read_bytes(table.encode()).grids
    assert [cell.text for cell in grid.cells][3:6] == ["一|二", "三\n四", ""]


FIELD = st.text(st.characters(categories=("Lo", "Nd", "Po", "Zs")), max_size=6).map(str.strip)


@given(st.lists(st.lists(FIELD, min_size=5, max_size=5), min_size=5, max_size=9), st.sampled_from(",;"))
def test_what_a_program_exports_is_what_is_read(rows: list[list[str]], sign: str) -> None:
    rows = [["项", "甲", *row] for row in rows]
    stream = io.StringIO()
    csv.writer(stream, delimiter=sign, quoting=csv.QUOTE_ALL).writerows(rows)
    try:
        (grid,) = read_bytes(stream.getvalue().encode()).grids
    except UnreadableFile:
        return
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == [field for row in rows for field in row]
