"""JSON lines: one line a finding, with the form it belongs to."""

from __future__ import annotations

from typing import Any, TextIO

from audit.model.finding import Finding
from audit.model.run import Run
from audit.writers.json import VERSION, dump, finding_entry, identity, recognition, said_of


def write(run: Run, stream: TextIO) -> None:
    """Write every finding of a run, those across forms last, then what was not audited."""
    files = {result.form.id: result.form.source for result in run.forms}
    for result in run.forms:
        for finding in result.findings:
            form = identity(result) | {"recognition": recognition(result.form)}
            doubtful = {"doubtful": result.form.reading.doubtful}
            _line(stream, form=form, finding=_entry(run, finding, result.form.source) | doubtful)
    for finding in run.corpus:
        file = files.get((*finding.forms, "")[0], "")
        _line(stream, form=None, finding=_entry(run, finding, file, across=True))
    for kind, entries in (("no_form", run.no_form), ("unaudited", run.unaudited)):
        for entry in entries:
            _line(stream, **{kind: {"source": entry.source, "reason": entry.reason}})


def _entry(run: Run, finding: Finding, file: str, *, across: bool = False) -> dict[str, Any]:
    return {**finding_entry(finding, file, across), **said_of(finding, run)}


def _line(stream: TextIO, **content: object) -> None:
    stream.write(dump({"version": VERSION, **content}, indent=None) + "\n")
