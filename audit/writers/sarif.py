"""SARIF 2.1.0: findings for review and quality platforms, with the cell as a logical location."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO
from urllib.parse import quote

from audit.language import text
from audit.model.finding import Finding, Open
from audit.model.form import CellRef, Form
from audit.model.grid import PartKind
from audit.model.ledger import GivenVerdict
from audit.model.rule import Rule, Silence
from audit.model.run import NotAudited, Run
from audit.writers.citation import cite
from audit.writers.json import dump
from audit.writers.listing import open_message, verdict_text
from audit.writers.masking import outward, safe

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

Object = dict[str, Any]


def write(run: Run, stream: TextIO, *, lang: str = "zh") -> None:
    """Write the run as one SARIF log."""
    stream.write(dump(document(run, lang)) + "\n")


def document(run: Run, lang: str = "zh") -> Object:
    """The run as a log: findings fail, undecided rules are open, what was not audited is a notice."""
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(run, _Log.of(run, lang))]}


def _run(run: Run, log: _Log) -> Object:
    name, _, version = run.engine.rpartition(" ")
    rules = [_rule(rule, log.lang) for rule in run.rules]
    notices = list(log.notices(run))
    return {
        "tool": {
            "driver": {"name": name, "version": version, "semanticVersion": version, "rules": rules},
        },
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": not run.unaudited, "toolExecutionNotifications": notices},
        ],
        "artifacts": [_artifact(file.source, file.sha256) for file in run.files],
        "results": list(log.results(run)),
        "properties": {"rulebook": run.rulebook},
    }


@dataclass(frozen=True, slots=True)
class _Form:
    """What locations need of a form; the first line of each part, where the file is text."""

    source: str
    project: str | None
    lines: Mapping[str, int]

    @classmethod
    def of(cls, form: Form) -> _Form:
        """Look at a form once."""
        reading = form.reading
        grids = [fragment.grid for fragment in reading.fragments if fragment.grid.kind is PartKind.TEXT]
        lines = {grid.part: grid.first_line for grid in grids if grid.first_line is not None}
        return cls(form.source, reading.head.get("project_name"), lines)


@dataclass(frozen=True, slots=True)
class _Log:
    """What its entries refer to by number."""

    lang: str
    rules: Mapping[str, int]
    files: Mapping[str, int]

    @classmethod
    def of(cls, run: Run, lang: str) -> _Log:
        """The log of a run."""
        rules = {rule.id: place for place, rule in enumerate(run.rules)}
        return cls(lang, rules, {file.source: place for place, file in enumerate(run.files)})

    def results(self, run: Run) -> Iterator[Object]:
        """Findings and undecided rules form by form, then findings across forms."""
        forms = {result.form.id: _Form.of(result.form) for result in run.forms}
        for result in run.forms:
            form = forms[result.form.id]
            yield from (self._finding(run, finding, [form]) for finding in result.findings)
            yield from (self._open(one, form) for one in result.open if one.outcome == "undecided")
        for finding in run.corpus:
            yield self._finding(run, finding, [forms[form] for form in finding.forms if form in forms])

    def notices(self, run: Run) -> Iterator[Object]:
        """Files that were not audited or hold no form, and rules that broke."""
        yield from (self._not_audited(entry, "error") for entry in run.unaudited)
        yield from (self._not_audited(entry, "note") for entry in run.no_form)
        for result in run.forms:
            yield from (self._failed(one, result.form) for one in result.open if one.outcome == "failed")
        yield from (self._silenced(silence) for silence in run.silenced)

    def _finding(self, run: Run, finding: Finding, forms: list[_Form]) -> Object:
        finding, given = outward(finding), run.rejected(finding)
        marks = finding.marks if forms and not finding.forms else ()
        related = [self._location(forms[0], finding.at, mark) for mark in marks]
        related += [self._location(form, finding.at) for form in forms[1:]]
        return {
            **self._rule(finding.rule),
            "kind": "fail",
            "level": finding.severity.value,
            "message": {"text": finding.message},
            "locations": [self._location(form, finding.at, finding.cell) for form in forms[:1]],
            **({"relatedLocations": related} if related else {}),
            **({"suppressions": [_suppression(given, self.lang)]} if given else {}),
            "partialFingerprints": {"place/v1": finding.place, "fingerprint/v1": finding.fingerprint},
            "properties": {
                "code": finding.rule.code,
                "found": finding.found,
                "expected": finding.expected,
                "formula": finding.formula,
                "suggest": finding.suggest,
                "rows": list(finding.rows),
                "evidence": dict(finding.evidence),
                "explainedBy": finding.explained_by,
            },
        }

    def _open(self, one: Open, form: _Form) -> Object:
        return {
            **self._rule(one.rule),
            "kind": "open",
            "level": "none",
            "message": {"text": open_message(one, self.lang)},
            "locations": [self._location(form, one.at)],
        }

    def _failed(self, one: Open, form: Form) -> Object:
        return {
            "level": "error",
            "message": {"text": open_message(one, self.lang)},
            "associatedRule": {"id": one.rule.id, "index": self.rules[one.rule.id]},
            "locations": [self._location(_Form.of(form), one.at)],
        }

    def _silenced(self, silence: Silence) -> Object:
        index = {"index": self.rules[silence.rule]} if silence.rule in self.rules else {}
        return {
            "level": "note",
            "message": {"text": text("rules.silenced", self.lang, reason=silence.reason)},
            "associatedRule": {"id": silence.rule, **index},
        }

    def _not_audited(self, entry: NotAudited, level: str) -> Object:
        return {
            "level": level,
            "message": {"text": entry.reason},
            "locations": [{"physicalLocation": {"artifactLocation": self._artifact(entry.source)}}],
        }

    def _rule(self, rule: Rule) -> Object:
        return {"ruleId": rule.id, "ruleIndex": self.rules[rule.id]}

    def _location(self, form: _Form, at: str, cell: CellRef | None = None) -> Object:
        """The file and, of text, its line: review platforms refuse a place without any, so others say 1."""
        first = form.lines.get(cell.part) if cell else None
        line = first + cell.row - 1 if cell and first is not None else 1
        names = (form.project, cell and cell.address, "" if at == "form" else at)
        said = [safe(name) for name in names if name]
        name = cell.address if cell else (said or [form.source])[-1]
        return {
            "physicalLocation": {
                "artifactLocation": self._artifact(form.source),
                "region": {"startLine": line},
            },
            "logicalLocations": [
                {
                    "name": name,
                    "fullyQualifiedName": " ".join((form.source, *said)),
                    "kind": "cell" if cell else "form" if at == "form" else "row",
                }
            ],
        }

    def _artifact(self, source: str) -> Object:
        return {"uri": _uri(source), **({"index": self.files[source]} if source in self.files else {})}


def _rule(rule: Rule, lang: str) -> Object:
    basis = "\n".join(cite(basis, lang) for basis in rule.basis)
    parts = {"rules.condition": rule.condition, "finding.suggest": rule.suggest, "finding.basis": basis}
    told = [(text(label, lang), said) for label, said in parts.items() if said]
    return {
        "id": rule.id,
        "name": rule.code,
        "shortDescription": {"text": rule.title},
        "help": {
            "text": "\n\n".join(f"{label}：{said}" for label, said in told),
            "markdown": "\n\n".join(f"**{label}**\n\n{_fenced(said)}" for label, said in told),
        },
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.family], "over": rule.over},
    }


def _suppression(given: GivenVerdict, lang: str) -> Object:
    """A person rejected the finding, and why."""
    return {"kind": "external", "status": "accepted", "justification": verdict_text(given, lang)}


def _fenced(said: str) -> str:
    """The text as it is, whatever signs of Markdown stand in it."""
    fence = "```"
    while fence in said:
        fence += "`"
    return f"{fence}\n{said}\n{fence}"


def _artifact(source: str, sha256: str | None) -> Object:
    return {"location": {"uri": _uri(source)}, **({"hashes": {"sha-256": sha256}} if sha256 else {})}


def _uri(source: str) -> str:
    """A relative reference: letters beyond ASCII and a colon in the first folder are escaped."""
    return quote(safe(source).encode("utf-8", "replace"), safe="/")
