"""Entries of findings.json are taken over from the night before where they would say the same, else never."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.model.run import FormResult, Run
from audit.writers import json
from tests.nightly.desk import Desk, form

RULES = 'select = ["WGT", "TOT-01"]'
WRONG_SCORE = "100%\t9.9"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources of the forms whose entries are made, a line each however few they are."""
    told: list[str] = []
    entry = json.form_entry

    def form_entry(result: FormResult, run: Run) -> dict[str, object]:
        told.append(result.form.source)
        return entry(result, run)

    monkeypatch.setattr(json, "FEW", 0)
    monkeypatch.setattr(json, "form_entry", form_entry)
    return told


@pytest.fixture
def desk(tmp_path: Path, made: list[str]) -> Iterator[Desk]:
    folder = tmp_path / "one"
    folder.mkdir()
    desk = Desk.of(folder, "audit.db", RULES)
    for number, name in enumerate(("二.txt", "三.txt", "四.txt"), 2):
        desk.write(name, form(number))
    desk.night()
    assert len(made) == 4
    made.clear()
    yield desk
    assert report(desk) == report(anew(desk, tmp_path / "other"))


def anew(desk: Desk, folder: Path) -> Desk:
    """The same submissions under the same settings, in a first night."""
    folder.mkdir()
    other = Desk.of(folder, "audit.db")
    for name in ("audit.toml", *(f"报送/{path.name}" for path in desk.forms.iterdir())):
        (folder / name).write_bytes((desk.folder / name).read_bytes())
    other.night()
    return other


def report(desk: Desk) -> dict[str, bytes]:
    """Every file of the report but the page of earlier nights."""
    paths = [path for path in desk.report.rglob("*") if path.is_file() and path.name != "history.html"]
    return {path.relative_to(desk.report).as_posix(): path.read_bytes() for path in paths}


def test_only_the_entry_of_the_form_that_has_changed_is_made(desk: Desk, made: list[str]) -> None:
    desk.write("一.txt", form().replace(WRONG_SCORE, "100%\t10"))
    desk.night()
    assert made == ["一.txt"]


def test_a_form_that_comes_first_moves_the_others_and_is_made_alone(desk: Desk, made: list[str]) -> None:
    desk.write("〇.txt", form(2).replace("20", "21"))
    desk.night()
    assert made == ["〇.txt"]


def test_forms_that_a_finding_across_forms_touches_are_made_where_it_says_something_else(
    tmp_path: Path, made: list[str]
) -> None:
    folder = tmp_path / "wide"
    folder.mkdir()
    desk = Desk.of(folder, "audit.db", 'select = ["EXEC"]')
    for number, name in enumerate(("二.txt", "三.txt"), 2):
        desk.write(name, form(number))
    desk.night()
    made.clear()
    desk.write("一.txt", form().replace(WRONG_SCORE, "100%\t10"))
    desk.night()
    assert len(made) > 1
    assert report(desk) == report(anew(desk, tmp_path / "other"))


def test_a_form_renamed_is_made(desk: Desk, made: list[str]) -> None:
    (desk.forms / "三.txt").rename(desk.forms / "五.txt")
    desk.night()
    assert made == ["五.txt"]


def test_where_a_rule_goes_out_of_use_every_entry_is_made(desk: Desk, made: list[str]) -> None:
    desk.configure('select = ["WGT"]')
    desk.night()
    assert len(made) == 4


def test_entries_that_somebody_has_touched_are_made_anew(desk: Desk, made: list[str]) -> None:
    file = desk.report / "findings.json"
    file.write_bytes(file.read_bytes().replace(b'"outcomes"', b'"outgoing"'))
    desk.write("一.txt", form().replace(WRONG_SCORE, "100%\t10"))
    desk.night()
    assert len(made) == 4
