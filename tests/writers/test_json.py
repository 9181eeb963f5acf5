"""JSON version 1: a contract, key by key."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from audit.model.run import Run
from audit.writers import json as writer
from audit.writers import jsonl
from audit.writers.extract import json as read
from tests.writers import sample

SNAPSHOT = Path(__file__).with_name("small_run.json")

FORM_KEYS = [
    "id", "source", "position", "title", "layout", "profile", "year", "project_name", "department", "unit",
    "outcomes", "findings", "open", "recognition",
]  # fmt: skip
FINDING_KEYS = [
    "rule", "code", "severity", "title", "at", "rows", "field", "cell", "marks", "found", "expected",
    "formula", "message", "suggest", "basis", "evidence", "explained_by", "place", "fingerprint",
    "doubtful",
]  # fmt: skip


def written(run: Run) -> str:
    stream = io.StringIO()
    writer.write(run, stream)
    return stream.getvalue()


def test_the_whole_output_is_as_it_was() -> None:
    """When a change is meant, write what `written(sample.run())` returns into small_run.json."""
    assert written(sample.run()) == SNAPSHOT.read_text("utf-8")


def test_keys_stand_in_the_order_of_version_1() -> None:
    made = json.loads(written(sample.run()))
    assert made["version"] == 1
    assert list(made) == [
        "version", "engine", "rulebook", "summary", "forms", "corpus", "no_form", "unaudited", "same_files",
        "waivers", "silenced",
    ]  # fmt: skip
    assert list(made["forms"][0]) == FORM_KEYS
    assert list(made["forms"][0]["findings"][0]) == FINDING_KEYS
    assert made["forms"][0]["findings"][0]["cell"] == {
        "file": "forms.txt", "part": "table 1", "row": 4, "column": 9, "address": "第6行第9列",
    }  # fmt: skip


def test_a_finding_across_forms_names_them_and_the_file_of_the_first() -> None:
    across = json.loads(written(sample.run()))["corpus"]["findings"][0]
    assert across["forms"] == [sample.form().id]
    assert across["at"] == "form"


def test_figures_are_text_as_written_and_counts_are_numbers() -> None:
    found = json.loads(written(sample.run()))["forms"][0]["findings"][0]
    assert (found["found"], found["expected"], found["evidence"]["weight"]) == ("9.9", "10", "10")


def test_personal_numbers_are_masked_everywhere_and_a_lone_surrogate_does_not_break_the_file() -> None:
    form = sample.form(project_name="电话13800138000\ud800", source="13900139000.txt")
    made = written(sample.run(sample.result(form), corpus=()))
    assert "13800138000" not in made
    assert "13900139000" not in made
    assert "电话138****8000\ufffd".encode() in made.encode()


def test_every_finding_and_every_file_without_a_form_has_a_line_of_its_own() -> None:
    stream = io.StringIO()
    jsonl.write(sample.run(), stream)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [next(key for key in line if key != "version") for line in lines] == ["form"] * 7 + [
        "no_form",
        "unaudited",
    ]
    assert lines[0]["finding"] == json.loads(written(sample.run()))["forms"][0]["findings"][0]
    assert lines[6]["form"] is None


def test_what_was_read_stands_as_written_with_its_cells() -> None:
    form = sample.form(year_written="2022年度", filler="13800138000")
    form.reading.funds[0]["budget"] = "13800138000"
    stream = io.StringIO()
    read.write([form], stream)
    made = json.loads(stream.getvalue())["forms"][0]
    assert made["year"] == 2022
    assert made["funds"][0]["budget"] == "13800138000"
    assert made["funds"][0]["rate"] == "100%"
    assert made["filler"] == "138****8000"
    assert made["indicators"][0]["level1_points"] == "50"
    assert made["total_score"] == "99"
    assert made["unplaced"][0]["address"] == "第8行第1列"
    assert made["cells"][0] == {
        "table": "funds", "table_row": 1, "column_name": "score",
        "part": "table 1", "row": 4, "column": 9, "address": "第6行第9列",
    }  # fmt: skip


def test_a_form_without_a_year_in_its_title_has_none() -> None:
    assert read.document([sample.form()])["forms"][0]["year"] is None


def test_many_forms_are_written_one_by_one_and_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    second = sample.result(sample.form(source="b.txt", position=2))
    run = sample.run(sample.result(), second)
    few, many = io.StringIO(), io.StringIO()
    writer.write(run, few)
    monkeypatch.setattr(writer, "FEW", 1)
    writer.write(run, many)
    assert json.loads(many.getvalue()) == json.loads(few.getvalue())
    assert list(json.loads(many.getvalue())) == list(json.loads(few.getvalue()))
