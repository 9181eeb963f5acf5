from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.forms.amounts import NOTHING, UNREADABLE, money, points, quotient, rate


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("4753.66万元", "万元", "4753.66"),
        ("4753.66万元", "元", "47536600"),
        ("72890元", "万元", "7.289"),
        ("215,457.6", "元", "215457.6"),
        ("10万", "万元", "10"),
        ("10万", "元", "100000"),
        ("2.6亿元", "万元", "26000"),
        ("二百七十万元", "万元", "270"),
        ("￥1,000.00", "元", "1000"),
        ("0.00", "万元", "0"),
        ("５万元", "万元", "5"),
    ],
)
def test_money_stands_in_the_unit_of_the_form(text: str, unit: str, value: str) -> None:
    assert money(text, unit).value == Decimal(value)


@pytest.mark.parametrize("text", ["—", "/", "-", "……", "无", "", "万元"])
def test_a_placeholder_is_nothing_and_not_unreadable(text: str) -> None:
    assert money(text, "万元") == NOTHING


@pytest.mark.parametrize(
    "text", ["约100", "270+20", "(100.5)", "100/100", "见附件", "100..5", "1000000000000", "1e5"]
)
def test_what_is_not_one_amount_is_unreadable(text: str) -> None:
    assert money(text, "万元") == UNREADABLE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", "10"),
        ("10分", "10"),
        ("(10分)", "10"),
        ("（10）", "10"),
        ("10 分", "10"),
        ("9.9", "9.9"),
        ("10%", "10"),
    ],
)
def test_points_may_carry_their_word(text: str, value: str) -> None:
    assert points(text).value == Decimal(value)


@pytest.mark.parametrize("text", ["优", "10分/10分", "10-5", "九点", "100万分"])
def test_other_texts_are_no_points(text: str) -> None:
    assert points(text).unreadable


@pytest.mark.parametrize(
    ("text", "value", "step", "other"),
    [
        ("100%", "1", "0.01", None),
        ("86.19%", "0.8619", "0.0001", None),
        ("80.45", "0.8045", "0.0001", None),
        ("0.98", "0.98", "0.01", "0.0098"),
        ("1", "1", "1", "0.01"),
        ("0", "0", "1", None),
        ("100", "1", "0.01", None),
    ],
)
def test_a_rate_is_a_ratio_and_may_have_a_second_reading(
    text: str, value: str, step: str, other: str | None
) -> None:
    seen = rate(text)
    assert (seen.value, seen.step) == (Decimal(value), Decimal(step))
    assert seen.other == (None if other is None else Decimal(other))


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["元", "万元", "亿元"]))
def test_a_sum_written_with_its_unit_is_the_same_in_the_unit_of_the_form(amount: Decimal, unit: str) -> None:
    assert money(f"{amount:f}{unit}", unit).value == amount


@given(st.text(max_size=40))
def test_no_text_breaks_a_number_cell(text: str) -> None:
    for seen in (money(text, "万元"), points(text), rate(text)):
        assert not (seen.unreadable and seen.value is not None)


def test_a_quotient_carries_twelve_places_half_up() -> None:
    assert str(quotient(Decimal(2), Decimal(3))) == "0.666666666667"
    assert str(quotient(Decimal(3899999), Decimal(3000000))) == "1.299999666667"
