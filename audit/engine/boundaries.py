"""Limits that no example stands on: whether `<` or `<=` is meant would show nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from audit.engine.cases import examples_of
from audit.engine.compile import compile_rule
from audit.engine.examples import run
from audit.rulebook.book import Rulebook
from audit.rulebook.definition import Check, Definition
from audit.rulebook.lint import Problem
from audit.rulebook.term import Op, Term

_LOOSENED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


class Variant(NamedTuple):
    """A rule that takes the limit itself the other way."""

    definition: Definition
    place: tuple[str, int]
    limit: str


def untested_boundaries(rulebook: Rulebook) -> list[Problem]:
    """Amounts that no example stands on: with the number itself on the other side all come out the same."""
    variants = [variant for definition in rulebook.definitions for variant in _variants(definition)]
    compiled = {v.definition.rule.id: compile_rule(v.definition) for v in variants}
    book = replace(
        rulebook,
        rules=tuple(v.definition.rule for v in variants),
        definitions=tuple(v.definition for v in variants),
        compiled=compiled,
    )
    untested = {variant.definition.rule.id for variant in variants}
    for example, got in run(book, [e for variant in variants for e in examples_of(variant.definition)]):
        if got is not example.expected:
            untested.discard(example.rule.id)
    tested = {(v.place, v.limit) for v in variants if v.definition.rule.id not in untested}
    told = {(v.place, v.limit): v for v in variants if (v.place, v.limit) not in tested}
    return [Problem(*v.place, f"没有一个例子正好在分界 {v.limit} 上，补一个。") for v in told.values()]


def _variants(definition: Definition) -> Iterator[Variant]:
    """One for each comparison of the test with an amount."""
    check = definition.checks[0]
    keys = definition.node.mapping()
    place = keys.get("assert") or keys["fault"]
    for number, limit in enumerate(dict.fromkeys(_limits(check.test))):
        rule = replace(definition.rule, id=f"{definition.rule.id}~{number}")
        checks = tuple(_loosened(each, limit) for each in definition.checks)
        yield Variant(replace(definition, rule=rule, checks=checks), (place.file, place.line), _named(limit))


def _limits(test: Term) -> Iterator[Term]:
    """The comparisons of a computed figure with an amount of the rulebook."""
    for term in test.walk():
        if term.op is Op.CALL and term.name in _LOOSENED:
            left, right = term.inner()
            if not any(map(_is_measured, term.walk())) and any(
                side.op is Op.PARAMETER for side in (left, right)
            ):
                yield term


def _is_measured(term: Term) -> bool:
    """Whether a figure is a likeness or a share of rows, which no small example meets to the digit."""
    counted = term.op is Op.CALL and term.name == "/" and any(part.name == "count" for part in term.walk())
    return counted or term.name == "similarity" or term.op is Op.WINDOW


def _loosened(check: Check, limit: Term) -> Check:
    return replace(check, test=_replaced(check.test, limit), lets=_lets(check.lets, limit))


def _lets(lets: Mapping[str, Term], limit: Term) -> dict[str, Term]:
    return {name: _replaced(term, limit) for name, term in lets.items()}


def _replaced(term: Term, limit: Term) -> Term:
    if term == limit:
        return replace(term, name=_LOOSENED[term.name])
    return replace(term, args=tuple(arg and _replaced(arg, limit) for arg in term.args))


def _named(limit: Term) -> str:
    return next(f"${side.name}" for side in limit.inner() if side.op is Op.PARAMETER)
