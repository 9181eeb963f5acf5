"""Which blank columns leave a condition without an answer."""

from __future__ import annotations

from audit.model.schema import Type
from audit.rulebook.definition import Check
from audit.rulebook.term import Op, Term

_NEVER_NULL = ("is_null", "is", "matches", "mentions", "distinct", "same", "unreadable")
"""Functions that have an answer for nothing too."""

_STRICT = ("=", "<>", "<", "<=", ">", ">=", "between", "in", "in_list")


_FILLED = (
    "row",
    "kind",
    "category",
    "ordinal",
    "target_kind",
    "actual_kind",
    "parts",
    "named",
    "filed",
    "slack",
)
"""Columns that every row has."""


def may_be_blank(check: Check) -> set[str]:
    """The columns whose blank cell leaves the test undecided, though `when` lets it through."""
    given: set[str] = set()
    for condition in (check.when, check.needs):
        if condition is not None:
            given |= _known_if_true(condition)
    return _blanking(check.test) - given


def _blanking(term: Term) -> set[str]:
    """The columns that, when blank, may leave the term null."""
    args = list(term.inner())
    if term.op is Op.LET:
        return _blanking(args[0])
    if term.op is Op.COLUMN:
        return set() if _always_there(term) else {_name(term)}
    if term.op is Op.CASE:
        return {name for value in (*args[1::2], args[-1]) for name in _blanking(value)}
    if term.op is not Op.CALL or term.name in _NEVER_NULL:
        return set()
    if term.name == "coalesce":
        return set.intersection(*(_blanking(arg) for arg in args))
    names = {name for arg in args for name in _blanking(arg)}
    return names - _asked(term) if term.name in ("or", "and") else names


def _always_there(column: Term) -> bool:
    flag = column.type is Type.BOOLEAN and column.name not in ("attained", "parts_same_unit", "listed")
    return flag or column.name in _FILLED


def _asked(term: Term) -> set[str]:
    """The columns that a chain of `or` or `and` asks about with `is null`."""
    found: set[str] = set()
    for arg in term.inner():
        if arg.op is Op.LET and arg.args[0] is not None:
            found |= _asked(arg.args[0])
        if arg.op is Op.CALL and arg.name in ("or", "and", "not"):
            found |= _asked(arg)
        if arg.op is Op.CALL and arg.name == "is_null":
            found |= {_name(column) for column in arg.columns()}
    if term.op is Op.CALL and term.name == "is_null":
        found |= {_name(column) for column in term.columns()}
    return found


def _known_if_true(term: Term) -> set[str]:
    """The columns that cannot be blank where the condition is true."""
    args = list(term.inner())
    if term.op is Op.LET:
        return _known_if_true(args[0])
    if term.op is Op.COLUMN:
        return {_name(term)}
    if term.op is not Op.CALL:
        return set()
    if term.name in ("and", "or"):
        left, right = _known_if_true(args[0]), _known_if_true(args[1])
        return left | right if term.name == "and" else left & right
    if term.name == "not":
        return _known_if_false(args[0])
    if term.name == "coalesce":
        return _known_if_true(args[0]) if args[-1].value is False else set()
    return _needed(term) if term.name in (*_STRICT, "matches", "mentions") else set()


def _known_if_false(term: Term) -> set[str]:
    """The columns that cannot be blank where the condition is false."""
    if term.op is Op.CALL and term.name == "is_null":
        return _needed(next(term.inner()))
    return _needed(term) if term.op is Op.CALL and term.name in _STRICT else set()


def _needed(term: Term) -> set[str]:
    """The columns that must be there for a term to have a value."""
    args = list(term.inner())
    if term.op is Op.LET:
        return _needed(args[0])
    if term.op is Op.COLUMN:
        return {_name(term)}
    if term.op is not Op.CALL:
        return set()
    if term.name == "coalesce":
        return set.intersection(*(_needed(arg) for arg in args))
    return {name for arg in args for name in _needed(arg)}


def _name(term: Term) -> str:
    return f"{term.scope}.{term.name}" if term.scope else term.name
