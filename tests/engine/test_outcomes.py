"""What a rule says of a row: true, false and unknown, and what breaks."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from audit.engine import judge
from audit.model.form import Form
from audit.model.rule import Outcome
from tests.engine.making import book, form

D = Decimal


def outcome(folder: Path, rule: str, made: Form, parameters: str = "", **given: Any) -> str:
    (result,), _ = judge(book(folder, {"rule": rule}, parameters), [made], **given)
    return str(result.outcomes["rule"])


def of_indicator(folder: Path, rule: str, **cells: Any) -> str:
    return outcome(folder, f"over: indicators\n{rule}", form(indicators=[cells]))


@pytest.mark.parametrize(
    ("when", "needs", "test", "expected"),
    [
        ("true", "true", "true", "finding"),
        ("true", "true", "false", "passed"),
        ("true", "true", "null", "undecided"),
        ("true", "false", "true", "undecided"),
        ("true", "null", "true", "undecided"),
        ("false", "false", "true", "not_applicable"),
        ("null", "true", "true", "not_applicable"),
    ],
)
def test_the_parts_of_a_rule_decide_in_order(
    tmp_path: Path, when: str, needs: str, test: str, expected: str
) -> None:
    values = {"true": 1, "false": 0, "null": None}
    cells = {
        "score": values[when], "weight": values[needs], "completion": values[test],
    }  # fmt: skip
    rule = "when: score = 1\nneeds: weight = 1\nfault: completion = 1"
    made = {name: None if value is None else D(value) for name, value in cells.items()}
    assert of_indicator(tmp_path, rule, **made) == expected


@pytest.mark.parametrize(("score", "expected"), [(D(9), "passed"), (D(11), "finding"), (None, "undecided")])
def test_an_assertion_that_does_not_hold_is_a_finding(tmp_path: Path, score: Any, expected: str) -> None:
    assert of_indicator(tmp_path, "assert: score <= weight", score=score, weight=D(10)) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "when: weight > 0\nfault: score > 1",
        "when: weight is not null\nfault: score > 1",
        "when: coalesce(weight, 1) > 0\nfault: score > 1",
        "when: score > 0\nfault: weight is null or weight > 5",
        "when: sum(indicators.weight) > 0\nfault: score > 1",
        "fault: sum(indicators.weight) > 5",
        "fault: count(indicators.weight) > 5",
        "fault: count(indicators.score) filter (where indicators.weight > 1) > 5",
        "when: effective_weight > 0\nfault: score > 1",
    ],
)
def test_an_unreadable_cell_that_a_rule_needs_leaves_it_undecided(tmp_path: Path, rule: str) -> None:
    cells = {"weight_text": "十分", "unreadable": ",weight,", "score": D(5)}
    assert of_indicator(tmp_path, rule, **cells) == "undecided"
    readable = cells | {"weight": D(4), "effective_weight": D(4), "unreadable": None}
    assert of_indicator(tmp_path, rule, **readable) in ("passed", "finding")


def test_an_unreadable_cell_that_a_rule_does_not_need_harms_nothing(tmp_path: Path) -> None:
    cells = {"unreadable": ",weight,", "score": D(5)}
    assert of_indicator(tmp_path, "when: score > 0\nfault: score > 1", **cells) == "finding"
    assert (
        of_indicator(tmp_path, "when: score > 9 and weight > 0\nfault: score > 1", **cells)
        == "not_applicable"
    )


def test_an_unreadable_cell_that_another_stands_in_for_harms_nothing(tmp_path: Path) -> None:
    rule = "when: coalesce(score, weight) is not null\nfault: score > 5"
    assert of_indicator(tmp_path, rule, score=D(6), unreadable=",weight,") == "finding"
    assert of_indicator(tmp_path, rule, weight=D(6), unreadable=",score,") == "undecided"


def test_unreadable_can_itself_be_the_fault(tmp_path: Path) -> None:
    rule = "fault: unreadable(weight) or weight is null"
    assert of_indicator(tmp_path, rule, unreadable=",weight,") == "finding"
    assert of_indicator(tmp_path, rule, weight=D(1)) == "passed"


def test_blanks_are_left_out_of_sums_and_nothing_sums_to_null(tmp_path: Path) -> None:
    made = form(indicators=[{"score": D(1)}, {"score": None}, {"score": D(2)}])
    assert outcome(tmp_path, "over: forms\nassert: sum(indicators.score) = 3", made) == "passed"
    assert outcome(tmp_path, "over: forms\nassert: sum(funds.score) is null", made) == "passed"
    assert outcome(tmp_path, "over: forms\nassert: count(funds.score) = 0", made) == "passed"


@pytest.mark.parametrize("sum_", ["weight * weight * weight", "weight * 100000 * 100000 * 100000 / 3"])
def test_an_overflow_fails_on_its_row_and_harms_no_other(tmp_path: Path, sum_: str) -> None:
    made = form(indicators=[{"weight": D(10) ** 19, "score": D(1)}, {"weight": D(1), "score": D(1)}])
    rules = {"a": f"over: indicators\nfault: {sum_} > 5", "b": "over: indicators\nfault: score > 5"}
    (result,), _ = judge(book(tmp_path, rules), [made])
    assert (result.outcomes["a"], result.outcomes["b"]) == (Outcome.FAILED, Outcome.PASSED)
    assert [(open_.at, open_.outcome) for open_ in result.open] == [("〔名称缺〕第1行", "failed")]


def test_a_figure_that_is_no_number_never_passes(tmp_path: Path) -> None:
    assert of_indicator(tmp_path, "fault: weight > 5", weight=D("NaN")) == "failed"
    assert of_indicator(tmp_path, "assert: weight < 5", weight=D(10) ** 30) == "finding"


def test_a_division_by_zero_is_no_failure(tmp_path: Path) -> None:
    assert of_indicator(tmp_path, "fault: score / weight > 5", score=D(1), weight=D(0)) == "undecided"


def test_the_worst_row_decides_for_the_form(tmp_path: Path) -> None:
    rules = book(tmp_path, {"rule": "over: indicators\nwhen: weight > 0\nfault: score > weight"})
    rows = [
        ({"weight": D(0)}, "not_applicable"),
        ({"weight": D(1), "score": D(1)}, "passed"),
        ({"weight": D(1)}, "undecided"),
        ({"weight": D(1), "score": D(2)}, "finding"),
    ]
    for count in range(1, 5):
        made = [cells for cells, _ in rows[:count]]
        random.Random(count).shuffle(made)
        (result,), _ = judge(rules, [form(indicators=made)])
        assert result.outcomes["rule"] == rows[count - 1][1]


def test_a_form_without_such_rows_is_not_applicable(tmp_path: Path) -> None:
    assert outcome(tmp_path, "over: funds\nfault: budget > 1", form()) == "not_applicable"


def test_complete_means_the_forms_where_the_grain_has_none(tmp_path: Path) -> None:
    rule = "over: indicators\nneeds: complete\nfault: score > 1"
    whole, cut = ({"complete": flag} for flag in (True, False))
    assert outcome(tmp_path, rule, form(forms=whole, indicators=[{"score": D(1)}])) == "passed"
    assert outcome(tmp_path, rule, form(forms=cut, indicators=[{"score": D(1)}])) == "undecided"


CATEGORIES: dict[str, Any] = {
    "categories": [{"ordinal": 1, "level1": "产出"}, {"ordinal": 2, "level1": "产出"}],
    "groups": [{"category": 1, "level2": "数量"}, {"category": 2, "level2": None}],
    "indicators": [
        {"category": 1, "level2": "数量", "weight": D(3)},
        {"category": 1, "level2": "质量", "weight": D(4)},
        {"category": 2, "level2": None, "weight": D(5)},
    ],
}


@pytest.mark.parametrize(
    ("over", "sums"), [("categories", ["7", "5"]), ("groups", ["3", "5"]), ("indicators", ["12", "12", "12"])]
)
def test_children_belong_to_their_own_row(tmp_path: Path, over: str, sums: list[str]) -> None:
    rule = f"over: {over}\nfault: sum(indicators.weight) > 0\nmessage: ${{sum(indicators.weight)}}"
    (result,), _ = judge(book(tmp_path, {"rule": rule}), [form(**CATEGORIES)])
    assert [finding.message for finding in result.findings] == sums


def test_a_sub_row_sees_the_row_it_belongs_to(tmp_path: Path) -> None:
    made = form(
        indicators=[{"weight": D(5)}, {"weight": D(2), "parent_row": 1}, {"weight": D(1), "parent_row": 9}]
    )
    rule = "over: indicators\nwhen: parent.weight > 0\nfault: weight > 0\nmessage: ${parent.weight}"
    (result,), _ = judge(book(tmp_path, {"rule": rule}), [made])
    assert [(f.at, f.message) for f in result.findings] == [("〔名称缺〕第2行", "5")]


def test_a_form_sees_the_same_project_a_year_before(tmp_path: Path) -> None:
    head = {"unit": "局", "project_name": "项目", "year": 2021, "total_score": D(90)}
    before = form("b", forms=head | {"year": 2020, "total_score": D(80)})
    other = form("o", forms=head | {"year": 2019, "total_score": D(70)})
    rules = book(
        tmp_path,
        {"rule": "over: forms\nfault: total_score > prior.total_score\nmessage: ${prior.total_score}"},
    )
    (result,), _ = judge(rules, [form(forms=head)], prior=[other, before])
    assert [finding.message for finding in result.findings] == ["80"]
    (alone,), _ = judge(rules, [form(forms=head)])
    assert alone.outcomes["rule"] is Outcome.UNDECIDED


AMOUNTS = """
limit:
  values: [{from: 2000-01-01, value: 10}, {from: 2022-01-01, value: 20}, {value: 30, profiles: [hubei]}]
