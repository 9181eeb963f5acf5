from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.readers.number_format import show, show_text

ACCOUNTING = '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("1.0", "0%", "100%"),
        ("0.8619", "0.00%", "86.19%"),
        ("0.86194999", "0.00%", "86.19%"),
        ("0.125", "0%", "13%"),
        ("1.0", "0", "1"),
        ("215457.6", "#,##0.00", "215,457.60"),
        ("-1234567", "#,##0", "-1,234,567"),
        ("0", "#,##0", "0"),
        ("0", "#,###", ""),
        ("0.5", "#.##", "0.5"),
        ("5", "0.##", "5"),
        ("9", '0"人"', "9人"),
        ("9", "0 \\人", "9 人"),
        ("3", 'General"人次"', "3人次"),
        ("3", 'G/通用格式"人次"', "3人次"),
        ("9.94", "0.0_ ", "9.9"),
        ("9.95", "0.0_ ", "10.0"),
        ("-3", '0;(0);"-"', "(3)"),
        ("0", '0;(0);"-"', "-"),
        ("-0.001", "0.00", "0.00"),
        ("1234.5", ACCOUNTING, "1,234.50"),
        ("-1234.5", ACCOUNTING, "(1,234.50)"),
        ("0", ACCOUNTING, "-"),
        ("123456", '0\\.0,"万"', "12.3万"),
        ("123456", '0!.0,"万"', "12.3万"),
        ("12345678", "0.00,,", "12.35"),
        ("12", '[>=10]0.0"大";0"小"', "12.0大"),
        ("9", '[>=10]0.0"大";0"小"', "9小"),
        ("5", "[Red]0.0;[Blue]-0.0", "5.0"),
        ("270", "[$¥-804]#,##0.00", "¥270.00"),
        ("7", ";;;", ""),
        ("1234567", "000-0000", "123-4567"),
        ("0.125", "# ?/?", "0.125"),
        ("123456", "0.00E+00", "123456"),
        ("12.50", "@", "12.5"),
        ("无", "0%", "无"),
    ],
)
def test_a_number_is_shown_as_its_code_says(value: str, code: str, shown: str) -> None:
    assert show(value, code).strip() == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0.30000000000000004", "0.3"),
        ("270", "270"),
        ("1E-7", "0.0000001"),
        ("98.500000000000014", "98.5"),
        ("1234567890123456", "1234567890123460"),
        ("1e300", "1E+300"),
        ("nan", "nan"),
        ("1e999999999", "1e999999999"),
    ],
)
def test_general_is_plain_and_free_of_binary_noise(value: str, shown: str) -> None:
    assert show(value, "General") == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("45657", "yyyy/m/d", "2024/12/31"),
        ("45657", "yyyy-mm-dd", "2024-12-31"),
        ("45657", 'm"月"d"日"', "12月31日"),
        ("45657", '[$-804]yyyy"年"m"月";@', "2024年12月"),
        ("45657", '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "2024年12月31日"),
        ("45657", "[$-F800]dddd, mmmm dd, yyyy", "2024年12月31日"),
        ("45657.5", "yyyy-mm-dd hh:mm", "2024-12-31 12:00"),
        ("45657.99999", "yyyy-mm-dd", "2024-12-31"),
        ("0.75", '上午/下午h"时"mm"分"', "下午6时00分"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.000011574", "mm:ss.0", "00:01.0"),
        ("45657", "d-mmm-yy", "31-Dec-24"),
        ("45657", "aaaa", "星期二"),
        ("1", "yyyy-m-d", "1900-1-1"),
        ("-1", "yyyy-m-d", "-1"),
        ("9999999", "yyyy-m-d", "9999999"),
    ],
)
def test_a_date_is_shown_as_its_code_says(value: str, code: str, shown: str) -> None:
    assert show(value, code) == shown


def test_text_takes_what_its_section_adds() -> None:
    assert show_text("甲", '@"人"') == "甲人"
    assert show_text("甲", '0;-0;0;"名："@') == "名：甲"
    assert show_text("甲", "0.00%") == "甲"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False))
def test_what_is_shown_with_all_its_places_reads_back_as_the_same_number(value: Decimal) -> None:
    assert Decimal(show(str(value), "General")) == value
    assert Decimal(show(str(value), "#,##0.00").replace(",", "")) == value
    assert Decimal(show(str(value), "0.0000%").rstrip("%")) / 100 == value


@given(st.text(max_size=40), st.floats(allow_nan=False, allow_infinity=False))
def test_no_code_however_odd_breaks_the_reader(code: str, value: float) -> None:
    assert isinstance(show(repr(value), code), str)


@given(
    st.text(alphabet='0#?.,%;"\\_*[]<>=-ymdhse/@General上午年 ', max_size=30), st.integers(-(10**6), 10**6)
)
def test_no_mix_of_code_signs_breaks_the_reader(code: str, value: int) -> None:
    assert isinstance(show(str(value), code), str)
