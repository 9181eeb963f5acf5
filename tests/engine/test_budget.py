"""The list of budgeted projects beside the forms: what belongs together, what is missing, what adds up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.engine import judge, load_compiled
from audit.engine.budget import reconcile
from audit.model.form import Form, Reading, Row
from audit.model.schema import TABLES
from audit.shipped import shipped
from tests.engine.making import form


def project(name: str, budget: str = "20", **head: object) -> Form:
    """A form of a project, in 万元."""
    money = {"budget": Decimal(budget), "budget_initial": Decimal(budget), "executed": Decimal(budget)}
    shown = {"budget_step": Decimal("0.01"), "money_unit": "万元", "unit": "水利局", "listed": None}
    return form(name, {"project_name": name, **money, **shown, **head})


def listed(*lines: dict[str, object], unit: str = "万元") -> Form:
    """A list of projects of one department, 20 each."""
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        row: Row = {column.name: None for column in TABLES["budget_list"].columns}
        given = {"row": number, "budget": Decimal(20), "department": "水利局"} | line
        rows.append(row | given)  # type: ignore[arg-type]
    return Form(
        "budget", "预算.xlsx", Reading("", "", {}, {}), {"forms": [{"money_unit": unit}], "budget_list": rows}
    )


def filed(budget: Form) -> list[object]:
    return [row["filed"] for row in budget.tables["budget_list"]]


def found(budget: Form, *forms: Form) -> dict[str, list[str]]:
    """The messages of the rules that look at the list, by rule."""
    rules = load_compiled([shipped("rules")], select=["XF-05", "XF-06", "XF-07", "XF-13", "XF-14"])
    results, across = judge(rules, forms, budget=budget)
    said: dict[str, list[str]] = {}
    for finding in (*across, *(f for result in results for f in result.findings)):
        said.setdefault(finding.rule.id, []).append(finding.message)
        assert finding.forms == ()
    return said


def test_a_line_and_a_form_meet_by_code_else_by_name_of_the_same_unit() -> None:
    budget = listed(
        {"project_code": "P-01", "project_name": "渠道"},
        {"project_name": "清 淤"},
        {"project_name": "办公", "unit": "农业局", "department": None},
        {"project_name": "办公", "unit": "水利局", "department": None},
    )
    forms = [
        project("修渠", project_code="p01"),
        project("2024年清淤"),
        project("办公", unit="219001-水利局"),
        project("绿化"),
    ]
    reconcile(budget, forms)
    assert filed(budget) == [1, 1, 0, 1]
    assert [each.head["listed"] for each in forms] == [True, True, True, False]


def test_amounts_are_compared_in_the_unit_of_the_list() -> None:
    budget = listed({"project_name": "修渠", "budget": Decimal(200049)}, unit="元")
    reconcile(budget, [project("修渠")])
    (row,) = budget.tables["budget_list"]
    assert (row["form_budget"], row["slack"]) == (Decimal(200000), Decimal(50))
    assert found(budget, project("修渠")) == {}


def test_what_is_budgeted_but_not_filed_and_the_other_way_round_is_found() -> None:
    said = found(listed({"project_name": "修渠", "budget_text": "20"}), project("绿化"))
    assert said == {
        "project-without-form": ["预算项目表里的“修渠”（预算数 20）未见自评表"],
        "form-not-in-budget-list": ["预算项目表里没有“绿化”（编码 未填）"],
    }


@pytest.mark.parametrize(
    ("second", "rules"),
    [
        ("20", set()),
        (
            "23",
            {
                "budget-differs-from-list",
                "projects-do-not-sum-to-department",
                "executed-exceeds-department-budget",
            },
        ),
    ],
)
def test_projects_add_up_to_what_the_list_has_for_the_department(second: str, rules: set[str]) -> None:
    budget = listed({"project_name": "修渠"}, {"project_name": "清淤"})
    assert set(found(budget, project("修渠"), project("清淤", second))) == rules


def test_without_a_list_nothing_is_said_of_one() -> None:
    rules = load_compiled([shipped("rules")], select=["XF"])
    (result,), across = judge(rules, [project("修渠")])
    assert across == ()
    assert "project-without-form" not in result.outcomes
    assert result.outcomes["form-not-in-budget-list"] == "not_applicable"
