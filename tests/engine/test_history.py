"""What the year before says: which form it is, which of its rows, and rules that compare with them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from audit.engine import judge
from audit.engine.history import history, same_rows
from audit.errors import RulebookError
from audit.model.form import Form
from tests.engine.making import book, form

LOWER = """
over: indicators
when: prior_row.actual_base is not null
fault: target_base < prior_row.actual_base
message: 目标 ${target_base}，上年 ${prior_row.actual_base}
"""
SAME = """
over: forms
when: prior.project_name is not null
fault: count(indicators.row) filter (where indicators.actual = prior_row.actual) > 1
message: ${list(prior_row.actual) filter (where indicators.actual = prior_row.actual)}
"""


def project(id_: str, year: int | None, *actuals: str, **head: object) -> Form:
    """A form of one project with a row for each actual."""
    rows = [
        {"name": f"指标{n}", "actual": actual, "target_base": Decimal(5)} for n, actual in enumerate(actuals)
    ]
    return form(id_, {"unit": "水利局", "project_name": "修渠", "year": year} | head, indicators=rows)


def sources(forms: list[Form], prior: list[Form]) -> list[str | None]:
    found = history(forms, [f.head["year"] for f in forms], prior)  # type: ignore[misc]
    return [
        None if place is None else found.earlier[place].id for place in found.places or [None] * len(forms)
    ]


def test_the_year_before_of_the_same_unit_and_project_is_found_whatever_the_spacing() -> None:
    prior = [
        project("a", 2022),
        project("b", 2023, unit="水 利 局", project_name="2023年修渠"),
        project("c", 2023, unit="农业局"),
    ]
    assert sources([project("n", 2024, project_name="2024年度修渠")], prior) == ["b"]


@pytest.mark.parametrize(
    ("now", "then", "found"),
    [(2024, None, True), (None, 2023, True), (2024, 2024, False), (2024, 2022, False)],
)
def test_an_unknown_year_is_taken_for_the_year_before_a_wrong_one_is_not(
    now: int | None, then: int | None, found: bool
) -> None:
    assert sources([project("n", now)], [project("p", then)]) == (["p"] if found else [None])


def test_forms_of_two_years_in_one_run_stand_for_each_other() -> None:
    assert sources([project("n", 2024), project("p", 2023)], []) == ["p", None]


def test_only_rows_whose_name_is_clear_are_compared() -> None:
    before = form(indicators=[{"name": "培训 人数"}, {"name": "场次"}, {"name": "场次"}])
    now = form(indicators=[{"name": "场次"}, {"name": "培训人数"}, {"name": "新设"}])
    assert same_rows(now, before) == {2: 1}


def test_years_in_a_row_with_the_same_total_are_counted_back_to_the_first_other() -> None:
    totals = {2024: 98, 2023: 98, 2022: 98, 2021: 97, 2020: 98}
    forms = [project(str(year), year, total_score=Decimal(total)) for year, total in totals.items()]
    history(forms[:1], [2024], forms[1:])
    assert forms[0].head["score_years"] == 3
    assert forms[0].head["satisfaction_years"] is None


def test_a_rule_compares_a_row_with_the_row_of_the_year_before(tmp_path: Path) -> None:
    before = project("p", 2023, "6", "7")
    before.tables["indicators"][0]["actual_base"] = Decimal(6)
    rules = book(tmp_path, {"lower": LOWER})
    (result,), _ = judge(rules, [project("n", 2024, "5", "5")], prior=[before])
    assert [(f.at, f.message) for f in result.findings] == [("指标0", "目标 5，上年 6")]
    (alone,), _ = judge(rules, [project("n", 2024, "5", "5")])
    assert alone.counts()["not_applicable"] == 1


def test_an_aggregate_looks_at_the_row_before_of_each_child(tmp_path: Path) -> None:
    rules = book(tmp_path, {"same": SAME})
    (result,), _ = judge(
        rules, [project("n", 2024, "5", "6", "7")], prior=[project("p", 2023, "5", "6", "8")]
    )
    assert [f.message for f in result.findings] == ["5、6"]


def test_an_unreadable_cell_of_the_year_before_leaves_the_rule_undecided(tmp_path: Path) -> None:
    rule = "over: indicators\nwhen: prior_row.score > 0\nfault: score < prior_row.score"
    before = project("p", 2023, "6")
    before.tables["indicators"][0]["unreadable"] = ",score,"
    (result,), _ = judge(book(tmp_path, {"r": rule}), [project("n", 2024, "5")], prior=[before])
    assert result.counts()["undecided"] == 1


@pytest.mark.parametrize(
    "rule", ["over: forms\nfault: prior_row.score > 1", "over: funds\nfault: prior_row.score > 1"]
)
def test_only_indicators_have_a_row_of_the_year_before(tmp_path: Path, rule: str) -> None:
    with pytest.raises(RulebookError, match="没有名为 prior_row"):
        book(tmp_path, {"r": rule})
