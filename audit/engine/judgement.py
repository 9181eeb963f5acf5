"""Forms and rulebook to outcomes and findings: the story of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.engine.budget import reconcile
from audit.engine.history import history
from audit.engine.memory import Memory, sit_wide_with_memory, sit_with_memory
from audit.engine.results import Desk
from audit.engine.sitting import Case, Sitting, sit
from audit.engine.verdicts import Ruling, Scope, is_wide, rulings
from audit.errors import UsageError
from audit.model.finding import Finding
from audit.model.form import Form
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
    memory: Memory | None = None,
) -> tuple[tuple[FormResult, ...], Sequence[Finding]]:
    """Judge every form by the amounts of its own profile and year; findings across forms stand apart.

    `prior` holds forms of the year before, which rules may compare with; `budget` a list of budgeted
    projects, whose findings stand apart too. With a `memory` of earlier runs only what has changed since is
    judged: forms by the rules that look at one form alone, rules by themselves that look further.
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
        Case(rulebook.chosen(lambda rule: rule.over != BUDGET_LIST), forms, scopes, before), memory
    )
    return results, (*of_list, *across) if of_list else across


def _of_list(rulebook: Rulebook, budget: Form, scope: Scope) -> tuple[Finding, ...]:
    """What the rules over the list say of it."""
    if not rulebook.rules:
        return ()
    (result,), across = judged(Case(rulebook, [budget], [scope]))
    return tuple(replace(finding, forms=()) for finding in (*result.findings, *across))


def judged(case: Case, memory: Memory | None = None) -> tuple[tuple[FormResult, ...], Sequence[Finding]]:
    """What the rules say of each form, and across the forms."""
    listed = rulings(case.rulebook)
    sitting = _sitting(case, listed, memory)
    desk = Desk(case, listed, sitting, memory)
    return tuple(desk.result(place) for place in range(len(case.forms))), desk.corpus()


def _sitting(case: Case, listed: Sequence[Ruling], memory: Memory | None) -> Sitting:
    """What every rule says of every form."""
    if memory is None:
        return sit(case, listed)
    near = [ruling for ruling in listed if not is_wide(case.rulebook, ruling.rule)]
    wide = [ruling for ruling in listed if is_wide(case.rulebook, ruling.rule)]
    return sit_with_memory(case, near, memory).beside(sit_wide_with_memory(case, wide, memory))


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
