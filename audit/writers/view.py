"""One form as plain data: what the project view and the page for mailing both show."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from audit.language import text
from audit.model.finding import Finding
from audit.model.form import Reading
from audit.model.rule import Outcome, Rule
from audit.model.run import FormResult, Run
from audit.model.schema import TABLES, Table
from audit.writers.citation import cite
from audit.writers.listing import verdict_text
from audit.writers.masking import outward, safe, safe_again
from audit.writers.pages import figures_used, missing_labels, page_name
from audit.writers.ranking import Family, numbered
from audit.writers.redraw import Drawing, DrawnCell, Redrawn, cells_of, redrawn

LETTERS = {
    Outcome.FAILED: "x", Outcome.FINDING: "f", Outcome.UNDECIDED: "u", Outcome.PASSED: "p",
    Outcome.NOT_APPLICABLE: "n",
}  # fmt: skip
"""The letter of each outcome; `-` is a rule that was not judged."""

NAMED = 20
"""How many of its forms a finding across forms names."""


class Views:
    """Makes the views of the forms of one run."""

    def __init__(self, run: Run, lang: str) -> None:
        self.run, self.lang = run, lang
        self.rules = {rule.id: number for number, rule in enumerate(run.rules)}
        self.corpus = _keyed(sorted(run.corpus, key=lambda finding: finding.severity.rank))
        self._hashes = {file.source: file.sha256 or "" for file in run.files}
        self._across: dict[str, list[str]] = {}
        for key, finding in self.corpus.items():
            for form in finding.forms:
                self._across.setdefault(form, []).append(key)

    def across(self, form_id: str) -> list[str]:
        """The keys of the findings across forms that touch this form, gravest first."""
        return self._across.get(form_id, [])

    def form(self, result: FormResult, reading: Reading) -> dict[str, Any]:
        """Everything that the page of one form shows; what is blank is left out."""
        head, source = reading.head, result.form.source
        pointed = {place for finding in result.findings for place, _ in cells_of(finding)}
        drawn = redrawn(reading, pointed)
        same = self.run.same_files.get(source, ())
        view = {
            "key": page_name(result.form.id),
            "name": safe_again(head.get("project_name") or head.get("title") or ""),
            **{name: safe_again(head.get(name) or "") for name in ("title", "department", "unit")},
            "source": safe(source),
            "position": reading.position,
            "same": [safe(other) for other in same if other != source],
            "year": result.year,
            "year_why": safe_again(result.year_reason),
            "profile": safe_again(self.run.profiles.get(result.profile, result.profile)),
            "profile_why": safe_again(result.profile_reason),
            "sha256": self._hashes.get(source, ""),
            "incomplete": not reading.flags.get("complete", True),
            "confidence": f"{reading.confidence * 100:.0f}%",
            "doubtful": reading.doubtful,
            "doubts": list(reading.doubts),
            "outcomes": "".join(LETTERS.get(result.outcomes.get(rule), "-") for rule in self.rules),  # type: ignore[arg-type]
            "drawings": [_drawing(drawing) for drawing in drawn.drawings],
            "findings": [self._family(family, drawn) for family in numbered(self.run, result.findings)],
            "open": [
                [
                    self.rules[o.rule.id],
                    "" if o.at == "form" else safe_again(o.at),
                    o.outcome,
                    missing_labels(o),
                ]
                for o in result.open
            ],
            "read": _read(reading, drawn),
            "unplaced": [[safe(u.address), safe(u.text), safe(u.reason)] for u in reading.unplaced],
            "across": self.across(result.form.id),
        }
        return _said(view)

    def _family(self, family: Family, drawn: Redrawn) -> dict[str, Any]:
        shown = self.finding(family.finding)
        shown["number"] = family.number
        if places := _places(family.finding, drawn):
            shown["cells"] = places
        for name, families in (("symptoms", family.symptoms), ("kindred", family.kindred)):
            if families:
                shown[name] = [self._family(below, drawn) for below in families]
        return shown

    def finding(self, finding: Finding) -> dict[str, Any]:
        """One finding that is fit to leave, without what its rule says anyway."""
        shown = {
            "rule": self.rules[finding.rule.id],
            "at": "" if finding.at == "form" else finding.at,
            "message": finding.message,
            "found": finding.found,
            "blank": finding.cell is not None and not finding.rows and not finding.found,
            "expected": finding.expected,
            "formula": finding.formula,
            "rows": list(finding.rows),
            "suggest": "" if finding.suggest == finding.rule.suggest else finding.suggest,
            "used": {} if finding.forms else figures_used(finding),
            "place": finding.place,
            **self._verdict(finding),
        }
        return _said(shown)

    def _verdict(self, finding: Finding) -> dict[str, Any]:
        """What people said of it, and whether they rejected it."""
        given = self.run.verdicts.get(finding.place)
        if given is None:
            return {}
        if self.run.verdict(finding) is None:
            return {"verdict": safe(verdict_text(given, self.lang, "outdated"))}
        if self.run.rejected(finding) is not None:
            return {"verdict": safe(verdict_text(given, self.lang)), "rejected": True}
        who = text("verdict.by", self.lang, who=given.who) if given.who else ""
        return {"verdict": safe(text(f"verdict.{given.verdict}", self.lang) + who)}

    def across_entry(self, key: str) -> dict[str, Any]:
        """One finding across forms, with the keys of the first of them and the count of all."""
        finding = self.corpus[key]
        forms = [page_name(form) for form in finding.forms[:NAMED]]
        return self.finding(outward(finding)) | {"forms": forms, "count": len(finding.forms)}


def _keyed(findings: Sequence[Finding]) -> dict[str, Finding]:
    """Findings by their places, so that a key means the same in every run; equal places are numbered."""
    keyed: dict[str, Finding] = {}
    for finding in findings:
        key, number = page_name(finding.place), 1
        while key in keyed:
            number += 1
            key = f"{page_name(finding.place)}-{number}"
        keyed[key] = finding
    return keyed


def _said(view: dict[str, Any]) -> dict[str, Any]:
    """Without what is blank; a number is never blank."""
    return {name: value for name, value in view.items() if value or type(value) is int}


def rule_entry(rule: Rule, family: str, lang: str) -> dict[str, Any]:
    """What is shown of a rule beside each of its findings."""
    return {
        "id": rule.id,
        "code": rule.code,
        "title": safe(rule.title),
        "severity": rule.severity.value,
        "family": safe(family),
        "requirement": [safe(basis.summary) for basis in rule.basis if basis.summary],
        "basis": [safe(cite(basis, lang)) for basis in rule.basis],
        "suggest": safe(rule.suggest),
    }


def table_labels() -> dict[str, Any]:
    """The name of every table that is read from cells, and of its columns."""
    return {
        table.name: {"label": table.label, "columns": [column.label for column in table.columns]}
        for table in TABLES.values()
    }


def _places(finding: Finding, drawn: Redrawn) -> list[list[str]]:
    """The name and the address of each cell, in the order of the form; one that is not drawn has no name."""
    cells = cells_of(finding)
    if len(cells) == 1:
        ((place, cell),) = cells
        return [[drawn.name(place) or "", safe_again(cell.address)]]
    found: dict[str, tuple[Any, str, str]] = {}
    for place, cell in cells:
        name = drawn.name(place) or ""
        found.setdefault(name or cell.address, (place, name, safe(cell.address)))
    return [[name, address] for _, name, address in sorted(found.values())]


def _drawing(drawing: Drawing) -> dict[str, Any]:
    return {
        "part": safe(drawing.part),
        "first": drawing.first,
        "columns": drawing.columns,
        "clipped": drawing.clipped,
        "rows": [[row.number, int(row.hidden), [_cell(cell) for cell in row.cells]] for row in drawing.rows],
    }


def _cell(cell: DrawnCell) -> tuple[Any, ...]:
    return cell[:2] if cell.rowspan == 1 == cell.colspan else cell


def _read(reading: Reading, drawn: Redrawn) -> list[list[Any]]:
    """Table by table and row by row: what the row is called, and column and cell of each value."""
    tables: dict[str, dict[int, list[Any]]] = {}
    named, columns = drawn.name, _column_places()
    for (table, row, column), ref in reading.cells.items():
        name, place = named((ref.part, ref.row, ref.column)), columns.get((table, column))
        if name is not None and place is not None:
            tables.setdefault(table, {}).setdefault(row, []).extend((place, name))
    return [
        [table, [[_locator(reading, TABLES[table], row), *pairs] for row, pairs in sorted(rows.items())]]
        for table, rows in tables.items()
    ]


@cache
def _column_places() -> dict[tuple[str, str], int]:
    """The place of each column in its table."""
    return {
        (table.name, column.name): place
        for table in TABLES.values()
        for place, column in enumerate(table.columns)
    }


def _locator(reading: Reading, table: Table, row: int) -> str:
    rows = getattr(reading, table.name, None)
    if not table.locator or not isinstance(rows, list) or not 1 <= row <= len(rows):
        return ""
    return safe_again(rows[row - 1].get(table.locator) or "")
