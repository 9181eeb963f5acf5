"""Forms after published ones: what an audit must find in each, and nothing beyond what is fair."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

import audit
from audit.model.finding import Finding
from audit.model.rule import Severity

FOLDER = Path(__file__).parent / "public_forms"
TRUTH = yaml.safe_load((FOLDER / "truth.yaml").read_text("utf-8"))


class Claim(NamedTuple):
    """Any of these rules, at each of these rows."""

    rules: frozenset[str]
    rows: frozenset[str]


def row(text: str) -> str:
    return re.sub(r"\s+|:$", "", unicodedata.normalize("NFKC", text))


def claim(text: str) -> Claim:
    rules, _, rows = text.partition("@")
    places = frozenset(map(row, rows.split(";"))) if rows else frozenset({"form"})
    return Claim(frozenset(rule.strip() for rule in rules.split("|")), places)


@cache
def run() -> audit.Run:
    """All of them at once, as a bureau would."""
    return audit.check(sorted(FOLDER.glob("*.tsv")))


def findings(stem: str) -> list[Finding]:
    return [found for form in run().forms if Path(form.form.source).stem == stem for found in form.findings]


def rows(found: Finding) -> set[str]:
    return {row(text) for text in (found.at, *found.rows)}


@pytest.mark.parametrize("stem", sorted(TRUTH))
def test_every_fault_that_an_auditor_must_find_is_found(stem: str) -> None:
    missed = []
    for must in map(claim, TRUTH[stem]["must"]):
        seen = set().union(*(rows(found) for found in findings(stem) if found.rule.id in must.rules))
        if (not must.rows <= seen and must.rows != {"form"}) or not seen:
            missed.append((sorted(must.rules), sorted(must.rows - seen)))
    assert missed == []


@pytest.mark.parametrize("stem", sorted(TRUTH))
def test_no_error_or_warning_goes_beyond_what_is_fair(stem: str) -> None:
    musts = [claim(text) for text in TRUTH[stem]["must"]]
    false = [
        (found.rule.id, found.at, found.message)
        for found in findings(stem)
        if found.severity is not Severity.NOTE
        and found.rule.id not in TRUTH[stem]["may"]
        and not any(
            found.rule.id in must.rules and (must.rows == {"form"} or rows(found) & must.rows)
            for must in musts
        )
    ]
    assert false == []


def test_a_table_of_targets_is_no_self_evaluation() -> None:
    assert [Path(missing.source).stem for missing in run().no_form] == ["yueyang-shenbao-2022"]
