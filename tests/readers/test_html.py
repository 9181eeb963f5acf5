"""Web pages as offices save them: encodings, several tables, tables for layout, wrong spans."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from audit.model.grid import Cell, Grid
from audit.readers import read_bytes
from tests.forms.drawing import as_docx, draw, read_forms, told
from tests.forms.drawn import SIGNED, SIGNED_TITLE, STANDARD, STANDARD_TITLE


def table(drawn: str, style: str = "") -> str:
    """The table of a drawn form."""
    drawing = draw(drawn)
    rows = [""] * drawing.rows
    for c in drawing.cells:
        spans = f"rowspan={c.rowspan} colspan={c.colspan}" if (c.rowspan, c.colspan) != (1, 1) else ""
        rows[c.row - 1] += f"<td {spans}><p>{escape(c.text)}</p></td>"
    return f"<table {style}>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def page(body: str, charset: str = "utf-8") -> bytes:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    codec = {"gb2312": "gb18030", "big5": "big5hkscs"}.get(charset, charset)
    return f"<html><head>{head}<title>页</title></head><body>{body}</body></html>".encode(codec)


def cells(html: str) -> list[Cell]:
    (grid,) = read_bytes(page(html)).grids
    return list(grid.cells)


@pytest.fixture
def word(tmp_path: Path) -> list[dict[str, object]]:
    """The two drawn forms as Word says them."""
    found = []
    for title, drawn in ((STANDARD_TITLE, STANDARD), (SIGNED_TITLE, SIGNED)):
        found += [told(reading) for reading in read_forms(as_docx(tmp_path / "form.docx", title, drawn))]
    return found


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030", "utf-16"])
def test_two_forms_on_a_page_in_any_encoding_say_what_word_says(
    tmp_path: Path, word: list[dict[str, object]], charset: str
) -> None:
    body = f"<h1>{STANDARD_TITLE}</h1>{table(STANDARD)}<h1>{SIGNED_TITLE}</h1>{table(SIGNED)}"
    (tmp_path / "页.html").write_bytes(page(body, charset))
    assert [told(reading) for reading in read_forms(tmp_path / "页.html")] == word


def test_tables_that_lay_out_the_page_are_looked_through(
    tmp_path: Path, word: list[dict[str, object]]
) -> None:
    menu = "<table><tr><td>首页</td><td>公开</td></tr></table>"
    inner = f"<table><tr><td><center>{STANDARD_TITLE}</center>{table(STANDARD)}</td></tr></table>"
    outer = f"<table width=100%><tr><td>{menu}</td></tr><tr><td>{inner}</td></tr></table>"
    (tmp_path / "页.html").write_bytes(page(f"<div>{outer}</div><script>var a='<table>'</script>"))
    assert [told(reading) for reading in read_forms(tmp_path / "页.html")] == word[:1]


def test_a_span_past_the_end_of_the_table_ends_with_it() -> None:
    html = "<table><tr><td rowspan=9>甲<td colspan=2>乙<tr><td>丙<td>丁</table>"
    assert cells(html) == [
        Cell(1, 1, "甲", 2, 1), Cell(1, 2, "乙", 1, 2), Cell(2, 2, "丙"), Cell(2, 3, "丁"),
    ]  # fmt: skip


def test_spans_that_are_no_numbers_count_one_and_zero_rows_are_all_that_follow() -> None:
    html = "<table><tr><td rowspan=0>甲<td colspan=两>乙<tr><td rowspan=-3>丙<tr><td>丁</table>"
    assert cells(html) == [
        Cell(1, 1, "甲", 3, 1), Cell(1, 2, "乙"), Cell(2, 2, "丙"), Cell(3, 2, "丁"),
    ]  # fmt: skip


def test_a_cell_that_a_span_runs_into_keeps_its_place_beside_it() -> None:
    html = "<table><tr><td>甲<td rowspan=2>乙<tr><td colspan=3>丙</table>"
    assert cells(html) == [Cell(1, 1, "甲"), Cell(1, 2, "乙", 2, 1), Cell(2, 1, "丙")]


def test_what_a_reader_does_not_see_is_not_read() -> None:
    hidden = '<tr style="display:none"><td>藏</td><td>藏</td></tr>'
    html = f"<table><tr><td>甲<script>x</script><td>乙<!--c--><del>删</del></tr>{hidden}</table>"
    (grid,) = read_bytes(page(html)).grids
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells if cell.row == 1] == ["甲", "乙"]
    assert grid.hidden_rows == {2}
