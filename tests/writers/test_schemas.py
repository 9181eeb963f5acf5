"""The published JSON Schemas describe what we really write: every key, and nothing that is not so."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from audit.model.ledger import GivenVerdict, Verdict
from audit.model.run import Run
from audit.pipeline import check, extract
from audit.shipped import shipped
from audit.writers import json as writer
from audit.writers import jsonl
from audit.writers.extract import json as read
from tests.writers import sample

SAMPLES = shipped("rules").parent / "sample_forms"


@cache
def schema(name: str) -> dict[str, Any]:
    made = json.loads((shipped("reports") / f"{name}.v1.schema.json").read_text("utf-8"))
    assert isinstance(made, dict)
    return made


def closed(part: Any) -> Any:
    """The schema with no room for a key that it does not describe."""
    if isinstance(part, list):
        return [closed(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {key: closed(value) for key, value in part.items()}
    return made | {"additionalProperties": False} if isinstance(part.get("properties"), dict) else made


def validator(name: str, definition: str | None = None) -> Draft202012Validator:
    whole = closed(schema(name))
    return Draft202012Validator(
        {**whole["$defs"][definition], "$defs": whole["$defs"]} if definition else whole
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("files")
    (folder / "说明.txt").write_text("说明\n\n没有表。\n", "utf-8")
    (folder / "空.docx").write_bytes(b"")
    return check([SAMPLES, folder])


@pytest.mark.parametrize("name", ["findings", "extract"])
def test_a_schema_is_one_and_leaves_room_for_keys_to_come(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert closed(schema(name)) != schema(name)


def test_the_findings_of_the_samples_are_as_the_schema_says_key_by_key(run: Run) -> None:
    document = json.loads(writer.dump(writer.document(run)))
    assert document["unaudited"]
    assert document["no_form"]
    assert any(form["findings"] for form in document["forms"])
    validator("findings").validate(document)


def test_every_line_of_jsonl_is_as_the_schema_says(run: Run) -> None:
    stream = io.StringIO()
    jsonl.write(run, stream)
    lines = stream.getvalue().splitlines()
    assert len(lines) > 20
    for line in lines:
        validator("findings", "line").validate(json.loads(line))


def test_what_was_read_from_the_samples_is_as_the_schema_says() -> None:
    document = json.loads(writer.dump(read.document(extract([SAMPLES]).forms)))
    assert document["forms"]
    validator("extract").validate(document)


def test_findings_across_forms_open_rules_and_same_files_are_described() -> None:
    verdicts = {"p1": GivenVerdict("p1", Verdict.REJECTED, "已有批复", "王某", "p1-1")}
    document = writer.document(sample.run(verdicts=verdicts))
    assert document["forms"][0]["findings"][0]["verdict"]["current"] is True
    for finding in (*document["forms"][0]["findings"], *document["corpus"]["findings"]):
        finding["place"] = finding["fingerprint"] = "0123456789abcdef"
    validator("findings").validate(json.loads(writer.dump(document)))


@pytest.mark.parametrize(
    ("key", "value"), [("version", 2), ("forms", None), ("rulebook", 1), ("unaudited", [{"source": "x"}])]
)
def test_what_is_not_so_is_refused(key: str, value: object) -> None:
    document = writer.document(sample.run(sample.result(found=()), corpus=())) | {key: value}
    with pytest.raises(ValidationError):
        validator("findings").validate(document)


def test_the_schemas_stand_beside_the_templates_that_are_shipped() -> None:
    assert {path.name for path in Path(shipped("reports")).glob("*.json")} == {
        "findings.v1.schema.json",
        "extract.v1.schema.json",
    }
