"""Blank cells merged into what stands on their left, as converters do, change nothing that is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.forms.recognise import readings
from audit.model.grid import Cell, Document, Grid, Paragraph, PartKind
from tests.forms.drawing import form, told, vocabulary

FORMS = sorted((Path(__file__).parents[1] / "public_forms").glob("*.tsv"))


def document(path: Path, *, merged: bool) -> Document:
    """The form as a table, each blank a cell of its own, or part of the cell on its left."""
    lines = path.read_text("utf-8").split("\n")
    titles = [line for line in lines if line.strip() and "\t" not in line]
    rows = [line.split("\t") for line in lines if "\t" in line]
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    cells = tuple(
        cell for number, row in enumerate(rows, 1) for cell in (_merged if merged else _plain)(number, row)
    )
    grid = Grid("表1", PartKind.TABLE, len(rows), width, cells)
    return Document("drawn", (*map(Paragraph, titles), grid))


def _plain(number: int, row: list[str]) -> Iterator[Cell]:
    for column, text in enumerate(row, 1):
        yield Cell(number, column, text)


def _merged(number: int, row: list[str]) -> Iterator[Cell]:
    column = 0
    while column < len(row):
        end = column + 1
        while row[column].strip() and end < len(row) and not row[end].strip():
            end += 1
        yield Cell(number, column + 1, row[column], 1, end - column)
        column = end


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_merged_blanks_change_nothing(path: Path) -> None:
    plain, merged = (readings(document(path, merged=way), vocabulary()) for way in (False, True))
    assert [told(reading) for reading in merged] == [told(reading) for reading in plain]


WIDE = """
项目名称 | 村级运转经费{8}
项目资金（万元） | {1} | 年初预算数 | 全年预算数 | 全年执行数{2} | 分值 | 执行率 | 得分
{1} | 年度资金总额 | 20 | 18{2} | 17.5 | 10 | 97.2% | 9.7
{1} | 其中：财政拨款 | 20 | 18{2} | 17.5{4}
一级指标 | 二级指标 | 三级指标 | 年度指标值{2} | 实际完成值 | 分值 | 得分 | 偏差原因
产出指标 | 数量指标 | 补助村数 | 8个{2} | 8个 | 90 | 90 |
总分{6} | 100 | 99.7 |
"""


def test_an_amount_merged_over_the_columns_beside_it_stays_in_the_one_where_it_begins() -> None:
    (reading,) = form("项目支出绩效自评表", WIDE)
    assert [reading.funds[1][name] for name in ("budget", "executed", "weight", "score")] == [
        "18",
        "17.5",
        None,
        None,
    ]
