from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import UnreadableFile
from audit.model.grid import Cell, Grid, Paragraph, PartKind
from audit.readers import read_bytes

FORM = "项目支出绩效自评表\n\n项目名称\t\t甲\n总分\t100\t99\n"


def test_tables_and_paragraphs_are_told_apart_by_tabs_and_blank_lines() -> None:
    text = "标题\n（2024年度）\n甲\t乙\n说明一行\n丙\t\n尾\n\n第二张\n\n丁\t戊\n"
    blocks = read_bytes(text.encode()).blocks
    assert [b.text if isinstance(b, Paragraph) else (b.part, b.rows, b.first_line) for b in blocks] == [
        "标题", "（2024年度）", ("表1", 3, 3), "尾", "第二张", ("表2", 1, 10),
    ]  # fmt: skip


def test_every_field_is_a_cell_blank_ones_too_and_its_address_is_the_line_in_the_file() -> None:
    grid = read_bytes(FORM.encode()).grids[0]
    assert grid.kind is PartKind.TEXT
    assert grid.cells[:3] == (Cell(1, 1, "项目名称"), Cell(1, 2, ""), Cell(1, 3, "甲"))
    assert grid.address(2, 3) == "第4行第3列"


def test_a_line_without_tabs_inside_a_table_is_a_row_of_one_cell() -> None:
    grid = read_bytes("甲\t乙\n整行说明\n丙\t丁".encode()).grids[0]
    assert [(c.row, c.text) for c in grid.cells] == [
        (1, "甲"),
        (1, "乙"),
        (2, "整行说明"),
        (3, "丙"),
        (3, "丁"),
    ]


def test_a_line_of_tabs_alone_is_a_row_and_not_the_end_of_the_table() -> None:
    assert read_bytes("甲\t乙\n\t\n丙\t丁".encode()).grids[0].rows == 3


def test_windows_and_old_line_ends_count_like_others() -> None:
    assert read_bytes(FORM.replace("\n", "\r\n").encode()) == read_bytes(FORM.encode())
    assert read_bytes(FORM.replace("\n", "\r").encode()) == read_bytes(FORM.encode())


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + FORM.encode(),
        FORM.encode("gb18030"),
        FORM.encode("utf-16"),
        codecs.BOM_UTF16_BE + FORM.encode("utf-16-be"),
        FORM.encode("utf-16-le"),
        FORM.encode("utf-16-be"),
    ],
    ids=[
        "utf-8 with mark",
        "gb18030",
        "utf-16",
        "utf-16 big",
        "utf-16-le without mark",
        "utf-16-be without mark",
    ],
)
def test_every_usual_encoding_gives_the_same_document(data: bytes) -> None:
    assert read_bytes(data) == read_bytes(FORM.encode())


def test_one_broken_byte_in_utf8_is_named_and_not_taken_for_another_encoding() -> None:
    data = FORM.encode()  # the first line takes 29 bytes, 项 the next three
    with pytest.raises(UnreadableFile, match="UTF-8 文字残缺（第 30 字节起）"):
        read_bytes(data[:30] + data[31:])


@pytest.mark.parametrize(
    "data", [b"\x81\xff\xff\xff\t1", b"abc\0def\x01\x02", b"\x00\x01\x02\x03", b"a\tb\x07"]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="认不出"):
        read_bytes(data)


def test_a_table_beyond_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="100000 个单元格"):
        read_bytes(b"\t" * 100_001)


fields = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co")), max_size=6
)


@given(st.lists(st.lists(fields, min_size=2, max_size=5), min_size=1, max_size=6))
def test_fields_come_back_as_they_were_joined(rows: list[list[str]]) -> None:
    grid = read_bytes(("\n".join("\t".join(row) for row in rows)).encode("utf-8-sig")).grids[0]
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in cells] for _, cells in grid.by_row()] == rows
