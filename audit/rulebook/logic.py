"""What conditions say as a whole: that they cannot hold, leave a gap, or say what another rule says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from audit.rulebook.definition import Check
from audit.rulebook.parameters import Parameter
from audit.rulebook.term import Op, Shape, Term

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "<>", "<>": "="}
_EITHER_WAY = ("and", "or", "+", "*", "=", "<>")

Bound = tuple[Decimal, bool]
"""A limit, and whether it belongs to the interval."""


def normal(check: Check) -> tuple[object, ...]:
    """What a check says, whatever its names, its order and its way to say it: equal for equal rules."""
    test = written_out(check.test)
    return (
        check.grain,
        _key(written_out(check.when)) if check.when else None,
        _key(written_out(check.needs)) if check.needs else None,
        _key(_denied(test) if check.is_fault else test),
    )


def written_out(term: Term) -> Term:
    """The term with every let replaced by what it stands for."""
    if term.op is Op.LET and term.args[0] is not None:
        return written_out(term.args[0])
    return replace(term, args=tuple(arg and written_out(arg) for arg in term.args))


def _denied(term: Term) -> Term:
    """What must hold where the term is a fault."""
    if term.op is Op.CALL and term.name in _OPPOSITE:
        return replace(term, name=_OPPOSITE[term.name])
    if term.op is Op.CALL and term.name == "not":
        return next(term.inner())
    return Term(Op.CALL, term.type, "not", args=(term,))


def _key(term: Term) -> str:
    """The term as text; `a > b` and `b < a` are one, and so are `a and b` and `b and a`."""
    name, args = term.name, [_key(arg) if arg else "" for arg in term.args]
    if term.op is Op.CALL and name in (">", ">="):
        name, args = _TURNED[name], args[::-1]
    if term.op is Op.CALL and name in _EITHER_WAY:
        args = sorted(_flat(term, name))
    return f"{term.op} {name} {term.scope} {term.value!r} {term.distinct} ({', '.join(args)})"


def _flat(term: Term, name: str) -> Iterator[str]:
    """The sides of a chain of the same operator."""
    for arg in term.inner():
        if arg.op is Op.CALL and arg.name == name and name in ("and", "or", "+", "*"):
            yield from _flat(arg, name)
        else:
            yield _key(arg)


# ---- intervals of one column


def contradictions(check: Check) -> list[str]:
    """Columns whose limits in one chain of `and` leave no number that fits."""
    test = written_out(check.test)
    whole = [written_out(term) for term in (check.when, check.needs) if term]
    chains = [*_chains(test, "and"), *(chain for term in whole for chain in _chains(term, "and"))]
    always = [limit for term in whole for limit in _limits(_parts(term, "and"))]
    found = [name for chain in chains for name in _empty(_limits(chain))]
    if check.is_fault:
        found += _empty([*always, *_limits(_parts(test, "and"))])
    return sorted({*found, *_empty(always)})


def gaps(check: Check) -> list[str]:
    """Columns of which a chain of `or` takes both sides of a number but not the number itself."""
    terms = [written_out(term) for term in (check.when, check.needs, check.test) if term]
    found = set()
    for chain in (chain for term in terms for chain in _chains(term, "or")):
        limits = _limits(chain)
        for name in {name for name, _, _ in limits}:
            below = [number for other, op, number in limits if other == name and op == "<"]
            above = [number for other, op, number in limits if other == name and op == ">"]
            found |= {name for number in below if number in above}
    return sorted(found)


def broken_bands(parameter: Parameter) -> list[str]:
    """Grades that do not go down, or do not reach the lowest number."""
    found = []
    for amount in parameter.amounts if parameter.kind == Shape.BANDS else ():
        assert isinstance(amount.value, list)
        floors = [Decimal(band[1]) for band in amount.value]
        if floors != sorted(set(floors), reverse=True):
            found.append(f"{amount.since} 起的各档下限没有从高到低")
        elif floors and floors[-1] > 0:
            found.append(f"{amount.since} 起的各档没有包括 {floors[-1]} 以下")
    return found


def _chains(term: Term, name: str) -> Iterator[list[Term]]:
    """Every chain of `and` (or of `or`) in a term, each whole."""
    if term.op is Op.CALL and term.name == name:
        parts = list(_parts(term, name))
        yield parts
        below: Iterable[Term] = parts
    else:
        below = term.inner()
    for part in below:
        yield from _chains(part, name)


def _parts(term: Term, name: str) -> Iterator[Term]:
    if term.op is Op.CALL and term.name == name:
        for arg in term.inner():
            yield from _parts(arg, name)
    else:
        yield term


def _limits(chain: Iterable[Term]) -> list[tuple[str, str, Decimal]]:
    """The comparisons of a column with a number."""
    found = []
    for term in chain:
        args = list(term.inner())
        if term.op is not Op.CALL or term.name not in _TURNED or len(args) != 2:
            continue
        for one, other, op in ((args[0], args[1], term.name), (args[1], args[0], _TURNED[term.name])):
            number = other.value if other.op is Op.LITERAL else None
            plain = isinstance(number, int | Decimal) and not isinstance(number, bool)
            if one.op is Op.COLUMN and plain:
                found.append((f"{one.scope}.{one.name}".lstrip("."), op, Decimal(str(number))))
    return found


def _empty(limits: Iterable[tuple[str, str, Decimal]]) -> list[str]:
    """The columns that no number satisfies."""
    lows: dict[str, Bound] = {}
    highs: dict[str, Bound] = {}
    for name, op, number in limits:
        if op in (">", ">=", "="):
            lows[name] = max(lows.get(name, (number, False)), (number, op == ">"))
        if op in ("<", "<=", "="):
            highs[name] = min(highs.get(name, (number, True)), (number, op != "<"))
    return [name for name, low in lows.items() if name in highs and _apart(low, highs[name])]


def _apart(low: Bound, high: Bound) -> bool:
    """Whether a lower limit (True: excluded) lies above an upper one (True: included)."""
    return low[0] > high[0] or (low[0] == high[0] and (low[1] or not high[1]))
