"""Every sample form gives exactly the findings that stand beside it, in whatever format it comes."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from typing import Any

import pytest

from tests.samples import make
from tests.samples.projects import PROJECTS

FORMS = sorted(make.files())
NUMBERED = list(enumerate(PROJECTS, 1))


@cache
def forms_in(name: str) -> dict[str, dict[str, Any]]:
    """The audited forms of a sample file by project."""
    return {form["project_name"]: form for form in make.findings(make.FOLDER / name)["forms"]}


def without_places(form: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of a form without the cells, which differ from format to format."""
    return [{key: value for key, value in found.items() if key != "cell"} for found in form["findings"]]


def contents(form: bytes) -> bytes | dict[str, bytes]:
    """The parts of a zip, which stay the same whatever the compressor."""
    if not form.startswith(b"PK"):
        return form
    with zipfile.ZipFile(io.BytesIO(form)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def test_making_the_samples_twice_gives_the_same_bytes() -> None:
    assert make.files() == make.files()


@pytest.mark.parametrize("name", FORMS)
def test_a_sample_is_what_its_maker_makes(name: str) -> None:
    assert contents((make.FOLDER / name).read_bytes()) == contents(make.files()[name])


@pytest.mark.parametrize("name", FORMS)
def test_a_sample_gives_the_findings_beside_it(name: str) -> None:
    expected = json.loads(make.findings_file(make.FOLDER / name).read_text("utf-8"))
    assert make.findings(make.FOLDER / name) == expected


@pytest.mark.parametrize(
    ("number", "project"), NUMBERED, ids=lambda value: str(getattr(value, "name", value))
)
def test_a_project_has_the_same_findings_as_word_excel_and_text(number: int, project: Any) -> None:
    stem = f"{number:02}-{project.name}"
    word = forms_in(f"docx/{stem}.docx")[project.name]
    excel = forms_in(f"xlsx/{stem}.xlsx")[project.name]
    text = forms_in(make.TEXT_FILE)[project.name]
    assert without_places(word)
    assert without_places(word) == without_places(excel) == without_places(text)
    assert word["outcomes"] == excel["outcomes"] == text["outcomes"]
