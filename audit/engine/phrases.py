"""How each function, operator and condition of the rule language is written in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Protocol

from audit.engine.operators import is_costly, operands
from audit.engine.searching import first_words, last_words, plain_words
from audit.model.schema import Type
from audit.rulebook.term import Op, Term


class Writing(Protocol):
    """What we need of the writer of the surrounding expression; see `script`."""

    def value(self, term: Term) -> str:
        """The value of a term."""

    def true(self, term: Term) -> str:
        """Whether a condition is true."""

    def false(self, term: Term) -> str:
        """Whether a condition is false."""

    def apart(self) -> AbstractContextManager[None]:
        """What is computed inside may be passed over: behind it nothing of it is at hand."""

    def chained(self, sides: Iterable[Callable[[], str]], sign: str) -> str:
        """Conditions joined by `and` or `or`."""

    def known(self, *terms: Term) -> tuple[list[str], str]:
        """Names of the values of terms, and the source of whether all are known."""

    def name(self) -> str:
        """A new local name."""

    def unreadable(self, term: Term) -> str | None:
        """Whether a cell that the term reads is unreadable; None where it reads no numbers."""

    def pattern(self, text: str) -> str:
        """The name of a pattern."""


def _places(*terms: Term) -> int:
    """The places of figures, together."""
    return sum(12 if term.type is Type.RATIO else 6 for term in terms)


def _strict(source: Callable[..., str]) -> Callable[..., str]:
    """A function that is unknown where one of its arguments is."""

    def write(script: Writing, *terms: Term) -> str:
        values, known = script.known(*terms)
        return f"({source(terms, *values)} if {known} else None)"

    return write


def _sum(sign: str) -> Callable[..., str]:
    def source(terms: Sequence[Term], left: str, right: str) -> str:
        whole = f"({left} {sign} {right})"
        large = any(t.op is Op.CALL and t.name in "*/" for term in terms for t in term.walk())
        places = 12 if Type.RATIO in [term.type for term in terms] else 6
        return f"within({whole}, {places})" if large else whole

    return _strict(source)


def _coalesce(script: Writing, *terms: Term, marks: tuple[str, ...] = ()) -> str:
    first, *others = terms
    if not marks and (is_value(first) or not others):
        return script.value(first)
    name = script.name()
    allowed = f"not ({' or '.join(marks)}) and " if marks else ""
    taken = f"{name} if {allowed}({name} := {script.value(first)}) is not None"
    mark = script.unreadable(first)
    with script.apart():
        known = dict.fromkeys((*marks, mark) if mark else marks)
        otherwise = _coalesce(script, *others, marks=tuple(known)) if others else "None"
    return f"({taken} else {otherwise})"


def _nullif(script: Writing, left: Term, right: Term) -> str:
    name = script.name()
    return f"(None if ({name} := {script.value(left)}) == {script.value(right)} else {name})"


def _lookup(script: Writing, amounts: Term, key: Term) -> str:
    return f"(P[{amounts.name!r}] or {{}}).get({script.value(key)})"


def _captures(script: Writing, term: Term, pattern: Term) -> str:
    name, found = script.pattern(str(pattern.value)), script.name()
    known = f"({found} := {script.value(term)}) is not None"
    return f"(captured({name}.search({found}), {name}.groups) if {known} else None)"


def _strip(script: Writing, term: Term, pattern: Term) -> str:
    name, found = script.pattern(str(pattern.value)), script.name()
    return f"({name}.sub('', {found}) if ({found} := {script.value(term)}) is not None else None)"


def _round(terms: Sequence[Term], value: str, places: str) -> str:
    return f"rounded({value}, {min(int(places), 12 if terms[0].type is Type.RATIO else 6)})"


CALLS: dict[str, Callable[..., str]] = {
    "+": _sum("+"), "-": _sum("-"),
    "*": _strict(lambda terms, a, b: f"times({a}, {b}, {_places(*terms)})"),
    "/": _strict(lambda terms, a, b: f"divided({a}, {b}, {_places(terms[0])}, {_places(terms[1])})"),
    "neg": _strict(lambda _, a: f"(-{a})"), "abs": _strict(lambda _, a: f"abs({a})"),
    "least": _strict(lambda _, *all_: f"min({', '.join(all_)})"),
    "greatest": _strict(lambda _, *all_: f"max({', '.join(all_)})"),
    "floor": _strict(lambda _, a: f"floor({a})"), "ceil": _strict(lambda _, a: f"ceil({a})"),
    "round": _strict(_round), "as_percent": _strict(lambda _, a, places: f"as_percent({a}, {places})"),
    "coalesce": _coalesce, "nullif": _nullif, "lookup": _lookup,
    "band": _strict(lambda _, a, bands: f"band({a}, {bands})"),
    "length": _strict(lambda _, a: f"len({a})"), "plain": _strict(lambda _, a: f"plain({a})"),
    "number": _strict(lambda _, a: f"number({a})"), "strip": _strip, "captures": _captures,
    "similarity": _strict(lambda _, a, b: f"similarity({a}, {b})"),
    **{part: _strict(lambda _, a, part=part: f"{a}.{part}") for part in ("year", "month", "day")},
}  # fmt: skip
"""How each function and operator that gives a value is written."""

Truth = Callable[..., str]
"""Writes whether a condition is true, or whether it is false."""


def is_value(term: Term) -> bool:
    """Whether it is a constant that is not null."""
    return term.op is Op.LITERAL and term.value is not None


def _compared(is_so: str, is_not: str) -> Truth:
    def write(script: Writing, wanted: bool, *terms: Term) -> str:
        sign = is_so if wanted else is_not
        if sign == "==" and any(is_value(term) for term in terms):
            return f"({script.value(terms[0])} == {script.value(terms[1])})"
        (left, right), known = script.known(*terms)
        return f"({known} and {left} {sign} {right})"

    return write


def _certain(source: Callable[..., str]) -> Truth:
    """A condition that is never unknown."""
    return lambda script, wanted, *terms: f"({'' if wanted else 'not '}{source(script, *terms)})"


def _both(name: str) -> Truth:
    """`and`, `or`: what tells most for least comes first, what goes through texts last."""

    def write(script: Writing, wanted: bool, *terms: Term) -> str:
        flat = sorted((part for term in terms for part in operands(term, name)), key=_price)
        sides = [partial(script.true if wanted else script.false, part) for part in flat]
        return script.chained(sides, "and" if (name == "and") is wanted else "or")

    return write


def _price(term: Term) -> int:
    """How much is asked for how little: a column that is one of some constants tells most."""
    if term.name in ("=", "in"):
        first, *others = term.inner()
        if first.op is Op.COLUMN and all(map(is_value, others)):
            return 0
    if term.name == "matches" and plain_words(str(list(term.inner())[1].value)):
        return 1
    return 2 if is_costly(term) else 1


def _not(script: Writing, wanted: bool, term: Term) -> str:
    return script.false(term) if wanted else script.true(term)


def _is_null(script: Writing, wanted: bool, term: Term) -> str:
    value, unreadable = script.value(term), script.unreadable(term)
    if not wanted:
        return f"({value} is not None)"
    return f"({value} is None and not {unreadable})" if unreadable else f"({value} is None)"


def _in(script: Writing, wanted: bool, term: Term, *items: Term) -> str:
    if wanted and all(map(is_value, items)):
        return f"({script.value(term)} in ({', '.join(map(script.value, items))},))"
    if wanted:
        (name,), known = script.known(term)
        with script.apart():
            return f"({known} and {name} in ({', '.join(map(script.value, items))},))"
    (name, *others), known = script.known(term, *items)
    return f"({known} and {name} not in ({', '.join(others)},))"


def _in_list(script: Writing, wanted: bool, term: Term, many: Term) -> str:
    (name, words), known = script.known(term, many)
    return f"({known} and {name} {'' if wanted else 'not '}in {words})"


def _between(script: Writing, wanted: bool, term: Term, low: Term, high: Term) -> str:
    (value,), known = script.known(term)
    with script.apart():
        (least,), has_least = script.known(low)
        (most,), has_most = script.known(high)
    if wanted:
        return f"({known} and {has_least} and {has_most} and {least} <= {value} <= {most})"
    return f"({known} and (({has_least} and {value} < {least}) or ({has_most} and {value} > {most})))"


def _found(script: Writing, source: Callable[[str], str], term: Term) -> str:
    (name,), known = script.known(term)
    return f"({known} and {source(name)})"


def _matches(script: Writing, term: Term, pattern: Term) -> str:
    """A few plain words, and words at the start or the end, are looked for as such."""
    said = str(pattern.value)
    if len(words := plain_words(said)) in (1, 2, 3):
        return _found(script, lambda x: f"({' or '.join(f'{word!r} in {x}' for word in words)})", term)
    if first := first_words(said):
        return _found(script, lambda x: f"{x}.startswith({first!r})", term)
    if last := last_words(said):
        return _found(script, lambda x: f"{x}.endswith({last!r})", term)
    name = script.pattern(said)
    return _found(script, lambda x: f"{name}.search({x}) is not None", term)


TRUTHS: dict[str, Truth] = {
    "=": _compared("==", "!="), "<>": _compared("!=", "=="), "<": _compared("<", ">="),
    "<=": _compared("<=", ">"), ">": _compared(">", "<="), ">=": _compared(">=", "<"),
    "distinct": _certain(lambda script, a, b: f"({script.value(a)} != {script.value(b)})"),
    "same": _certain(lambda script, a, b: f"({script.value(a)} == {script.value(b)})"),
    "is": _certain(lambda script, a, b: f"({script.value(a)} is {script.value(b)})"),
    "and": _both("and"), "or": _both("or"), "not": _not, "is_null": _is_null, "between": _between,
    "in": _in, "in_list": _in_list,
    "unreadable": _certain(lambda script, a: script.unreadable(a) or "False"),
    "matches": _certain(_matches),
    "mentions": _certain(
        lambda script, a, words: _found(script, lambda x: f"P[{words.name + '~'!r}]({x}) is not None", a)
    ),
}  # fmt: skip
"""How each condition is written."""

SURE = ("distinct", "same", "is", "unreadable", "matches", "mentions")
"""Conditions that are never unknown."""
