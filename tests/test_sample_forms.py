"""Every sample form gives exactly the findings that stand beside it, in whatever format it comes."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from typing import Any

import pytest

import audit
from audit.model.rule import Severity
from audit.writers.ranking import families
from tests.samples import make
from tests.samples.projects import PROJECTS

FORMS = sorted(make.files())
NUMBERED = list(enumerate(PROJECTS, 1))


@cache
def made() -> dict[str, bytes]:
    return make.files()


@cache
def findings(name: str) -> dict[str, Any]:
    return make.findings(make.FOLDER / name)


def form_in(name: str, project: str) -> dict[str, Any]:
    """What is said of a project in a sample file."""
    (form,) = (form for form in findings(name)["forms"] if form["project_name"] == project)
    assert isinstance(form, dict)
    return form


def without_places(form: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of a form without their cells, which stand elsewhere in each format."""
    return [
        {key: value for key, value in found.items() if key not in ("cell", "marks")}
        for found in form["findings"]
    ]


def contents(form: bytes) -> bytes | dict[str, bytes]:
    """The parts of a zip, which stay the same whatever the compressor."""
    if not form.startswith(b"PK"):
        return form
    with zipfile.ZipFile(io.BytesIO(form)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


@pytest.mark.parametrize("number", range(4))
def test_a_sample_has_three_to_five_causes_of_severity_error_and_at_most_ten_top_lines(number: int) -> None:
    run = audit.check([make.FOLDER / make.TEXT_FILE])
    tops = families(run.forms[number].findings)
    assert 3 <= sum(top.finding.severity is Severity.ERROR for top in tops) <= 5
    assert len(tops) <= 10
    shown = [member.finding.fingerprint for top in tops for member in top.members()]
    assert sorted(shown) == sorted(finding.fingerprint for finding in run.forms[number].findings)


def test_making_the_samples_twice_gives_the_same_bytes() -> None:
    assert make.files() == made()


@pytest.mark.parametrize("name", FORMS)
def test_a_sample_is_what_its_maker_makes(name: str) -> None:
    assert contents((make.FOLDER / name).read_bytes()) == contents(made()[name])


@pytest.mark.parametrize("name", FORMS)
def test_a_sample_gives_the_findings_beside_it(name: str) -> None:
    expected = json.loads(make.findings_file(make.FOLDER / name).read_text("utf-8"))
    assert findings(name) == expected


@pytest.mark.parametrize(
    ("number", "project"), NUMBERED, ids=lambda value: str(getattr(value, "name", value))
)
def test_a_project_has_the_same_findings_as_word_excel_and_text(number: int, project: Any) -> None:
    stem = f"{number:02}-{project.name}"
    word = form_in(f"docx/{stem}.docx", project.name)
    excel = form_in(f"xlsx/{stem}.xlsx", project.name)
    text = form_in(make.TEXT_FILE, project.name)
    assert without_places(word)
    assert without_places(word) == without_places(excel) == without_places(text)
    # The text file holds all four: there the rules across forms have something to say as well.
    assert word["outcomes"] == excel["outcomes"]


ACROSS = {
    "all-projects-fully-executed", "almost-all-rows-full-score", "indicator-copied-between-projects",
    "qualitative-and-pseudo-rate-share", "reasons-identical-across-forms",
    "same-odd-execution-score-across-forms",
    "same-satisfaction-across-forms", "same-weight-score-vector", "target-text-equals-actual-share",
    "token-deduction-in-one-category", "total-computed-by-different-methods", "unit-scores-uniformly-high",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in FORMS if name != make.TEXT_FILE])
def test_one_form_alone_gives_no_finding_across_forms(name: str) -> None:
    assert findings(name)["corpus"]["findings"] == []


def test_the_projects_of_one_unit_are_compared_with_each_other() -> None:
    found = findings(make.TEXT_FILE)["corpus"]["findings"]
    assert {finding["rule"] for finding in found} == ACROSS
    assert all(2 <= len(finding["forms"]) <= len(PROJECTS) for finding in found)
    assert all(finding["severity"] != "error" for finding in found)