bands: {value: [[优, 90], [良, 80], [差, 0]]}
weights: {value: {产出: 50}}
words: {value: [已完成, 无]}
"""


@pytest.mark.parametrize(
    ("profile", "year", "shown"),
    [("national", 2021, "10"), ("national", 2022, "20"), ("national", None, "20"), ("hubei", 2021, "30")],
)
def test_each_form_is_judged_by_the_amounts_of_its_own_profile_and_year(
    tmp_path: Path, profile: str, year: int | None, shown: str
) -> None:
    rules = book(tmp_path, {"rule": "over: forms\nfault: $limit > 0\nmessage: ${$limit}"}, AMOUNTS)
    made = form("one", forms={"year": year})
    made.head["profile"] = profile
    (result, _), _ = judge(rules, [made, form("two", forms={"year": 1999})])
    assert [finding.message for finding in result.findings] == [shown]
    assert (result.profile, result.year) == (profile, year)


@pytest.mark.parametrize(
    ("condition", "cells", "expected"),
    [
        ("band(score, $bands) = '良'", {"score": D(80)}, "finding"),
        ("band(score, $bands) = '良'", {"score": D("79.99")}, "passed"),
        ("weight <> $weights[level1_kind]", {"level1_kind": "产出", "weight": D(40)}, "finding"),
        ("weight <> $weights[level1_kind]", {"level1_kind": "效益", "weight": D(40)}, "undecided"),
        ("plain(reason) in $words", {"reason": "已完成。"}, "finding"),
        ("reason in $words", {"reason": "已完成。"}, "passed"),
        ("mentions(reason, $words)", {"reason": "均已完成。"}, "finding"),
        ("mentions(reason, $words)", {"reason": None}, "passed"),
        ("year(target_date) = 2021 or target_date is null", {"target_date": None}, "finding"),
    ],
)
def test_tables_of_amounts_and_words(
    tmp_path: Path, condition: str, cells: dict[str, Any], expected: str
) -> None:
    rule = f"over: indicators\nfault: {condition}"
    assert outcome(tmp_path, rule, form(indicators=[cells]), AMOUNTS) == expected


def test_a_rule_outside_its_years_or_profiles_is_not_counted(tmp_path: Path) -> None:
    rules = book(
        tmp_path,
        {
            "late": "over: forms\nfault: total_score > 1\nsince: 2022-01-01",
            "gone": "over: forms\nfault: total_score > 1\nuntil: 2019-12-31",
            "local": "over: forms\nfault: total_score > 1\nprofiles: [hubei]",
            "always": "over: forms\nfault: total_score > 1",
        },
    )
    made = form(forms={"year": 2021, "total_score": D(2)})
    (result,), _ = judge(rules, [made])
    assert set(result.outcomes) == {"always"}
    assert len(result.findings) == 1
    (result,), _ = judge(rules, [made], profile="hubei", year=2022)
    assert set(result.outcomes) == {"always", "late", "local"}


def test_texts_from_anywhere_never_break_the_database(tmp_path: Path) -> None:
    rules = book(
        tmp_path, {"rule": "over: indicators\nfault: plain(reason) = 'x' or name = 'y'\nmessage: ${name}"}
    )
    for text in ("'; drop table forms --", "a\0b", "\ud800", "😀", '{"a": [1]}', "\\", "\n\r\t"):
        (result,), _ = judge(
            rules, [form(indicators=[{"reason": text, "name": "y"}, {"reason": text, "name": text}])]
        )
        assert result.outcomes["rule"] is Outcome.FINDING
