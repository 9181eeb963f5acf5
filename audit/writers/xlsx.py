"""The list of findings as a workbook: every cell a string or a count, never a formula or a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from audit.language import text
from audit.model.run import FormResult, Run
from audit.writers.citation import cite
from audit.writers.masking import safe
from audit.writers.pages import rule_rows
from audit.writers.ranking import Ranked, worst_first

if TYPE_CHECKING:
    from xlsxwriter import Workbook

CELL_LIMIT = 32_767
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns as (label key, width), its rows."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: Iterable[Sequence[Value]]


def write(run: Run, path: Path, *, lang: str = "zh") -> None:
    """Write the workbook."""
    from xlsxwriter import Workbook

    with Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"title": text("report.title", lang), "created": _CREATED})
        for sheet in _sheets(run, lang):
            _write(book, sheet, lang)


def _sheets(run: Run, lang: str) -> Iterator[Sheet]:
    yield Sheet("sheet.findings", _FINDINGS, _findings(run, lang))
    yield Sheet("sheet.projects", _PROJECTS, (_project(result, lang) for result in run.forms))
    yield Sheet("sheet.rules", _RULES, _rules(run, lang))
    yield Sheet("sheet.unaudited", _UNAUDITED, _not_audited(run, lang))


def _write(book: Workbook, sheet: Sheet, lang: str) -> None:
    page = book.add_worksheet(text(sheet.name, lang))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.freeze_panes(1, 0)
    head = book.add_format({"bold": True, "bg_color": "#E8ECF2", "border": 1, "valign": "vcenter"})
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C5CBD5"})
    for column, (label, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
        page.write_string(0, column, text(label, lang), head)
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(last, column, value, body)
            else:
                page.write_string(last, column, _cell(value), body)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _cell(value: str | None) -> str:
    """The text within the limit of a cell, which counts UTF-16 units."""
    shown = safe(value or "")
    if len(shown) * 2 <= CELL_LIMIT:
        return shown
    units = shown.encode("utf-16-le")
    return (
        shown
        if len(units) <= CELL_LIMIT * 2
        else units[: CELL_LIMIT * 2 - 2].decode("utf-16-le", "ignore") + "…"
    )


_FINDINGS = (
    ("sheet.number", 6), ("severity", 8), ("report.code", 10), ("report.project", 24),
    ("report.department", 18), ("report.unit", 18), ("report.file", 22), ("sheet.cell", 16),
    ("sheet.row", 20), ("sheet.problem", 44), ("finding.found", 12), ("finding.expected", 12),
    ("finding.formula", 28), ("finding.basis", 30), ("sheet.suggest", 30), ("sheet.place", 20),
)  # fmt: skip


def _findings(run: Run, lang: str) -> Iterator[Sequence[Value]]:
    names = {result.form.id: result for result in run.forms}
    for number, ranked in enumerate(worst_first(run), 1):
        yield (number, *_finding(ranked, names, lang))


def _finding(ranked: Ranked, names: dict[str, FormResult], lang: str) -> Sequence[Value]:
    finding, rule = ranked.finding, ranked.finding.rule
    results = [names[form] for form in finding.forms if form in names] or [r for r in (ranked.result,) if r]
    cause = text("finding.caused_by", lang, code=ranked.cause.rule.code) if ranked.cause else ""
    return (
        text(f"severity.{finding.severity}", lang),
        rule.code,
        *(_joined(result.form.reading.head.get(name) for result in results) for name in _NAMES),
        _joined(result.form.source for result in results),
        finding.cell.address if finding.cell else "",
        "、".join(finding.rows) or ("" if finding.at == "form" else finding.at),
        "\n".join(filter(None, (f"{rule.title}：{finding.message}", cause))),
        finding.found,
        finding.expected,
        finding.formula,
        "\n".join(cite(basis, lang) for basis in rule.basis),
        finding.suggest,
        finding.place,
    )


_NAMES = ("project_name", "department", "unit")


def _joined(values: Iterable[str | None]) -> str:
    return "、".join(dict.fromkeys(filter(None, values)))


_PROJECTS = (
    ("report.project", 30), ("report.department", 22), ("report.unit", 22), ("report.file", 26),
    ("form.title", 34), ("form.year", 8), ("form.profile", 12), ("severity.error", 8),
    ("severity.warning", 8), ("severity.note", 8), ("outcome.passed", 8), ("outcome.undecided", 10),
    ("outcome.not_applicable", 10), ("outcome.failed", 10), ("sheet.unplaced", 14), ("sheet.complete", 12),
)  # fmt: skip


def _project(result: FormResult, lang: str) -> Sequence[Value]:
    reading, counts = result.form.reading, result.counts()
    severities = Counter(finding.severity.value for finding in result.findings)
    return (
        *(reading.head.get(name) for name in _NAMES),
        result.form.source,
        reading.head.get("title"),
        result.year,
        result.profile,
        *(severities[name] for name in ("error", "warning", "note")),
        *(counts[name] for name in ("passed", "undecided", "not_applicable", "failed")),
        len(reading.unplaced),
        text("sheet.yes" if reading.flags.get("complete") else "sheet.no", lang),
    )


_RULES = (
    ("report.code", 10), ("severity", 8), ("report.rule", 36), ("report.findings", 8), ("report.forms", 8),
    ("finding.basis", 44), ("rules.condition", 50), ("sheet.suggest", 44),
)  # fmt: skip


def _rules(run: Run, lang: str) -> Iterator[Sequence[Value]]:
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
        )


_UNAUDITED = (("report.file", 50), ("sheet.state", 16), ("report.reason", 70))


def _not_audited(run: Run, lang: str) -> Iterator[Sequence[Value]]:
    for state, entries in (("unaudited", run.unaudited), ("no_form", run.no_form)):
        for entry in entries:
            yield (entry.source, text(f"sheet.state.{state}", lang), entry.reason)
