"""What the pages of the report show, ready for the templates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from audit.model.finding import Finding, Open
from audit.model.rule import Outcome, Rule
from audit.model.run import FormResult, Run
from audit.model.schema import TABLES
from audit.writers.masking import safe
from audit.writers.ranking import Family, families
from audit.writers.redraw import Drawing, Place, cells_of, drawings


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One form in the list of projects."""

    page: str
    name: str
    department: str
    unit: str
    source: str
    counts: dict[str, int]
    undecided: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """The forms and findings of one department."""

    name: str
    forms: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How often and in how many forms a rule found something."""

    rule: Rule
    findings: int
    forms: int


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One form: drawn again, with its findings and everything that no finding came from."""

    result: FormResult
    families: tuple[Family, ...]
    drawings: list[Drawing]
    anchors: dict[Place, str]
    sha256: str
    profile: str
    same_files: tuple[str, ...]
    rules: dict[str, tuple[Rule, ...]]

    def links(self, finding: Finding) -> dict[str, str]:
        """The cells of the finding that are drawn: anchor and address, in the order of the form."""
        found = {
            self.anchors[place]: (place, cell) for place, cell in cells_of(finding) if place in self.anchors
        }
        return {name: cell.address for name, (_, cell) in sorted(found.items(), key=lambda item: item[1][0])}


def page_name(form_id: str) -> str:
    """The file name of the page of a form: its id, with nothing that means anything to a path."""
    return re.sub(r"[^0-9A-Za-z_-]", "-", form_id) + ".html"


def project_rows(run: Run) -> list[ProjectRow]:
    """The projects, those with the gravest findings first."""
    rows = [_project_row(result) for result in run.forms]
    return sorted(rows, key=lambda row: tuple(-count for count in row.counts.values()))


def _project_row(result: FormResult) -> ProjectRow:
    head = result.form.reading.head
    return ProjectRow(
        page=page_name(result.form.id),
        name=safe(head.get("project_name") or ""),
        department=safe(head.get("department") or ""),
        unit=safe(head.get("unit") or ""),
        source=safe(result.form.source),
        counts=_severities(result.findings),
        undecided=result.counts()["undecided"],
        codes=tuple(sorted({finding.rule.code for finding in result.findings})),
    )


def department_rows(rows: Iterable[ProjectRow]) -> list[DepartmentRow]:
    """The departments, those with the most grave findings first."""
    grouped: dict[str, list[ProjectRow]] = {}
    for row in rows:
        grouped.setdefault(row.department, []).append(row)
    made = [
        DepartmentRow(name, len(own), {key: sum(r.counts[key] for r in own) for key in own[0].counts})
        for name, own in grouped.items()
    ]
    return sorted(made, key=lambda row: (*(-count for count in row.counts.values()), row.name))


def rule_rows(run: Run) -> list[RuleRow]:
    """Every rule of the rulebook, in its order."""
    found = Counter(finding.rule.id for finding in run.findings())
    forms: dict[str, set[str]] = {}
    for result in run.forms:
        for finding in result.findings:
            forms.setdefault(finding.rule.id, set()).add(result.form.id)
    for finding in run.corpus:
        forms.setdefault(finding.rule.id, set()).update(finding.forms)
    return [RuleRow(rule, found[rule.id], len(forms.get(rule.id, ()))) for rule in run.rules]


def project_page(run: Run, result: FormResult, hashes: dict[str, str]) -> ProjectPage:
    """Everything that the page of one form shows."""
    grouped = families(result.findings)
    shown = [member for family in grouped for member in family.members()]
    drawn, anchors = drawings(result.form, shown)
    source = result.form.source
    return ProjectPage(
        result,
        grouped,
        drawn,
        anchors,
        hashes.get(source, ""),
        run.profiles.get(result.profile, result.profile),
        tuple(other for other in run.same_files.get(source, ()) if other != source),
        {
            outcome.value: tuple(rule for rule in run.rules if result.outcomes.get(rule.id) == outcome)
            for outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE)
        },
    )


def column_label(table: str, name: str) -> str:
    """The Chinese name of a column of that grain, or of a form's column; else the name itself."""
    inner = name.rpartition(".")
    for known in (inner[0], table, "forms"):
        column = TABLES[known].column(inner[2]) if known in TABLES else None
        if column is not None:
            return column.label
    return name


def figures_used(finding: Finding) -> dict[str, str]:
    """The evidence that has a name in the form; steps of the rule's own arithmetic stay in the JSON."""
    labels = {name: column_label(finding.rule.over, name) for name in finding.evidence}
    return {label: finding.evidence[name] for name, label in labels.items() if label != name}


def missing_labels(one: Open) -> str:
    """What an undecided rule lacks, in words."""
    return "、".join(dict.fromkeys(column_label(one.rule.over, name) for name in one.missing))


def _severities(findings: Iterable[Finding]) -> dict[str, int]:
    seen = Counter(finding.severity.value for finding in findings)
    return {name: seen[name] for name in ("error", "warning", "note")}
