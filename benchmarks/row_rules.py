"""Row rules that Great Expectations can say as well, each in three ways: ours, theirs, plain pandas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RowRule:
    """One rule: in our language, as a core expectation, and as a mask of failing rows.

    `when` is our condition, `scope` the same as a row condition of pandas and Great Expectations; null rows
    are passed over by the expectation itself where it says so.
    """

    id: str
    over: str
    when: str
    holds: str
    scope: str | None
    expectation: str
    arguments: dict[str, Any]
    fails: Callable[[pd.DataFrame], pd.Series[bool]]


def _at_most(name: str, column: str, limit: float, over: str, scope: str | None = None) -> RowRule:
    when = f"{column} is not null" + (f" and {scope}" if scope else "")
    arguments = {"column": column, "max_value": limit}
    between = "ExpectColumnValuesToBeBetween"
    return RowRule(
        name, over, when, f"{column} <= {limit}", scope, between, arguments, lambda f: f[column] > limit
    )


def _at_least(name: str, column: str, limit: float, over: str, scope: str | None = None) -> RowRule:
    when = f"{column} is not null" + (f" and {scope}" if scope else "")
    arguments = {"column": column, "min_value": limit}
    between = "ExpectColumnValuesToBeBetween"
    return RowRule(
        name, over, when, f"{column} >= {limit}", scope, between, arguments, lambda f: f[column] < limit
    )


def _pair(name: str, smaller: str, larger: str, over: str) -> RowRule:
    arguments = {
        "column_A": larger,
        "column_B": smaller,
        "or_equal": True,
        "ignore_row_if": "either_value_is_missing",
    }
    when = f"{smaller} is not null and {larger} is not null"
    greater = "ExpectColumnPairValuesAToBeGreaterThanB"
    holds = f"{smaller} <= {larger}"
    return RowRule(name, over, when, holds, None, greater, arguments, lambda f: f[smaller] > f[larger])


def _filled(name: str, column: str, over: str, scope: str | None = None) -> RowRule:
    not_null = "ExpectColumnValuesToNotBeNull"
    when = scope or "row > 0"
    return RowRule(
        name,
        over,
        when,
        f"{column} is not null",
        scope,
        not_null,
        {"column": column},
        lambda f: f[column].isna(),
    )


RULES = (
    _pair("score-above-weight", "score", "weight", "indicators"),
    _filled("weight-blank", "weight", "indicators"),
    _filled("score-blank", "score", "indicators", "weight > 0"),
    _filled("target-blank", "target", "indicators", "score > 0"),
    _filled("actual-blank", "actual", "indicators", "score > 0"),
    _at_most("weight-too-high", "weight", 30, "indicators"),
    _at_least("weight-too-low", "weight", 1, "indicators"),
    _at_least("score-negative", "score", 0, "indicators", "weight > 0"),
    _at_most("far-above-target", "completion", 1.3, "indicators", "target_value > 0"),
    _at_least("far-below-target", "completion", 0.5, "indicators", "target_value > 0"),
    RowRule(
        "name-ends-with-stop",
        "indicators",
        "name is not null",
        "not matches(name, '。$')",
        None,
        "ExpectColumnValuesToNotMatchRegex",
        {"column": "name", "regex": "。$"},
        lambda f: f["name"].str.endswith("。"),
    ),
    RowRule(
        "name-too-long",
        "indicators",
        "name is not null",
        "length(name) <= 40",
        None,
        "ExpectColumnValueLengthsToBeBetween",
        {"column": "name", "max_value": 40},
        lambda f: f["name"].str.len() > 40,
    ),
    RowRule(
        "actual-approximate",
        "indicators",
        "actual_value > 0",
        "not actual_approximate",
        "actual_value > 0",
        "ExpectColumnValuesToBeInSet",
        {"column": "actual_approximate", "value_set": [False]},
        lambda f: f["actual_approximate"].astype(bool),
    ),
    RowRule(
        "actual-with-sign",
        "indicators",
        "actual_value > 0",
        "not actual_has_sign",
        "actual_value > 0",
        "ExpectColumnValuesToBeInSet",
        {"column": "actual_has_sign", "value_set": [False]},
        lambda f: f["actual_has_sign"].astype(bool),
    ),
    _pair("executed-above-budget", "executed", "budget", "funds"),
    _at_most("rate-too-high", "rate", 1, "funds", "budget > 0"),
    _at_least("rate-too-low", "rate", 0.8, "funds", "budget > 0"),
    _at_most("total-too-high", "total_score", 100, "forms"),
    _at_least("total-weight-low", "total_weight", 100, "forms"),
    _filled("project-nameless", "project_name", "forms"),
)


def write(folder: Path) -> None:
    """Write the rules as a rulebook of its own."""
    (folder / "basis.yaml").write_text(
        "bench:\n  document: 基准\n  title: 基准\n  issuer: 基准\n"
        "  clauses:\n    rows: {clause: 行, summary: 基准, certainty: practice}\n",
        "utf-8",
    )
    home = folder / "self-evaluation"
    (home / "rows").mkdir(parents=True)
    (home / "profiles.yaml").write_text("national: {label: 全国通用}\n", "utf-8")
    (home / "parameters.yaml").write_text("{}\n", "utf-8")
    for number, rule in enumerate(RULES, 1):
        column = rule.arguments.get("column") or rule.arguments["column_B"]
        (home / "rows" / f"{rule.id}.yaml").write_text(
            f"code: ROW-{number:02}\ntitle: 基准规则{number}\nseverity: error\nbasis: [bench/rows]\n"
            f'over: {rule.over}\nwhen: "{rule.when}"\nassert: "{rule.holds}"\ncell: {column}\n'
            f"message: 填 ${{{column}}}\nsuggest: 更正。\n"
            "examples: {pass: [{}], fail: [{}]}\n",
            "utf-8",
        )
