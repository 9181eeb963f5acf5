"""The strength of the rulebook: what is seeded, what counts as caught, and that it can fall."""

from __future__ import annotations

import io
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from audit.engine import judge, load_compiled
from audit.errors import UsageError
from audit.forms.vocabulary import Vocabulary, load_vocabulary
from audit.model.form import Form
from audit.model.rule import Severity
from audit.model.strength import Strength
from audit.rulebook.book import Rulebook
from audit.shipped import shipped
from audit.strength import clean_forms, measure
from audit.strength.edits import Double, Drop, Put, Sample, places, spoilt
from audit.strength.kinds import Kind, kinds
from audit.strength.measure import alone
from audit.writers import strength as writer

EACH = 12


@cache
def vocabulary() -> Vocabulary:
    return load_vocabulary(shipped("rules") / "self-evaluation" / "form.yaml")


@cache
def rulebook() -> Rulebook:
    return load_compiled([shipped("rules")])


@cache
def forms() -> tuple[Form, ...]:
    return clean_forms(vocabulary())


@cache
def measured() -> Strength:
    return measure(rulebook(), forms(), vocabulary(), per_kind=EACH)


def test_our_forms_are_read_whole_in_several_layouts_and_have_no_error_and_no_warning() -> None:
    results, _ = judge(alone(rulebook()), forms())
    found = [
        (r.form.source, f.rule.id) for r in results for f in r.findings if f.severity is not Severity.NOTE
    ]
    assert found == []
    assert all(form.head["complete"] and not form.reading.unplaced for form in forms())
    assert len({form.head["layout"] for form in forms()}) >= 4


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.id)
def test_a_kind_happens_on_our_forms_and_changes_what_is_written(kind: Kind) -> None:
    samples = [Sample(form) for form in forms()]
    slips = [(sample, slip) for sample in samples for slip in kind.slips(sample, samples)]
    assert slips
    for sample, slip in slips:
        made = spoilt(sample.reading, slip)
        assert (made.head, made.funds, made.categories, made.indicators) != (
            sample.reading.head, sample.reading.funds, sample.reading.categories, sample.reading.indicators,
        )  # fmt: skip


@pytest.mark.parametrize("kind", [kind.id for kind in kinds() if not kind.hard])
def test_what_must_be_caught_is_caught(kind: str) -> None:
    caught = next(entry for entry in measured().kinds if entry.kind == kind)
    assert caught.mutants > 0
    # Where no weights are printed, nothing on the form tells that two scores stand in each other's place.
    assert caught.grave / caught.mutants >= 0.95


def test_at_least_95_of_100_kinds_are_caught_in_full() -> None:
    must = [entry for entry in measured().kinds if not entry.hard]
    assert len(must) >= 40
    assert sum(entry.caught == entry.mutants for entry in must) / len(must) >= 0.95


def test_the_same_is_measured_each_time() -> None:
    assert measure(rulebook(), forms(), vocabulary(), per_kind=EACH) == measured()


def test_a_rulebook_without_a_rule_is_weaker() -> None:
    book = load_compiled([shipped("rules")], ignore=("TOT", "grade-does-not-fit-total"))
    by_kind = {entry.kind: entry for entry in measure(book, forms(), vocabulary(), per_kind=EACH).kinds}
    assert by_kind["total_down"].caught == 0
    assert by_kind["budget_digits"].caught == by_kind["budget_digits"].mutants


def test_a_form_with_an_error_takes_no_part() -> None:
    sample = Sample(forms()[0])
    from audit.forms.tables import build

    wrong = spoilt(sample.reading, (Put("head", 0, "total_score", "55"),))
    bad = build(wrong, form_id="bad", source="bad", year=None, vocabulary=vocabulary())
    with pytest.raises(UsageError, match="没有一张表"):
        measure(rulebook(), [bad], vocabulary())
    assert measure(rulebook(), [bad, forms()[0]], vocabulary(), per_kind=1).forms == 1


def test_a_slip_leaves_the_form_itself_as_it_was() -> None:
    sample = Sample(forms()[0])
    before = [dict(row) for row in sample.reading.indicators]
    made = spoilt(sample.reading, (Put("indicators", 0, "score", "1"), Drop(3), Double(0)))
    assert [row["name"] for row in made.indicators[:2]] == [before[0]["name"]] * 2
    assert len(made.indicators) == len(before)
    assert sample.reading.indicators == before


def test_a_number_is_changed_as_a_clerk_would_write_it() -> None:
    sample = Sample(forms()[0])
    assert sample.put("indicators", 0, "weight", 5) == Put("indicators", 0, "weight", "20")
    assert sample.put("funds", 0, "score", Decimal("-0.1")) == Put("funds", 0, "score", "9.3")
    assert sample.put("funds", 0, "rate", 3) == Put("funds", 0, "rate", "97%")
    assert sample.put("indicators", 0, "weight", -50) is None
    assert sample.put("indicators", 0, "level2", 1) is None


def test_a_finding_counts_where_the_slip_is_and_figures_of_the_form_are_felt_everywhere() -> None:
    sample = Sample(forms()[0])
    named = places(sample, (Put("indicators", 1, "score", "1"),))
    assert named is not None
    assert {"form", "检测桥梁座数", "产出指标", "数量指标"} <= named
    assert "沿线群众满意度" not in named
    assert places(sample, (Put("head", 0, "total_score", "1"),)) is None
    assert places(sample, (Put("funds", 0, "budget", "1"),)) is None


def test_rules_that_compare_forms_take_no_part() -> None:
    assert "project-filed-twice" in measured().across
    assert not set(measured().never) & set(measured().across)


def test_json_comes_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "strength.json"
    with file.open("w", encoding="utf-8") as stream:
        writer.write_json(measured(), stream)
    assert writer.read_json(file) == measured()


@pytest.mark.parametrize("content", ["", "[]", '{"version": 2}', '{"version": 1, "kinds": [{}]}'])
def test_another_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "strength.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"strength\.json"):
        writer.read_json(file)


def test_the_table_names_kinds_shares_rules_and_those_that_caught_nothing() -> None:
    out = io.StringIO()
    writer.write_text(measured(), out)
    told = out.getvalue()
    assert "总分多 1 分" in told
    assert "total-score-mismatch" in told
    assert "不承诺" in told
    assert measured().never[0] in told
