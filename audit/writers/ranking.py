"""The order in which findings are shown: worst first, symptoms under their cause, like things together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import count

from audit.model.finding import Finding, rules_of
from audit.model.rule import Severity
from audit.model.run import FormResult, Run
from audit.writers.masking import outward

SUBJECTS = {
    "identity": "head",
    **dict.fromkeys(("funds", "execution", "cost"), "money"),
    **dict.fromkeys(("weights", "subtotals", "totals"), "points"),
    **dict.fromkeys(("indicators", "deviation", "units", "satisfaction", "time", "reasons"), "values"),
    **dict.fromkeys(("goals", "vagueness", "format", "category"), "words"),
}
"""What a family of rules is about; a bureau's own family is a subject of its own."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A finding as it was found, with its form (None for one across forms) and what explains it."""

    found: Finding
    result: FormResult | None
    cause: Finding | None

    @property
    def finding(self) -> Finding:
        """The finding fit to be shown: made anew each time, for of many only some are shown."""
        return outward(self.found)

    @property
    def source(self) -> str:
        """The file of its form."""
        return self.result.form.source if self.result else ""


@dataclass(frozen=True, slots=True)
class Family:
    """A finding, its number on the page, the findings that it explains, and those of its kind below it."""

    finding: Finding
    number: int
    symptoms: tuple[Family, ...]
    kindred: tuple[Family, ...] = ()

    def members(self) -> Iterator[Family]:
        """Itself and everything below it, in the order of their numbers."""
        yield self
        for below in (*self.symptoms, *self.kindred):
            yield from below.members()


def graded(run: Run) -> Iterator[Ranked]:
    """Every finding of the run in its order, made one form at a time."""
    for result in run.forms:
        yield from ranked(result)
    yield from ranked_across(run)


def ranked(result: FormResult) -> list[Ranked]:
    """The findings of one form."""
    return _ranked(tuple(iter(result.findings)), {"": result})


def ranked_across(run: Run) -> list[Ranked]:
    """The findings across forms."""
    return _ranked(run.corpus, {result.form.id: result for result in run.forms})


def worst(run: Run, limit: int) -> list[Ranked]:
    """The first of the run's findings in the order of `grade`, those that people rejected last.

    A form is written out only where one of its findings can be among them.
    """
    found: list[Ranked] = []

    def weight(one: Ranked) -> tuple[bool, int, bool]:
        return (run.rejected(one.found) is not None, *grade(one))

    def can_add(findings: Sequence[Finding]) -> bool:
        best = min((rule.severity.rank for rule in rules_of(findings)), default=None)
        return best is not None and (len(found) < limit or (False, best, False) < weight(found[-1]))

    results = {result.form.id: result for result in run.forms}
    for findings, own in (*((result.findings, {"": result}) for result in run.forms), (run.corpus, results)):
        if limit and can_add(findings):
            found = nsmallest(limit, (*found, *_ranked(tuple(findings), own)), key=weight)
    return found


def grade(one: Ranked) -> tuple[int, bool]:
    """By which findings of a run are listed: by severity, those that another explains last."""
    return one.found.severity.rank, one.cause is not None


def _ranked(findings: Sequence[Finding], results: dict[str, FormResult]) -> list[Ranked]:
    """`results` by the first form of the finding; a finding of one form names none."""
    known = {finding.fingerprint: finding for finding in reversed(findings)}
    return [
        Ranked(f, results.get(f.forms[0] if f.forms else ""), known.get(f.explained_by or ""))
        for f in findings
    ]


def families(findings: Iterable[Finding], first_number: int = 1) -> tuple[Family, ...]:
    """The causes, worst first, each with its symptoms below it, numbered in that order.

    Every error stands for itself; of the others the worst one of each subject has the rest below it.
    """
    ranked = sorted(findings, key=_weight)
    first = {finding.fingerprint: place for place, finding in reversed(list(enumerate(ranked)))}
    parents = [first.get(finding.explained_by or "") for finding in ranked]
    children: dict[int | None, list[int]] = {}
    for place, parent in enumerate(parents):
        children.setdefault(None if _is_root(place, parents) else parent, []).append(place)
    tree = _Tree(ranked, children, count(first_number))
    return tuple(tree.family(first, rest) for first, *rest in _by_subject(children.get(None, ()), ranked))


@dataclass(frozen=True, slots=True)
class _Tree:
    """Findings by their places, and the places of those that each of them explains."""

    ranked: Sequence[Finding]
    children: Mapping[int | None, Sequence[int]]
    numbers: Iterator[int]

    def family(self, place: int, kindred: Sequence[int] = ()) -> Family:
        """The finding of a place with everything below it; the next numbers are theirs."""
        number = next(self.numbers)
        below = tuple(self.family(child) for child in self.children.get(place, ()))
        finding = outward(self.ranked[place])
        return Family(finding, number, below, tuple(self.family(other) for other in kindred))


def numbered(run: Run, findings: Sequence[Finding]) -> tuple[Family, ...]:
    """The findings of a form as every output numbers them: those that stand, then those people rejected."""
    if not run.verdicts:
        return families(findings)
    stand = [finding for finding in findings if run.rejected(finding) is None]
    rejected = [finding for finding in findings if run.rejected(finding) is not None]
    return (*families(stand), *families(rejected, len(stand) + 1))


def _by_subject(roots: Sequence[int], ranked: Sequence[Finding]) -> Iterable[list[int]]:
    """The findings that nothing explains: errors each alone, the others by what they are about."""
    groups: dict[object, list[int]] = {}
    for place in roots:
        rule = ranked[place].rule
        alone = rule.severity is Severity.ERROR
        groups.setdefault(place if alone else SUBJECTS.get(rule.family, rule.family), []).append(place)
    return groups.values()


def _weight(finding: Finding) -> tuple[int, str, int, int]:
    cell = finding.cell
    return (finding.severity.rank, *((cell.part, cell.row, cell.column) if cell else ("", 0, 0)))


def _is_root(place: int, parents: list[int | None]) -> bool:
    """Whether nothing explains it, or what explains it goes round in a circle through it."""
    seen, parent = {place}, parents[place]
    while parent is not None:
        if parent in seen:
            return parent == place
        seen.add(parent)
        parent = parents[parent]
    return parents[place] is None
