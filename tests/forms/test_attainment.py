from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.forms.attainment import Pair, attained, completion
from audit.forms.lexicon import load_lexicon
from audit.forms.targets import Setting, pair_of, value_columns
from audit.forms.values import parse

LEXICON = load_lexicon()


def columns(target: str | None, actual: str | None, name: str = "完成率", **texts: str) -> dict[str, object]:
    row = {"name": name, "target": target, "actual": actual, **texts}
    setting = Setting("万元", 2024)
    return dict(value_columns(pair_of(row, None, setting, LEXICON), setting, LEXICON))


def reached(target: str, actual: str, name: str = "完成率", **texts: str) -> object:
    return columns(target, actual, name, **texts)["attained"]


@pytest.mark.parametrize(
    ("target", "actual", "ratio"),
    [
        ("150人次", "195人次", "1.3"),
        ("≥160人", "721人", "4.50625"),
        ("2.6亿元", "26000万元", "1"),
        ("2.6亿元", "2.45亿元", "0.942307692308"),
        ("1公里", "800米", "0.8"),
        ("30名", "35人", "1.166666666667"),
        ("50家", "50个", "1"),
        ("50个", "50", "1"),
        ("100万元", "100", "1"),
        ("50", "60个", "1.2"),
        ("98%", "0.98", "1"),
        ("≥90%", "1", "1.111111111111"),
        ("每亩300", "300", "1"),
        ("20场次", "20余场次", "1"),
        ("6场次", "6次", "1"),
        ("40学时", "48课时", "1.2"),
        ("4次/年", "4次", "1"),
        ("≤15万", "15万元", "1"),
        ("≤15万", "75000元", "0.5"),
        ("365", "365天", "1"),
        ("98.5", "98.5%", "1"),
        ("≥80分", "92%", "1.15"),
        ("600元/生·年", "300元/生·年", "0.5"),
        ("每季度1次", "4次", "1"),
        ("半年1次", "2次", "1"),
        ("提升至95%", "96%", "1.010526315789"),
        ("每月1次", "15次", "1.25"),
        ("3次", "每季度1次", "1.333333333333"),
        ("三分之一", "40%", "1.200000012"),
        ("100万", "1000000", "1"),
        ("≤180万元", "1264000", "0.702222222222"),
        ("2台/套", "2台", "1"),
    ],
)
def test_completion_is_the_actual_over_the_target_in_one_unit(target: str, actual: str, ratio: str) -> None:
    assert columns(target, actual)["completion"] == Decimal(ratio)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("17件", "17人"), ("9个", "30%"), ("192只", "12头"), ("0", "0"), ("0起", "1起"), ("良好", "95%"),
        ("100%", "完成"), ("80-90%", "85%"),
        ("500元/人", "500元"), ("提高5%", "95%"), ("/", "5"),
        ("1", "100%"), ("每季度1次", "3次"), ("500元/生", "500元/户"),
        ("1.2万亩", "99999"), ("72890元", "7.29"),
    ],
)  # fmt: skip
def test_completion_is_unknown_where_values_do_not_convert(target: str, actual: str) -> None:
    assert columns(target, actual)["completion"] is None


@pytest.mark.parametrize(
    ("target", "actual", "name", "expected"),
    [
        ("≥90%", "90%", "满意度", True),
        (">90%", "90%", "满意度", False),
        ("≤10次", "10次", "会议", True),
        ("<10次", "10次", "会议", False),
        ("≤160万", "386万", "总成本", False),
        ("90%", "100%", "合格率", True),
        ("100%", "72.74%", "采购执行率", False),
        ("100%", "92%", "人员控制率", True),
        ("3%", "0", "预算调整率", True),
        ("0起", "1起", "事故发生数", False),
        ("二级以上", "一级", "科普示范学校等级", True),
        ("一级", "二级", "科普示范学校等级", None),
        ("前3名", "第2名", "竞赛团体名次", True),
        ("0人", "37人", "重复参保人数", False),
        ("95", "96.3", "总投资(≤**万元)", False),
        ("≤2小时", "3小时", "应急响应时长", False),
        ("928小时", "909.93小时", "飞机飞行时长", None),
        ("=100%", "98%", "政策知晓率", False),
        ("=100%", "110%", "政策知晓率", True),
        ("=3", "2", "车辆", False),
        ("3", "2", "车辆", None),
        ("3", "3", "车辆", True),
        ("≥98%", "≥98%", "满意度", True),
        ("≥90%", "≥98%", "满意度", True),
        ("≥99%", "≥98%", "满意度", None),
        ("20场次", "20余场次", "场次", True),
        ("100人", "近100人", "人数", None),
        ("约12个", "11个", "数量", None),
        ("约12个", "13个", "数量", True),
        ("0起", "无", "事故发生数", True),
        ("≤5%", "无", "投诉率", True),
        ("≥5次", "无", "活动场次", None),
        ("=100", "1", "验收合格率", None),
        ("80%-90%", "85%", "完成率", True),
        ("80%-90%", "70%", "完成率", False),
        ("80%-90%", "95%", "完成率", True),
        ("±10%", "12%", "变化", False),
        ("9个", "30%", "数量", None),
        ("1.35万亩", "13487亩", "种植面积", True),
        ("1.35万亩", "13400亩", "种植面积", False),
        ("≤2小时", "150分钟", "应急响应时长", False),
        ("≤2小时", "90分钟", "应急响应时长", True),
        ("12期（调整后8期）", "8期", "举办活动", True),
        ("12期（调整后8期）", "7期", "举办活动数量", False),
        ("0.35平方公里", "35公顷", "项目区面积", True),
        ("下降5%", "上升2%", "案件发案率", False),
        ("下降5%", "下降6%", "案件发案率", True),
    ],
)
def test_a_quantity_is_reached_by_its_sign_or_its_name(
    target: str, actual: str, name: str, expected: bool | None
) -> None:
    assert reached(target, actual, name) is expected


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("12月底前", "2024年11月", True),
        ("2024年6月30日前", "2024年7月", False),
        ("2024年12月20日", "2024年12月", None),
        ("2024年12月20日", "2024年12月20日", True),
        ("12月底前", "按时完成", True),
        ("2024年12月", "未完成", False),
        ("及时", "及时", True),
        ("良好", "优秀", True),
        ("优", "良", False),
        ("符合相关规定", "达成预期指标", True),
        ("效果明显", "部分达成", False),
        ("30万元", "完成", None),
        ("良好", "95%", None),
        ("良好", "", None),
        ("无", "无", None),
    ],
)
def test_dates_and_words_are_reached_or_cannot_be_said(
    target: str, actual: str, expected: bool | None
) -> None:
    assert reached(target, actual) is expected


