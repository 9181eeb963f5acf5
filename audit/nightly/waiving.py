"""Which findings are waived tonight, and which waivers have come to their end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from audit.model.finding import Finding
from audit.model.identity import digest
from audit.model.ledger import GivenVerdict, Verdict
from audit.model.manual import RulePage
from audit.model.rule import Basis, Certainty, Rule, Severity
from audit.model.run import Run
from audit.model.waiver import ACTIVE, CHANGED, EXPIRED, PASSED, UNUSED, Waiver, WaiverUse
from audit.writers.listing import amount


class Candidate(NamedTuple):
    """A finding as waivers look at it."""

    place: str
    fingerprint: str
    rule: str
    code: str
    project: str
    unit: str
    amount: Decimal | None


@dataclass(slots=True)
class Past:
    """What earlier runs have noted of a waiver: the figures it covers, and why it is over."""

    covers: dict[str, str] = field(default_factory=dict)
    lapsed: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A waiver tonight: its state, the findings it covers by place, the figures it has ever covered."""

    use: WaiverUse
    covered: Mapping[str, str]
    covers: Mapping[str, str]


def decide(
    waivers: Sequence[Waiver], candidates: Iterable[Candidate], past: Mapping[str, Past], today: date
) -> list[Decided]:
    """Every waiver in its order; a finding that two cover goes by the first."""
    left = list(candidates)
    decided = []
    for waiver in waivers:
        own = [one for one in left if fits(waiver, one) and (waiver.amount is None or one.amount is not None)]
        made = _decide(waiver, own, past.get(waiver.id, Past()), today)
        left = [one for one in left if one.place not in made.covered]
        decided.append(made)
    return decided


def fits(waiver: Waiver, one: Candidate) -> bool:
    """Whether everything that the waiver names is so."""
    return (
        (not waiver.rule or waiver.rule.lower() in (one.rule.lower(), one.code.lower()))
        and _named(waiver.project, one.project)
        and _named(waiver.unit, one.unit)
        and (not waiver.place or waiver.place == one.place)
    )


def _named(wanted: str, name: str) -> bool:
    """Whether a name is the one wanted, spaces aside; blank fits all."""
    return not wanted or "".join(wanted.split()) == "".join(name.split())


def _decide(waiver: Waiver, own: Sequence[Candidate], past: Past, today: date) -> Decided:
    covered = {one.place: one.fingerprint for one in own}
    over = past.lapsed or _over(waiver, own, past.covers, today)
    if over:
        return Decided(WaiverUse(waiver, over), {}, past.covers)
    state = ACTIVE if covered else UNUSED
    return Decided(WaiverUse(waiver, state, len(own)), covered, {**past.covers, **covered})


def _over(waiver: Waiver, own: Sequence[Candidate], known: Mapping[str, str], today: date) -> str:
    """Why it is over, blank while it holds."""
    if today > waiver.until:
        return EXPIRED
    if any(known.get(one.place, one.fingerprint) != one.fingerprint for one in own):
        return CHANGED
    if waiver.count is not None and len(own) > waiver.count:
        return PASSED
    if waiver.amount is not None and sum(one.amount or 0 for one in own) > waiver.amount:
        return PASSED
    return ""


def candidates(run: Run, wanted: Sequence[Waiver]) -> list[Candidate]:
    """The findings of the run that a waiver might mean; the others are not looked at."""
    if not wanted:
        return []
    made = []
    for result in run.forms:
        head = result.form.head
        named = [str(head.get(name) or "") for name in ("project_name", "unit")]
        if any(_may_fit(waiver, *named) for waiver in wanted):
            made += [_candidate(finding, *named) for finding in result.findings]
    return made + [_candidate(finding, "", "") for finding in run.corpus]


def _may_fit(waiver: Waiver, project: str, unit: str) -> bool:
    return _named(waiver.project, project) and _named(waiver.unit, unit)


def _candidate(finding: Finding, project: str, unit: str) -> Candidate:
    said = amount(finding, "")
    rule = finding.rule
    return Candidate(
        finding.place, finding.fingerprint, rule.id, rule.code, project, unit, Decimal(said) if said else None
    )


def verdicts(decided: Sequence[Decided]) -> dict[str, GivenVerdict]:
    """What is waived, as writers take it: on these figures it does not count."""
    return {
        place: GivenVerdict(
            place, Verdict.WAIVED, _because(made.use.waiver), made.use.waiver.approved_by, fingerprint
        )
        for made in decided
        for place, fingerprint in made.covered.items()
    }


def _because(waiver: Waiver) -> str:
    return because(waiver.reason, waiver.basis, waiver.until.isoformat())


def because(reason: str, basis: str, until: str) -> str:
    """Why a finding is waived, and how long."""
    return f"{reason}（{basis}），至 {until}"


_BASIS = Basis(
    "practice/waivers", "审核惯例", "豁免须在期限和范围内", "", "", "",
    "豁免有期限、有范围，到期、超限或数字有变即失效。",
    Certainty.PRACTICE,
)  # fmt: skip


def _rule(id_: str, code: str, title: str, severity: Severity, told: tuple[str, str]) -> Rule:
    condition, suggest = told
    return Rule(
        id_, code, title, severity, "forms", "waivers", (_BASIS,), condition, suggest, (), "waivers.yaml"
    )


UNUSED_RULE = _rule(
    "waiver-unused",
    "WVR-01",
    "豁免没有用到",
    Severity.NOTE,
    ("没有一个问题符合这项豁免", "问题已不存在的，从 waivers.yaml 里删去这一项。"),
)
LAPSED_RULE = _rule(
    "waiver-lapsed",
    "WVR-02",
    "豁免已失效",
    Severity.WARNING,
    ("已过期限，或所豁免的数字有变，或超过上限", "整改问题；确需继续的重新申请，写成新的一项。"),
)
PAGES = tuple(
    RulePage(
        rule, grain="forms", why=rule.condition, steps=(), columns={}, message="", parameters=(), since=None,
        until=None, profiles=(), causes=(), symptoms=(), cases=(),
    )
    for rule in (UNUSED_RULE, LAPSED_RULE)
)  # fmt: skip
"""What the manual tells of them, beside the rules of the rulebook."""

_WHY = {
    EXPIRED: "已过期限 {until}",
    CHANGED: "所豁免的数字有变",
    PASSED: "超过上限（{bound}）",
}


def findings(decided: Sequence[Decided]) -> list[Finding]:
    """Waivers that nothing needs, and those that are over, as findings."""
    return [_finding(made.use) for made in decided if made.use.state != ACTIVE]


def _finding(use: WaiverUse) -> Finding:
    waiver = use.waiver
    bound = f"{waiver.count} 条" if waiver.count is not None else f"金额 {waiver.amount}"
    why = _WHY.get(use.state, "没有符合的问题").format(until=waiver.until.isoformat(), bound=bound)
    rule = UNUSED_RULE if use.state == UNUSED else LAPSED_RULE
    place = digest(rule.id, waiver.id)
    named = "，".join(filter(None, (waiver.rule, waiver.project, waiver.unit, waiver.place)))
    message = f"豁免“{named}”（{waiver.approved_by}批准）：{why}"
    return Finding(
        rule=rule, at="form", field=None, cell=None, found=None, expected=None, message=message,
        suggest=rule.suggest, evidence={}, place=place, fingerprint=digest(place, use.state),
    )  # fmt: skip
