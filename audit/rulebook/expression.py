"""Syntax trees to checked, typed terms: what is not allowed here does not exist in the rule language."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

from sqlglot import exp

from audit.model.schema import TABLES, Type
from audit.rulebook import calls
from audit.rulebook.functions import AGGREGATES
from audit.rulebook.names import CHILDREN, Names, column, columns
from audit.rulebook.syntax import Source, offset_of, parse
from audit.rulebook.term import NUMERIC, Kind, Op, Shape, Term, call, literal
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
        table = self.names.grain if prefix == "parent" else TABLES["forms"]
        term = self.names.column(name, prefix)
        return term or self.refuse(node, f"{prefix} 没有名为 {name} 的列{nearest(name, columns(table))}")

    def _child_column(self, node: exp.Column, prefix: str, name: str) -> Term:
        if prefix == "form":
            term = column(TABLES["forms"], name, "form")
            known = columns(TABLES["forms"])
            return term or self.refuse(node, f"form 没有名为 {name} 的列{nearest(name, known)}")
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
        if isinstance(value, exp.Distinct):
            value, distinct = value.expressions[0], len(value.expressions) == 1
        extra = {k for k, v in inner.args.items() if v and k not in ("this", "big_int")}
        if extra or value is None or (distinct and name != "count"):
            self.refuse(node, f"{name} 只能有一个参数，distinct 只能用于 count。")
        if over is not None:
            return self._window(name, value, where, over, distinct)
        return self._over_children(node, name, value, where, distinct)

    def _over_children(
        self, node: exp.Expr, name: str, value: exp.Expr, where: exp.Expr | None, distinct: bool
    ) -> Term:
        prefixes = {c.table for c in node.find_all(exp.Column) if c.table and c.table != "form"}
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
            self.refuse(node, f"没有名为 ${name} 的参数{nearest(name, self.names.parameters)}")
        return Term(Op.PARAMETER, self.names.parameters[name], name)

    def common(self, node: exp.Expr, *terms: Term) -> Kind:
        """The one type that all terms can be read as; text never meets a number."""
        return calls.common(self, node, *terms)


def _literal(checker: Checker, node: exp.Literal) -> Term:
    if node.is_string:
        return literal(str(node.this), Type.TEXT)
    text = str(node.this)
    whole, _, places = text.partition(".")
    if not (whole + places).isdigit() or len(whole) > 12 or len(places) > 12:
        checker.refuse(node, f"数 {text} 写法不对，最多 12 位整数、12 位小数。")
    if "." not in text:
        return literal(int(text), Type.INTEGER)
    return literal(Decimal(text), Type.RATIO if len(places) > 6 else Type.NUMBER)


def _arithmetic(name: str) -> Callable[[Checker, Any], Term]:
    def build(checker: Checker, node: exp.Binary) -> Term:
        left, right = checker.term(node.this), checker.term(node.expression)
        for term, side in ((left, node.this), (right, node.expression)):
            if term.type not in NUMERIC:
                checker.refuse(side, f"{name} 两边应是数，现有{calls.kind_name(term.type)}。")
        kinds = {left.type, right.type}
        wide = Type.RATIO if name == "/" or (name in "+-" and Type.RATIO in kinds) else Type.NUMBER
        return call(name, wide, left, right)

    return build


def _comparison(name: str) -> Callable[[Checker, Any], Term]:
    def build(checker: Checker, node: exp.Binary) -> Term:
        left, right = checker.term(node.this), checker.term(node.expression)
        kind = checker.common(node, left, right)
        if kind in (Type.TEXT, Type.BOOLEAN) and name not in ("=", "<>", "distinct", "same"):
            checker.refuse(node, f"{calls.kind_name(kind)}不能比大小。")
        return call(name, Type.BOOLEAN, left, right)

    return build


def _logic(name: str) -> Callable[[Checker, Any], Term]:
    return lambda checker, node: call(
        name, Type.BOOLEAN, checker.boolean(node.this), checker.boolean(node.expression)
    )


def _not(checker: Checker, node: exp.Not) -> Term:
    return call("not", Type.BOOLEAN, checker.boolean(node.this))


def _negative(checker: Checker, node: exp.Neg) -> Term:
    term = checker.term(node.this)
    if not term.numeric:
        checker.refuse(node, f"负号后面应是数，现为{calls.kind_name(term.type)}。")
    return call("neg", Type.NUMBER if term.type is Type.INTEGER else term.type, term)


def _is(checker: Checker, node: exp.Is) -> Term:
    term, what = checker.term(node.this), node.expression
    if isinstance(what, exp.Null):
        return call("is_null", Type.BOOLEAN, term)
    if isinstance(what, exp.Boolean) and term.type is Type.BOOLEAN:
        return call("is", Type.BOOLEAN, term, literal(bool(what.this), Type.BOOLEAN))
    return checker.refuse(node, "is 后面只能是 null、not null、true 或 false。")


def _in(checker: Checker, node: exp.In) -> Term:
    term, listed = checker.term(node.this), node.args.get("field")
    if isinstance(listed, exp.Placeholder):
        many = checker.parameter(listed)
        if many.type is not Shape.LIST or term.type is not Type.TEXT:
            checker.refuse(node, "in $名字 要求左边是文字、参数是文字列表。")
        return call("in_list", Type.BOOLEAN, term, many)
    if listed is not None or not node.expressions or node.args.get("query") or node.args.get("unnest"):
        checker.refuse(node, "in 后面应是括号里的列表，或一个列表参数。")
    items = [checker.term(item) for item in node.expressions]
    checker.common(node, term, *items)
    return call("in", Type.BOOLEAN, term, *items)


def _between(checker: Checker, node: exp.Between) -> Term:
    terms = [checker.term(node.args[key]) for key in ("this", "low", "high")]
    if checker.common(node, *terms) in (Type.TEXT, Type.BOOLEAN):
        checker.refuse(node, "between 只用于数和日期。")
    return call("between", Type.BOOLEAN, *terms)


def _case(checker: Checker, node: exp.Case) -> Term:
    subject = checker.term(node.this) if node.this else None
    args: list[Term] = []
    for branch in node.args["ifs"]:
        if subject is None:
            args.append(checker.boolean(branch.this))
        else:
            value = checker.term(branch.this)
            checker.common(branch, subject, value)
            args.append(call("=", Type.BOOLEAN, subject, value))
        args.append(checker.term(branch.args["true"]))
    default = node.args.get("default")
    args.append(checker.term(default) if default is not None else literal(None, None))
    kind = checker.common(node, *args[1::2], args[-1])
    return Term(Op.CASE, kind, args=tuple(args))


def _bracket(checker: Checker, node: exp.Bracket) -> Term:
    if not isinstance(node.this, exp.Placeholder) or len(node.expressions) != 1:
        checker.refuse(node, "方括号只用于对照表参数，如 $category_weights[level1_kind]。")
    table, key = checker.parameter(node.this), checker.term(node.expressions[0])
    if table.type is not Shape.MAP or key.type is not Type.TEXT:
        checker.refuse(node, f"${table.name} 应是对照表参数，方括号里应是文字。")
    return call("lookup", Type.NUMBER, table, key)


def _function(checker: Checker, node: exp.Func) -> Term:
    return calls.function(checker, node)


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
    exp.Literal: _literal,
    exp.Boolean: lambda _, node: literal(bool(node.this), Type.BOOLEAN),
    exp.Null: lambda _, __: literal(None, None),
    exp.Column: Checker.column,
    exp.Placeholder: Checker.parameter,
    exp.Bracket: _bracket,
    exp.Add: _arithmetic("+"),
    exp.Sub: _arithmetic("-"),
    exp.Mul: _arithmetic("*"),
    exp.Div: _arithmetic("/"),
    exp.EQ: _comparison("="),
    exp.NEQ: _comparison("<>"),
    exp.GT: _comparison(">"),
    exp.GTE: _comparison(">="),
    exp.LT: _comparison("<"),
    exp.LTE: _comparison("<="),
    exp.NullSafeNEQ: _comparison("distinct"), exp.NullSafeEQ: _comparison("same"),
    exp.And: _logic("and"), exp.Or: _logic("or"), exp.Not: _not, exp.Neg: _negative, exp.Is: _is,
    exp.In: _in, exp.Between: _between, exp.Case: _case,
    exp.Filter: Checker.aggregate, exp.Window: Checker.window,
    **dict.fromkeys(_AGGREGATES, Checker.aggregate),
    **dict.fromkeys(
        (exp.Anonymous, exp.Abs, exp.Floor, exp.Ceil, exp.Round, exp.Least, exp.Greatest, exp.Coalesce,
         exp.Nullif, exp.Length, exp.Year, exp.Month, exp.Day), _function,
    ),
}  # fmt: skip

