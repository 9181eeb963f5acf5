"""Findings: texts with figures, cells, what is collected, what explains what, identities."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from audit.engine import judge
from audit.errors import RulebookError, UsageError
from audit.model.finding import Finding, Packed, rules_of
from audit.model.form import Form, Reading, Value
from tests.engine.making import book, cell, form

D = Decimal

EXECUTION = """
over: funds
when: kind = 'total' and weight > 0
let:
  share: executed / budget
  expected: weight * least(share, 1)
assert: abs(score - expected) <= 0.05
cell: score
message: 执行率 ${as_percent(share, 2)}，应得 ${expected} 分，填报 ${score} 分，相差 ${score - expected} 分
"""
TOTAL: dict[str, Value] = {
    "label": "年度资金总额",
    "kind": "total",
    "budget": D(270),
    "executed": D(180),
    "weight": D(10),
    "score": D("9.9"),
}


def findings(folder: Path, rules: Mapping[str, str], *forms: Form) -> list[Finding]:
    results, corpus = judge(book(folder, dict(rules)), forms)
    return [finding for result in results for finding in result.findings] + list(corpus)


def execution(folder: Path, **cells: Value) -> Finding:
    made = form(forms={"unit": "局", "project_name": "培训", "year": 2021}, funds=[TOTAL | cells])
    (found,) = findings(folder, {"execution": EXECUTION}, made)
    return found


def test_a_finding_shows_what_was_found_and_what_was_expected(tmp_path: Path) -> None:
    found = execution(tmp_path)
    assert found.message == "执行率 66.67%，应得 6.67 分，填报 9.9 分，相差 3.23 分"
    assert (found.at, found.field, found.found, found.expected) == ("年度资金总额", "score", "9.9", "6.67")
    assert found.formula == "分值 10 × 取小(全年执行数 180 ÷ 全年预算数 270, 1) = 6.67"


def test_evidence_has_every_column_and_let_that_the_conditions_name(tmp_path: Path) -> None:
    assert execution(tmp_path).evidence == {
        "kind": "total", "weight": "10", "score": "9.9", "expected": "6.67", "share": "0.6667",
        "executed": "180", "budget": "270",
    }  # fmt: skip


def test_the_cell_of_the_column_is_pointed_at_and_quoted_as_written(tmp_path: Path) -> None:
    made = form(funds=[TOTAL | {"score_text": "9.90"}])
    text = "over: funds\nfault: score < weight\ncell: score"
    (found,) = findings(tmp_path, {"rule": text}, made)
    assert (found.cell, found.found) == (None, "9.90")
    made.reading.cells[("funds", 1, "label")] = cell("A1", "年度资金总额")
    (found,) = findings(tmp_path, {"rule": text}, made)
    assert found.cell is not None
    assert found.cell.address == "A1"
    made.reading.cells[("funds", 1, "score")] = cell("B1", "9.90分")
    (found,) = findings(tmp_path, {"rule": text}, made)
    assert (found.cell.address if found.cell else None, found.found) == ("B1", "9.90分")


def test_a_figure_of_the_form_that_stands_in_the_total_fund_row_is_found_there(tmp_path: Path) -> None:
    made = form(forms={"execution_score": D(9)}, funds=[{"kind": "fiscal"}, {"kind": "total"}])
    made.reading.cells[("funds", 2, "score")] = cell("C7", "9")
    (found,) = findings(
        tmp_path, {"rule": "over: forms\nfault: execution_score < 10\ncell: execution_score"}, made
    )
    assert found.cell is not None
    assert found.cell.address == "C7"


def test_a_blank_is_said_to_be_blank(tmp_path: Path) -> None:
    text = "over: indicators\nfault: score is null\ncell: score\nmessage: 得分 ${score}"
    (found,) = findings(tmp_path, {"rule": text}, form(indicators=[{"name": "人数"}]))
    assert (found.message, found.found, found.expected) == ("得分 空白", "空白", None)


def test_sums_are_written_out_row_by_row(tmp_path: Path) -> None:
    text = """
    over: forms
    let: {expected: execution_score + sum(indicators.score)}
    assert: total_score = expected
    message: ${execution_score}+${list(indicators.score)} = ${expected}，填 ${total_score}
    """
    made = form(
        forms={"total_score": D(99), "execution_score": D("9.9")},
        indicators=[{"score": D(50)}, {"score": D("29.00")}, {"score": None}, {"score": D(20)}],
    )
    (found,) = findings(tmp_path, {"rule": text}, made)
    assert found.message == "9.9+50+29+20 = 108.9，填 99"
    assert found.formula == "执行率得分 9.9 + 得分合计(50+29+20) = 108.9"


@pytest.mark.parametrize(
    ("other", "formula"),
    [
        (None, "执行率得分 9 + 得分合计(50+20) = 79"),
        ("20", "执行率得分 9 + 指标以外的得分 20 + 得分合计(50+20) = 99"),
    ],
)
def test_points_that_most_forms_do_not_have_stand_in_a_formula_only_where_they_are(
    tmp_path: Path, other: str | None, formula: str
) -> None:
    text = """
    over: forms
    let: {beside: "coalesce(other_score, 0)", expected: execution_score + beside + sum(indicators.score)}
    assert: total_score = expected
    message: ${expected}，填 ${total_score}
    """
    made = form(
        forms={
            "total_score": D(90), "execution_score": D(9),
            "other_score": other and D(other), "other_score_text": other,
        },
        indicators=[{"score": D(50)}, {"score": D(20)}],
    )  # fmt: skip
    (found,) = findings(tmp_path, {"rule": text}, made)
    assert found.formula == formula


ROWS = """
over: indicators
fault: score > weight
cell: score
row: “${name}” ${score}
message: ${count} 行：${rows}
"""


def scored(*scores: int) -> Form:
    rows: list[dict[str, Value]] = [
        {"name": f"指标{n}", "score": D(score), "weight": D(5)} for n, score in enumerate(scores, 1)
    ]
    return form(indicators=rows)


def test_collected_rows_stand_in_one_finding(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, {"rule": ROWS + "collect: form"}, scored(6, 5, 7))
    assert (found.message, found.at, found.rows) == ("2 行：“指标1” 6；“指标3” 7", "form", ("指标1", "指标3"))
    assert found.evidence == {"指标1": "“指标1” 6", "指标3": "“指标3” 7"}


def test_a_finding_of_a_whole_form_lists_the_rows_of_a_set(tmp_path: Path) -> None:
    text = """
    over: forms
    where: {above: indicators.score > indicators.weight}
    fault: count(above.row) > 0
    points: above.score
    message: ${list(above.score)} 分高于分值
    """
    (found,) = findings(tmp_path, {"rule": text}, scored(6, 5, 7))
    assert (found.at, found.rows, found.message) == ("form", ("指标1", "指标3"), "6+7 分高于分值")
    assert findings(tmp_path, {"rule": text}, scored(5, 5)) == []


def test_rows_that_are_listed_are_those_of_a_named_set(tmp_path: Path) -> None:
    text = "over: forms\nfault: total_score > 100\npoints: above.score\nmessage: 总分 ${total_score}\n"
    with pytest.raises(RulebookError, match="points 应写成 集合"):
        book(tmp_path, {"rule": text})


def test_few_rows_stay_apart_and_many_are_collected(tmp_path: Path) -> None:
    rules = {"rule": ROWS + "collect: {form: over 2}"}
    few = findings(tmp_path, rules, scored(6, 7))
    assert [(found.at, found.message) for found in few] == [
        ("指标1", "1 行：“指标1” 6"), ("指标2", "1 行：“指标2” 7"),
    ]  # fmt: skip
    (many,) = findings(tmp_path, rules, scored(6, 7, 8))
    assert many.rows == ("指标1", "指标2", "指标3")


ODD = """
over: forms
when: execution_score is not null
let: {odd: execution_score <> floor(execution_score)}
fault: odd and count(*) filter (where odd) over (partition by unit, execution_score) >= 2
collect: [unit, execution_score]
row: ${project_name}
message: ${unit} ${count} 张表执行得分均为 ${execution_score}：${rows}
"""


def unit_forms() -> list[Form]:
    scores = [
        ("甲", "9.9"),
        ("甲", "9.9"),
        ("甲", "10"),
        ("乙", "9.9"),
        ("丙", "8.5"),
        ("丙", "8.5"),
        ("甲", "9.9"),
    ]
    return [
        form(f"f{n}", forms={"unit": unit, "project_name": f"项目{n}", "execution_score": D(score)})
        for n, (unit, score) in enumerate(scores)
    ]


def test_findings_across_forms_stand_beside_them(tmp_path: Path) -> None:
    results, corpus = judge(book(tmp_path, {"odd": ODD}), unit_forms())
    assert [(found.forms, found.message) for found in corpus] == [
        (("f0", "f1", "f6"), "甲 3 张表执行得分均为 9.9：项目0；项目1；项目6"),
        (("f4", "f5"), "丙 2 张表执行得分均为 8.5：项目4；项目5"),
    ]
    assert [str(result.outcomes["odd"]) for result in results] == [
        "finding", "finding", "passed", "passed", "finding", "finding", "finding",
    ]  # fmt: skip
    assert not any(result.findings for result in results)


def test_the_rules_of_findings_are_known_before_they_are_written_out(tmp_path: Path) -> None:
    made = [form(funds=[TOTAL, TOTAL | {"score": D(10)}, TOTAL | {"score": D("6.67")}])]
    (result, *_), corpus = judge(book(tmp_path, {"execution": EXECUTION, "odd": ODD}), made + unit_forms())
    assert [rule.id for rule in rules_of(result.findings)] == ["execution", "execution"]
    for found in (result.findings, corpus):
        assert isinstance(found, Packed)
        assert list(rules_of(found)) == [finding.rule for finding in found]


def test_a_distinct_count_across_forms(tmp_path: Path) -> None:
    text = (
        "over: forms\nfault: count(distinct execution_score) over (partition by unit) > 1\nmessage: ${unit}"
    )
    assert [found.message for found in findings(tmp_path, {"rule": text}, *unit_forms())] == ["甲"] * 4


CAUSES = {
    "effect": "over: indicators\nfault: score < weight\nexplained_by: [second, first, whole]",
    "first": "over: indicators\nfault: score < weight - 1",
    "second": "over: indicators\nfault: score < weight - 2",
    "whole": "over: forms\nfault: total_score > 100",
}


def test_a_finding_is_explained_by_its_first_cause_on_the_same_row(tmp_path: Path) -> None:
    made = form(
        indicators=[
            {"name": name, "weight": D(5), "score": D(score)}
            for name, score in zip("甲乙丙", (4, 3, 1), strict=True)
        ]
    )
    found = {(f.rule.id, f.at): f for f in findings(tmp_path, CAUSES, made)}
    assert found["effect", "甲"].explained_by is None
    assert found["effect", "乙"].explained_by == found["first", "乙"].fingerprint
    assert found["effect", "丙"].explained_by == found["second", "丙"].fingerprint


def test_a_cause_of_another_grain_explains_the_whole_form(tmp_path: Path) -> None:
    rows: list[dict[str, Value]] = [{"name": "甲", "weight": D(5), "score": D(4)}]
    made = form(forms={"total_score": D(101)}, indicators=rows)
    found = {f.rule.id: f for f in findings(tmp_path, CAUSES, made, form("other", indicators=rows))}
    assert found["effect"].explained_by is None  # the second form has no such total
    (own, *_) = (f for f in findings(tmp_path, CAUSES, made) if f.rule.id == "effect")
    assert own.explained_by == found["whole"].fingerprint


def test_a_finding_across_forms_may_explain_one_of_a_form_and_the_other_way_round(tmp_path: Path) -> None:
    single = "over: forms\nfault: execution_score = 9.9"
    below = {"odd": ODD, "single": single + "\nexplained_by: [odd]"}
    results, (corpus, _) = judge(book(tmp_path / "a", below), unit_forms())
    assert [f.explained_by for r in results for f in r.findings] == [
        corpus.fingerprint, corpus.fingerprint, None, corpus.fingerprint,
    ]  # fmt: skip
    above = {"odd": ODD + "explained_by: [single]", "single": single}
    results, (corpus, other) = judge(book(tmp_path / "b", above), unit_forms())
    assert corpus.explained_by == results[0].findings[0].fingerprint
    assert other.explained_by is None


def test_a_changed_figure_keeps_its_place_and_changes_its_fingerprint(tmp_path: Path) -> None:
    before, after = execution(tmp_path), execution(tmp_path, score=D("9.8"))
    assert before.place == after.place
    assert before.fingerprint != after.fingerprint
    assert before.fingerprint == execution(tmp_path).fingerprint


def test_rows_of_one_name_have_places_of_their_own(tmp_path: Path) -> None:
    made = form(indicators=[{"name": "人数", "score": D(6), "weight": D(5)} for _ in range(2)])
    one, two = findings(tmp_path, {"rule": "over: indicators\nfault: score > weight"}, made)
    assert one.place != two.place


def test_each_column_is_checked_and_told_apart(tmp_path: Path) -> None:
    text = """
    over: funds
    each: {c: [budget_initial, budget, executed]}
    fault: coalesce(@c > sum(funds.@c) filter (where funds.kind = 'fiscal') or @c_text = 'x', false)
    cell: '@c'
    message: ${label(@c)}为 ${@c}
    """
    rows: list[dict[str, Value]] = [
        {"kind": "total", "budget": D(9), "executed": D(5), "executed_text": "x"},
        {"kind": "fiscal", "budget": D(8), "executed": D(5)},
    ]
    found = findings(tmp_path, {"rule": text}, form(funds=rows))
    assert [(f.field, f.message) for f in found] == [
        ("budget", "全年预算数为 9"),
        ("executed", "全年执行数为 5"),
    ]
    assert len({f.place for f in found}) == 2


def many(count: int) -> list[Form]:
    chance = random.Random(7)
    return [
        form(
            f"f{n}",
            forms={
                "unit": f"局{n % 3}",
                "project_name": f"项目{n % 5}",
                "execution_score": D(chance.randint(90, 99)) / 10,
            },
            indicators=[
                {"name": f"指标{chance.randint(1, 3)}", "score": D(chance.randint(0, 6)), "weight": D(5)}
                for _ in range(4)
            ],
        )
        for n in range(count)
    ]


def said(folder: Path, forms: list[Form]) -> tuple[dict[str, object], set[object]]:
    results, corpus = judge(book(folder, CAUSES | {"odd": ODD, "rows": ROWS + "collect: form"}), forms)
    return {r.form.id: (r.outcomes, r.findings, r.open) for r in results}, {
        (f.message.partition("：")[0], f.place, frozenset(f.forms)) for f in corpus
    }


def test_the_order_of_forms_and_the_threads_change_nothing(tmp_path: Path) -> None:
    forms = many(320)
    straight = said(tmp_path, forms)
    shuffled = forms[:]
    random.Random(3).shuffle(shuffled)
    assert said(tmp_path, shuffled) == straight
    assert len(straight[1]) > 1


def test_a_form_is_judged_alike_alone_and_among_others(tmp_path: Path) -> None:
    forms = many(12)
    rules = book(tmp_path, CAUSES)
    together, _ = judge(rules, forms)
    for made, result in zip(forms, together, strict=True):
        (alone,), _ = judge(rules, [made])
        assert [(f.message, f.at, f.evidence) for f in alone.findings] == [
            (f.message, f.at, f.evidence) for f in result.findings
        ]


def test_no_forms_give_no_results(tmp_path: Path) -> None:
    assert judge(book(tmp_path, CAUSES), []) == ((), ())


def test_an_unknown_profile_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="是不是 hubei"):
        judge(book(tmp_path, CAUSES), [form()], profile="hubie")


def test_profile_and_year_say_why_they_were_used(tmp_path: Path) -> None:
    head = form(forms={"year": 2020}).tables
    head["forms"][0]["profile"] = "hubei"
    made = Form("f", "f.docx", Reading("", "hubei", {}, {}, profile_reason="标题有“湖北省”"), head)
    rules = book(tmp_path, CAUSES)
    (result,), _ = judge(rules, [made])
    assert (result.profile_reason, result.year_reason) == ("标题有“湖北省”", "按表上的年度")
    (result,), _ = judge(rules, [made], profile="national", year=2023)
    assert (result.profile, result.profile_reason, result.year) == ("national", "按指定的口径", 2023)


def test_a_reworded_rule_keeps_its_fingerprints(tmp_path: Path) -> None:
    made = form(funds=[TOTAL])
    before = findings(tmp_path / "a", {"execution": EXECUTION}, made)
    reworded = EXECUTION.replace("share", "part").replace("应得", "应为")
    after = findings(tmp_path / "b", {"execution": reworded}, made)
    assert [f.fingerprint for f in before] == [f.fingerprint for f in after]
    assert before[0].message != after[0].message


def test_a_pattern_in_a_message_may_have_braces(tmp_path: Path) -> None:
    text = "over: indicators\nfault: score > 1\nmessage: \"第 ${captures(name, '[0-9]{2}')} 项（{}）\""
    (found,) = findings(tmp_path, {"rule": text}, form(indicators=[{"name": "第12项", "score": D(2)}]))
    assert found.message == "第 12 项（{}）"
