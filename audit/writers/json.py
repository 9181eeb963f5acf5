"""JSON, version 1: the findings of a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TextIO

from audit.model.finding import Finding
from audit.model.form import CellRef, Form
from audit.model.run import FormResult, NotAudited, Run
from audit.model.waiver import WaiverUse
from audit.writers.masking import outward, safe_again

VERSION = 1

FEW = 100
"""Up to so many forms, the JSON is laid out for people to read."""


class Fit(dict[str, Any]):
    """An entry whose texts are all fit to leave: none is looked at again."""

    __slots__ = ()


Known = Callable[[FormResult], str | None]
"""Tells the entry of a form where it is known."""


def write(run: Run, stream: TextIO, known: Known | None = None) -> None:
    """Write the findings of a run, indented where there are few; of many, a form at a time.

    What `known` tells of a form is its entry, a line as this function has written it before.
    """
    document = Document(run, stream, known)
    for result in run.forms:
        document.add(result)
    document.end()


class Document:
    """The findings of a run in the making; its forms are put in one after the other."""

    def __init__(self, run: Run, stream: TextIO, known: Known | None = None) -> None:
        self._run, self._stream, self._known = run, stream, known
        self._few: list[dict[str, Any]] = []
        self._before = ""
        if not self._is_small():
            said = (f"{dump(key, None)}: {dump(value, None)}, " for key, value in _head(run).items())
            stream.write(f'{{{"".join(said)}"forms": [')

    def add(self, result: FormResult) -> None:
        """Put in the next form."""
        if self._is_small():
            self._few.append(form_entry(result, self._run))
            return
        entry = self._known(result) if self._known else None
        self._stream.writelines((self._before, "\n", entry or dump(form_entry(result, self._run), None)))
        self._before = ","

    def end(self) -> None:
        """Put in what stands beside the forms."""
        if self._is_small():
            self._stream.write(dump(document(self._run, self._few)) + "\n")
            return
        said = (f", {dump(key, None)}: {dump(value, None)}" for key, value in _foot(self._run).items())
        self._stream.writelines(("\n]", *said, "}\n"))

    def _is_small(self) -> bool:
        return len(self._run.forms) <= FEW


def dump(value: object, indent: int | None = 1) -> str:
    """The value as JSON text, personal numbers masked."""
    return json.dumps(_outward(value), ensure_ascii=False, indent=indent, allow_nan=False)


def document(run: Run, forms: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The run as JSON version 1; the entries of its forms are made where none are given."""
    if forms is None:
        forms = [form_entry(result, run) for result in run.forms]
    return {**_head(run), "forms": forms, **_foot(run)}


def _head(run: Run) -> dict[str, Any]:
    """What stands before the forms."""
    return {
        "version": VERSION,
        "engine": run.engine,
        "rulebook": run.rulebook,
        "summary": {
            "files": len(run.files),
            "forms": len(run.forms),
            "no_form": len(run.no_form),
            "unaudited": len(run.unaudited),
            "findings": run.severities(),
        },
    }


def _foot(run: Run) -> dict[str, Any]:
    """What stands after the forms."""
    files = {result.form.id: result.form.source for result in run.forms}
    return {
        "corpus": {
            "findings": [
                {**finding_entry(f, files.get((*f.forms, "")[0], ""), True), **said_of(f, run)}
                for f in run.corpus
            ]
        },
        "no_form": [_not_audited(entry) for entry in run.no_form],
        "unaudited": [_not_audited(entry) for entry in run.unaudited],
        "same_files": {source: list(others) for source, others in run.same_files.items()},
        "waivers": [_waiver(use) for use in run.waivers],
        "silenced": [
            {"rule": s.rule, "reason": s.reason, "profiles": list(s.profiles)} for s in run.silenced
        ],
    }


