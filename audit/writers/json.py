"""JSON, version 1: the findings of a run, and what was read from its forms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TextIO

from audit.model.finding import Finding
from audit.model.form import CellRef, Form, Reading
from audit.model.run import FormResult, NotAudited, Run
from audit.model.waiver import WaiverUse
from audit.writers.masking import outward, safe_again, value_of

VERSION = 1

FEW = 100
"""Up to so many forms, the JSON is laid out for people to read."""

Known = Callable[[FormResult], str | None]
"""Tells the entry of a form where it is known."""

_HEAD = (
    "project_name", "project_code", "department", "unit", "money_unit", "goal_expected", "goal_actual",
)  # fmt: skip
_FUND = (
    "label", "kind", "breakdown", "budget_initial", "budget", "received", "planned", "executed",
    "weight", "rate", "score", "reason",
)  # fmt: skip
_INDICATOR = (
    "goal", "level1", "level1_points", "level2", "name", "sign", "target", "measure_unit",
    "actual", "coefficient", "weight", "score", "reason",
)  # fmt: skip
_FOOT = (
    "total_weight", "total_score", "grade", "review_score", "filler", "filled_on", "reason", "remarks",
)  # fmt: skip


def write(run: Run, stream: TextIO, known: Known | None = None) -> None:
    """Write the findings of a run, indented where there are few; of many, a form at a time.

    What `known` tells of a form is its entry, a line as this function has written it before.
    """
    if len(run.forms) <= FEW:
        stream.write(dump(document(run)) + "\n")
        return
    beside = document(run, forms=())
    for number, (key, value) in enumerate(beside.items()):
        stream.write(f"{', ' if number else '{'}{dump(key, None)}: ")
        if key == "forms":
            _write_forms(run, stream, known)
        else:
            stream.write(dump(value, None))
    stream.write("}\n")


def _write_forms(run: Run, stream: TextIO, known: Known | None) -> None:
    before = "["
    for result in run.forms:
        entry = known(result) if known else None
        stream.writelines((before, "\n", entry or dump(form_entry(result, run), None)))
        before = ","
    stream.write("\n]")


def write_extract(forms: Iterable[Form], stream: TextIO) -> None:
    """Write what was read from the forms."""
    stream.write(dump(extract_document(forms)) + "\n")


def dump(value: object, indent: int | None = 1) -> str:
    """The value as JSON text, personal numbers masked."""
    return json.dumps(_outward(value), ensure_ascii=False, indent=indent, allow_nan=False)


def document(run: Run, forms: Sequence[FormResult] | None = None) -> dict[str, Any]:
    """The run as JSON version 1, with all of its forms or with those given."""
    files = {result.form.id: result.form.source for result in run.forms}
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
        "forms": [form_entry(result, run) for result in (run.forms if forms is None else forms)],
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
            {
                **finding_entry(finding, result.form.source),
                "doubtful": result.form.reading.doubtful,
                **said_of(finding, run),
            }
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
    """One finding; one across forms names them."""
    finding = outward(finding)
    rule = finding.rule
    return {
        "rule": rule.id,
        "code": rule.code,
        "severity": rule.severity.value,
        "title": rule.title,
        **({"forms": list(finding.forms)} if across else {}),
        "at": finding.at,
        "rows": list(finding.rows),
        "field": finding.field,
        "cell": finding.cell and {"file": file, **_place(finding.cell)},
        "marks": [_place(mark) for mark in finding.marks],
        "found": finding.found,
        "expected": finding.expected,
        "formula": finding.formula,
        "message": finding.message,
        "suggest": finding.suggest,
        "basis": [
            {"id": b.id, "document": b.document, "clause": b.clause, "certainty": b.certainty.value}
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


def extract_document(forms: Iterable[Form]) -> dict[str, Any]:
    """What was read from the forms, values as written."""
    return {"forms": [_extract(form) for form in forms]}


def _extract(form: Form) -> dict[str, Any]:
    reading = form.reading
    head = reading.head
    return {
        "id": form.id,
        "source": form.source,
        "position": reading.position,
        "layout": reading.layout,
        "complete": reading.flags.get("complete", False),
        "recognition": recognition(form),
        "title": head.get("title"),
        "year": _year(head.get("year_written")),
        **{name: head.get(name) for name in _HEAD},
        "funds": _rows(reading.funds, "funds", _FUND),
        "indicators": _rows(reading.indicators, "indicators", _INDICATOR),
        **{name: _value("forms", name, head.get(name)) for name in _FOOT},
        "categories": reading.categories,
        "fields": reading.fields,
        "placeholders": reading.placeholders,
        "unplaced": [
            {"part": u.part, "row": u.row, "address": u.address, "text": u.text, "reason": u.reason}
            for u in reading.unplaced
        ],
        "cells": _cells(reading),
    }


def _rows(
    rows: Sequence[dict[str, str | None]], table: str, names: Sequence[str]
) -> list[dict[str, str | None]]:
    return [{name: _value(table, name, row.get(name)) for name in names} for row in rows]


def _value(table: str, name: str, text: str | None) -> str | None:
    return text and value_of(table, name, text)


def _cells(reading: Reading) -> list[dict[str, Any]]:
    """Where each value stands; the number of a row counts from 1 within its table."""
    return [
        {"table": table, "table_row": row, "column_name": column, **_place(cell)}
        for (table, row, column), cell in reading.cells.items()
    ]


def _year(written: str | None) -> int | None:
    year = re.search(r"\d{4}", written or "")
    return int(year[0]) if year else None


def _place(cell: CellRef) -> dict[str, Any]:
    return {"part": cell.part, "row": cell.row, "column": cell.column, "address": cell.address}


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
    if isinstance(value, dict):
        return {safe_again(key): _outward(item) for key, item in value.items()}
    return [_outward(item) for item in value] if isinstance(value, list) else value
