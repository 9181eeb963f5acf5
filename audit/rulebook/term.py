"""A checked, typed expression as a tree of terms: what the engine compiles, and we write formulas from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from audit.model.schema import Type


class Op(StrEnum):
    """What a term is; calls of functions and operators are `CALL` with the name."""

    LITERAL = "literal"
    COLUMN = "column"
    LET = "let"
    PARAMETER = "parameter"
    AGGREGATE = "aggregate"
    WINDOW = "window"
    CASE = "case"
    CALL = "call"


class Shape(StrEnum):
    """What a parameter that is no single value looks like."""

    LIST = "list"
    MAP = "map"
    BANDS = "bands"


Kind = Type | Shape | None
"""The type of a term; None is the literal null, which fits everywhere."""

NUMERIC = (Type.INTEGER, Type.NUMBER, Type.RATIO)


@dataclass(frozen=True, slots=True)
class Term:
    """One node of an expression.

    A column has its `name` and in `scope` the row it stands on: "" (the rule's own row), "form",
    "parent", "prior", or the child table inside an aggregate. A let holds its definition as the only
    argument. An aggregate has the child table as `scope` and the arguments (value, filter or None,
    ...partition for windows); `case` alternates conditions and values and ends with the default.
    `size` counts the terms once every let is written out.
    """

    op: Op
    type: Kind
    name: str = ""
    scope: str = ""
    args: tuple[Term | None, ...] = ()
    value: str | Decimal | int | bool | None = None
    distinct: bool = False
    size: int = field(default=0, compare=False)
    _hash: int = field(default=0, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", 1 + sum(arg.size for arg in self.inner()))
        own = (self.op, self.type, self.name, self.scope, self.args, self.value, self.distinct)
        object.__setattr__(self, "_hash", hash(own))

    def __hash__(self) -> int:
        return self._hash

    @property
    def numeric(self) -> bool:
        """Whether it is a number of any kind."""
        return self.type in NUMERIC

    def inner(self) -> Iterator[Term]:
        """The arguments that are there."""
        return (arg for arg in self.args if arg is not None)

    def walk(self, into: Callable[[Term], bool] = lambda _: True) -> Iterator[Term]:
        """The term and everything below it; `into` says below which terms to look."""
        yield self
        if into(self):
            for arg in self.inner():
                yield from arg.walk(into)

    def columns(self) -> Iterator[Term]:
        """Every column below, those of lets and aggregates too."""
        return (term for term in self.walk() if term.op is Op.COLUMN)

    def has(self, op: Op) -> bool:
        """Whether a term of that kind is in the tree."""
        return any(term.op is op for term in self.walk())


def literal(value: str | Decimal | int | bool | None, type_: Kind) -> Term:
    """A constant."""
    return Term(Op.LITERAL, type_, value=value)


def call(name: str, type_: Kind, *args: Term) -> Term:
    """A function or operator."""
    return Term(Op.CALL, type_, name, args=args)
