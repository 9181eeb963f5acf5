"""The examples of rules, judged by the same engine as any other form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from audit.engine.cases import OWN_ROW, Example, blanked_examples_of, examples_of
from audit.engine.history import History
from audit.engine.judgement import judged
from audit.engine.python import Python
from audit.engine.sitting import Case
from audit.engine.verdicts import BY_DIGIT, Ruling, Scope, rulings
from audit.model.form import Form
from audit.model.rule import Outcome, Rule
from audit.rulebook.book import Rulebook
from audit.rulebook.lint import Problem

__all__ = ["Example", "ExampleFailure", "check", "examples_of", "hidden_by_blanks", "said"]


@dataclass(frozen=True, slots=True)
class ExampleFailure:
    """An example that does not come out as the rule file says."""

    rule: Rule
    file: str
    line: int
    expected: Outcome
    got: Outcome

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule.id} 应为 {self.expected}，实为 {self.got}"


def check(rulebook: Rulebook) -> list[ExampleFailure]:
    """Run every example of every rule; the rulebook must hold its definitions, not come from the cache."""
    examples = [example for definition in rulebook.definitions for example in examples_of(definition)]
    return [
        ExampleFailure(example.rule, example.node.file, example.node.line, example.expected, got)
        for example, got in run(rulebook, examples)
        if got is not example.expected
    ]


def hidden_by_blanks(rulebook: Rulebook) -> list[Problem]:
    """Failing examples that pass once a column is blank: a filer could hide the fault by leaving it out."""
    cases = [case for definition in rulebook.definitions for case in blanked_examples_of(definition)]
    problems = []
    for (name, _), (example, got) in zip(cases, run(rulebook, [case for _, case in cases]), strict=True):
        if got is Outcome.PASSED:
            said = f"{example.rule.id} 的反例去掉 {name} 就变成通过；空白不应掩盖错误。"
            problems.append(Problem(example.node.file, example.node.line, said))
    return problems


def said(rulebook: Rulebook) -> dict[str, str]:
    """What a report says of the first failing case of each rule, by id."""
    first = [next(e for e in examples_of(d) if e.expected is Outcome.FINDING) for d in rulebook.definitions]
    across = {ruling.rule.id for ruling in rulings(rulebook) if ruling.check["sources"]["windows"]}
    together = [example for example in first if example.rule.id not in across]
    told = _told(rulebook, together)
    for example in first:
        if example.rule.id in across:
            told |= _told(replace(rulebook, rules=(example.rule,)), [example])
    return told


def _told(rulebook: Rulebook, examples: Sequence[Example]) -> dict[str, str]:
    forms = [form for example in examples for form in example.forms]
    scopes = [
        Scope(profile, None, year, "") for e in examples for profile, year in [e.amounts] * len(e.forms)
    ]
    results, corpus = judged(Case(rulebook, forms, scopes, _history(forms)))
    found = {finding.rule.id: finding.message for finding in corpus}
    start = 0
    for example in examples:
        own = results[start].findings
        found |= {f.rule.id: f.message for f in reversed(own) if f.rule.id == example.rule.id}
        start += len(example.forms)
    return found


def run(rulebook: Rulebook, examples: Sequence[Example]) -> Iterator[tuple[Example, Outcome]]:
    """Each example with its outcome, in order; those of rules across forms run by themselves."""
    across = {ruling.rule.id for ruling in rulings(rulebook) if ruling.check["sources"]["windows"]}
    together = [example for example in examples if example.rule.id not in across]
    outcomes = {id(e): got for e, got in zip(together, _judged(rulebook, together), strict=True)}
    for example in examples:
        got = outcomes.get(id(example))
        yield example, _judged(rulebook, [example])[0] if got is None else got


def _history(forms: Sequence[Form]) -> History:
    """The earlier forms that the cases name, with the rows that they set beside their own."""
    before = [form for form in forms if "prior" in form.tables]
    earlier = [
        Form(f.id, f.source, f.reading, {"forms": f.tables["prior"], "indicators": f.tables["prior_row"]})
        for f in before
    ]
    places = [before.index(form) if "prior" in form.tables else None for form in forms]
    rows = [
        {int(str(row["row"])): int(str(row["row"])) for row in f.tables.get("prior_row", ())} for f in forms
    ]
    return History(earlier, places, rows)


def _judged(rulebook: Rulebook, examples: Sequence[Example]) -> list[Outcome]:
    """The outcome of each example's rule on its own row; failed where database and code disagree."""
    from audit.engine.duckdb import Database, Task

    forms = [form for example in examples for form in example.forms]
    amounts = list(dict.fromkeys(example.amounts for example in examples))
    groups = [amounts.index(example.amounts) for example in examples for _ in example.forms]
    wanted = {example.rule.id for example in examples}
    listed = [ruling for ruling in rulings(rulebook) if ruling.rule.id in wanted]
    database = Database(
        Task(forms, groups, amounts, _history(forms)),
        rulebook.parameters,
        listed,
    )
    try:
        digits: dict[tuple[str, int], str] = {}
        for grain in {ruling.check["grain"] for ruling in listed}:
            database.outcomes(grain)
            own_rows = database.digits(grain, f'"row" = {OWN_ROW}')
            digits |= {(grain, form): own for form, _, own in own_rows}
    finally:
        database.close()
    doubly = _by_python(rulebook, listed, forms, [amounts[group] for group in groups])
    outcomes, start = [], 0
    for example in examples:
        grain = example.rule.over
        of_grain = [ruling for ruling in listed if ruling.check["grain"] == grain]
        said = zip(of_grain, digits[grain, start], strict=True)
        own = [(ruling, digit) for ruling, digit in said if ruling.rule is example.rule]
        agreed = all(doubly(ruling, start) in (None, int(digit)) for ruling, digit in own)
        outcomes.append(BY_DIGIT[max(digit for _, digit in own)] if agreed else Outcome.FAILED)
        start += len(example.forms)
    return outcomes


def _by_python(
    rulebook: Rulebook,
    listed: Sequence[Ruling],
    forms: Sequence[Form],
    amounts: Sequence[tuple[str, int | None]],
) -> Callable[[Ruling, int], int | None]:
    """What the code of a check says of the row of a form; None where it has no code."""
    coded = [ruling for ruling in listed if ruling.check["code"]]
    scopes = [Scope(profile, None, year, "") for profile, year in amounts]
    judge, history = Python(coded, rulebook.parameters), _history(forms)
    pairs = enumerate(zip(forms, scopes, strict=True))
    given = [(form, scope, history.of(place)) for place, (form, scope) in pairs]
    judge.count(given)

    def digit(ruling: Ruling, form: int) -> int | None:
        return judge.digit(ruling, given[form], OWN_ROW) if ruling.check["code"] else None

    return digit
