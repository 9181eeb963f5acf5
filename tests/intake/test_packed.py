"""Forms that are kept packed say what they said, and what is noted of them stays."""

from __future__ import annotations

from pathlib import Path

from audit.intake.packed import Tables, pack, unpack
from audit.intake.worker import Read
from audit.pipeline import Settings, extract
from audit.shelf import Shelf

SAMPLE = Path(__file__).parents[2] / "sample_forms" / "四个项目.txt"


def test_a_form_from_the_disk_equals_the_form_that_was_packed(tmp_path: Path) -> None:
    read = Read("txt", extract([SAMPLE], Settings(cache=tmp_path)).forms)
    on_disk = unpack(pack(read), Shelf(0))
    assert on_disk.forms == read.forms
    assert any(len(str(form.head["goal_expected"])) > 30 for form in on_disk.forms)


def test_what_is_noted_of_a_form_stands_in_its_head_from_then_on(tmp_path: Path) -> None:
    form = extract([SAMPLE], Settings(cache=tmp_path)).forms[0]
    assert isinstance(form.tables, Tables)
    form.note(listed=True, source="甲.txt")
    form.note(listed=False)
    assert (form.head["listed"], form.tables["forms"][0]["source"]) == (False, "甲.txt")
    form.head["listed"] = True
    assert form.head["listed"] is False
