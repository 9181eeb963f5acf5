from __future__ import annotations

import pytest

from audit.errors import RulebookError
from audit.rulebook.parameters import Parameters, merge, read_parameters, read_profiles
from audit.rulebook.term import Shape
from audit.yamlfile import parse_yaml

PROFILES = read_profiles(
    parse_yaml("national: {label: 全国}\nhubei: {label: 湖北, extends: national}".encode(), "profiles.yaml")
)


def parameters(*texts: str) -> Parameters:
    merged: dict[str, object] = {}
    for layer, text in enumerate(texts):
        node = parse_yaml(text.encode(), "parameters.yaml")
        merged = merge(merged, read_parameters(node, layer, PROFILES))  # type: ignore[assignment,arg-type]
    return Parameters(merged, PROFILES)  # type: ignore[arg-type]


def fault(text: str) -> str:
    with pytest.raises(RulebookError) as caught:
        parameters(text)
    return str(caught.value)


def test_the_amount_in_force_in_the_year_is_taken() -> None:
    held = parameters("a: {values: [{from: 2018-01-01, value: 1}, {from: 2021-06-01, value: 2}]}")
    assert [held.value("a", "national", year) for year in (2017, 2018, 2020, 2021, 2030, None)] == [
        None, "1", "1", "2", "2", "2",
    ]  # fmt: skip


def test_an_amount_ends_with_its_until() -> None:
    held = parameters("a: {values: [{from: 2018-01-01, until: 2019-12-31, value: 1}]}")
    assert held.value("a", "national", 2019) == "1"
    assert held.value("a", "national", 2020) is None


def test_a_profile_overrides_what_holds_for_all_and_inherits_the_rest() -> None:
    held = parameters("a: {values: [{value: 10}, {value: 20, profiles: [hubei]}]}\nb: {value: 5}")
    assert (held.value("a", "national", 2020), held.value("a", "hubei", 2020)) == ("10", "20")
    assert held.value("b", "hubei", 2020) == "5"


def test_a_profile_may_have_none_of_an_amount() -> None:
    held = parameters("a: {values: [{value: 10}, {value: null, profiles: [hubei]}]}")
    assert held.value("a", "hubei", 2020) is None


def test_a_later_folder_wins_and_what_it_leaves_out_stays() -> None:
    held = parameters("a: {label: 甲, value: 10}", "a: {values: [{from: 2022-01-01, value: 12}]}")
    assert (held.value("a", "national", 2021), held.value("a", "national", 2022)) == ("10", "12")
    assert held.by_name["a"].label == "甲"


def test_lists_maps_and_bands_keep_their_digits() -> None:
    held = parameters("a: {value: [完成, 0]}\nb: {value: {产出: 50.10}}\nc: {value: [[优, 90], [差, 0]]}")
    assert [held.by_name[name].type for name in "abc"] == [Shape.LIST, Shape.MAP, Shape.BANDS]
    assert held.value("a", "national", None) == ["完成", "0"]
    assert held.value("b", "national", None) == {"产出": "50.10"}
    assert held.value("c", "national", None) == [["优", "90"], ["差", "0"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: {vale: 1}", "1:5: 没有名为 vale 的键，是不是 value？"),
        ("a: {values: [{value: 1}, {value: x}]}", "类型不同"),
        ("a: {values: [{from: 2020-13-01, value: 1}]}", "日期应写成"),
        ("a: {values: [{value: 1, profiles: [hubai]}]}", "没有名为 hubai 的口径，是不是 hubei？"),
        ("a: {value: {产出: x}}", "这里应是小于一万亿的数"),
        ("a: {value: 1000000000000}", "这里应是小于一万亿的数"),
        ("a: {values: [{from: 2020-01-01}]}", "要有 value 或 words"),
        ("a: {words: ../../etc/passwd}", "应是本文件夹里的文件"),
    ],
)
def test_a_wrong_amount_is_refused_in_words(text: str, said: str) -> None:
    assert said in fault(text)
