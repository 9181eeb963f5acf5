"""Operators of the rule language: each node of the syntax tree to a typed term."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol

from sqlglot import exp

from audit.model.schema import Type
from audit.rulebook import calls
from audit.rulebook.term import NUMERIC, Op, Shape, Term, call, literal


class Checking(calls.Checking, Protocol):
    """What we need of the checker of the surrounding expression."""

    def boolean(self, node: exp.Expr) -> Term:
        """A term that must be a condition."""

    def parameter(self, node: exp.Placeholder) -> Term:
        """`$name`."""


def constant(checker: Checking, node: exp.Literal) -> Term:
    """A text or a number within our limits."""
    if node.is_string:
        return literal(str(node.this), Type.TEXT)
    text = str(node.this)
    whole, _, places = text.partition(".")
    if not (whole + places).isdigit() or len(whole) > 12 or len(places) > 12:
        checker.refuse(node, f"数 {text} 写法不对，最多 12 位整数、12 位小数。")
    if "." not in text:
        return literal(int(text), Type.INTEGER)
    return literal(Decimal(text), Type.RATIO if len(places) > 6 else Type.NUMBER)


def arithmetic(name: str) -> Callable[[Checking, Any], Term]:
    """`+ - * /` between numbers."""

    def build(checker: Checking, node: exp.Binary) -> Term:
        left, right = checker.term(node.this), checker.term(node.expression)
        for term, side in ((left, node.this), (right, node.expression)):
            if term.type not in NUMERIC:
                checker.refuse(side, f"{name} 两边应是数，现有{calls.kind_name(term.type)}。")
        kinds = {left.type, right.type}
        wide = Type.RATIO if name == "/" or (name in "+-" and Type.RATIO in kinds) else Type.NUMBER
        return call(name, wide, left, right)

    return build


def comparison(name: str) -> Callable[[Checking, Any], Term]:
    """A comparison of two values of one type."""

    def build(checker: Checking, node: exp.Binary) -> Term:
        left, right = checker.term(node.this), checker.term(node.expression)
        kind = calls.common(checker, node, left, right)
        if kind in (Type.TEXT, Type.BOOLEAN) and name not in ("=", "<>", "distinct", "same"):
            checker.refuse(node, f"{calls.kind_name(kind)}不能比大小。")
        return call(name, Type.BOOLEAN, left, right)

    return build


def logic(name: str) -> Callable[[Checking, Any], Term]:
    """`and`, `or`."""
    return lambda checker, node: call(
        name, Type.BOOLEAN, checker.boolean(node.this), checker.boolean(node.expression)
    )


def negation(checker: Checking, node: exp.Not) -> Term:
    """`not`."""
    return call("not", Type.BOOLEAN, checker.boolean(node.this))


def negative(checker: Checking, node: exp.Neg) -> Term:
    """A number with its sign turned."""
    term = checker.term(node.this)
    if not term.numeric:
        checker.refuse(node, f"负号后面应是数，现为{calls.kind_name(term.type)}。")
    return call("neg", Type.NUMBER if term.type is Type.INTEGER else term.type, term)


def is_known(checker: Checking, node: exp.Is) -> Term:
    """`is null`, `is true`, `is false`."""
    term, what = checker.term(node.this), node.expression
    if isinstance(what, exp.Null):
        return call("is_null", Type.BOOLEAN, term)
    if isinstance(what, exp.Boolean) and term.type is Type.BOOLEAN:
        return call("is", Type.BOOLEAN, term, literal(bool(what.this), Type.BOOLEAN))
    return checker.refuse(node, "is 后面只能是 null、not null、true 或 false。")


def among(checker: Checking, node: exp.In) -> Term:
    """`in (…)` and `in $list`."""
    term, listed = checker.term(node.this), node.args.get("field")
    if isinstance(listed, exp.Placeholder):
        many = checker.parameter(listed)
        if many.type is not Shape.LIST or term.type is not Type.TEXT:
            checker.refuse(node, "in $名字 要求左边是文字、参数是文字列表。")
        return call("in_list", Type.BOOLEAN, term, many)
    if listed is not None or not node.expressions or node.args.get("query") or node.args.get("unnest"):
        checker.refuse(node, "in 后面应是括号里的列表，或一个列表参数。")
    items = [checker.term(item) for item in node.expressions]
    calls.common(checker, node, term, *items)
    return call("in", Type.BOOLEAN, term, *items)


def between(checker: Checking, node: exp.Between) -> Term:
    """`between` of numbers or dates."""
    terms = [checker.term(node.args[key]) for key in ("this", "low", "high")]
    if calls.common(checker, node, *terms) in (Type.TEXT, Type.BOOLEAN):
        checker.refuse(node, "between 只用于数和日期。")
    return call("between", Type.BOOLEAN, *terms)


def case(checker: Checking, node: exp.Case) -> Term:
    """`case`, with or without a subject."""
    subject = checker.term(node.this) if node.this else None
    args: list[Term] = []
    for branch in node.args["ifs"]:
        if subject is None:
            args.append(checker.boolean(branch.this))
        else:
            value = checker.term(branch.this)
            calls.common(checker, branch, subject, value)
            args.append(call("=", Type.BOOLEAN, subject, value))
        args.append(checker.term(branch.args["true"]))
    default = node.args.get("default")
    args.append(checker.term(default) if default is not None else literal(None, None))
    kind = calls.common(checker, node, *args[1::2], args[-1])
    return Term(Op.CASE, kind, args=tuple(args))


def bracket(checker: Checking, node: exp.Bracket) -> Term:
    """`$map[key]`."""
    if not isinstance(node.this, exp.Placeholder) or len(node.expressions) != 1:
        checker.refuse(node, "方括号只用于对照表参数，如 $category_weights[level1_kind]。")
    table, key = checker.parameter(node.this), checker.term(node.expressions[0])
    if table.type is not Shape.MAP or key.type is not Type.TEXT:
        checker.refuse(node, f"${table.name} 应是对照表参数，方括号里应是文字。")
    return call("lookup", Type.NUMBER, table, key)
