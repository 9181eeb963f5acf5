"""Syntax trees to checked, typed terms: what is not allowed here does not exist in the rule language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from sqlglot import exp

from audit.model.schema import TABLES, Type
from audit.rulebook import calls, operators
from audit.rulebook.functions import AGGREGATES
from audit.rulebook.names import CHILDREN, PRIOR_ROW, Names, column, columns
from audit.rulebook.syntax import Source, offset_of, parse
from audit.rulebook.term import Op, Shape, Term, call, literal
from audit.yamlfile import nearest

MAX_SIZE = 3_000
"""Terms of one expression once its lets are written out."""


def check(source: Source, names: Names) -> Term:
    """Parse, resolve and type one expression."""
    try:
        term = Checker(source, names).term(parse(source))
    except RecursionError:
        raise source.error("表达式嵌套过深，请拆成 let。") from None
    if term.size > MAX_SIZE:
        raise source.error(f"表达式连同用到的 let 超过 {MAX_SIZE} 项，请简化。")
    if isinstance(term.type, Shape):
        raise source.error("列表、对照表参数要用 in、[] 或 band() 取用。")
    return term


def condition(source: Source, names: Names) -> Term:
    """The same for an expression that must be true or false."""
    term = check(source, names)
    if term.type is not Type.BOOLEAN:
        raise source.error(f"这里应是条件（真或假），现为{calls.kind_name(term.type)}。")
    return term


class Checker:
    """Checks one expression; inside an aggregate `child` names the table whose rows it ranges over."""

    def __init__(self, source: Source, names: Names, child: str | None = None) -> None:
        self.source, self.names, self.child = source, names, child

    def term(self, node: exp.Expr) -> Term:
        """The term of a node; the class of the node must be listed in `_NODES`."""
        handler = _NODES.get(type(node))
        if handler is None:
            self.refuse(node, f"规则语言里没有 {node.sql()[:40]} 这种写法。")
        return handler(self, node)

    def refuse(self, node: exp.Expr, message: str) -> NoReturn:
        """Raise an error at a node."""
        raise self.source.error(message, offset_of(node))

    def boolean(self, node: exp.Expr) -> Term:
        """A term that must be a condition."""
        term = self.term(node)
        if term.type not in (Type.BOOLEAN, None):
            self.refuse(node, f"这里应是条件，现为{calls.kind_name(term.type)}。")
        return term

    def column(self, node: exp.Column) -> Term:
        """A name: a let, a column of the row, or `scope.column`."""
        if not isinstance(node.this, exp.Identifier) or node.args.get("db") or node.args.get("catalog"):
            self.refuse(node, f"没有名为 {node.sql()[:40]} 的列。")
        prefix, name = node.table, node.name
        if self.child is not None:
            return self._child_column(node, prefix, name)
        if not prefix:
            found = self.names.lets.get(name)
            term = Term(Op.LET, found.type, name, args=(found,)) if found else self.names.column(name)
            return term or self.refuse(node, f"没有名为 {name} 的列{nearest(name, self.names.own())}")
        if prefix in CHILDREN or prefix in self.names.sets:
            hint = f"直接写 {name}" if prefix == self.names.grain.name else f"如 sum({prefix}.{name})"
            self.refuse(node, f"{prefix} 有许多行，要用 sum、count、min、max、list 汇总；{hint}。")
        if prefix not in self.names.scopes():
            known = [*self.names.scopes(), *CHILDREN, *self.names.sets]
            self.refuse(node, f"没有名为 {prefix} 的表{nearest(prefix, known)}")
        table = self.names.grain if prefix in ("parent", PRIOR_ROW) else TABLES["forms"]
        term = self.names.column(name, prefix)
        return term or self.refuse(node, f"{prefix} 没有名为 {name} 的列{nearest(name, columns(table))}")

    def _child_column(self, node: exp.Column, prefix: str, name: str) -> Term:
        if prefix == "form":
            term = column(TABLES["forms"], name, "form")
            known = columns(TABLES["forms"])
            return term or self.refuse(node, f"form 没有名为 {name} 的列{nearest(name, known)}")
        if prefix == PRIOR_ROW and self.child == "indicators":
            term = column(TABLES["indicators"], name, PRIOR_ROW)
            known = columns(TABLES["indicators"])
            return term or self.refuse(node, f"{prefix} 没有名为 {name} 的列{nearest(name, known)}")
        rows = self.names.rows(prefix)
        if rows is None or rows[0] != self.child:
            self.refuse(node, f"汇总里的列要写明是 {self.child} 的：{self.child}.{name}。")
        table = TABLES[rows[0]]
        term = column(table, name, rows[0])
        return term or self.refuse(node, f"{prefix} 没有名为 {name} 的列{nearest(name, columns(table))}")

    def aggregate(self, node: exp.Expr, over: exp.Window | None = None) -> Term:
        """`sum(child.column) filter (where …)`, or over a window of the grain's own rows."""
        inner, where = node, None
        if isinstance(node, exp.Filter):
            inner, where = node.this, node.expression.this
        name = _AGGREGATES.get(type(inner))
        if name is None:
            self.refuse(node, f"这里只能是 {'、'.join(AGGREGATES)}。")
        if self.child is not None:
            self.refuse(node, "汇总里不能再有汇总。")
        value, distinct = inner.this, False
        if isinstance(value, exp.Distinct) and len(value.expressions) == 1:
            value, distinct = value.expressions[0], True
        extra = {k for k, v in inner.args.items() if v and k not in ("this", "big_int")}
        if extra or value is None or (distinct and name != "count"):
            self.refuse(node, f"{name} 只能有一个参数，distinct 只能用于 count。")
        if over is not None:
            return self._window(name, value, where, over, distinct)
        return self._over_children(node, name, value, where, distinct)

    def _over_children(
        self, node: exp.Expr, name: str, value: exp.Expr, where: exp.Expr | None, distinct: bool
    ) -> Term:
        prefixes = {c.table for c in node.find_all(exp.Column) if c.table not in ("", "form", PRIOR_ROW)}
        rows = [self.names.rows(prefix) for prefix in sorted(prefixes)]
        tables = {row[0] for row in rows if row}
        if None in rows or len(tables) != 1:
            known = "、".join([*CHILDREN, *self.names.sets])
            self.refuse(node, f"{name}(…) 要汇总一个子表的列，如 {name}(indicators.score)；子表有 {known}。")
        child = tables.pop()
        inner = Checker(self.source, self.names, child)
        conditions = [row[1] for row in rows if row and row[1] is not None]
        conditions += [inner.boolean(where)] if where is not None else []
        filter_ = conditions[0] if conditions else None
        for more in conditions[1:]:
            assert filter_ is not None
            filter_ = call("and", Type.BOOLEAN, filter_, more)
        term = inner.term(value)
        kind = calls.aggregated(inner, value, name, term)
        return Term(Op.AGGREGATE, kind, name, child, (term, filter_), distinct=distinct)

    def _window(
        self, name: str, value: exp.Expr, where: exp.Expr | None, over: exp.Window, distinct: bool
    ) -> Term:
        keys = over.args.get("partition_by") or []
        extra = {k for k, v in over.args.items() if v and k not in ("this", "partition_by", "over")}
        if extra or not keys:
            self.refuse(over, "窗口只能写 over (partition by …)。")
        every = isinstance(value, exp.Star)
        term = literal(1, Type.INTEGER) if every else self.term(value)
        if every and name != "count":
            self.refuse(over, "* 只能用于 count。")
        filter_ = self.boolean(where) if where is not None else None
        parts = [self.term(key) for key in keys]
        args = (term, filter_, *parts)
        if any(arg is not None and arg.has(Op.WINDOW) for arg in args):
            self.refuse(over, "窗口里不能再有窗口。")
        return Term(Op.WINDOW, calls.aggregated(self, value, name, term), name, "", args, distinct=distinct)

    def window(self, node: exp.Window) -> Term:
        """An aggregate over the rows of the grain across forms."""
        return self.aggregate(node.this, node)

    def parameter(self, node: exp.Placeholder) -> Term:
        """`$name`."""
        name = node.name
        if name not in self.names.parameters:
            known = [f"${parameter}" for parameter in self.names.parameters]
            where = max(self.source.text.find(f"${name}"), 0)
            raise self.source.error(f"没有名为 ${name} 的参数{nearest(f'${name}', known)}", where)
        return Term(Op.PARAMETER, self.names.parameters[name], name)


