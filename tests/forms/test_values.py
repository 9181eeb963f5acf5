from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.forms.lexicon import load_lexicon
from audit.forms.values import Parsed, base, parse, with_sign, with_unit

LEXICON = load_lexicon()


def read(text: str | None) -> Parsed:
    return parse(text, LEXICON)


def seen(text: str) -> tuple[str | None, str | None, str | None]:
    """Comparison, figure and unit of a text that is one quantity."""
    found = read(text).quantity
    assert found is not None, text
    return (
        found.op,
        None if found.value is None else f"{found.value:f}",
        found.unit.text if found.unit else None,
    )


@pytest.mark.parametrize(
    ("text", "op", "value", "unit"),
    [
        ("≥ 160 人", ">=", "160", "人"),
        ("≧95%", ">=", "95", "%"),
        (">=90%", ">=", "90", "%"),
        ("=>90%", ">=", "90", "%"),
        ("〉5次", ">", "5", "次"),
        ("＞92%", ">", "92", "%"),
        ("＜5‰", "<", "5", "‰"),
        ("≦10次", "<=", "10", "次"),
        ("<=475元/亩", "<=", "475", "元/亩"),
        ("﹦ ∣72890∣元", "=", "72890", "元"),
        ("═100%", "=", "100", "%"),
        ("≤ ∣30∣万元", "<=", "30", "万元"),
        ("大于等于10157.6平方米", ">=", "10157.6", "平方米"),
        ("不低于90%", ">=", "90", "%"),
        ("不超过100万元", "<=", "100", "万元"),
        ("98%以上", ">=", "98", "%"),
        ("50%（含）以上", ">=", "50", "%"),
        ("5%以内", "<=", "5", "%"),
        ("3天以内", "<=", "3", "天"),
        ("7个工作日内", "<=", "7", "个工作日"),
        ("控制在5%以内", "<=", "5", "%"),
        ("达到90%以上", ">=", "90", "%"),
        ("培训不少于2000人次", ">=", "2000", "人次"),
        ("超过100人", ">", "100", "人"),
        ("≥100百分比", ">=", "100", "%"),
    ],
)
def test_signs_and_words_of_comparison_mean_the_same(text: str, op: str, value: str, unit: str) -> None:
    assert seen(text) == (op, value, unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("９８％", "98", "%"),
        ("215,457.6", "215457.6", None),
        ("二百七十万", "270", "万"),
        ("叁佰伍拾万元", "350", "万元"),
        ("百分之九十八", "98", "%"),
        ("百分之九十八点五", "98.5", "%"),
        ("百分百", "100", "%"),
        ("三千零五户", "3005", "户"),
        ("10万", "10", "万"),
        ("2.6亿元", "2.6", "亿元"),
        ("1.2万亩", "1.2", "万亩"),
        ("500元/人·月", "500", "元/人·月"),
        ("每人每月500元", "500", "元/人·月"),
        ("每亩300", "300", "/亩"),
        ("10万元/公里", "10", "万元/公里"),
        ("2次/年", "2", "次/年"),
        ("每月1次", "1", "次/月"),
        ("9个百分点", "9", "个百分点"),
        ("指标1：50个", "50", "个"),
        ("100%（已完成）", "100", "%"),
        ("30人（其中女10人）", "30", "人"),
        ("举办培训班31个", "31", "个"),
        ("3名干部", "3", "名"),
        ("100%，已全部完成", "100", "%"),
        ("零事故", "0", None),
        ("-5%", "-5", "%"),
        ("600元/生·年", "600", "元/生·年"),
        ("35微克/立方米", "35", "微克/立方米"),
        ("18支队伍", "18", "支"),
        ("1:5", "0.200000", "比"),
    ],
)
def test_figures_are_read_in_their_written_scale(text: str, value: str, unit: str | None) -> None:
    assert seen(text) == (None, value, unit)


