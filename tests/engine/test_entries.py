"""Figures as the database writes them, and the packed texts that hold them."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.engine.entries import shown
from audit.engine.macros import MACROS
from audit.engine.show import BLANK
from audit.engine.sources import SQL_TYPES
from audit.model.form import Value
from audit.model.schema import Type

D = Decimal
CONNECTION = duckdb.connect(":memory:")
CONNECTION.execute(MACROS)


def as_shown(value: Value, type_: str, *, exact: bool) -> str:
    figure = shown({"type": type_, "exact": exact}, "v")
    asked = f"SELECT {figure} FROM (SELECT CAST(? AS {SQL_TYPES[Type(type_)]}) AS v)"
    ((text,),) = CONNECTION.execute(asked, [value]).fetchall()
    return BLANK if text is None else str(text)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_what_is_shown_exactly_reads_back(value: Decimal) -> None:
    text = as_shown(value, "number", exact=True)
    assert Decimal(text) == value
    assert "E" not in text


@pytest.mark.parametrize(
    ("value", "type_", "exact", "text"),
    [
        (D("108.900000"), "number", True, "108.9"),
        (D("100.000000"), "number", False, "100"),
        (D("6.666667"), "number", False, "6.67"),
        (D("0.003"), "number", False, "0.003"),
        (D("-0.000000"), "number", True, "0"),
        (D("0.666666666667"), "ratio", False, "0.6667"),
        (D("132.912"), "number", True, "132.912"),
        (None, "number", True, "空白"),
        (True, "boolean", True, "是"),
        (False, "boolean", True, "否"),
        (None, "boolean", True, "空白"),
        (D("0.00094"), "ratio", False, "0.0009"),
        (D("0.00000094"), "ratio", False, "0.00000094"),
        (D("-2.005"), "number", False, "-2.01"),
        (50, "integer", True, "50"),
        (100, "integer", False, "100"),
        ("字" * 300, "text", True, "字" * 199 + "…"),
    ],
)
def test_figures_are_shown_as_people_write_them(value: Value, type_: str, exact: bool, text: str) -> None:
    assert as_shown(value, type_, exact=exact) == text
