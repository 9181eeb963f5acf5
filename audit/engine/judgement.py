"""Forms and rulebook to outcomes and findings: the story of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from audit.engine.budget import reconcile
from audit.engine.findings import Desk, Drawn, Line, draw, explain, lines_of
from audit.engine.history import History, history
from audit.engine.opened import open_point
from audit.engine.verdicts import Ruling, Scope, Verdicts, decide, in_force, rulings
from audit.errors import UsageError
from audit.model.finding import Finding
from audit.model.form import Form
from audit.model.identity import form_identities
from audit.model.run import FormResult
from audit.rulebook.book import Rulebook
from audit.yamlfile import nearest

NATIONAL, BUDGET_LIST = "national", "budget_list"


def judge(  # noqa: PLR0913 — what may lie beside the forms
    rulebook: Rulebook,
    forms: Sequence[Form],
    *,
    profile: str | None = None,
    year: int | None = None,
    prior: Sequence[Form] = (),
    budget: Form | None = None,
) -> tuple[tuple[FormResult, ...], tuple[Finding, ...]]:
    """Judge every form by the amounts of its own profile and year; findings across forms stand apart.

    `prior` holds forms of the year before, which rules may compare with; `budget` a list of budgeted
    projects, whose findings stand apart too.
    """
    if profile is not None and profile not in rulebook.parameters.profiles:
        known = rulebook.parameters.profiles
        raise UsageError(f"没有名为 {profile} 的口径{nearest(profile, known)}")
    if not forms:
        return (), ()
    scopes = [_scope(rulebook, form, profile, year) for form in forms]
    of_list: tuple[Finding, ...] = ()
    if budget is not None:
        reconcile(budget, forms)
        of_list = _of_list(rulebook.chosen(lambda rule: rule.over == BUDGET_LIST), budget, scopes[0])
    before = history(forms, [scope.year for scope in scopes], prior)
    results, across = judged(
        Case(rulebook.chosen(lambda rule: rule.over != BUDGET_LIST), forms, scopes, before)
    )
    return results, (*of_list, *across)


def _of_list(rulebook: Rulebook, budget: Form, scope: Scope) -> tuple[Finding, ...]:
    """What the rules over the list say of it."""
    if not rulebook.rules:
        return ()
    (result,), across = judged(Case(rulebook, [budget], [scope]))
    return tuple(replace(finding, forms=()) for finding in (*result.findings, *across))


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged, and by what."""

    rulebook: Rulebook
    forms: Sequence[Form]
    scopes: Sequence[Scope]
    history: History = field(default_factory=History)


def judged(case: Case) -> tuple[tuple[FormResult, ...], tuple[Finding, ...]]:
    """What the rules say of each form, and across the forms."""
    verdicts, lines = _ask(case)
    return _results(case, verdicts, lines)


def _scope(rulebook: Rulebook, form: Form, profile: str | None, year: int | None) -> Scope:
    own, why = form.head.get("profile"), None
    if profile is not None:
        own, why = profile, "按指定的口径"
    elif own not in rulebook.parameters.profiles:
        own, why = NATIONAL, "表样没有自己的口径，按全国通用"
    written = form.head.get("year")
    if year is not None:
        return Scope(str(own), why, year, "按指定的年度")
    if isinstance(written, int):
        return Scope(str(own), why, written, "按表上的年度")
    return Scope(str(own), why, None, "表上没有年度，按最新的参数")


def _ask(case: Case) -> tuple[Verdicts, list[tuple[Ruling, list[Line]]]]:
    """Everything that the database says: outcomes, and the figures of the rows that are hit."""
    from audit.engine.duckdb import Database, Task  # heavy, and not needed to compile rules

    listed = rulings(case.rulebook)
    rules = {scope: in_force(case.rulebook, scope) for scope in set(case.scopes)}
    amounts = list(dict.fromkeys((scope.profile, scope.year) for scope in case.scopes))
    places = {amount: number for number, amount in enumerate(amounts)}
    groups = [places[scope.profile, scope.year] for scope in case.scopes]
    task = Task(case.forms, groups, amounts, case.history)
    database = Database(task, case.rulebook.parameters, [ruling.check for ruling in listed])
    try:
        verdicts = decide(database, case.rulebook, listed, [rules[scope] for scope in case.scopes])
        lines = [
            (listed[number], lines_of(listed[number].check, database.shown(listed[number].check), set(hits)))
            for number, hits in sorted(verdicts.hits.items())
        ]
    finally:
        database.close()
    return verdicts, lines


def _results(
    case: Case, verdicts: Verdicts, lines: Sequence[tuple[Ruling, list[Line]]]
) -> tuple[tuple[FormResult, ...], tuple[Finding, ...]]:
    """Findings across forms, then form by form, so that each form is unpacked once."""
    desk = Desk(case.forms, form_identities(case.forms, [scope.year for scope in case.scopes]))
    wide = [(ruling, found) for ruling, found in lines if _across(ruling)]
    desk.note(wide)
    across = [item for ruling, found in wide for item in draw(desk, ruling, found)]
    touching: dict[int, list[Drawn]] = {}
    for item in across:
        for place in item.forms:
            touching.setdefault(place, []).append(item)
    causes = {cause for item in across for cause in item.ruling.rule.explained_by}
    by_form = _by_form(lines)
    results, kept = [], []
    for place in range(len(case.forms)):
        drawn = [item for ruling, found in by_form.pop(place, ()) for item in draw(desk, ruling, found)]
        drawn = explain(drawn, touching.get(place, ()))
        kept += [item for item in drawn if item.ruling.rule.id in causes]
        results.append(_result(case, desk, verdicts, place, tuple(item.finding for item in drawn)))
    return tuple(results), tuple(item.finding for item in explain(across, kept))


def _across(ruling: Ruling) -> bool:
    """Whether a check collects rows of several forms."""
    return bool(ruling.check["collect"] and ruling.check["collect"]["keys"])


def _by_form(lines: Sequence[tuple[Ruling, list[Line]]]) -> dict[int, list[tuple[Ruling, list[Line]]]]:
    """The rows hit in each form, check by check."""
    by_form: dict[int, list[tuple[Ruling, list[Line]]]] = {}
    for ruling, found in lines:
        for line in found if not _across(ruling) else ():
            own = by_form.setdefault(line.form, [])
            if not own or own[-1][0] is not ruling:
                own.append((ruling, []))
            own[-1][1].append(line)
    return by_form


def _result(
    case: Case, desk: Desk, verdicts: Verdicts, place: int, findings: tuple[Finding, ...]
) -> FormResult:
    scope, sheet = case.scopes[place], desk.sheet(place)
    points = sorted(verdicts.open.get(place, ()), key=lambda point: (point[0].number, point[1]))
    return FormResult(
        case.forms[place],
        scope.profile,
        scope.profile_reason or sheet.profile_reason or "按表样识别",
        scope.year,
        scope.year_reason,
        verdicts.outcomes[place],
        findings,
        tuple(
            open_point(ruling, sheet.form, sheet.row(ruling.check["grain"], row), outcome)
            for ruling, row, outcome in points
        ),
    )
