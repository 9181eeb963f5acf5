"""Examples that stand on a limit, and those that miss it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.engine import load_compiled
from audit.engine.boundaries import untested_boundaries
from audit.shipped import shipped
from tests.engine.making import book

RULE = """
over: indicators
when: score is not null and weight is not null
fault: score - weight > $limit
message: 得分 ${{score}}
examples:
  pass: [{{score: 5, weight: 5}}{passing}]
  fail: [{{score: 7, weight: 5}}{failing}]
"""
LIMIT = "limit: {value: 0.5}"


def told(folder: Path, rule: str) -> list[str]:
    return [str(problem) for problem in untested_boundaries(book(folder, {"a": rule}, LIMIT))]


def test_a_limit_that_no_example_stands_on_is_told_with_its_line(tmp_path: Path) -> None:
    (line,) = told(tmp_path, RULE.format(passing="", failing=""))
    assert "$limit" in line
    assert "a.yaml:3" in line


@pytest.mark.parametrize("operator", [">", ">="])
def test_a_case_on_the_limit_is_enough(tmp_path: Path, operator: str) -> None:
    case = ", {score: 5.5, weight: 5}"
    rule = RULE.format(passing=case, failing="") if operator == ">" else RULE.format(passing="", failing=case)
    assert told(tmp_path, rule.replace(" > $limit", f" {operator} $limit")) == []


def test_a_limit_in_a_let_counts_too(tmp_path: Path) -> None:
    rule = RULE.format(passing="", failing="").replace(
        "fault: score - weight > $limit", "let: {much: score - weight > $limit}\nfault: much"
    )
    assert len(told(tmp_path, rule)) == 1


def test_the_shipped_rules_stand_on_their_limits() -> None:
    assert [str(problem) for problem in untested_boundaries(load_compiled([shipped("rules")]))] == []
