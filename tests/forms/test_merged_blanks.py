"""Blank cells merged into what stands on their left, as converters do, change nothing that is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.forms.recognise import readings
from audit.model.grid import Cell, Document, Grid, Paragraph, PartKind
from tests.forms.drawing import told, vocabulary

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
