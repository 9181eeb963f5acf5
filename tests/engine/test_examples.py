from __future__ import annotations

from pathlib import Path

import pytest

from audit.engine.examples import check, examples_of, hidden_by_blanks
from audit.errors import RulebookError
from tests.engine.making import book

RULE = """
over: indicators
when: score is not null and form.has_score
fault: score > weight
message: 得分 ${score}
examples:
  pass:
    - {weight: 5, score: 5}
  fail:
    - {weight: 5, score: %s}
  also:
    - {expect: undecided, weight: 5分左右, score: 5}
    - {expect: not_applicable, weight: 5, score: —}
    - {expect: not_applicable, weight: 5, score: 9, form: {has_score: false}}
"""


def failures(folder: Path, rule: str, parameters: str = "") -> list[str]:
    return [str(failure) for failure in check(book(folder, {"rule": rule}, parameters))]


def test_examples_that_come_out_say_nothing(tmp_path: Path) -> None:
    assert failures(tmp_path, RULE % 6) == []


def test_an_example_that_does_not_come_out_is_told_with_its_line(tmp_path: Path) -> None:
    (line,) = failures(tmp_path, RULE % 4)
    assert line.endswith("rule.yaml:9: rule 应为 finding，实为 passed")


LIMITS = """
limit:
  values:
    - {from: 2020-01-01, value: 100}
    - {from: 2000-01-01, until: 2019-12-31, value: 90}
    - {value: 80, profiles: [hubei]}
"""

CASES = [
    """
over: forms
fault: sum(indicators.score) > 5
examples:
  pass: [{indicators: [{score: 2}, {score: 3}]}]
  fail: [{indicators: [{score: 2}, {score: 4}]}]
""",
    """
over: funds
fault: coalesce(budget > sum(funds.budget) filter (where funds.kind <> 'total'), false)
examples:
  pass: [{kind: total, budget: 5, funds: [{kind: fiscal, budget: 5}]}]
  fail: [{kind: total, budget: 5, funds: [{kind: fiscal, budget: 4}]}]
""",
    """
over: groups
fault: count(indicators.name) = 0
examples:
  pass: [{level2: 数量, indicators: [{name: 人数}]}]
  fail: [{level2: 数量}]
""",
    """
over: categories
fault: level1_points <> sum(indicators.weight)
examples:
  pass: [{level1_points: 5, indicators: [{weight: 5}]}]
  fail: [{level1_points: 5, indicators: [{weight: 4}]}]
""",
    """
over: indicators
fault: coalesce(parent.weight > 0, false)
examples:
  pass: [{weight: 1}]
  fail: [{weight: 1, parent: {weight: 2}}]
""",
    """
over: forms
fault: coalesce(prior.total_score = total_score, false)
examples:
  pass: [{total_score: 9}, {total_score: 9, prior: {total_score: 8}}]
  fail: [{total_score: 9, prior: {total_score: 9}}]
""",
    """
over: forms
fault: count(*) over (partition by unit) > 1
examples:
  pass: [{unit: 甲, forms: [{unit: 乙}]}, {unit: 甲}]
  fail: [{unit: 甲, forms: [{unit: 甲}]}]
""",
    """
over: forms
fault: total_score > $limit
examples:
  pass: [{total_score: 100}]
  fail: [{total_score: 100, profile: hubei}, {total_score: 100, year: 2010}]
""",
]


@pytest.mark.parametrize("rule", CASES)
def test_cases_may_have_children_parents_other_forms_and_amounts(tmp_path: Path, rule: str) -> None:
    assert failures(tmp_path, rule + "message: 有误", LIMITS) == []


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("{scor: 5}", "没有名为 scor 的列，是不是 score？"),
        ("{indicators: [{scor: 5}]}", "是不是 score？"),
        ("{is_sub: maybe}", "true 或 false"),
        ("{form: {has_scor: true}}", "是不是 has_score？"),
    ],
)
def test_a_case_with_an_unknown_column_is_refused(tmp_path: Path, case: str, said: str) -> None:
    text = (
        f"over: indicators\nfault: score > 5\nmessage: x\nexamples: {{pass: [{case}], fail: [{{score: 6}}]}}"
    )
    (definition,) = book(tmp_path, {"rule": text}).definitions
    with pytest.raises(RulebookError, match=said):
        examples_of(definition)


@pytest.mark.parametrize(
    ("fault", "hides"),
    [
        ("coalesce(target_op <> '<=', false)", True),
        ("target_op is null or target_op <> '<='", False),
        ("target_op <> '<='", False),
    ],
)
def test_a_blank_that_would_hide_the_fault_is_told(tmp_path: Path, fault: str, hides: bool) -> None:
    rule = f"""
over: indicators
fault: {fault}
message: 符号 ${{target_op}}
examples:
  pass: [{{target_op: <=}}]
  fail: [{{target_op: '>='}}]
"""
    said = [str(problem) for problem in hidden_by_blanks(book(tmp_path, {"rule": rule}))]
    assert bool(said) is hides
    assert all("去掉 target_op 就变成通过" in line for line in said)
