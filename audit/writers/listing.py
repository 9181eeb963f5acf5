"""A finding as one line of a list: the columns of findings.xlsx and of CSV, and what fills them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from audit.language import text
from audit.model.finding import Open
from audit.model.form import Form
from audit.model.run import Run
from audit.writers.citation import cite
from audit.writers.masking import safe
from audit.writers.pages import missing_labels
from audit.writers.ranking import Ranked, worst_first

COLUMNS = (
    "severity", "report.code", "report.project", "report.department", "report.unit", "report.file",
    "sheet.cell", "sheet.row", "sheet.problem", "sheet.details", "finding.found", "finding.expected",
    "finding.formula", "finding.basis", "sheet.suggest", "sheet.cause", "sheet.place", "sheet.fingerprint",
)  # fmt: skip
"""The label of each column, in their order."""

NAMES = ("project_name", "department", "unit")

Line = dict[str, str]
"""What stands in each column."""


def lines(run: Run, lang: str = "zh") -> Iterator[Line]:
    """Every finding of the run, worst first, fit to leave."""
    forms = {result.form.id: _named(result.form) for result in run.forms}
    for ranked in worst_first(run):
        yield dict(zip(COLUMNS, map(safe, _values(ranked, forms, lang)), strict=True))


def _named(form: Form) -> tuple[str, ...]:
    """Project, department, unit and file of a form."""
    head = form.reading.head
    return (*(head.get(name) or "" for name in NAMES), form.source)


def _values(ranked: Ranked, forms: dict[str, tuple[str, ...]], lang: str) -> tuple[str, ...]:
    finding, rule = ranked.finding, ranked.finding.rule
    ids = finding.forms or ((ranked.result.form.id,) if ranked.result else ())
    named = [forms[form] for form in ids if form in forms] or [("",) * (len(NAMES) + 1)]
    return (
        text(f"severity.{finding.severity}", lang),
        rule.code,
        *map(_joined, zip(*named, strict=True)),
        finding.cell.address if finding.cell else "",
        "、".join(finding.rows) or ("" if finding.at == "form" else finding.at),
        rule.title,
        finding.message,
        finding.found or "",
        finding.expected or "",
        finding.formula or "",
        "\n".join(cite(basis, lang) for basis in rule.basis),
        finding.suggest,
        text("finding.caused_by", lang, code=ranked.cause.rule.code) if ranked.cause else "",
        finding.place,
        finding.fingerprint,
    )


def open_message(one: Open, lang: str = "zh") -> str:
    """Why a rule came to no conclusion."""
    if one.outcome == "undecided" and one.missing:
        return text("open.missing", lang, names=missing_labels(one))
    return text(f"outcome.{one.outcome}", lang)


def _joined(values: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(filter(None, values)))
