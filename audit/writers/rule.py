"""One rule as text for a terminal: everything that its page in the manual shows."""

from __future__ import annotations

from collections.abc import Iterator

from audit.language import text
from audit.model.manual import RulePage, ShownAmount
from audit.model.strength import Strength
from audit.writers.citation import cite
from audit.writers.manual import scope
from audit.writers.strength import percent
from audit.writers.templates import family_label


def lines(page: RulePage, strength: Strength | None = None, lang: str = "zh") -> Iterator[str]:
    """Every line of the text."""
    yield from _head(page, lang)
    yield from _decision(page, lang)
    yield from _amounts(page, lang)
    for key, others in (("manual.explained_by", page.causes), ("manual.explains", page.symptoms)):
        if others:
            yield f"{text(key, lang)}：{'、'.join(f'{other.id}（{other.title}）' for other in others)}"
    yield from _cases(page, lang)
    if strength is not None:
        yield from _strength(page, strength, lang)
    yield f"{text('manual.file', lang)}：{page.rule.file}"


def _head(page: RulePage, lang: str) -> Iterator[str]:
    rule = page.rule
    yield f"{rule.code} {rule.id}"
    yield f"{text(f'severity.{rule.severity}', lang)}：{rule.title}"
    yield f"{text('manual.family', lang)}：{family_label(rule.family, lang)}"
    yield f"{text('manual.grain', lang)}：{page.grain}"
    yield f"{text('manual.scope', lang)}：{scope(page, lang)}"
    if page.why:
        yield f"{text('manual.why', lang)}：{page.why}"
    for basis in rule.basis:
        yield f"{text('finding.basis', lang)}：{cite(basis, lang)}"
        yield f"  {basis.summary}"


def _decision(page: RulePage, lang: str) -> Iterator[str]:
    yield f"{text('manual.how', lang)}："
    for name, said in page.steps:
        first, *rest = said.splitlines()
        yield f"  {text(f'manual.step.{name}', lang)}：{first}"
        yield from (f"    {line}" for line in rest)
    if page.columns:
        yield "  " + "，".join(f"{name} {label}" for name, label in page.columns.items())
    yield f"{text('manual.message', lang)}：{page.said or page.message}"
    yield f"{text('finding.suggest', lang)}：{page.rule.suggest}"


def _amounts(page: RulePage, lang: str) -> Iterator[str]:
    for parameter in page.parameters:
        yield f"{text('manual.parameters', lang)}：{parameter.label}（${parameter.name}）"
        yield from (f"  {amount_line(amount, lang)}" for amount in parameter.amounts)


def amount_line(amount: ShownAmount, lang: str = "zh") -> str:
    """A value with its profiles and dates."""
    value = text("manual.no_value", lang) if amount.value is None else amount.value
    dates = [text("manual.since", lang, day=amount.since)] if amount.since else []
    dates += [text("manual.ends", lang, day=amount.until)] if amount.until else []
    who = "、".join(amount.profiles) or text("manual.all_profiles", lang)
    return f"{'，'.join([who, *dates])}：{value}"


def _cases(page: RulePage, lang: str) -> Iterator[str]:
    yield f"{text('manual.examples', lang)}："
    blank = text("finding.blank", lang)
    for case in page.cases:
        yield f"  {text(f'outcome.{case.outcome}', lang)} {case.scope}".rstrip()
        for piece in case.pieces:
            for row in piece.rows:
                named = zip(piece.columns, row, strict=True)
                yield f"    {piece.label}  " + "，".join(
                    f"{column}：{cell or blank}" for column, cell in named
                )


def _strength(page: RulePage, strength: Strength, lang: str) -> Iterator[str]:
    rule = page.rule.id
    kinds = strength.of_rule(rule)
    none = "manual.strength.across" if rule in strength.across else "manual.strength.none"
    yield f"{text('manual.strength', lang)}：" + ("" if kinds else text(none, lang))
    yield from (f"  {kind.label}  {percent(kind.rules[rule], kind.mutants)}" for kind in kinds)
