"""`audit extract`: what was read, as JSON, workbook or Parquet, or drawn; every value with its cell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import load_workbook
from pyarrow.parquet import read_schema, read_table

from audit.model.schema import TABLES
from tests.forms.drawing import as_docx, as_text, as_xlsx
from tests.forms.drawn import STANDARD, STANDARD_TITLE

LONELY = "联系人13800138000"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One form as Word and as text, and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("送审")
    as_docx(folder / "甲.docx", STANDARD_TITLE, STANDARD.replace("汛期路段封闭", LONELY))
    as_text(folder / "乙.txt", STANDARD_TITLE, STANDARD)
    (folder / "丙.docx").write_bytes(b"PK\x03\x04")
    return folder


def extract(*arguments: object, encoding: str = "utf-8") -> tuple[int, str, str]:
    """Exit code, output and errors of the command in a process of its own."""
    command = [sys.executable, "-m", "audit", "extract", *map(str, arguments)]
    surroundings = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, capture_output=True, env=surroundings, check=False)
    return done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding, "replace")


def test_json_is_printed_and_what_could_not_be_read_is_named(given: Path) -> None:
    code, out, errors = extract(given)
    assert code == 3
    assert [form["source"] for form in json.loads(out)["forms"]] == ["乙.txt", "甲.docx"]
    assert errors.startswith("丙.docx: ")


def test_json_may_go_to_a_file(given: Path, tmp_path: Path) -> None:
    extract(given, "-o", tmp_path / "读出.json")
    assert len(json.loads((tmp_path / "读出.json").read_text("utf-8"))["forms"]) == 2


def test_the_workbook_has_a_sheet_a_table_and_a_cell_beside_each_value(given: Path, tmp_path: Path) -> None:
    code, out, _ = extract(given, "--format", "xlsx", "-o", tmp_path / "读出.xlsx")
    assert code == 3
    assert "2 张自评表" in out
    book = load_workbook(tmp_path / "读出.xlsx")
    assert {"表", "资金", "一级指标", "三级指标", "栏目"} <= set(book.sheetnames)
    head, *rows = book["三级指标"].iter_rows(values_only=True)
    scores = [row for row in rows if row[0] == "甲.docx"]
    at = head.index("得分")
    assert [row[at] for row in scores] == [19.3, 10, 20, 20, 9, 10]
    place = head.index("出处", at)
    assert scores[0][place] == "表1 第11行第9列"
    assert not any(cell.data_type == "f" for sheet in book for line in sheet.iter_rows() for cell in line)


def test_personal_numbers_do_not_leave(given: Path, tmp_path: Path) -> None:
    extract(given, "--format", "xlsx", "-o", tmp_path / "读出.xlsx")
    extract(given, "--format", "parquet", "-o", tmp_path / "表")
    book = load_workbook(tmp_path / "读出.xlsx")
    texts = [str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line]
    for name in ("indicators", "cells", "forms"):
        table = read_table(tmp_path / "表" / f"{name}.parquet")
        texts += [str(value) for column in table.columns for value in column.to_pylist()]
    _, drawn, _ = extract(given, "--show")
    assert not any("13800138000" in text for text in (*texts, drawn))
    assert any("138****8000" in text for text in texts)
    assert "138****8000" in drawn


def test_parquet_has_every_table_with_decimals_and_labels(given: Path, tmp_path: Path) -> None:
    extract(given, "--format", "parquet", "-o", tmp_path / "表")
    written = {path.stem for path in (tmp_path / "表").iterdir()}
    assert written == set(TABLES) - {"budget_list"}
    table = read_table(tmp_path / "表" / "indicators.parquet")
    assert table.column("score").to_pylist()[0] == Decimal("19.3")
    assert table.schema.field("score").type == pa.decimal128(38, 6)
    schema = read_schema(tmp_path / "表" / "indicators.parquet")
    assert schema.field("score").metadata == {b"label": "得分".encode()}
    cells = read_table(tmp_path / "表" / "cells.parquet")
    assert cells.num_rows == sum(len(form["cells"]) for form in json.loads(extract(given)[1])["forms"])


@pytest.mark.parametrize("format_", ["xlsx", "parquet"])
def test_a_binary_format_needs_a_place_to_go(given: Path, format_: str) -> None:
    code, out, errors = extract(given, "--format", format_)
    assert (code, out) == (2, "")
    assert "-o" in errors


def test_drawing_goes_with_nothing_else(given: Path, tmp_path: Path) -> None:
    code, _, errors = extract(given, "--show", "-o", tmp_path / "x")
    assert code == 2
    assert "--show" in errors


def test_the_drawing_names_what_each_cell_was_read_as(given: Path) -> None:
    _, out, _ = extract(given / "甲.docx", "--show")
    lines = out.splitlines()
    assert lines[0] == f"甲.docx  {STANDARD_TITLE}"
    assert "已读到表尾" in lines[1]
    at = next(number for number, line in enumerate(lines) if "养护里程" in line)
    for said, role in (("≥60公里", "<指标值>"), ("58公里", "<完成值>"), ("19.3", "<得分>")):
        column = _columns(lines[at]).index(said)
        assert _columns(lines[at + 1])[column] == role


def _columns(line: str) -> list[str]:
    return [part.strip() for part in line.split("│")]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_every_line_of_a_drawing_is_as_wide_as_the_others(tmp_path: Path, width: int) -> None:
    from rich.cells import cell_len

    from audit.pipeline import extract as read
    from audit.writers.extract.drawn import draw

    as_xlsx(tmp_path / "甲.xlsx", STANDARD)
    (form,) = read([tmp_path]).forms
    drawn = [line.plain for line in draw(form, width) if line.plain[:1] in set("┌├│└")]
    assert len(drawn) > 40
    assert len({cell_len(line) for line in drawn}) == 1
    assert drawn[0].startswith("┌")
    assert drawn[-1].endswith("┘")


def test_a_console_of_another_encoding_does_not_break_the_drawing(given: Path) -> None:
    code, out, _ = extract(given / "甲.docx", "--show", encoding="gbk")
    assert code == 0
    assert "┌" in out
    assert "<得分>" in out


def test_rows_that_were_not_placed_are_told_below_the_drawing(tmp_path: Path) -> None:
    odd = STANDARD.replace("养护里程 | ≥60公里{2} | 58公里 | 20 | 19.3", "20 | 好{2} | 中 | 差 | 无法")
    as_docx(tmp_path / "甲.docx", STANDARD_TITLE, odd)
    _, out, _ = extract(tmp_path, "--show")
    told = out.partition("没有读进去、要人看的行")[2]
    assert "第11行" in told


def test_every_code_has_its_words() -> None:
    from audit.language import keys
    from audit.model import codes

    lists = (
        codes.FUND_KINDS,
        codes.BREAKDOWNS,
        codes.VALUE_KINDS,
        codes.DIRECTIONS,
        codes.SECTIONS,
        codes.FIGURE_ROLES,
    )
    assert {f"code.{code}" for listed in lists for code in listed} <= keys()
