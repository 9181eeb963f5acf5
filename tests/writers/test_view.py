"""One form as plain data: nothing that is blank, nothing that its rule says anyway."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audit.model.run import Run
from audit.model.schema import TABLES
from audit.writers.view import Views, rule_entry
from tests.writers import sample


def view(run: Run) -> dict[str, Any]:
    result = run.forms[0]
    return Views(run, "zh").form(result, result.form.reading)


def test_blank_parts_are_left_out_and_the_first_rule_is_not_blank() -> None:
    seen = view(sample.run(sample.result(found=()), corpus=()))
    assert "findings" not in seen
    assert "across" not in seen
    assert view(sample.run())["findings"][0]["rule"] == 0


def test_every_rule_has_a_letter_in_the_order_of_the_rules() -> None:
    run = sample.run()
    assert view(run)["outcomes"] == "fuffffpfn"
    unjudged = replace(run.forms[0], outcomes={})
    assert view(replace(run, forms=(unjudged,)))["outcomes"] == "-" * len(sample.RULES)


def test_values_are_named_by_row_column_and_cell() -> None:
    ((table, rows),) = view(sample.run())["read"]
    (name, *pairs) = rows[0]
    columns = [TABLES[table].columns[place].name for place in pairs[::2]]
    assert (table, name, columns, pairs[1::2]) == (
        "funds",
        "年度资金总额：",
        ["score", "weight"],
        ["1-4-9", "1-4-7"],
    )


def test_advice_is_repeated_only_where_the_finding_says_more() -> None:
    found = sample.finding(sample.grid(), sample.EXECUTION, "p", (4, 9), suggest="改为 10。")
    plain, own = (
        Views(sample.run(), "zh").finding(each) for each in (replace(found, suggest="核对后更正。"), found)
    )
    assert "suggest" not in plain
    assert own["suggest"] == "改为 10。"


def test_the_figures_used_are_told_as_forms_write_them() -> None:
    evidence = {
        "rate": "1.0259",
        "executed": "338.31",
        "rate_other": "空白",
        "budget_step": "0.01",
        "label": "总额",
    }
    found = sample.finding(sample.grid(), sample.EXECUTION, "p", (4, 9), evidence=evidence)
    used = Views(sample.run(), "zh").finding(found)["used"]
    assert used == {"执行率": "102.59%", "全年执行数": "338.31"}


def test_a_rule_tells_its_requirement_and_its_basis_once() -> None:
    entry = rule_entry(sample.EXECUTION, "预算执行率", "zh")
    assert entry["requirement"] == [sample.WEIGHTS.summary]
    assert entry["basis"][1] == "审核惯例 算术关系"


def test_a_key_of_a_finding_across_forms_is_its_place() -> None:
    run = sample.run()
    twice = (*run.corpus, run.corpus[0])
    assert list(Views(replace(run, corpus=twice), "zh").corpus) == ["p9", "p9-2"]
