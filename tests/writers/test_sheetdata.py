"""Rows that are written straight into a sheet read back as what they were, in every office program."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from audit.readers.rows import read_sheets
from audit.writers.sheetdata import FIRST, Row, fill


def filled(path: Path, *sheets: list[Row]) -> Path:
    frame = io.BytesIO()
    with Workbook(frame, {"constant_memory": True}) as book:
        body, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for _ in sheets:
            page = book.add_worksheet()
            page.write_string(0, 0, "head")
            for column in range(3):
                page.write_blank(FIRST, column, None, day if column == 2 else body)
    fill(frame, path, sheets)
    return path


def test_texts_counts_days_and_blanks_have_the_styles_of_their_columns(tmp_path: Path) -> None:
    made = filled(tmp_path / "a.xlsx", [(16, ["甲", 7, date(2026, 11, 26)]), (30, [None, "", None])], [])
    page, empty = openpyxl.load_workbook(made).worksheets
    assert [cell.value for cell in page[2]][:2] == ["甲", 7]
    assert page["C2"].value.date() == date(2026, 11, 26)
    assert page["A2"].font.bold
    assert page["B3"].has_style
    assert not page["A3"].has_style
    assert [page.row_dimensions[row].height for row in (2, 3)] == [16, 30]
    assert (page.max_row, empty.max_row) == (3, 1)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40))
def test_every_text_reads_back_as_itself(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("rows") / "a.xlsx"
    page = openpyxl.load_workbook(filled(path, [(16, [text, f" {text}\n{text} ", None])])).worksheets[0]
    assert [page["A2"].value, page["B2"].value] == [text, f" {text}\n{text} "]


@pytest.mark.parametrize("text", ["_x0041_", "a_x000D_b", "<c/>&amp;", "=1+1", "http://a.example"])
def test_what_could_be_taken_for_something_else_stays_a_text(tmp_path: Path, text: str) -> None:
    path = filled(tmp_path / "a.xlsx", [(16, [text])])
    assert openpyxl.load_workbook(path).worksheets[0]["A2"].data_type == "s"
    ((_, rows),) = read_sheets(path.read_bytes())
    assert dict(rows)[2][1] == text
