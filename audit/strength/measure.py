"""How much of what goes wrong the rulebook catches: forms that are right, spoilt one slip at a time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.engine import is_wide, judge
from audit.errors import UsageError
from audit.forms.tables import build
from audit.forms.vocabulary import Vocabulary
from audit.model.finding import Finding
from audit.model.form import Form
from audit.model.rule import Severity
from audit.model.run import FormResult
from audit.model.strength import Caught, Strength
from audit.rulebook.book import Rulebook
from audit.strength.edits import Sample, Slip, places, spoilt
from audit.strength.kinds import Kind, kinds

PER_KIND = 250
"""So many mutants of a kind at most, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A form with a slip in it, and the rows that a finding may point at to be about the slip."""

    kind: str
    form: Form
    base: int
    places: frozenset[str] | None


def measure(
    rulebook: Rulebook,
    forms: Sequence[Form],
    vocabulary: Vocabulary,
    *,
    profile: str | None = None,
    per_kind: int = PER_KIND,
) -> Strength:
    """Spoil the forms that are clean in every way that may happen, and judge all of them at once."""
    book = alone(rulebook)
    clean = [result for result in judge(book, forms, profile=profile)[0] if is_clean(result)]
    if not clean:
        raise UsageError("没有一张表没有错误和警告，无从测量；不给文件就用自带的表。")
    samples = [Sample(result.form) for result in clean]
    mutants = [mutant for kind in kinds() for mutant in _mutants(kind, samples, vocabulary, per_kind)]
    results, _ = judge(book, [mutant.form for mutant in mutants], profile=profile)
    known = [{_place(finding) for finding in result.findings} for result in clean]
    found = [
        [finding for finding in result.findings if _place(finding) not in known[mutant.base]]
        for mutant, result in zip(mutants, results, strict=True)
    ]
    fired = {finding.rule.id for new in found for finding in new}
    return Strength(
        rulebook=rulebook.hash,
        forms=len(clean),
        mutants=len(mutants),
        kinds=tuple(_caught(kind, mutants, found) for kind in kinds()),
        never=tuple(rule.id for rule in book.rules if rule.id not in fired),
        across=tuple(sorted({rule.id for rule in rulebook.rules} - {rule.id for rule in book.rules})),
    )


def is_clean(result: FormResult) -> bool:
    """Whether a form has no error and no warning."""
    return all(finding.severity is Severity.NOTE for finding in result.findings)


def alone(rulebook: Rulebook) -> Rulebook:
    """The rules that look at one form: the others would compare the mutants with each other."""
    return rulebook.chosen(lambda rule: not is_wide(rulebook, rule))


def _mutants(
    kind: Kind, samples: Sequence[Sample], vocabulary: Vocabulary, per_kind: int
) -> Iterator[Mutant]:
    """The mutants of a kind: all of them, or as many as are wanted, drawn the same way each time."""
    slips = [(base, slip) for base, sample in enumerate(samples) for slip in kind.slips(sample, samples)]
    if len(slips) > per_kind:
        chosen = random.Random(kind.id).sample(range(len(slips)), per_kind)  # noqa: S311 - not for secrets
        slips = [slips[at] for at in sorted(chosen)]
    for number, (base, slip) in enumerate(slips, 1):
        yield _mutant(f"{kind.id}:{number}", samples[base], base, (kind, slip, vocabulary))


def _mutant(id_: str, sample: Sample, base: int, made: tuple[Kind, Slip, Vocabulary]) -> Mutant:
    kind, slip, vocabulary = made
    year = sample.head["year"]
    form = build(
        spoilt(sample.reading, slip),
        form_id=id_,
        source=sample.form.source,
        year=year if isinstance(year, int) else None,
        vocabulary=vocabulary,
    )
    return Mutant(kind.id, form, base, places(sample, slip))


def _place(finding: Finding) -> tuple[str, str, str | None, tuple[str, ...]]:
    return finding.rule.id, finding.at, finding.field, finding.rows


def _caught(kind: Kind, mutants: Sequence[Mutant], found: Sequence[Sequence[Finding]]) -> Caught:
    """What the findings say of the mutants of one kind."""
    rules: Counter[str] = Counter()
    caught = grave = count = 0
    for mutant, new in zip(mutants, found, strict=True):
        if mutant.kind != kind.id:
            continue
        count += 1
        about = [finding for finding in new if _is_about(finding, mutant.places)]
        caught += bool(about)
        grave += any(finding.severity is not Severity.NOTE for finding in about)
        rules.update({finding.rule.id for finding in about})
    listed = sorted(rules.items(), key=lambda item: (-item[1], item[0]))
    return Caught(kind.id, kind.label, kind.hard, count, caught, grave, dict(listed))


def _is_about(finding: Finding, named: frozenset[str] | None) -> bool:
    """Whether a finding points at the rows of the slip, or at the form as a whole."""
    locators: Iterable[str] = finding.rows or (finding.at,)
    return named is None or finding.at == "form" or any(locator in named for locator in locators)
