"""Calls of functions: arguments checked against the table of functions, and the types they give."""

from __future__ import annotations

import re
from typing import NoReturn, Protocol

from sqlglot import exp

from audit.model.schema import Type
from audit.rulebook.functions import (
    AGGREGATES,
    COLUMN_FUNCTIONS,
    FUNCTIONS,
    NUMBER,
    PATTERN,
    PLACES,
    SAME,
    Function,
)
from audit.rulebook.names import Names
from audit.rulebook.term import NUMERIC, Kind, Op, Shape, Term, call, literal
from audit.yamlfile import nearest

_KINDS: dict[Kind, str] = {
    Type.TEXT: "文字", Type.NUMBER: "数", Type.RATIO: "比率", Type.INTEGER: "整数", Type.BOOLEAN: "真假",
    Type.DATE: "日期", Shape.LIST: "列表", Shape.MAP: "对照表", Shape.BANDS: "档次表", None: "空值",
}  # fmt: skip


class Checking(Protocol):
    """What we need of the checker of the surrounding expression."""

    names: Names

    def term(self, node: exp.Expr) -> Term:
        """The term of a node."""

    def refuse(self, node: exp.Expr, message: str) -> NoReturn:
        """Raise an error at a node."""


def kind_name(kind: Kind) -> str:
    """A type in words."""
    return _KINDS[kind]


def common(checker: Checking, node: exp.Expr, *terms: Term) -> Kind:
    """The one type that all terms can be read as; text never meets a number."""
    kinds = {term.type for term in terms} - {None}
    if not kinds:
        return None
    if kinds <= set(NUMERIC):
        return max(kinds, key=lambda kind: NUMERIC.index(Type(kind or "")))
    if len(kinds) > 1 or isinstance(next(iter(kinds)), Shape):
        names = "、".join(sorted(kind_name(kind) for kind in kinds))
        checker.refuse(node, f"类型不同，不能放在一起比较或取值：{names}。")
    return kinds.pop()


def aggregated(checker: Checking, node: exp.Expr, name: str, term: Term) -> Kind:
    """The type of an aggregate of a term."""
    if name == "count":
        return Type.INTEGER
    if name == "list":
        return Type.TEXT
    if name == "sum" and not term.numeric:
        checker.refuse(node, f"sum 只能加数，现为{kind_name(term.type)}。")
    if term.type is Type.BOOLEAN or term.type is None:
        checker.refuse(node, f"{name} 不能用于{kind_name(term.type)}。")
    return Type.NUMBER if name == "sum" and term.type is Type.INTEGER else term.type


def function(checker: Checking, node: exp.Func) -> Term:
    """A call, looked up by name; `label(column)` becomes its text at once."""
    name = (node.name if isinstance(node, exp.Anonymous) else type(node).__name__).lower()
    if name in COLUMN_FUNCTIONS:
        column = _column(checker, node, name)
        if name == "unreadable":
            return call(name, Type.BOOLEAN, column)
        return literal(checker.names.label(column), Type.TEXT)
    known = FUNCTIONS.get(name)
    if known is None:
        checker.refuse(
            node, f"没有名为 {name} 的函数{nearest(name, [*FUNCTIONS, *AGGREGATES, *COLUMN_FUNCTIONS])}"
        )
    given = _arguments(node)
    if len(given) < len(known.takes) or (len(given) > len(known.takes) and not known.many):
        checker.refuse(node, f"{name} 应有 {len(known.takes)} 个参数，现有 {len(given)} 个。")
    return _apply(checker, node, known, given)


def _arguments(node: exp.Func) -> list[exp.Expr]:
    """The arguments in the order written; flags that the parser sets itself are no nodes."""
    found: list[exp.Expr] = []
    for key, value in node.args.items():
        if isinstance(value, exp.Expr):
            found.append(value)
        elif isinstance(value, list) and key == "expressions":
            found += value
    return found


def _apply(checker: Checking, node: exp.Func, known: Function, given: list[exp.Expr]) -> Term:
    terms: list[Term] = []
    same: list[Term] = []
    for index, argument in enumerate(given):
        takes = known.takes[min(index, len(known.takes) - 1)]
        term = checker.term(argument)
        terms.append(term)
        if takes == SAME:
            same.append(term)
        elif takes == PATTERN:
            _pattern(checker, argument, term)
        elif takes == PLACES:
            _places(checker, argument, term)
        elif takes == NUMBER:
            same.append(term)
            if not term.numeric:
                _mismatch(checker, argument, known.name, "数", term)
        elif term.type not in (takes, None) and isinstance(takes, Type | Shape):
            _mismatch(checker, argument, known.name, kind_name(takes), term)
    kind = common(checker, node, *same) if known.gives == SAME else known.gives
    if known.name in ("least", "greatest") and kind in (Type.TEXT, Type.BOOLEAN):
        checker.refuse(node, f"{known.name} 只用于数和日期。")
    if known.name == "round" and kind is Type.INTEGER:
        kind = Type.NUMBER
    assert kind is None or isinstance(kind, Type)
    return call(known.name, kind, *terms)


def _mismatch(checker: Checking, node: exp.Expr, name: str, wanted: str, term: Term) -> NoReturn:
    checker.refuse(node, f"{name} 这里应是{wanted}，现为{kind_name(term.type)}。")


def _places(checker: Checking, node: exp.Expr, term: Term) -> None:
    if term.op is not Op.LITERAL or not isinstance(term.value, int) or not 0 <= term.value <= 12:
        checker.refuse(node, "小数位数应是 0 到 12 的整数常数。")


def _pattern(checker: Checking, node: exp.Expr, term: Term) -> None:
    if term.op is not Op.LITERAL or not isinstance(term.value, str):
        checker.refuse(node, "模式应是写在引号里的常数。")
    if len(term.value) > 500 or re.search(r"\\[1-9ZQEzG]|\(\?(?![:i]|P<)", term.value):
        checker.refuse(node, f"模式 {term.value[:40]} 用了 RE2 没有的写法（反向引用、前后查找等）。")
    if re.search(r"\{\d*,?(\d+)\}", term.value) and max(map(int, re.findall(r"(\d+)\}", term.value))) > 1000:
        checker.refuse(node, "模式里的重复次数不能超过 1000。")
    try:
        re.compile(term.value)
    except (re.error, RecursionError, OverflowError) as error:
        checker.refuse(node, f"模式 {term.value[:40]} 不合语法：{error}。")


def _column(checker: Checking, node: exp.Func, name: str) -> Term:
    given = _arguments(node)
    column = checker.term(given[0]) if len(given) == 1 else None
    if column is None or column.op is not Op.COLUMN:
        checker.refuse(node, f"{name} 要一个列名，如 {name}(weight)。")
    return column
