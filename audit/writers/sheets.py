"""The sheets beside the list of findings: projects, departments, rules, files that were not audited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.language import text
from audit.model.run import FormResult, Run
from audit.writers.citation import cite
from audit.writers.listing import NAMES
from audit.writers.masking import safe, value_of
from audit.writers.pages import department_rows, project_rows, rule_rows

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns as (label, width), its rows fit to leave."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: Iterable[Sequence[Value]]


def sheets(run: Run, lang: str) -> Iterator[Sheet]:
    """Every sheet beside the findings."""
    yield Sheet("sheet.projects", _PROJECTS, (_project(result, lang) for result in run.forms))
    yield Sheet("sheet.departments", _DEPARTMENTS, _departments(run, lang))
    yield Sheet("sheet.rules", _RULES, _rules(run, lang))
    yield Sheet("sheet.unaudited", _UNAUDITED, _not_audited(run, lang))


_PROJECTS = (
    ("report.project", 30), ("report.department", 22), ("report.unit", 22), ("report.file", 26),
    ("form.title", 34), ("form.year", 8), ("form.profile", 12), ("sheet.budget", 12), ("sheet.executed", 12),
    ("sheet.rate", 10), ("sheet.total", 8), ("severity.error", 8), ("severity.warning", 8),
    ("severity.note", 8), ("outcome.passed", 8), ("outcome.undecided", 10), ("outcome.not_applicable", 10),
    ("outcome.failed", 10), ("sheet.unplaced", 14), ("sheet.complete", 12),
)  # fmt: skip


def _project(result: FormResult, lang: str) -> Sequence[Value]:
    reading, counts = result.form.reading, result.counts()
    severities = Counter(finding.severity.value for finding in result.findings)
    total = next((row for row in reading.funds if row.get("kind") == "total"), {})
    funds = (value_of("funds", name, total.get(name) or "") for name in ("budget", "executed", "rate"))
    return (
        *(safe(reading.head.get(name) or "") for name in NAMES),
        safe(result.form.source),
        safe(reading.head.get("title") or ""),
        result.year,
        result.profile,
        *map(safe, funds),
        safe(value_of("forms", "total_score", reading.head.get("total_score") or "")),
        *(severities[name] for name in ("error", "warning", "note")),
        *(counts[name] for name in ("passed", "undecided", "not_applicable", "failed")),
        len(reading.unplaced),
        text("sheet.yes" if reading.flags.get("complete") else "sheet.no", lang),
    )


_DEPARTMENTS = (
    ("report.department", 44), ("report.forms", 10), ("severity.error", 10), ("severity.warning", 10),
    ("severity.note", 10),
)  # fmt: skip


def _departments(run: Run, lang: str) -> Iterator[Sequence[Value]]:
    for row in department_rows(project_rows(run)):
        yield (row.name or text("report.no_department", lang), row.forms, *row.counts.values())


_RULES = (
    ("report.code", 10), ("severity", 8), ("report.rule", 36), ("report.findings", 8), ("report.forms", 8),
    ("finding.basis", 44), ("rules.condition", 50), ("sheet.suggest", 44), ("sheet.silenced", 20),
)  # fmt: skip


def _rules(run: Run, lang: str) -> Iterator[Sequence[Value]]:
    silenced = {silence.rule: silence.reason for silence in run.silenced}
    for row in rule_rows(run):
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
