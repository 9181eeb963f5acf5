"""A run as rows of the store: fit to leave, and the same for the same run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from audit.model.finding import Finding
from audit.model.identity import digest
from audit.model.run import FormResult, Run
from audit.store.keeping import Row, canonical
from audit.writers.json import finding_entry
from audit.writers.masking import safe

_COLUMNS = ("place", "fingerprint", "rule", "code", "severity")
_LEFT_OUT = ("basis", "marks")
"""What a rulebook or the report tells, and a store of many runs need not."""


def identities(run: Run) -> list[str]:
    """What each form of the run is called in the store, from night to night."""
    return [digest(result.identity) for result in run.forms]


def of_files(run: Run) -> list[Row]:
    """The files that were given, by hash."""
    return [{"source": safe(f.source), "sha256": f.sha256, "format": f.format} for f in run.files]


def of_not_audited(run: Run) -> list[Row]:
    """The files without a form, and those that could not be audited."""
    kinds = (("no_form", run.no_form), ("unaudited", run.unaudited))
    return [
        {"source": safe(one.source), "kind": kind, "reason": safe(one.reason)}
        for kind, listed in kinds
        for one in listed
    ]


def of_outcomes(named: Iterable[tuple[str, FormResult]]) -> list[Row]:
    """How the rules came out, form by form."""
    return [
        {
            **_whose(form, result),
            "form_id": result.form.id,
            "profile": result.profile,
            "year": str(result.year or ""),
            "counts": canonical(result.counts()),
            "mark": result.mark,
        }
        for form, result in named
    ]


def of_findings(named: Iterable[tuple[str, FormResult]]) -> list[Row]:
    """The findings of these forms, form by form."""
    rows: list[Row] = []
    for form, result in named:
        rows += _numbered(_finding(f, result.form.source, _whose(form, result)) for f in result.findings)
    return rows


def across_forms(run: Run) -> list[Row]:
    """The findings that belong to no single form."""
    files = {result.form.id: result.form.source for result in run.forms}
    return list(_numbered(_across(finding, files) for finding in run.corpus))


def _across(finding: Finding, files: dict[str, str]) -> dict[str, Any]:
    """A finding that belongs to no single form: its sources are those of all its forms."""
    sources = [files[form] for form in finding.forms if form in files]
    whose = {"form": "", "source": "、".join(map(safe, sources)), **dict.fromkeys(_NAMED, "")}
    return _finding(finding, (*sources, "")[0], whose)


def _whose(form: str, result: FormResult) -> dict[str, str]:
    head = result.form.head
    named = {key: safe(str(head.get(f"{key}_name" if key == "project" else key) or "")) for key in _NAMED}
    return {"form": form, "source": safe(result.form.source), **named}


_NAMED = ("project", "unit", "department")


def _finding(finding: Finding, file: str, whose: dict[str, str]) -> dict[str, Any]:
    entry = finding_entry(finding, file)
    row = {name: safe(entry.pop(name)) for name in _COLUMNS}
    for name in _LEFT_OUT:
        entry.pop(name)
    return {**row, "family": safe(finding.rule.family), **whose, "said": _said(entry)}


def _said(entry: dict[str, Any]) -> str:
    """An entry as JSON, each text as it may leave; one that may leave as a whole is not taken to pieces."""
    said = canonical(entry)
    return said if "\\" not in said and safe(said) == said else canonical(_fit(entry))


def _numbered(rows: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """Findings of one place told apart by an ordinal, whatever their order."""
    seen: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (row["fingerprint"], row["said"])):
        seen[row["place"]] = seen.get(row["place"], 0) + 1
        yield {**row, "ordinal": str(seen[row["place"]])}


def _fit(value: Any) -> Any:
    """Texts as they may leave: what is masked is masked here too."""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, dict):
        return {safe(str(key)): _fit(item) for key, item in value.items()}
    return [_fit(item) for item in value] if isinstance(value, list) else value


def of_settings(settings: dict[str, object]) -> list[Row]:
    """The configuration of the run."""
    return [{"name": name, "value": safe(str(value))} for name, value in sorted(settings.items())]


def of_packages() -> list[Row]:
    """Every package that this Python has, with its version."""
    told = (package.metadata for package in distributions())
    found = {str(meta["Name"]): str(meta["Version"]) for meta in told if meta["Name"]}
    return [{"name": name, "version": found[name]} for name in sorted(found)]


def rule_texts(folders: Sequence[Path]) -> dict[str, bytes]:
    """Every rule file, parameters and words too, by the folder's number and its path in it."""
    return {
        f"{number}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for number, folder in enumerate(folders)
        for path in sorted(folder.rglob("*.yaml"))
        if path.is_file()
    }