@pytest.mark.parametrize("text", ["20余场次", "近100人", "约50万元", "100人左右", "3000多元", "3万余元"])
def test_a_round_figure_is_known_to_be_approximate(text: str) -> None:
    found = read(text).quantity
    assert found is not None
    assert found.approximate


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("80–90%", 80, 90), ("80%-90%", 80, 90), ("80%至90%", 80, 90), ("3～5天", 3, 5), ("±10%", -10, 10)],
)
def test_a_range_has_two_ends_and_no_single_value(text: str, low: int, high: int) -> None:
    found = read(text).quantity
    assert found is not None
    assert read(text).is_range
    assert found.value is None
    assert (found.low, found.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "text",
    [
        "2次/年；3人", "180只+12头", "9个，未完成1个", "1,234,56", "3,4", "第3名", "前3名", "5A级",
        "1级", "一级", "一次性通过",
        "千方百计", "万无一失", "一流", "不超预算", "≥**", "**元/人·月", "15日前", "万元/公里",
        "符合2019年标准",
        "是否利于企业走出去", "有利于推动企业走出去", "90-80%", "10^5",
    ],
)  # fmt: skip
def test_what_is_not_one_quantity_stays_text(text: str) -> None:
    assert read(text).kind == "text"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "blank"), (None, "blank"), ("  ", "blank"),
        ("无", "none"), ("/", "none"), ("—", "none"), ("……", "none"), ("不涉及", "none"),
        ("××", "none"), ("无。", "none"),
        ("0", "quantity"),
        ("良好", "level"), ("长期开展", "level"), ("全面提升", "level"), ("优", "level"),
        ("应保尽保", "level"),
        ("部分达成", "level"), ("完成", "level"), ("达成预期指标", "level"), ("十分满意", "level"),
        ("一般", "level"),
        ("按月安排", "date"), ("年前", "date"),
    ],
)  # fmt: skip
def test_blank_nothing_zero_and_words_are_told_apart(text: str | None, kind: str) -> None:
    assert read(text).kind == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12月底前", date(2021, 12, 31)),
        ("12月底之前完成", date(2021, 12, 31)),
        ("2020年12月完成", date(2020, 12, 31)),
        ("2020年2月", date(2020, 2, 29)),
        ("2021年12月15日", date(2021, 12, 15)),
        ("2021.12.5", date(2021, 12, 5)),
        ("2021-12-05前", date(2021, 12, 5)),
        ("2021.12", date(2021, 12, 31)),
        ("已于2020年11月完成", date(2020, 11, 30)),
        ("11月中旬", date(2021, 11, 20)),
        ("三季度末", date(2021, 9, 30)),
        ("上半年", date(2021, 6, 30)),
        ("年底前", date(2021, 12, 31)),
        ("2022年", date(2022, 12, 31)),
        ("1-12月", date(2021, 12, 31)),
        ("2020年1月-2021年6月", date(2021, 6, 30)),
        ("次年2月", date(2022, 2, 28)),
        ("下年度3月15日前完成", date(2022, 3, 15)),
        ("次年一季度", date(2022, 3, 31)),
        ("次年底前", date(2022, 12, 31)),
    ],
)
def test_a_date_means_the_last_day_that_its_words_allow(text: str, expected: date) -> None:
    assert (read(text).kind, read(text).on(2021)) == ("date", expected)


def test_a_month_without_a_year_has_no_date_until_the_year_is_known() -> None:
    assert read("12月底前").on(None) is None


def test_a_date_with_a_figure_is_a_quantity_that_has_a_date() -> None:
    value = read("11月底完成100%")
    assert (value.kind, seen("11月底完成100%")[1], value.on(2021)) == ("quantity", "100", date(2021, 11, 30))


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert read("2021年2月30日").kind == "text"
    assert read("13月底前").kind != "date"


def test_durations_are_quantities_not_dates() -> None:
    assert seen("12个月") == (None, "12", "个月")
    assert seen("20年") == (None, "20", "年")
    assert seen("24小时内") == ("<=", "24", "小时")


def test_a_dotted_month_is_a_number_where_a_number_is_asked() -> None:
    assert parse("2021.12", LEXICON, dotted=False).kind == "quantity"


