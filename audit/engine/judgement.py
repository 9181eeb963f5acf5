"""Forms and rulebook to outcomes and findings: the story of the engine."""

from __future__ import annotations

from collections.abc import Sequence

from audit.engine.findings import Desk, Drawn, draw, explain
from audit.engine.identity import form_identities
from audit.engine.opened import open_point
from audit.engine.verdicts import Ruling, Scope, Verdicts, decide, in_force, rulings
from audit.errors import UsageError
from audit.model.finding import Finding, Open
from audit.model.form import Form
from audit.model.run import FormResult
from audit.rulebook.book import Rulebook
from audit.yamlfile import nearest

NATIONAL = "national"


def judge(
    rulebook: Rulebook,
    forms: Sequence[Form],
    *,
    profile: str | None = None,
    year: int | None = None,
    prior: Sequence[Form] = (),
) -> tuple[tuple[FormResult, ...], tuple[Finding, ...]]:
    """Judge every form by the amounts of its own profile and year; findings across forms stand apart.

    `prior` holds forms of the year before, which rules may compare with.
    """
    if profile is not None and profile not in rulebook.parameters.profiles:
        known = rulebook.parameters.profiles
        raise UsageError(f"没有名为 {profile} 的口径{nearest(profile, known)}")
    if not forms:
        return (), ()
    scopes = [_scope(rulebook, form, profile, year) for form in forms]
    listed = rulings(rulebook)
    rules = {scope: in_force(rulebook, scope) for scope in set(scopes)}
    allowed = [rules[scope] for scope in scopes]
    desk = Desk(forms, form_identities(forms, [scope.year for scope in scopes]))
    verdicts, drawn = _run(rulebook, desk, scopes, listed, (allowed, prior))
    return _results(desk, scopes, listed, verdicts, drawn)


def _scope(rulebook: Rulebook, form: Form, profile: str | None, year: int | None) -> Scope:
    own = form.head.get("profile") or form.reading.profile
    if profile is not None:
        chosen, why = profile, "按指定的口径"
    elif own in rulebook.parameters.profiles:
        chosen, why = str(own), form.reading.profile_reason or "按表样识别"
    else:
        chosen, why = NATIONAL, "表样没有自己的口径，按全国通用"
    written = form.head.get("year")
    if year is not None:
        return Scope(chosen, why, year, "按指定的年度")
    if isinstance(written, int):
        return Scope(chosen, why, written, "按表上的年度")
    return Scope(chosen, why, None, "表上没有年度，按最新的参数")


def _run(
    rulebook: Rulebook,
    desk: Desk,
    scopes: Sequence[Scope],
    listed: Sequence[Ruling],
    rest: tuple[Sequence[frozenset[str]], Sequence[Form]],
) -> tuple[Verdicts, list[Drawn]]:
    from audit.engine.duckdb import Database, Task  # heavy, and not needed to compile rules

    allowed, prior = rest
    amounts = list(dict.fromkeys((scope.profile, scope.year) for scope in scopes))
    places = {amount: number for number, amount in enumerate(amounts)}
    groups = [places[scope.profile, scope.year] for scope in scopes]
    before = _before(desk.forms, [scope.year for scope in scopes], prior)
    task = Task(desk.forms, groups, amounts, prior, before)
    database = Database(task, rulebook.parameters, [ruling.check for ruling in listed])
    try:
        verdicts = decide(database, rulebook, listed, allowed)
        drawn: list[Drawn] = []
        for number, hits in sorted(verdicts.hits.items()):
            lines = desk.lines(listed[number], database.shown(listed[number].check), set(hits))
            drawn += draw(desk, listed[number], lines)
    finally:
        database.close()
    return verdicts, explain(drawn)


def _before(forms: Sequence[Form], years: Sequence[int | None], prior: Sequence[Form]) -> list[int | None]:
    """For each form the place of the same project's form of the year before, among `prior`."""
    by_name: dict[tuple[object, object, object], int] = {}
    for place, form in enumerate(prior):
        by_name.setdefault(
            (form.head.get("unit"), form.head.get("project_name"), form.head.get("year")), place
        )
    return [
        by_name.get((form.head.get("unit"), form.head.get("project_name"), year - 1)) if year else None
        for form, year in zip(forms, years, strict=True)
    ]


def _results(
    desk: Desk, scopes: Sequence[Scope], listed: Sequence[Ruling], verdicts: Verdicts, drawn: Sequence[Drawn]
) -> tuple[tuple[FormResult, ...], tuple[Finding, ...]]:
    findings: dict[int, list[Finding]] = {}
    for item in drawn:
        if not item.across:
            findings.setdefault(item.lines[0].form, []).append(item.finding)
    open_: dict[int, list[Open]] = {}
    for number, points in sorted(verdicts.open.items()):
        for form, row, outcome in points:
            where = desk.row(form, listed[number].check["grain"], row)
            open_.setdefault(form, []).append(open_point(listed[number], desk.forms[form], where, outcome))
    results = tuple(
        FormResult(
            form,
            scope.profile,
            scope.profile_reason,
            scope.year,
            scope.year_reason,
            verdicts.outcomes[place],
            tuple(findings.get(place, ())),
            tuple(open_.get(place, ())),
        )
        for place, (form, scope) in enumerate(zip(desk.forms, scopes, strict=True))
    )
    return results, tuple(item.finding for item in drawn if item.across)
