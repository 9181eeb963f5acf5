"""What is written: the ledger, the work papers, annotated copies; CPU seconds, megabytes, peak memory."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

from audit.engine import judge, load_compiled
from audit.model.form import Form
from audit.model.ledger import verdicts_of
from audit.model.run import InputFile, Run
from audit.pipeline import Settings, annotate, check, read_ledger
from audit.shipped import shipped
from audit.writers import papers, xlsx
from audit.writers.listing import lines
from audit.writers.merging import merge
from benchmarks import samples
from benchmarks.corpora import varied_forms
from benchmarks.judging import cpu_of
from benchmarks.measure import output, peak_memory

ANNOTATED = 200
"""So many files are annotated: one is like the other."""


def measure(sizes: Sequence[int]) -> dict[str, Any]:
    """Each number of forms in a process of its own, then annotated copies."""
    sized = {str(size): json.loads(output(["-m", "benchmarks.writing", str(size)])) for size in sizes}
    return {**sized, "annotated": _annotated()}


def _size(count: int) -> dict[str, Any]:
    """The ledger written, filled in by nobody, read back and merged; then the papers."""
    book = load_compiled((shipped("rules"),))
    forms = [_named(form) for form in varied_forms(count)]
    results, corpus = judge(book, forms)
    run = Run(
        engine="jixiao-audit", rulebook=book.hash, rules=book.rules, forms=results, corpus=corpus,
        files=tuple(InputFile(form.source, None) for form in forms),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old, new = folder / "old.xlsx", folder / "new.xlsx"
        measured = {
            "findings": run.count(),
            "run_peak_mib": round(peak_memory()),
            "ledger": _taken(lambda: xlsx.write(run, old), old),
        }
        measured["ledger_read_and_merged"] = _taken(
            lambda: xlsx.write(run, new, merged=merge(run, read_ledger(old), lines(run))), new
        )
        _check(old, run.count())
        made = folder / "papers"
        measured["papers"] = _taken(lambda: papers.write(run, made), made)
    return measured


def _check(path: Path, count: int) -> None:
    """The ledger holds every finding, and no verdict that nobody gave."""
    ledger = read_ledger(path)
    assert len(ledger.entries) == count
    assert not verdicts_of(ledger)


def _named(form: Form) -> Form:
    """The form with its names in what was read, too: lists and papers go by them."""
    seed = form.reading
    head = {**seed.head, "unit": str(form.head["unit"]), "project_name": str(form.head["project_name"] or "")}
    made = copy(form)
    made._reading = replace(seed, head=head)
    made.source = f"{form.id}.docx"
    return made


def _taken(write: Callable[[], object], made: Path) -> dict[str, Any]:
    """CPU seconds, megabytes on disk, and the peak so far."""
    seconds, _ = cpu_of(write)
    files = [made] if made.is_file() else [path for path in made.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    measured = {"cpu_s": round(seconds, 2), "files": len(files), "mb": round(size, 2)}
    return {**measured, "peak_mib": round(peak_memory())}


def _annotated() -> dict[str, Any]:
    """Copies of real files, docx and xlsx in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder, settings = Path(name), Settings(cache=Path(name) / "cache")
        given = folder / "forms"
        given.mkdir()
        for number in range(ANNOTATED):
            kind = ("docx", "xlsx")[number % 2]
            (given / f"{number:04}.{kind}").write_bytes(samples.varied(kind, number))
        run = check([given], settings)
        return _taken(lambda: annotate(run, [given], folder / "copies", settings), folder / "copies")


if __name__ == "__main__":
    json.dump(_size(int(sys.argv[1])), sys.stdout)
