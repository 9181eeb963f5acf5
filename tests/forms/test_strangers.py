"""Columns that nobody knows are named with what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from audit.forms.labels import fold
from tests.forms import drawn
from tests.forms.drawing import form, vocabulary
from tests.forms.test_clerk import NAMES, Rows, case, read_rows

ROWS = drawn.STANDARD.strip().splitlines()


def test_an_unknown_column_of_indicators_is_named_where_it_holds_something() -> None:
    header = next(i for i, row in enumerate(ROWS) if "三级指标" in row)
    rows = [f"{row} | {cell}" for row, cell in zip(ROWS[header:], ["幸运数", "7", "8"], strict=False)]
    (reading,) = form(drawn.STANDARD_TITLE, "\n".join([*ROWS[:header], *rows, *ROWS[header + 3 :]]))
    (named,) = reading.unplaced
    assert (named.text, named.reason) == ("幸运数", "不认识“幸运数”一栏，其下 2 格没有读取")
    assert reading.doubts == ["1 栏的栏名不认识，其内容没有读取"]
    assert [row["score"] for row in reading.indicators][:2] == ["19.3", "10"]


def test_an_unknown_column_without_values_is_not_spoken_of() -> None:
    header = next(i for i, row in enumerate(ROWS) if "三级指标" in row)
    (reading,) = form(
        drawn.STANDARD_TITLE, "\n".join([*ROWS[:header], f"{ROWS[header]} | 幸运数", *ROWS[header + 1 :]])
    )
    assert not reading.unplaced


def test_an_unknown_column_of_funds_is_named() -> None:
    rows = [row.replace("全年预算数（A）", "幸运数") for row in ROWS]
    (reading,) = form(drawn.STANDARD_TITLE, "\n".join(rows))
    (named,) = reading.unplaced
    assert named.reason == "不认识“幸运数”一栏，其下 3 格没有读取"
    assert [row["executed"] for row in reading.funds][:2] == ["110.25", "90.25"]


STRANGE = "甲乙丙丁"


def headers(rows: Rows) -> Iterator[tuple[int, int]]:
    """The labels of every row that names columns: two goals, or three columns of funds or of indicators."""
    words = vocabulary()
    for at, row in enumerate(rows[:-1]):
        known = [
            sum(words[section].find(fold(cell)) is not None for cell in row if cell)
            for section in ("goal_columns", "fund_columns", "indicator_columns")
        ]
        if (known[0] > 1 and not rows[at + 1][0]) or max(known[1:]) > 2:
            yield from ((at, place) for place, cell in enumerate(row) if place and is_words(cell))


def is_words(cell: str) -> bool:
    return 1 < len(fold(cell)) < 15 and not re.search(r"\d{2}", cell)


@pytest.mark.parametrize("name", [name for name in NAMES if len(case(name)[1]) == 1])
def test_a_column_whose_label_nobody_knows_is_read_as_nothing_else(name: str) -> None:
    rows, _ = case(name)
    (plain,) = read_rows(rows)
    for at, place in headers(rows):
        strange = [
            [*row[:place], STRANGE, *row[place + 1 :]] if n == at else row for n, row in enumerate(rows)
        ]
        for reading in read_rows(strange):
            goals = {reading.head.get("goal_expected"), reading.head.get("goal_actual")} - {None}
            said = {plain.head.get("goal_expected"), plain.head.get("goal_actual")}
            named = len(reading.unplaced) > len(plain.unplaced)
            assert named or goals <= said, rows[at][place]
            same = len(reading.indicators) == len(plain.indicators)
            for row, before in zip(reading.indicators, plain.indicators, strict=True) if same else ():
                points = [(row[key], before[key]) for key in ("weight", "score")]
                assert named or all(now in (None, then) for now, then in points), rows[at][place]
