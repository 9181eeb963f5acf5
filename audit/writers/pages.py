"""What a report says of a whole run: a row for each form, department and rule."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache, lru_cache

from audit.language import text
from audit.model.finding import Finding, Open
from audit.model.form import Reading
from audit.model.rule import Outcome, Rule
from audit.model.run import FormResult, Run
from audit.model.schema import TABLES, Column, Type
from audit.writers.masking import safe, value_of

SEVERITIES = ("error", "warning", "note")
TOTAL_RULE = "total-score-mismatch"
"""The rule that works out the total score of a form."""

DOUBTS = ("incomplete", "unplaced", "unsure")
"""Why a person should look at how a form was read."""

_FIGURES = (Type.NUMBER, Type.RATIO, Type.DATE)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One form in the lists of projects; `causes` are the findings that no other explains.

    `budget`, `executed` and `rate` are those of the total of its funds as written, `outcomes` the count of
    each outcome, `unplaced` of places whose text found no place.
    """

    page: str
    name: str
    department: str
    unit: str
    source: str
    year: int | None
    profile: str
    counts: dict[str, int]
    causes: int
    outcomes: dict[str, int]
    rules: tuple[str, ...]
    stated: Decimal | None
    recomputed: Decimal | None
    doubts: tuple[str, ...]
    title: str
    budget: str
    executed: str
    rate: str
    total_score: str
    unplaced: int
    complete: bool

    @property
    def undecided(self) -> int:
        """How many rules came to no conclusion."""
        return self.outcomes["undecided"]


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """The forms and findings of one department."""

    name: str
    forms: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How often and in how many forms a rule found something, and how often nothing else explains it."""

    rule: Rule
    findings: int
    forms: int
    causes: int


@dataclass(slots=True)
class Tally:
    """The rows of a run, taken form by form."""

    rows: list[ProjectRow] = field(default_factory=list)
    _findings: Counter[str] = field(default_factory=Counter)
    _causes: Counter[str] = field(default_factory=Counter)
    _forms: Counter[str] = field(default_factory=Counter)

    def add(self, result: FormResult, reading: Reading) -> ProjectRow:
        """Count one form."""
        row = _project_row(result, reading)
        self.rows.append(row)
        self._count(result.findings)
        self._forms.update(row.rules)
        return row

    def across(self, corpus: Iterable[Finding]) -> None:
        """Count the findings across forms."""
        touched: dict[str, set[str]] = {}
        for finding in corpus:
            self._count((finding,))
            touched.setdefault(finding.rule.id, set()).update(finding.forms)
        self._forms.update({rule: len(forms) for rule, forms in touched.items()})

    def _count(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._findings[finding.rule.id] += 1
            self._causes[finding.rule.id] += finding.explained_by is None

    def rule_rows(self, rules: Iterable[Rule]) -> list[RuleRow]:
        """Every rule, in the order given."""
        return [RuleRow(r, self._findings[r.id], self._forms[r.id], self._causes[r.id]) for r in rules]

    def severities(self, rules: Iterable[Rule]) -> dict[str, int]:
        """How many findings of each severity."""
        counted = dict.fromkeys(SEVERITIES, 0)
        for rule in rules:
            counted[rule.severity.value] += self._findings[rule.id]
        return counted


def tally(run: Run) -> Tally:
    """Every form of the run, and what stands across them."""
    made = Tally()
    for result in run.forms:
        made.add(result, result.form.reading)
    made.across(run.corpus)
    return made


def page_name(form_id: str) -> str:
    """The name of a form in addresses and file names: its id, with nothing that means anything to a path."""
    return re.sub(r"[^0-9A-Za-z_-]", "-", form_id)


def worst_rows(rows: Iterable[ProjectRow]) -> list[ProjectRow]:
    """Those with the gravest findings first."""
    return sorted(rows, key=lambda row: tuple(-count for count in row.counts.values()))


def _project_row(result: FormResult, reading: Reading) -> ProjectRow:
    head = reading.head
    seen = Counter(finding.rule.severity.value for finding in result.findings)
    stated = _number(re.sub(r"\s*分$", "", head.get("total_score") or ""))
    total = next((row for row in reading.funds if row.get("kind") == "total"), {})
    return ProjectRow(
        page=page_name(result.form.id),
        name=safe(head.get("project_name") or head.get("title") or ""),
        department=safe(head.get("department") or ""),
        unit=safe(head.get("unit") or ""),
        source=safe(result.form.source),
        year=result.year,
        profile=result.profile,
        counts={name: seen[name] for name in SEVERITIES},
        causes=sum(finding.explained_by is None for finding in result.findings),
        outcomes=result.counts(),
        rules=tuple(sorted({finding.rule.id for finding in result.findings})),
        stated=stated,
        recomputed=_recomputed(result, stated),
        doubts=tuple(_doubts(reading)),
        title=safe(head.get("title") or ""),
        **{name: _written("funds", name, total.get(name)) for name in ("budget", "executed", "rate")},
        total_score=_written("forms", "total_score", head.get("total_score")),
        unplaced=len(reading.unplaced),
        complete=bool(reading.flags.get("complete")),
    )


def _written(table: str, name: str, said: str | None) -> str:
    return safe(value_of(table, name, said or ""))


def _recomputed(result: FormResult, stated: Decimal | None) -> Decimal | None:
    """The total as the rule on totals works it out, None where it came to no conclusion."""
    outcome = result.outcomes.get(TOTAL_RULE)
    if outcome == Outcome.PASSED:
        return stated
    if outcome != Outcome.FINDING:
        return None
    return next((_number(f.expected or "") for f in result.findings if f.rule.id == TOTAL_RULE), None)


def _number(said: str) -> Decimal | None:
    try:
        number = Decimal(said.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _doubts(reading: Reading) -> Iterable[str]:
    if not reading.flags.get("complete", True):
        yield "incomplete"
    if reading.unplaced:
        yield "unplaced"
    if reading.doubtful:
        yield "unsure"


def department_rows(rows: Iterable[ProjectRow]) -> list[DepartmentRow]:
    """The departments, those with the most grave findings first."""
    grouped: dict[str, list[ProjectRow]] = {}
    for row in rows:
        grouped.setdefault(row.department, []).append(row)
    made = [
        DepartmentRow(name, len(own), {key: sum(r.counts[key] for r in own) for key in SEVERITIES})
        for name, own in grouped.items()
    ]
    return sorted(made, key=lambda row: (*(-count for count in row.counts.values()), row.name))


@cache
def _column(table: str, name: str) -> Column | None:
    """A column of that grain, else of a form."""
    inner = name.rpartition(".")
    columns = (TABLES[known].column(inner[2]) for known in (inner[0], table, "forms") if known in TABLES)
    return next(filter(None, columns), None)


def column_label(table: str, name: str) -> str:
    """The Chinese name of a column of that grain, or of a form's column; else the name itself."""
    column = _column(table, name)
    return column.label if column else name


def figures_used(finding: Finding) -> dict[str, str]:
    """The figures and dates of the evidence by their names on the form; blanks stay in the JSON."""
    over, used, blank = finding.rule.over, {}, text("finding.blank", "zh")
    for name, value in finding.evidence.items():
        column = _figure(over, name)
        if column is not None and value != blank:
            used[column.label] = _percent(value) if column.type is Type.RATIO else value
    return used


@cache
def _figure(table: str, name: str) -> Column | None:
    """A column that holds figures or dates; how finely a figure is written tells people nothing."""
    column = _column(table, name)
    if column is None or column.type not in _FIGURES or column.name.endswith("_step"):
        return None
    return column


@lru_cache(1 << 10)
def _percent(ratio: str) -> str:
    """A ratio as forms write it; what is no number stays as it is."""
    number = _number(ratio)
    if number is None:
        return ratio
    percent = (number * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{percent.normalize():f}%"


def missing_labels(one: Open) -> str:
    """What an undecided rule lacks, in words."""
    return "、".join(dict.fromkeys(column_label(one.rule.over, name) for name in one.missing))
