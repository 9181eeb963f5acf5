"""The sheets beside the list of findings: projects, departments, rules, files that were not audited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.language import text
from audit.model.run import Run
from audit.writers.citation import cite
from audit.writers.masking import safe
from audit.writers.pages import ProjectRow, Tally, department_rows
from audit.writers.sheetdata import Value


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns as (label, width), its rows fit to leave."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: Iterable[Sequence[Value]]


def sheets(run: Run, counted: Tally, lang: str) -> Iterator[Sheet]:
    """Every sheet beside the findings."""
    yield Sheet("sheet.projects", _PROJECTS, (_project(run, row, lang) for row in counted.rows))
    yield Sheet("sheet.departments", _DEPARTMENTS, _departments(counted, lang))
    yield Sheet("sheet.rules", _RULES, _rules(run, counted, lang))
    yield Sheet("sheet.unaudited", _UNAUDITED, _not_audited(run, lang))


_PROJECTS = (
    ("report.project", 22), ("report.department", 16), ("report.unit", 16), ("report.file", 18),
    ("form.title", 22), ("form.year", 6), ("form.profile", 18), ("sheet.budget", 11), ("sheet.executed", 11),
    ("sheet.rate", 9), ("sheet.total", 6), ("severity.error", 6), ("severity.warning", 6),
    ("severity.note", 6), ("outcome.passed", 6), ("outcome.undecided", 7), ("outcome.not_applicable", 7),
    ("outcome.failed", 7), ("sheet.unplaced", 9), ("sheet.complete", 7),
)  # fmt: skip


def _project(run: Run, row: ProjectRow, lang: str) -> Sequence[Value]:
    return (
        row.name,
        row.department,
        row.unit,
        row.source,
        row.title,
        row.year,
        run.profiles.get(row.profile, row.profile),
        row.budget,
        row.executed,
        row.rate,
        row.total_score,
        *row.counts.values(),
        *(row.outcomes[name] for name in ("passed", "undecided", "not_applicable", "failed")),
        row.unplaced,
        text("sheet.yes" if row.complete else "sheet.no", lang),
    )


_DEPARTMENTS = (
    ("report.department", 44), ("report.forms", 10), ("severity.error", 10), ("severity.warning", 10),
    ("severity.note", 10),
)  # fmt: skip


def _departments(counted: Tally, lang: str) -> Iterator[Sequence[Value]]:
    for row in department_rows(counted.rows):
        yield (row.name or text("report.no_department", lang), row.forms, *row.counts.values())


_RULES = (
    ("report.code", 10), ("severity", 8), ("report.rule", 36), ("report.findings", 8), ("report.forms", 8),
    ("finding.basis", 44), ("rules.condition", 50), ("sheet.suggest", 44), ("sheet.silenced", 20),
)  # fmt: skip


def _rules(run: Run, counted: Tally, lang: str) -> Iterator[Sequence[Value]]:
    silenced = {silence.rule: silence.reason for silence in run.silenced}
    for row in counted.rule_rows(run.rules):
        rule = row.rule
        yield (
            rule.code,
            text(f"severity.{rule.severity}", lang),
            rule.title,
            row.findings,
            row.forms,
            "\n".join(cite(basis, lang) for basis in rule.basis),
            rule.condition,
            rule.suggest,
            safe(silenced.get(rule.id, "")),
        )


_UNAUDITED = (("report.file", 50), ("sheet.state", 16), ("report.reason", 70))


def _not_audited(run: Run, lang: str) -> Iterator[Sequence[Value]]:
    for state, entries in (("unaudited", run.unaudited), ("no_form", run.no_form)):
        for entry in entries:
            yield (safe(entry.source), text(f"sheet.state.{state}", lang), safe(entry.reason))
