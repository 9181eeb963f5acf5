"""JSON lines: one line a finding, with the form it belongs to."""

from __future__ import annotations

from typing import TextIO

from audit.model.run import Run
from audit.writers.json import VERSION, dump, finding_entry, identity


def write(run: Run, stream: TextIO) -> None:
    """Write every finding of a run, those across forms last, then what was not audited."""
    files = {result.form.id: result.form.source for result in run.forms}
    for result in run.forms:
        for finding in result.findings:
            _line(stream, form=identity(result), finding=finding_entry(finding, result.form.source))
    for finding in run.corpus:
        _line(stream, form=None, finding=finding_entry(finding, files.get((*finding.forms, "")[0], ""), True))
    for kind, entries in (("no_form", run.no_form), ("unaudited", run.unaudited)):
        for entry in entries:
            _line(stream, **{kind: {"source": entry.source, "reason": entry.reason}})


def _line(stream: TextIO, **content: object) -> None:
    stream.write(dump({"version": VERSION, **content}, indent=None) + "\n")