def test_a_bare_ratio_in_a_percent_column_decides_nothing() -> None:
    assert reached("98", "0.98", measure_unit="%") is None


def test_a_bare_actual_takes_the_unit_of_the_target_then_the_column_then_the_name() -> None:
    assert columns("735人", "735", measure_unit="个")["actual_unit"] == "人"
    assert columns("735", "735", measure_unit="人次")["actual_unit"] == "人次"
    assert columns("20000", "23333.56", name="服务外包（万美元）")["actual_base"] == Decimal(233335600)
    assert columns("3", "3", name="及时（按期）完工数")["actual_unit"] is None


def test_a_target_without_a_unit_shows_none_though_its_actual_tells_it() -> None:
    row = columns("15万", "15万元")
    assert (row["target_unit"], row["target_base"]) == ("万", 150_000)
    assert columns("365", "365天")["target_unit"] is None


def test_money_stands_in_the_unit_of_the_form_and_a_price_is_no_amount() -> None:
    assert columns("2.6亿元", "100元")["target_money"] == 26000
    assert columns("2.6亿元", "100元")["actual_money"] == Decimal("0.01")
    assert columns("500元/人", "500元/人")["target_money"] is None


NUMBERS = st.integers(1, 10**6)


@given(NUMBERS, NUMBERS)
def test_more_and_less_mirror_each_other(aim: int, got: int) -> None:
    target, actual = parse(f"{aim}", LEXICON), parse(f"{got}", LEXICON)
    up = attained(Pair(target, actual, "more", "more"), LEXICON)
    down = attained(Pair(actual, target, "less", "less"), LEXICON)
    assert up is down is (got >= aim)


@given(NUMBERS, NUMBERS, st.sampled_from(["人", "万元", "%", "万亩"]))
def test_completion_says_the_same_as_attained(aim: int, got: int, unit: str) -> None:
    pair = Pair(parse(f"≥{aim}{unit}", LEXICON), parse(f"{got}{unit}", LEXICON), "more", None)
    done = completion(pair, LEXICON)
    assert done is not None
    assert (done >= 1) is attained(pair, LEXICON)


@given(st.integers(1, 20), st.integers(0, 400), st.sampled_from([("月", 12), ("季度", 4), ("半年", 2)]))
def test_a_count_of_a_part_of_the_year_compares_only_where_the_year_reaches_it(
    each: int, got: int, part: tuple[str, int]
) -> None:
    row = columns(f"每{part[0]}{each}次", f"{got}次", "巡查次数")
    needed = each * part[1]
    assert (row["completion"] is not None) is (got >= needed)
    assert row["attained"] is (True if got >= needed else None)


@given(
    st.sampled_from(
        ["≥ 160 人", "98%以上", "10万元", "每季度1次", "三分之一", "80-90%", "1:5", "不超过10天"]
    ),
    st.data(),
)
def test_spaces_and_full_width_change_nothing(target: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(target)))
    spaced = f"{target[:at]}{data.draw(st.sampled_from([' ', '　', ' ']))}{target[at:]}"
    wide = "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in target)
    plain = columns(target, "5")
    assert columns(spaced, "5") == plain
    assert columns(wide, "5") == plain


@pytest.mark.parametrize("actual", ["2024-12-20", "20241220", "2024.12.20前", "12.20", "12月20日"])
def test_a_day_is_read_in_every_way_that_clerks_write_it(actual: str) -> None:
    row = columns("12月31日前", actual, "完成时间")
    assert (str(row["actual_date"]), row["attained"]) == ("2024-12-20", True)