_AGGREGATES: dict[type[exp.Expr], str] = {
    exp.Sum: "sum",
    exp.Count: "count",
    exp.Min: "min",
    exp.Max: "max",
    exp.ArrayAgg: "list",
    exp.List: "list",
}

_NODES: dict[type[exp.Expr], Callable[[Checker, Any], Term]] = {
    exp.Paren: lambda checker, node: checker.term(node.this),
    exp.Literal: operators.constant,
    exp.Boolean: lambda _, node: literal(bool(node.this), Type.BOOLEAN),
    exp.Null: lambda _, __: literal(None, None),
    exp.Column: Checker.column,
    exp.Placeholder: Checker.parameter,
    exp.Bracket: operators.bracket,
    exp.Add: operators.arithmetic("+"),
    exp.Sub: operators.arithmetic("-"),
    exp.Mul: operators.arithmetic("*"),
    exp.Div: operators.arithmetic("/"),
    exp.EQ: operators.comparison("="),
    exp.NEQ: operators.comparison("<>"),
    exp.GT: operators.comparison(">"),
    exp.GTE: operators.comparison(">="),
    exp.LT: operators.comparison("<"),
    exp.LTE: operators.comparison("<="),
    exp.NullSafeNEQ: operators.comparison("distinct"),
    exp.NullSafeEQ: operators.comparison("same"),
    exp.And: operators.logic("and"),
    exp.Or: operators.logic("or"),
    exp.Not: operators.negation,
    exp.Neg: operators.negative,
    exp.Is: operators.is_known,
    exp.In: operators.among,
    exp.Between: operators.between,
    exp.Case: operators.case,
    exp.Filter: Checker.aggregate,
    exp.Window: Checker.window,
    **dict.fromkeys(_AGGREGATES, Checker.aggregate),
    **dict.fromkeys(
        (
            exp.Anonymous, exp.Abs, exp.Floor, exp.Ceil, exp.Round, exp.Least, exp.Greatest,
            exp.Coalesce, exp.Nullif, exp.Length, exp.Year, exp.Month, exp.Day,
        ),
        calls.function,
    ),
}  # fmt: skip
