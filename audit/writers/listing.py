"""A finding as one line of a list: the columns of findings.xlsx and of CSV, and what fills them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from operator import itemgetter

from audit.language import text
from audit.model.finding import Finding, Open
from audit.model.form import Form
from audit.model.ledger import GivenVerdict, Verdict
from audit.model.rule import Rule
from audit.model.run import FormResult, Run
from audit.writers.citation import cite
from audit.writers.drawers import Drawers
from audit.writers.masking import Figure, safe
from audit.writers.pages import missing_labels
from audit.writers.ranking import Ranked, grade, ranked, ranked_across

COLUMNS = (
    "severity", "report.code", "report.project", "report.department", "report.unit", "report.file",
    "sheet.cell", "sheet.row", "sheet.problem", "sheet.details", "finding.found", "finding.expected",
    "sheet.amount", "finding.formula", "finding.basis", "sheet.suggest", "sheet.cause", "sheet.standing",
    "sheet.version", "sheet.place", "sheet.fingerprint",
)  # fmt: skip
"""The label of each column, in their order."""

_OF_RULE = ("severity", "report.code", "sheet.problem", "finding.basis", "sheet.version")
_OWN = tuple(label for label in COLUMNS if label not in _OF_RULE)
_SORTED = itemgetter(*map((*_OF_RULE, *_OWN).index, COLUMNS))
"""What a rule says, then what a finding says, in the order of the columns."""

NAMES = ("project_name", "department", "unit")
_FORM = ("report.project", "report.department", "report.unit", "report.file", "money_unit")
"""What the line says of its form, the last one not in a column of its own."""

MONEY = ("budget_initial", "budget", "received", "planned", "executed")
"""The columns that hold an amount of the project."""

VERSION_DIGITS = 12
"""So many digits of the rulebook's digest tell one version from another."""

Line = dict[str, str]
"""What stands in each column."""


class Listing:
    """Findings as lines fit to leave: put in form by form, given worst first; many wait on the disk.

    Those across forms are put in last: they name forms that have been put in.
    """

    def __init__(self, run: Run, lang: str = "zh") -> None:
        self._run, self._lang, self._count = run, lang, 0
        self._forms: dict[str, tuple[str, ...]] = {}
        self._rules: dict[str, tuple[str, ...]] = {}
        self._drawers = Drawers()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Line]:
        for rule_id, *own in self._drawers.taken():
            yield dict(zip(COLUMNS, _SORTED((*self._rules[rule_id], *own)), strict=True))

    def add(self, result: FormResult) -> None:
        """Put in the findings of a form, in the order of the run."""
        self._forms[result.form.id] = _named(result.form)
        self._put(ranked(result))

    def add_across(self) -> None:
        """Put in the findings across forms."""
        self._put(ranked_across(self._run))

    def _put(self, findings: Iterable[Ranked]) -> None:
        run, lang = self._run, self._lang
        for one in findings:
            rule = one.found.rule
            if rule.id not in self._rules:
                self._rules[rule.id] = _of_rule(rule, run, lang)
            said = _of_finding(one, self._forms, lang)
            said["sheet.standing"] = safe(standing(run, one.found, lang)) if run.verdicts else ""
            self._drawers.put(grade(one), (rule.id, *(said[label] for label in _OWN)))
            self._count += 1


def lines(run: Run, lang: str = "zh") -> Listing:
    """Every finding of the run."""
    made = Listing(run, lang)
    for result in run.forms:
        made.add(result)
    made.add_across()
    return made


def version(run: Run) -> str:
    """Which rulebook has judged, in a few digits."""
    return run.rulebook.rpartition(":")[2][:VERSION_DIGITS]


def _named(form: Form) -> tuple[str, ...]:
    """Project, department, unit, file and unit of money of a form."""
    head = form.reading.head
    named = (*(head.get(name) or "" for name in NAMES), form.source, head.get("money_unit") or "")
    return tuple(map(safe, named))


def _of_rule(rule: Rule, run: Run, lang: str) -> tuple[str, ...]:
    """What every finding of a rule says: its half of the columns."""
    basis = "\n".join(cite(basis, lang) for basis in rule.basis)
    said = (text(f"severity.{rule.severity}", lang), rule.code, rule.title, basis, version(run))
    return tuple(map(safe, said))


def _of_finding(ranked: Ranked, forms: dict[str, tuple[str, ...]], lang: str) -> Line:
    finding = ranked.finding
    ids = finding.forms or ((ranked.result.form.id,) if ranked.result else ())
    named = [forms[form] for form in ids if form in forms] or [("",) * len(_FORM)]
    names = named[0] if len(named) == 1 else tuple(map(_joined, zip(*named, strict=True)))
    *_, unit = names
    return {
        **dict(zip(_FORM, names, strict=True)),
        "sheet.cell": safe(finding.cell.address) if finding.cell else "",
        "sheet.row": "、".join(dict.fromkeys(finding.rows)) or ("" if finding.at == "form" else finding.at),
        "sheet.details": finding.message,
        "finding.found": finding.found or "",
        "finding.expected": finding.expected or "",
        "sheet.amount": amount(finding, unit),
        "finding.formula": finding.formula or "",
        "sheet.suggest": finding.suggest,
        "sheet.cause": text("finding.caused_by", lang, code=ranked.cause.rule.code) if ranked.cause else "",
        "sheet.place": finding.place,
        "sheet.fingerprint": finding.fingerprint,
    }


def amount(finding: Finding, unit: str) -> str:
    """How much money is in question: by how much an amount is off, else the amount itself; else blank."""
    found, expected = _amount(finding.found), _amount(finding.expected)
    if finding.field not in MONEY or found is None:
        return ""
    return Figure(f"{found if expected is None else abs(found - expected):f}{unit}")


def _amount(said: str | None) -> Decimal | None:
    try:
        return Decimal((said or "").replace(",", ""))
    except InvalidOperation:
        return None


def verdict_text(given: GivenVerdict, lang: str = "zh", standing: str = "rejected") -> str:
    """What a person said of a finding: the verdict, why, who; `outdated` where it was of other figures."""
    if standing == "rejected" and given.verdict is Verdict.WAIVED:
        standing = "waived"
    reason = given.reason or text("verdict.no_reason", lang)
    who = text("verdict.by", lang, who=given.who) if given.who else ""
    return text(f"verdict.{standing}.told", lang, reason=reason, who=who)


def standing(run: Run, finding: Finding, lang: str = "zh") -> str:
    """That people have rejected or waived the finding, or had when its figures were others; else blank."""
    given = run.verdicts.get(finding.place)
    if given is None or given.verdict not in (Verdict.REJECTED, Verdict.WAIVED):
        return ""
    return verdict_text(given, lang, "rejected" if run.rejected(finding) else "outdated")


def open_message(one: Open, lang: str = "zh") -> str:
    """Why a rule came to no conclusion."""
    if one.outcome == "undecided" and one.missing:
        return text("open.missing", lang, names=missing_labels(one))
    return text(f"outcome.{one.outcome}", lang)


def _joined(values: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(filter(None, values)))
