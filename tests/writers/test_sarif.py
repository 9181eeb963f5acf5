"""SARIF 2.1.0: the parts that the standard requires, and where our findings stand in them."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator

from audit.model.finding import Open
from audit.model.ledger import GivenVerdict, Verdict
from audit.model.rule import Silence
from audit.model.run import Run
from audit.writers import sarif
from tests.writers import sample

LEVELS = {"none", "note", "warning", "error"}
KINDS = {"notApplicable", "pass", "fail", "review", "open", "informational"}
REFERENCE = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+")


def some(required: str, **properties: Any) -> dict[str, Any]:
    """An object of the standard: no property beyond those, some of them required."""
    known = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**known, "required": required.split()}


TEXT, COUNT, LINE = {"type": "string"}, {"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}
BAG = {"type": "object"}
MESSAGE = some("text", text=TEXT, markdown=TEXT)
PLACE = some("uri", uri={"type": "string", "pattern": "^[^\\\\ :]*$"}, index=COUNT)
LOCATION = some(
    "",
    physicalLocation=some(
        "artifactLocation", artifactLocation=PLACE, region=some("startLine", startLine=LINE)
    ),
    logicalLocations={
        "type": "array",
        "items": some("", name=TEXT, fullyQualifiedName=TEXT, kind=TEXT),
        "uniqueItems": True,
    },
)
LEVEL, LOCATIONS = {"enum": sorted(LEVELS)}, {"type": "array", "items": LOCATION}
RULE = some(
    "id", id=TEXT, name=TEXT, shortDescription=MESSAGE, help=MESSAGE, properties=BAG,
    defaultConfiguration=some("", level=LEVEL),
)  # fmt: skip
DRIVER = some(
    "name", name=TEXT, version=TEXT, rules={"type": "array", "items": RULE, "uniqueItems": True},
    semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
)  # fmt: skip
RESULT = some(
    "message", ruleId=TEXT, ruleIndex=COUNT, kind={"enum": sorted(KINDS)}, level=LEVEL, message=MESSAGE,
    locations=LOCATIONS, relatedLocations=LOCATIONS, properties=BAG,
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    suppressions={
        "type": "array",
        "items": some(
            "kind", kind={"enum": ["inSource", "external"]}, justification=TEXT,
            status={"enum": ["accepted", "underReview", "rejected"]},
        ),
    },
)  # fmt: skip
NOTICE = some(
    "message", level=LEVEL, message=MESSAGE, locations=LOCATIONS,
    associatedRule=some("", id=TEXT, index=COUNT),
)  # fmt: skip
STANDARD = some(
    "version runs",
    **{"$schema": TEXT},
    version={"const": "2.1.0"},
    runs={
        "type": "array",
        "items": some(
            "tool", tool=some("driver", driver=DRIVER), properties=BAG,
            language={"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            invocations={
                "type": "array",
                "items": some(
                    "executionSuccessful", executionSuccessful={"type": "boolean"},
                    toolExecutionNotifications={"type": "array", "items": NOTICE},
                ),
            },
            artifacts={
                "type": "array",
                "items": some("", location=PLACE, hashes={"type": "object", "additionalProperties": TEXT}),
                "uniqueItems": True,
            },
            results={"type": "array", "items": RESULT},
        ),
    },
)  # fmt: skip
"""What SARIF 2.1.0 says of the parts that we use."""


def written(run: Run | None = None) -> str:
    stream = io.StringIO()
    sarif.write(run or sample.run(), stream)
    return stream.getvalue()


def log(run: Run | None = None) -> dict[str, Any]:
    made = json.loads(written(run))
    assert made["version"] == "2.1.0"
    assert "sarif-2.1.0" in made["$schema"]
    (only,) = made["runs"]
    assert isinstance(only, dict)
    return only


def locations(run: dict[str, Any]) -> list[dict[str, Any]]:
    entries = [*run["results"], *run["invocations"][0]["toolExecutionNotifications"]]
    return [
        one for entry in entries for one in (*entry.get("locations", ()), *entry.get("relatedLocations", ()))
    ]


def test_every_part_that_the_standard_requires_is_there() -> None:
    run = log()
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("jixiao-audit", "0.1.0")
    assert run["invocations"][0]["executionSuccessful"] is False
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in LEVELS
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in LEVELS
        assert result["kind"] in KINDS
        assert result["kind"] == "fail" or result["level"] == "none"
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert "suppressions" not in result


def test_it_is_as_the_standard_says_key_by_key() -> None:
    given = GivenVerdict("p1", Verdict.REJECTED, "已有批复", "王某", "p1-1")
    silenced = (Silence(sample.RATE.id, "本市另有规定"),)
    broken = replace(sample.result(), open=(Open(sample.RATE, "form", "failed", ()),))
    second = sample.result(sample.form(source="b.txt", position=2))
    run = sample.run(broken, second, verdicts={"p1": given}, silenced=silenced)
    validator = Draft202012Validator(STANDARD)
    assert [error.message for error in validator.iter_errors(json.loads(written(run)))] == []


def test_a_review_platform_gets_a_file_and_a_line_for_every_finding() -> None:
    grid = sample.grid()
    whole = sample.finding(grid, sample.YEAR, "p")
    for result in log(sample.run(sample.result(found=(whole,)), corpus=()))["results"]:
        (place,) = [one["physicalLocation"] for one in result["locations"]]
        assert place["artifactLocation"]["uri"]
        assert place["region"]["startLine"] >= 1
        assert all(len(tag) < 100 for tag in result.get("tags", ()))


def test_every_place_is_a_file_of_the_run_as_a_reference_that_needs_no_base() -> None:
    run = log(sample.run(sample.result(sample.form(source="报送 材料/a:b/表%1#2.txt"))))
    artifacts = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert [unquote(uri) for uri in artifacts] == ["报送 材料/a:b/表%1#2.txt"]
    assert run["artifacts"][0]["hashes"] == {"sha-256": "ab12" * 16}
    for location in locations(run):
        place = location["physicalLocation"]["artifactLocation"]
        assert REFERENCE.fullmatch(place["uri"])
        if "index" in place:
            assert artifacts[place["index"]] == place["uri"]


def test_a_finding_names_its_cell_its_line_and_its_identities() -> None:
    result = log()["results"][0]
    assert (result["ruleId"], result["level"], result["kind"]) == (sample.EXECUTION.id, "error", "fail")
    assert result["partialFingerprints"] == {"place/v1": "p1", "fingerprint/v1": "p1-1"}
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 6}
    assert location["logicalLocations"] == [
        {
            "name": "第6行第9列",
            "fullyQualifiedName": "forms.txt 基层党建工作经费 第6行第9列 年度资金总额",
            "kind": "cell",
        }
    ]
    assert (result["properties"]["found"], result["properties"]["expected"]) == ("9.9", "10")


def test_cells_of_many_rows_and_other_forms_are_related_places() -> None:
    second = sample.form(source="b.txt", position=2, project_name="乙项目")
    run = log(sample.run(sample.result(), sample.result(second, found=())))
    by_rule = {result["ruleId"]: result for result in run["results"] if result["kind"] == "fail"}
    marks = by_rule[sample.OVER.id]["relatedLocations"]
    assert [mark["logicalLocations"][0]["name"] for mark in marks] == ["第12行第7列", "第13行第7列"]
    (other,) = by_rule[sample.SAME.id]["relatedLocations"]
    assert other["physicalLocation"]["artifactLocation"]["uri"] == "b.txt"


def test_a_finding_of_no_form_has_no_place_and_does_no_harm() -> None:
    grid = sample.grid()
    alone = sample.finding(grid, sample.SAME, "p", (4, 9), marks=(sample.ref(grid, 4, 9),), message="无表")
    (result,) = [r for r in log(sample.run(corpus=(alone,)))["results"] if r["message"]["text"] == "无表"]
    assert result["locations"] == []
    assert "relatedLocations" not in result


def test_an_undecided_rule_is_open_and_never_a_pass() -> None:
    (result,) = [result for result in log()["results"] if result["kind"] == "open"]
    assert result["ruleId"] == sample.RATE.id
    assert result["message"]["text"] == "未能判断：缺全年执行数、总分"


def test_files_without_audit_and_broken_rules_are_notices_and_spoil_success() -> None:
    broken = replace(sample.result(), open=(Open(sample.RATE, "form", "failed", ()),))
    invocation = log(sample.run(broken))["invocations"][0]
    notices = [
        (notice["level"], notice["message"]["text"]) for notice in invocation["toolExecutionNotifications"]
    ]
    assert notices == [
        ("error", "文件已加密，请另存为不加密的文件"), ("note", "没有自评表"), ("error", "规则出错"),
    ]  # fmt: skip
    whole = log(sample.run(unaudited=(), no_form=()))["invocations"][0]
    assert whole == {"executionSuccessful": True, "toolExecutionNotifications": []}


def test_a_rejected_finding_is_suppressed_with_the_reason() -> None:
    given = GivenVerdict("p1", Verdict.REJECTED, "已有批复", "王某 13800138000", "p1-1")
    first, *rest = log(sample.run(verdicts={"p1": given}))["results"]
    assert first["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "认定不成立：已有批复（王某 138****8000）",
        }
    ]
    assert not [result for result in rest if "suppressions" in result]


def test_a_silenced_rule_is_noticed_with_its_reason() -> None:
    silenced = (Silence(sample.RATE.id, "本市另有规定"), Silence("no-longer-there", "旧规则"))
    run = log(sample.run(unaudited=(), no_form=(), silenced=silenced))
    first, second = run["invocations"][0]["toolExecutionNotifications"]
    assert first == {
        "level": "note",
        "message": {"text": "停用：本市另有规定"},
        "associatedRule": {"id": sample.RATE.id, "index": 1},
    }
    assert second["associatedRule"] == {"id": "no-longer-there"}
    assert run["invocations"][0]["executionSuccessful"] is True


def test_a_run_without_findings_says_so_with_an_empty_list() -> None:
    clean = sample.run(replace(sample.result(found=()), open=()), corpus=())
    assert log(clean)["results"] == []


def test_the_same_run_gives_the_same_bytes_and_no_personal_number() -> None:
    run = sample.run(sample.result(sample.form(project_name="13800138000", source="13900139000.txt")))
    assert written(run) == written(run)
    assert "13800138000" not in written(run)
    assert "13900139000" not in written(run)


def test_markdown_of_a_rule_cannot_break_out_of_its_fence() -> None:
    rule = replace(sample.EXECUTION, suggest="```\n# 标题\n[x](javascript:1)")
    made = sarif.document(replace(sample.run(), rules=(rule, *sample.RULES[1:])))
    markdown = made["runs"][0]["tool"]["driver"]["rules"][0]["help"]["markdown"]
    assert "````\n```\n# 标题" in markdown