def test_the_sign_column_joins_a_bare_figure_and_never_overrules_its_own_sign() -> None:
    assert with_sign(read("95"), "≧", LEXICON).op == ">="
    assert with_sign(read("≤95"), "≥", LEXICON).op == "<="
    assert with_sign(read("95"), "定量指标", LEXICON).op is None


def test_the_first_unit_there_is_joins_a_bare_figure() -> None:
    yuan, percent = LEXICON.units["元"], LEXICON.units["%"]
    assert with_unit(read("95%"), yuan).quantity == read("95%").quantity
    bare = with_unit(read("95"), None, percent, yuan).quantity
    assert bare is not None
    assert bare.unit == percent


@pytest.mark.parametrize(("column", "yuan"), [("元", 100_000), ("万元", 100_000)])
def test_ten_wan_is_the_same_money_under_yuan_and_under_wan_yuan(column: str, yuan: int) -> None:
    found = with_unit(read("10万"), LEXICON.units[column]).quantity
    assert base(found, found.value if found else None) == yuan


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2万亩", 12000),
        ("0.565km", 565),
        ("2.6亿元", 260_000_000),
        ("98%", 98),
        ("3公顷", 45),
        ("2吨", 2000),
    ],
)
def test_figures_convert_to_the_base_unit_of_their_dimension(text: str, expected: int) -> None:
    found = read(text).quantity
    assert found is not None
    assert base(found, found.value) == expected


@pytest.mark.parametrize(("text", "step"), [("98.50%", "0.01"), ("270", "1"), ("1.2万亩", "0.1")])
def test_the_step_is_the_unit_of_the_last_shown_digit(text: str, step: str) -> None:
    found = read(text).quantity
    assert found is not None
    assert found.step == Decimal(step)


def test_a_number_of_a_million_million_is_unreadable() -> None:
    assert read("1000000000000").kind == "text"
    assert read("999999999999").kind == "quantity"


FIGURES = (st.decimals(min_value=0, max_value=10**9, places=2) | st.integers(0, 10**9).map(Decimal)).filter(
    lambda figure: not 2000 <= figure < 2050
)
"""Anything but what may be a month of the century: 2021.12."""
SIGNS = {
    "": None,
    "≥": ">=",
    "≧": ">=",
    "不低于": ">=",
    "<=": "<=",
    "不超过": "<=",
    ">": ">",
    "低于": "<",
    "=": "=",
}
UNITS = [
    "",
    "%",
    "人",
    "人次",
    "万元",
    "元/亩",
    "万亩",
    "个",
    "场次",
    "公里",
    "台（套）",
    "元/人·月",
    "个工作日",
]


def grouped(figure: Decimal) -> str:
    return f"{figure:,f}"


def wide(figure: Decimal) -> str:
    return f"{figure:f}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))


@given(FIGURES, st.sampled_from(sorted(SIGNS)), st.sampled_from(UNITS), st.sampled_from([grouped, wide, str]))
def test_what_is_written_in_any_style_is_read_back(
    figure: Decimal, sign: str, unit: str, style: object
) -> None:
    assert callable(style)
    if style is str and "E" in str(figure):
        return
    found = read(f"{sign} {style(figure)}{unit}").quantity
    assert found is not None
    assert (found.value, found.op, found.approximate) == (figure, SIGNS[sign], False)
    assert (found.unit.text if found.unit else "") == unit.replace("（", "(").replace("）", ")")


NUMERALS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number below ten thousand as it is spoken."""
    text, zero = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if zero else "") + NUMERALS[digit] + word
        zero = bool(text) and not digit
    return text or "零"


@given(st.integers(0, 9999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    found = read(f"{in_chinese(number)}人").quantity
    assert found is not None
    assert found.value == number


@given(
    st.text(max_size=60)
    | st.text("0123456789.%-~至年月日季度底前万亿千百十零一二第每余约≥≤<>=±:/（）无个人元,，；", max_size=25)
)
def test_any_text_at_all_is_read_without_an_error(text: str) -> None:
    value = read(text)
    assert value.kind in {"blank", "none", "quantity", "level", "date", "text"}
    assert (value.quantity is not None) == (value.kind == "quantity")
    value.on(2024)
