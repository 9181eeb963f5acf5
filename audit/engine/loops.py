"""What is gathered over the child rows of a row, and over the rows of all forms: functions beside a check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from audit.engine.dialect import risky
from audit.engine.phrases import Writing
from audit.model.schema import Type
from audit.rulebook.term import Op, Term


class Looping(Writing, Protocol):
    """What we need of the writer of the expressions inside."""

    def start(self) -> str:
        """What stands before the expressions of a row."""

    def nothing_of_form(self) -> str:
        """Nothing is computed yet of what is the same for all rows of a form."""


def over_children(inner: Looping, term: Term) -> tuple[str, bool]:
    """The body of the function over the child rows of one row: its value, and whether it is unknown."""
    value, filter_ = term.args[0], term.args[1]
    assert value is not None
    said, taken = _apart(inner, inner.value, value), _apart(inner, inner.true, filter_)
    marks = [mark for arg in term.inner() if (mark := inner.unreadable(arg))]
    listing, breaks = term.name == "list", risky(value)
    can_be_bad = not listing and bool(marks or breaks)
    maybe = _apart(inner, inner.false, filter_) if filter_ is not None else "False"
    lines = ["    values, bad = [], False", f"    {inner.nothing_of_form()}"]
    lines += ["    for r in rows:", f"        {inner.start()}"]
    if can_be_bad and marks:
        own = {column.scope for arg in term.inner() for column in arg.columns()} <= {"", term.scope}
        some = "r['unreadable'] and not bad" if own else "not bad"
        lines.append(f"        if {some} and ({' or '.join(marks)}) and not {maybe}: bad = True")
    if breaks:
        broken = f"bad, value = bad or not {maybe}, None" if can_be_bad else "value = None"
        lines += ["        try:", f"            value = {said}", "        except ArithmeticError:"]
        lines += [f"            {broken}", f"        if value is not None and {taken}: values.append(value)"]
    else:
        lines.append(f"        if {taken} and (value := {said}) is not None: values.append(value)")
    lines.append(f"    return {REDUCED[term.name](term, value)}, bad")
    return "\n".join(lines), can_be_bad


def _apart(inner: Looping, write: Callable[[Term], str], term: Term | None) -> str:
    """An expression that stands for itself; true where there is none."""
    with inner.apart():
        return write(term) if term is not None else "True"


def over_forms(inner: Looping, term: Term, keys: Sequence[Term]) -> str:
    """The body of the function that takes in the rows of one form: values by keys."""
    value, filter_ = term.args[0], term.args[1]
    assert value is not None
    said, taken = _apart(inner, inner.value, value), _apart(inner, inner.true, filter_)
    key = "".join(f"{_apart(inner, inner.value, key)}, " for key in keys)
    return (
        f"    {inner.nothing_of_form()}\n    for r in rows:\n        {inner.start()}\n        try:\n"
        f"            if {taken} and (value := {said}) is not None:\n"
        f"                said.setdefault(({key}), []).append(value)\n"
        f"        except ArithmeticError: pass\n"
    )


def _listed(_: Term, value: Term) -> str:
    shown, joined = "str", "、" if value.type is Type.TEXT else "+"
    if value.type in (Type.NUMBER, Type.RATIO):
        shown = f"lambda value: digits(value, {6 if value.op is Op.COLUMN else 2})"
    return f"{joined!r}.join(map({shown}, values)) if values else None"


REDUCED: dict[str, Callable[[Term, Term], str]] = {
    "sum": lambda *_: "sum(values) if values else None",
    "min": lambda *_: "min(values, default=None)",
    "max": lambda *_: "max(values, default=None)",
    "count": lambda term, _: "len(set(values))" if term.distinct else "len(values)",
    "list": _listed,
}
"""What is made of the values, as an expression."""