def form_entry(result: FormResult, run: Run) -> dict[str, Any]:
    """One form with its findings."""
    return {
        **identity(result),
        "outcomes": result.counts(),
        "findings": [
            Fit(
                **finding_entry(finding, result.form.source),
                doubtful=result.form.reading.doubtful,
                **_outward(said_of(finding, run)),
            )
            for finding in result.findings
        ],
        "open": [
            {
                "rule": o.rule.id,
                "code": o.rule.code,
                "at": o.at,
                "outcome": o.outcome,
                "missing": list(o.missing),
            }
            for o in result.open
        ],
        "recognition": recognition(result.form),
    }


def identity(result: FormResult) -> dict[str, Any]:
    """Which form it is, and by which profile and year it was judged."""
    head = result.form.reading.head
    return {
        "id": result.form.id,
        "source": result.form.source,
        "position": result.form.reading.position,
        "title": head.get("title"),
        "layout": result.form.reading.layout,
        "profile": result.profile,
        "year": result.year,
        "project_name": head.get("project_name"),
        "department": head.get("department"),
        "unit": head.get("unit"),
    }


def recognition(form: Form) -> dict[str, Any]:
    """How sure it is that the form was read as it is meant, and what speaks against it."""
    reading = form.reading
    return {
        "confidence": f"{reading.confidence:f}",
        "doubtful": reading.doubtful,
        "reasons": list(reading.doubts),
    }


def finding_entry(finding: Finding, file: str, across: bool = False) -> dict[str, Any]:
    """One finding, fit to leave; one across forms names them."""
    finding = outward(finding)
    rule = finding.rule
    return {
        "rule": rule.id,
        "code": rule.code,
        "severity": rule.severity.value,
        "title": safe_again(rule.title),
        **({"forms": list(finding.forms)} if across else {}),
        "at": finding.at,
        "rows": list(finding.rows),
        "field": finding.field,
        "cell": finding.cell and {"file": safe_again(file), **place_of(finding.cell)},
        "marks": [place_of(mark) for mark in finding.marks],
        "found": finding.found,
        "expected": finding.expected,
        "formula": finding.formula,
        "message": finding.message,
        "suggest": finding.suggest,
        "basis": [
            {
                "id": b.id,
                "document": safe_again(b.document),
                "clause": safe_again(b.clause),
                "certainty": b.certainty.value,
            }
            for b in rule.basis
        ],
        "evidence": dict(finding.evidence),
        "explained_by": finding.explained_by,
        "place": finding.place,
        "fingerprint": finding.fingerprint,
    }


def said_of(finding: Finding, run: Run) -> dict[str, Any]:
    """The verdict that people gave, where they did; `current` says that it was on these figures."""
    given = run.verdicts.get(finding.place)
    if given is None:
        return {}
    current = run.verdict(finding) is not None
    said = {"verdict": given.verdict.value, "reason": given.reason, "who": given.who, "current": current}
    return {"verdict": said}


def place_of(cell: CellRef) -> dict[str, Any]:
    """Where a cell stands, fit to leave."""
    part, address = safe_again(cell.part), safe_again(cell.address)
    return {"part": part, "row": cell.row, "column": cell.column, "address": address}


def _waiver(use: WaiverUse) -> dict[str, Any]:
    waiver = use.waiver
    names = ("rule", "project", "unit", "place", "reason", "basis", "requested_by", "approved_by")
    return {
        **{name: getattr(waiver, name) for name in names},
        "until": waiver.until.isoformat(),
        "count": waiver.count,
        "amount": waiver.amount and f"{waiver.amount:f}",
        "state": use.state,
        "covered": use.covered,
    }


def _not_audited(entry: NotAudited) -> dict[str, str]:
    return {"source": entry.source, "reason": entry.reason}


def _outward(value: Any) -> Any:
    if isinstance(value, str):
        return safe_again(value)
    if isinstance(value, Fit):
        return value
    if isinstance(value, dict):
        return {safe_again(key): _outward(item) for key, item in value.items()}
    return [_outward(item) for item in value] if isinstance(value, list) else value
