"""The shipped rulebook: every file loads, its prose says what it should, its examples come out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from audit.engine import examples, load_compiled
from audit.model.rule import Certainty, Rule, Severity
from audit.model.schema import TABLES
from audit.rulebook.book import Rulebook
from audit.rulebook.definition import Definition
from audit.rulebook.lint import lint
from audit.shipped import shipped
from audit.yamlfile import load_yaml

RULES = shipped("rules")

FAMILIES = {
    "FUND": "funds", "EXEC": "execution", "WGT": "weights", "SUB": "subtotals", "TOT": "totals",
    "IND": "indicators", "DEV": "deviation", "RSN": "reasons", "COST": "cost", "CAT": "category",
    "UNIT": "units", "SAT": "satisfaction", "GOAL": "goals", "VAG": "vagueness", "TIME": "time",
    "IDN": "identity", "FMT": "format", "XF": "across", "STAT": "statistics", "YOY": "years",
}  # fmt: skip

ORDER = (
    "code", "title", "severity", "basis", "why", "tags", "over", "each", "where", "when", "needs", "let",
    "assert", "fault", "cell", "points", "collect", "row", "message", "suggest", "explained_by",
    "since", "until", "profiles", "examples",
)  # fmt: skip


@cache
def rulebook() -> Rulebook:
    return load_compiled([RULES])


def definitions() -> Iterator[Definition]:
    yield from rulebook().definitions


def rules() -> list[Rule]:
    return list(rulebook().rules)


def text_of(definition: Definition) -> str:
    return (RULES / definition.rule.file).read_text(encoding="utf-8")


each_rule = pytest.mark.parametrize("definition", list(definitions()), ids=lambda d: d.rule.id)


def test_every_example_of_every_rule_comes_out_as_it_says() -> None:
    assert [str(failure) for failure in examples.check(rulebook())] == []


def test_lint_finds_nothing_in_the_shipped_rules() -> None:
    assert [str(problem) for problem in lint(rulebook())] == []


def test_ids_and_codes_are_unique() -> None:
    assert [code for code, many in Counter(rule.code for rule in rules()).items() if many > 1] == []
    assert [id_ for id_, many in Counter(rule.id for rule in rules()).items() if many > 1] == []


@each_rule
def test_a_rule_stands_in_the_folder_of_its_family(definition: Definition) -> None:
    family = definition.rule.code.partition("-")[0]
    if family in FAMILIES:
        assert definition.rule.family == FAMILIES[family]
    assert Path(definition.rule.file).stem == definition.rule.id


@each_rule
def test_the_keys_of_a_rule_stand_in_the_usual_order(definition: Definition) -> None:
    keys = list(load_yaml(RULES / definition.rule.file).mapping())
    assert keys == sorted(keys, key=ORDER.index)


@each_rule
def test_the_prose_of_a_rule_is_ready_for_a_letter(definition: Definition) -> None:
    rule, keys = definition.rule, definition.node.mapping()
    assert re.search(r"[\u4e00-\u9fff]", rule.title)
    assert 4 <= len(rule.title) <= 24
    assert rule.title[-1] not in "。，；.,;"
    assert rule.suggest.endswith("。")
    message = keys["message"].string()
    assert "${" in message, "a message shows figures"
    assert not message.endswith("。")
    assert not re.search(r"[\u4e00-\u9fff][,;:!?]", re.sub(r"\$\{[^}]*\}", "", message))


@each_rule
def test_a_message_shows_what_was_expected(definition: Definition) -> None:
    keys = definition.node.mapping()
    shown = keys["message"].string() + (keys["row"].string() if "row" in keys else "")
    if "let" in keys and "expected" in keys["let"].mapping():
        named = re.findall(r"\$\{[^}]*\}", shown)
        definition_of = keys["let"].mapping()["expected"].text
        assert any("expected" in part or definition_of in part for part in named) or not re.search(
            r"[a-z]", definition_of.replace("$full_score", "")
        )


@each_rule
def test_a_rule_cites_what_it_rests_on(definition: Definition) -> None:
    assert definition.rule.basis
    for basis in definition.rule.basis:
        assert basis.document
        assert basis.clause
        assert basis.summary.endswith("。")


@each_rule
def test_the_cell_of_a_rule_is_a_column_of_its_grain(definition: Definition) -> None:
    for check in definition.checks:
        assert check.cell is None or TABLES[definition.rule.over].column(check.cell) is not None


@each_rule
def test_a_rule_with_a_tolerance_has_examples_on_both_sides_of_its_edge(definition: Definition) -> None:
    condition = definition.rule.condition
    if re.search(r"\$\w*(tolerance|ratio|limit|caps|bands|factor)\b", condition):
        cases = definition.examples
        assert len(cases["pass"]) + len(cases["fail"]) >= 3


@each_rule
def test_a_rule_file_fits_a_screen(definition: Definition) -> None:
    assert len(text_of(definition).splitlines()) <= 70


def test_a_clause_that_nobody_has_read_is_never_shown_as_verified() -> None:
    unread = {basis.id for rule in rules() for basis in rule.basis if basis.id.startswith("mof-2021-101/")}
    assert unread
    for rule in rules():
        for basis in rule.basis:
            if basis.id in unread:
                assert basis.certainty is Certainty.RECALLED
            if basis.document == "审核惯例":
                assert basis.certainty is Certainty.PRACTICE


def test_the_rules_name_no_sample_form() -> None:
    prose = "".join(text_of(definition) for definition in definitions())
    for name in ("中卫", "基层党建工作经费", "党内关怀", "人才工作经费"):
        assert name not in prose


def test_every_severity_is_used_and_notes_never_outnumber_the_rest() -> None:
    counted = Counter(rule.severity for rule in rules())
    assert set(counted) == set(Severity)
    assert counted[Severity.NOTE] < counted[Severity.ERROR] + counted[Severity.WARNING]


@pytest.mark.parametrize(
    ("profile", "weight", "product"),
    [
        ("national", "10", {"产出": "50"}),
        ("hubei", "20", None),
        ("yinchuan", None, None),
        ("ningxia", "10", {"产出": "50"}),
        ("sichuan", "10", {"产出": "50"}),
    ],
)
def test_a_profile_sets_its_own_amounts(
    profile: str, weight: str | None, product: dict[str, str] | None
) -> None:
    amounts = rulebook().parameters
    assert amounts.value("execution_weight", profile, 2024) == weight
    standard = amounts.value("category_weights", profile, 2024)
    assert (standard is None) is (product is None)
    if isinstance(standard, dict) and product is not None:
        assert product.items() <= standard.items()


@pytest.mark.parametrize(
    ("name", "year", "key", "value"),
    [
        ("category_weights", 2018, "产出", None),
        ("category_weights", 2020, "产出", "50"),
        ("category_weights_with_cost", 2020, "成本", None),
        ("category_weights_with_cost", 2021, "成本", "20"),
        ("qualitative_bands", 2018, "部分达成", "0.5"),
        ("qualitative_bands", 2020, "部分达成", "0.6"),
    ],
)
def test_an_amount_holds_from_the_year_of_its_document(
    name: str, year: int, key: str, value: str | None
) -> None:
    amount = rulebook().parameters.value(name, "national", year)
    assert (amount.get(key) if isinstance(amount, dict) else None) == value


def test_every_word_in_a_list_has_a_reason() -> None:
    for path in sorted((RULES / "self-evaluation" / "words").glob("*.yaml")):
        entries = load_yaml(path).sequence()
        words = [entry.mapping(("word", "reason"))["word"].string() for entry in entries]
        assert all(entry.mapping()["reason"].string() for entry in entries)
        assert len(words) == len(set(words))


def test_a_bureau_may_choose_that_exactly_thirty_percent_needs_no_reason(tmp_path: Path) -> None:
    own = "over_achievement_boundary:\n  values: [{from: 2000-01-01, value: gt}]\n"
    (tmp_path / "parameters.yaml").write_text(own, encoding="utf-8")
    changed = {
        (failure.rule.id, failure.got.value) for failure in examples.check(load_compiled([RULES, tmp_path]))
    }
    assert changed == {("over-achievement-unexplained", "passed"), ("over-achievement-moderate", "finding")}
