"""The engine and the second opinion find the same, row by row; where they do not, the row is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from audit.contract import cross_check
from audit.contract.opinions import OPINIONS
from audit.engine import judge
from audit.errors import EngineContradicted
from audit.model.form import Form
from audit.model.rule import Outcome
from audit.model.run import FormResult
from audit.rulebook.book import Rulebook
from tests.engine.making import form as made

RULES = {opinion.rule for opinion in OPINIONS}
LOST = "读不出"


@pytest.fixture(scope="module")
def asked(rulebook: Rulebook) -> Rulebook:
    """The rules that we have an opinion on."""
    return rulebook.chosen(lambda rule: rule.id in RULES)


def _numbers(*usual: str) -> st.SearchStrategy[Decimal | str | None]:
    """Figures that a form may show: the usual ones, ones just beside them, blank, unreadable."""
    near = [Decimal(n) + Decimal(by) for n in usual for by in ("0", "0.05", "-0.05", "0.06", "-0.050001")]
    third = st.sampled_from([Decimal("33.333333"), Decimal("0.333333"), Decimal(1) / 8, Decimal(-1)])
    return st.one_of(st.sampled_from(near), st.sampled_from(near), third, st.none(), st.just(LOST))


def _read(cells: dict[str, Any]) -> dict[str, Any]:
    """A row with its unreadable cells marked, as recognition marks them."""
    lost = [name for name, value in cells.items() if value == LOST]
    marked = {"unreadable": f",{','.join(lost)}," if lost else None}
    return {name: None if value == LOST else value for name, value in cells.items()} | marked


def _written(cells: dict[str, Any]) -> dict[str, Any]:
    """A row whose budget has a text wherever it has a value, and now and then where it has none."""
    budget = cells["budget"]
    return cells if budget is None else {**cells, "budget_text": f"{budget}元"}


STEPS = st.sampled_from([Decimal(1), Decimal("0.1"), Decimal("0.01"), None])
RATIO = st.one_of(
    st.sampled_from([Decimal(n) for n in ("1", "0.99", "0.9", "0.333333333333", "0", "1.2")]),
    st.none(),
    st.just(LOST),
)
FUND = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["total", "fiscal", "other"]),
        "breakdown": st.sampled_from(["source", "income", "spending"]),
        "nested": st.booleans(),
        "budget_initial": _numbers("100", "50", "0"),
        "budget": _numbers("100", "50", "0"),
        "budget_text": st.sampled_from([None, None, None, "—"]),
        "executed": _numbers("100", "99", "50"),
        "budget_step": STEPS,
        "weight": _numbers("10", "20", "0"),
        "rate": RATIO,
        "rate_other": st.sampled_from([Decimal("0.01"), None]),
        "rate_step": STEPS,
        "score": _numbers("10", "9.9", "20"),
    }
).map(lambda cells: _read(_written(cells)))
INDICATOR = st.fixed_dictionaries(
    {
        "category": st.integers(1, 2),
        "weight": _numbers("10", "20", "40"),
        "score": _numbers("10", "20", "40"),
        "score_step": STEPS,
    }
).map(_read)
CATEGORY = st.fixed_dictionaries(
    {"ordinal": st.integers(1, 2), "closed": st.booleans(), "level1_points": _numbers("30", "50", "60")}
).map(_read)
HEAD = st.fixed_dictionaries(
    {
        "complete": st.booleans(),
        "has_score": st.booleans(),
        "has_weight": st.booleans(),
        "has_total": st.booleans(),
        "total_score": _numbers("98", "100", "30"),
        "total_weight": _numbers("100", "90", "30"),
        "execution_weight": _numbers("10", "20"),
        "execution_score": _numbers("10", "9"),
        "other_weight": st.one_of(st.none(), _numbers("10")),
        "other_score": st.one_of(st.none(), _numbers("10", "9")),
        "execution_rate": RATIO,
        "budget": _numbers("100", "50"),
        "budget_initial": _numbers("100", "50"),
        "executed": _numbers("100", "99"),
        "year": st.sampled_from([2021, 2023]),
    }
).map(_read)


FIELD = st.fixed_dictionaries(
    {
        "section": st.sampled_from(["head", "foot"]),
        "label": st.sampled_from(["自评得分", "总分", "财政审核得分", "项目类别", None]),
        "value": st.sampled_from(["98分", "98", "100", "97.9", "98.05分", "优", None, "1,00"]),
    }
)


@st.composite
def _forms(draw: st.DrawFn) -> list[Form]:
    forms = []
    for number in range(draw(st.integers(20, 40))):
        funds = draw(st.lists(FUND, min_size=1, max_size=4))
        indicators = draw(st.lists(INDICATOR, max_size=4))
        categories = draw(st.lists(CATEGORY, max_size=2, unique_by=lambda row: row["ordinal"]))
        forms.append(
            made(
                f"f{number}",
                draw(HEAD),
                funds=funds,
                indicators=indicators,
                categories=categories,
                fields=draw(st.lists(FIELD, max_size=2)),
            )
        )
        for row in forms[-1].tables["indicators"]:
            row["effective_weight"] = row["weight"]
    return forms


@settings(max_examples=12, phases=[Phase.generate], report_multiple_bugs=False)
@given(forms=_forms())
def test_engine_and_second_opinion_find_the_same_on_every_row(forms: list[Form], asked: Rulebook) -> None:
    results, _ = judge(asked, forms)
    assert set(cross_check(results, asked)) == RULES


def test_every_opinion_is_on_a_rule_as_it_stands(rulebook: Rulebook) -> None:
    """A rule was changed: change its opinion too (`audit/contract/second.py` and `opinions.py`)."""
    stands = {rule.id: rule.condition for rule in rulebook.rules}
    assert [opinion.rule for opinion in OPINIONS if not opinion.on(stands[opinion.rule])] == []


def test_the_samples_come_out_the_same_and_have_findings_of_these_rules(
    judged: tuple[FormResult, ...], rulebook: Rulebook
) -> None:
    assert set(cross_check(judged, rulebook)) == RULES
    found = {finding.rule.id for result in judged for finding in result.findings}
    assert len(found & RULES) >= 3


def _without(result: FormResult, rule: str) -> FormResult:
    return replace(result, findings=tuple(f for f in result.findings if f.rule.id != rule))


def test_a_finding_that_the_engine_missed_is_named(
    judged: tuple[FormResult, ...], rulebook: Rulebook
) -> None:
    number = next(
        n for n, r in enumerate(judged) if any(f.rule.id == "execution-score-mismatch" for f in r.findings)
    )
    spoiled = list(judged)
    spoiled[number] = _without(judged[number], "execution-score-mismatch")
    with pytest.raises(EngineContradicted) as caught:
        cross_check(spoiled, rulebook)
    assert caught.value.exit_code == 70
    said = str(caught.value)
    assert "EXEC-01" in said
    assert judged[number].form.source in said
    assert "引擎判为没有问题，另算为有问题" in said


def test_a_finding_that_nobody_else_sees_is_named(judged: tuple[FormResult, ...], rulebook: Rulebook) -> None:
    result = next(r for r in judged if any(f.rule.id == "weights-do-not-sum-to-100" for f in r.findings))
    head = result.form.head
    right = Form(
        result.form.id,
        result.form.source,
        result.form.reading,
        {
            **result.form.tables,
            "forms": [{**head, "has_weight": False}],
        },
    )
    spoiled = [replace(r, form=right) if r is result else r for r in judged]
    with pytest.raises(EngineContradicted, match=r"WGT-01 .*引擎判为有问题，另算为没有问题"):
        cross_check(spoiled, rulebook)


def test_a_rule_that_a_bureau_has_replaced_is_left_out(
    judged: tuple[FormResult, ...], rulebook: Rulebook
) -> None:
    own = tuple(
        replace(rule, condition="fault: score > 99") if rule.id == "execution-score-mismatch" else rule
        for rule in rulebook.rules
    )
    silent = [_without(result, "execution-score-mismatch") for result in judged]
    assert "execution-score-mismatch" not in cross_check(silent, replace(rulebook, rules=own))


def test_a_rule_that_broke_or_was_not_judged_is_no_contradiction(
    judged: tuple[FormResult, ...], rulebook: Rulebook
) -> None:
    spoiled = []
    for result in judged:
        outcomes = {k: v for k, v in result.outcomes.items() if k != "weights-do-not-sum-to-100"}
        if "execution-score-mismatch" in outcomes:
            outcomes["execution-score-mismatch"] = Outcome.FAILED
        silent = _without(_without(result, "execution-score-mismatch"), "weights-do-not-sum-to-100")
        spoiled.append(replace(silent, outcomes=outcomes))
    assert cross_check(spoiled, rulebook)


def test_no_forms_are_no_contradiction(rulebook: Rulebook) -> None:
    assert cross_check([], rulebook)
