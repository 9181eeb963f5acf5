"""How each function and operator of the rule language is written in DuckDB's SQL.

`+` and `-` keep six places (twelve where a ratio takes part), a product has six, a quotient twelve,
half away from zero, null where the divisor is zero; `least` and `greatest` with a null are null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Protocol

from audit.engine.macros import mentions
from audit.engine.sources import SQL_TYPES
from audit.model.schema import Type
from audit.rulebook.term import Kind, Op, Term


class Writing(Protocol):
    """What we need of the writer of the surrounding expression."""

    def write(self, term: Term) -> str:
        """The SQL of a term."""

    def number(self, term: Term, kind: Kind) -> str:
        """The SQL of a term read as a type that it fits."""

    def alike(self, *terms: Term) -> list[str]:
        """The SQL of terms that are compared or chosen between, all of one type."""

    def unreadable(self, term: Term) -> str | None:
        """Whether a cell that the term reads is unreadable."""


def _is_null(writer: Writing, term: Term) -> str:
    """Blank; of a cell that cannot be read nobody knows, unless another stands in for it."""
    sql, unreadable = f"{writer.write(term)} IS NULL", writer.unreadable(term)
    return f"(CASE WHEN {sql} AND ({unreadable}) THEN NULL ELSE {sql} END)" if unreadable else f"({sql})"


def _coalesce(writer: Writing, *terms: Term) -> str:
    """The first that is not blank; nobody knows which that is once one cannot be read."""
    marks: dict[str, None] = {}
    parts = []
    for term, part in zip(terms, writer.alike(*terms), strict=True):
        parts.append(f"CASE WHEN NOT ({' OR '.join(marks)}) THEN {part} END" if marks else part)
        if mark := writer.unreadable(term):
            marks[mark] = None
    return f"coalesce({', '.join(parts)})"


def _infix(operator: str) -> Callable[..., str]:
    return lambda writer, *terms: "(" + f" {operator} ".join(writer.alike(*terms)) + ")"


def _plus(operator: str) -> Callable[..., str]:
    def write(writer: Writing, left: Term, right: Term) -> str:
        kind = Type.RATIO if Type.RATIO in (left.type, right.type) else Type.NUMBER
        return f"({writer.number(left, kind)} {operator} {writer.number(right, kind)})"

    return write


def _as_number(writer: Writing, term: Term) -> str:
    return writer.number(term, Type.NUMBER if term.type is Type.INTEGER else term.type)


def _times(writer: Writing, left: Term, right: Term) -> str:
    return f"CAST({_as_number(writer, left)} * {_as_number(writer, right)} AS DECIMAL(38,6))"


def _divided(writer: Writing, left: Term, right: Term) -> str:
    """Exact: the quotient of whole numbers with thirteen places, cut, then rounded to twelve."""
    places = {Type.RATIO: 12}
    above, below = places.get(left.type, 6), places.get(right.type, 6)  # type: ignore[arg-type]
    top = f"CAST({_as_number(writer, left)} * {10**above} AS HUGEINT)"
    bottom = f"CAST({_as_number(writer, right)} * {10**below} AS HUGEINT)"
    whole = f"CAST(({top} * {10 ** (13 + below - above)}) // nullif({bottom}, 0) AS DECIMAL(38,0))"
    return f"CAST({whole} * 0.0000000000001 AS DECIMAL(38,12))"


def _chosen(name: str) -> Callable[..., str]:
    """`least` and `greatest`, null where any argument is."""

    def write(writer: Writing, *terms: Term) -> str:
        sql = writer.alike(*terms)
        pairs = zip(terms, sql, strict=True)
        known = " AND ".join(f"{part} IS NOT NULL" for term, part in pairs if term.op is not Op.LITERAL)
        chosen = f"{name}({', '.join(sql)})"
        return f"(CASE WHEN {known} THEN {chosen} END)" if known else chosen

    return write


def _plain_call(name: str) -> Callable[..., str]:
    return lambda writer, *terms: f"{name}({', '.join(writer.alike(*terms))})"


def _rounded(name: str) -> Callable[..., str]:
    return lambda writer, term: f"CAST({name}({_as_number(writer, term)}) AS DECIMAL(38,6))"


def _round(writer: Writing, term: Term, places: Term) -> str:
    kind = Type.RATIO if term.type is Type.RATIO else Type.NUMBER
    fit = min(int(str(places.value)), 12 if kind is Type.RATIO else 6)
    return f"CAST(CAST({_as_number(writer, term)} AS DECIMAL(38,{fit})) AS {SQL_TYPES[kind]})"


def _as_percent(writer: Writing, term: Term, places: Term) -> str:
    n = int(str(places.value))
    value = f"CAST({_as_number(writer, term)} * 100 AS DECIMAL(38,{n}))"
    return f"(audit_digits({value}, {n}) || '%')"


def _captures(writer: Writing, term: Term, pattern: Term) -> str:
    group = 1 if re.compile(str(pattern.value)).groups else 0
    return f"nullif(regexp_extract({writer.write(term)}, {writer.write(pattern)}, {group}), '')"


def _mentions(writer: Writing, term: Term, words: Term) -> str:
    return f"{mentions(words.name)}({writer.write(term)}, {writer.write(words)})"


def _in(writer: Writing, term: Term, *items: Term) -> str:
    first, *others = writer.alike(term, *items)
    return f"({first} IN ({', '.join(others)}))"


def _is(writer: Writing, term: Term, value: Term) -> str:
    return f"({writer.write(term)} IS NOT DISTINCT FROM {writer.write(value)})"


def _between(writer: Writing, *terms: Term) -> str:
    value, low, high = writer.alike(*terms)
    return f"({value} BETWEEN {low} AND {high})"


COSTLY = ("plain", "strip", "matches", "captures", "mentions", "similarity", "number", "in_list")
"""Functions that go through texts letter by letter."""


def _logic(name: str) -> Callable[..., str]:
    """`and`, `or`: what goes through texts is computed only where the rest leaves it open."""

    def write(writer: Writing, *terms: Term) -> str:
        flat = [part for term in terms for part in operands(term, name)]
        costly = [writer.write(part) for part in flat if is_costly(part)]
        cheap = [writer.write(part) for part in flat if not is_costly(part)]
        whole = f"({f' {name.upper()} '.join((*cheap, *costly))})"
        if not cheap or not costly:
            return whole
        first = f"({f' {name.upper()} '.join(cheap)})"
        settled = f"WHEN NOT {first} THEN false" if name == "and" else f"WHEN {first} THEN true"
        return f"(CASE {settled} ELSE {whole} END)"

    return write


def operands(term: Term, name: str) -> Iterator[Term]:
    """The sides of nested `and`s or `or`s."""
    if term.op is Op.CALL and term.name == name:
        for inner in term.inner():
            yield from operands(inner, name)
    else:
        yield term


@lru_cache(8192)
def is_costly(term: Term) -> bool:
    """Whether a term goes through texts letter by letter."""
    return any(inner.op is Op.CALL and inner.name in COSTLY for inner in term.walk(_within_row))


def _within_row(term: Term) -> bool:
    return term.op not in (Op.AGGREGATE, Op.WINDOW)


def _template(pattern: str) -> Callable[..., str]:
    return lambda writer, *terms: pattern.format(*(writer.write(term) for term in terms))


OPERATORS: dict[str, Callable[..., str]] = {
    "+": _plus("+"), "-": _plus("-"), "*": _times, "/": _divided,
    "neg": lambda writer, term: f"(-{_as_number(writer, term)})",
    **{name: _infix(name) for name in ("=", "<>", "<", "<=", ">", ">=")},
    "distinct": _infix("IS DISTINCT FROM"), "same": _infix("IS NOT DISTINCT FROM"),
    "and": _logic("and"), "or": _logic("or"), "not": _template("(NOT {})"),
    "is_null": _is_null, "is": _is, "between": _between,
    "unreadable": lambda writer, term: f"({writer.unreadable(term) or 'false'})",
    "in": _in, "in_list": lambda writer, x, many: f"list_contains({writer.write(many)}, {writer.write(x)})",
    "lookup": _template("{}[{}]"), "band": _template("audit_band({}, {})"),
    "abs": _plain_call("abs"), "coalesce": _coalesce, "nullif": _plain_call("nullif"),
    "least": _chosen("least"), "greatest": _chosen("greatest"),
    "floor": _rounded("floor"), "ceil": _rounded("ceil"), "round": _round, "as_percent": _as_percent,
    "length": _template("length({})"), "plain": _template("audit_plain({})"),
    "number": _template("TRY_CAST(replace({}, ',', '') AS DECIMAL(38,6))"),
    "strip": _template("regexp_replace({}, {}, '', 'g')"),
    "matches": _template("coalesce(regexp_matches({}, {}), false)"), "captures": _captures,
    "mentions": _mentions, "similarity": _template("audit_similarity({}, {})"),
    "year": _template("year({})"), "month": _template("month({})"), "day": _template("day({})"),
}  # fmt: skip
"""How each function and operator is written."""
