"""Worst first, symptoms under their cause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.model.finding import Finding
from audit.model.rule import Severity
from audit.writers.ranking import Family, families, grade, graded, worst
from tests.writers import sample


def shape(family: Family) -> tuple[str, tuple[object, ...]]:
    return family.finding.rule.code, tuple(map(shape, family.symptoms))


def linked(*chain: tuple[str, str | None]) -> list[Finding]:
    """Findings of one severity, each with a fingerprint and what explains it."""
    base = sample.finding(sample.grid(), sample.EXECUTION, "p")
    return [replace(base, fingerprint=name, explained_by=cause) for name, cause in chain]


def names(family: Family) -> tuple[str, tuple[object, ...]]:
    return family.finding.fingerprint, tuple(map(names, family.symptoms))


def test_causes_come_worst_first_with_their_symptoms_and_are_numbered_in_that_order() -> None:
    grouped = families(sample.findings(sample.grid()))
    assert [shape(family) for family in grouped] == [
        ("EXEC-01", ()), ("TOT-02", (("TOT-01", ()),)), ("DEV-01", ()), ("CAT-01", ()), ("FORM-01", ()),
    ]  # fmt: skip
    assert [member.number for family in grouped for member in family.members()] == [1, 2, 3, 4, 5, 6]


def test_a_chain_of_causes_nests() -> None:
    assert [names(f) for f in families(linked(("c", "b"), ("b", "a"), ("a", None)))] == [
        ("a", (("b", (("c", ()),)),))
    ]


def test_no_finding_is_lost_when_its_cause_is_unknown_or_goes_round_in_a_circle() -> None:
    grouped = families(linked(("a", "b"), ("b", "a"), ("c", "a"), ("d", "gone"), ("e", "e")))
    assert [names(f) for f in grouped] == [("a", (("c", ()),)), ("b", ()), ("d", ()), ("e", ())]


def test_the_run_is_ordered_by_severity_over_all_forms_and_knows_the_cause() -> None:
    run = sample.run(sample.result(), sample.result(sample.form(source="b.txt", position=2)))
    ranked = sorted(graded(run), key=grade)
    assert [one.finding.severity.rank for one in ranked] == [0] * 6 + [1] * 4 + [2] * 3
    explained = [one for one in ranked if one.cause]
    assert {(one.finding.rule.code, one.cause.rule.code) for one in explained if one.cause} == {
        ("TOT-01", "TOT-02")
    }
    assert [one.source for one in ranked[-3:]] == ["forms.txt", "b.txt", "forms.txt"]


@pytest.mark.parametrize("limit", [0, 1, 4, 7, 50])
def test_the_worst_of_a_run_are_the_first_in_its_order(limit: int) -> None:
    run = sample.run(sample.result(), sample.result(sample.form(source="b.txt", position=2)))
    assert worst(run, limit) == sorted(graded(run), key=grade)[:limit]


def of(family: str, severity: Severity, name: str, cause: str | None = None) -> Finding:
    made = linked((name, cause))[0]
    return replace(made, rule=replace(made.rule, family=family, severity=severity))


def test_errors_stand_alone_and_the_rest_of_a_subject_stands_below_its_worst() -> None:
    error, warning, note = Severity
    grouped = families(
        [
            of("goals", note, "n1"), of("goals", error, "e1"), of("goals", error, "e2"),
            of("format", warning, "w1"), of("vagueness", note, "n2", "w1"), of("cost", note, "n3"),
            of("本局", warning, "w2"), of("goals", warning, "w3"),
        ]
    )  # fmt: skip
    tops = [
        (family.finding.fingerprint, [k.finding.fingerprint for k in family.kindred]) for family in grouped
    ]
    assert tops == [("e1", []), ("e2", []), ("w1", ["w3", "n1"]), ("w2", []), ("n3", [])]
    assert names(grouped[2]) == ("w1", (("n2", ()),))
    assert [member.number for family in grouped for member in family.members()] == list(range(1, 9))
