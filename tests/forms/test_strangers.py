"""Columns that nobody knows are named with what was left out."""

from __future__ import annotations

from tests.forms import drawn
from tests.forms.drawing import form

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
