"""Terms to DuckDB's SQL: our meaning of numbers and of nothing, whatever the database would do.

What cannot be held raises an error in the database, which `TRY` turns into the outcome `failed`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from audit.engine.operators import OPERATORS
from audit.engine.sources import SQL_TYPES, Sources, quoted, text
from audit.model.schema import TABLES, Type
from audit.rulebook.names import PRIOR_ROW
from audit.rulebook.term import NUMERIC, Kind, Op, Term

BASE_COLUMN = {"effective_weight": "weight"}
"""Derived columns that are unknown where the column they come from is unreadable."""


def widest(*terms: Term) -> Kind:
    """The type that all terms can be read as; the checker has seen that there is one."""
    kinds = {term.type for term in terms if term.type is not None}
    if not kinds:
        return None
    numbers = [kind for kind in kinds if kind in NUMERIC]
    return max(numbers, key=NUMERIC.index) if numbers else kinds.pop()


class Writer:
    """Writes terms as SQL and notes what they read; `child` is the table inside an aggregate."""

    def __init__(self, sources: Sources, grain: str, child: str | None = None) -> None:
        self.sources, self.grain, self.child = sources, grain, child

    def write(self, term: Term) -> str:
        """The SQL of a term, in brackets where it needs them."""
        return _OPS[term.op](self, term)

    def number(self, term: Term, kind: Kind) -> str:
        """The SQL of a term read as a type that it fits."""
        sql = self.write(term)
        if term.type is kind or kind not in NUMERIC:
            return sql
        assert isinstance(kind, Type)
        return f"CAST({sql} AS {SQL_TYPES[kind]})"

    def alike(self, *terms: Term) -> list[str]:
        """The SQL of terms that are compared or chosen between, all of one type."""
        kind = widest(*terms)
        return [self.number(term, kind) for term in terms]

    def truth(self, term: Term) -> str:
        """A condition as a small number: 1 true, 0 false, 2 unknown, null where it broke."""
        sql = f"coalesce(CAST({self.write(term)} AS TINYINT), 2)"
        return f"TRY({sql})" if risky(term) else sql

    def unreadable(self, term: Term) -> str | None:
        """Whether a cell that the term reads is unreadable; None where it reads no numbers."""
        parts: dict[str, None] = {}
        for inner in term.walk(lambda t: t.op is not Op.AGGREGATE):
            if inner.op is Op.AGGREGATE:
                if self.bad_rows(inner) is not None:
                    parts[f"coalesce({quoted(self._aggregate_alias(inner) + '!')}, false)"] = None
            elif inner.op is Op.COLUMN and (name := read_column(self.table(inner.scope), inner.name)):
                mark = self.sources.column("" if inner.scope == self.child else inner.scope, "unreadable")
                parts[f"coalesce(contains({mark}, {text(f',{name},')}), false)"] = None
        return " OR ".join(parts) or None

    def table(self, scope: str) -> str:
        """The table that a scope's columns come from."""
        if scope in ("", "parent"):
            return self.grain
        if scope == PRIOR_ROW:
            return "indicators"
        return scope if scope in TABLES else "forms"

    def bad_rows(self, term: Term) -> str | None:
        """Whether a row that an aggregate takes in (or may) has an unreadable cell."""
        if term.name == "list":
            return None
        inner = Writer(Sources(), self.grain, term.scope)
        value, filter_ = term.args[0], term.args[1]
        assert value is not None
        parts = [part for arg in term.inner() if (part := inner.unreadable(arg))]
        if risky(value):
            parts.append(f"TRY(({inner.write(value)}) IS NULL) IS NULL")
        if not parts:
            return None
        within = f" FILTER (({inner.write(filter_)}) IS NOT FALSE)" if filter_ is not None else ""
        return f"coalesce(bool_or({' OR '.join(parts)}){within}, false)"

    def aggregate(self, term: Term) -> str:
        """A reference to an aggregate over children, computed beside."""
        alias = self._aggregate_alias(term)
        column = quoted(alias)
        if term.name == "count":
            column = f"coalesce({column}, 0)"
        if self.bad_rows(term) is not None:
            return f"(CASE WHEN {quoted(alias + '!')} THEN NULL ELSE {column} END)"
        return column

    def _aggregate_alias(self, term: Term) -> str:
        inner = Writer(Sources(), self.grain, term.scope)
        sql, bad = inner.grouped(term), self.bad_rows(term)
        for arg in term.inner():
            inner.unreadable(arg)
        said = {
            "child": term.scope,
            "sql": sql,
            "bad": bad,
            "columns": inner.sources.columns,
            "parameters": inner.sources.parameters,
        }
        alias = "a" + hashlib.sha256(f"{term.scope}\0{sql}\0{bad}".encode()).hexdigest()[:10]
        self.sources.aggregates[alias] = said
        return alias

    def grouped(self, term: Term) -> str:
        """The aggregate function itself, over the rows of one group."""
        value, filter_ = term.args[0], term.args[1]
        assert value is not None
        inner = self.write(value)
        if term.name != "list" and risky(value):
            inner = f"TRY({inner})"
        if term.name == "sum":
            inner = self.number(value, Type.NUMBER if value.type is Type.INTEGER else value.type)
        within = f" FILTER ({self.write(filter_)})" if filter_ is not None else ""
        if term.name == "list":
            joined = "'、'" if value.type is Type.TEXT else "'+'"
            return f'string_agg({listed(inner, value)}, {joined} ORDER BY "f", "row"){within}'
        return f"{term.name}({'DISTINCT ' if term.distinct else ''}{inner}){within}"

    def window(self, term: Term) -> str:
        """A reference to an aggregate over the rows of the grain that share the keys."""
        inner = Writer(Sources(), self.grain)
        keys = [inner.write(key) for key in term.args[2:] if key is not None]
        sql = inner.grouped(term)
        self.sources.merge(inner.sources)
        alias = "w" + hashlib.sha256("\0".join((sql, *keys)).encode()).hexdigest()[:10]
        self.sources.windows[alias] = {"sql": sql, "keys": keys}
        return f"coalesce({quoted(alias)}, 0)" if term.name == "count" else quoted(alias)


def risky(term: Term) -> bool:
    """Whether computing the term can break: products, quotients and sums can overflow."""
    broken = ("+", "-", "*", "/", "round", "floor", "ceil", "as_percent", "neg")
    return any(t.op is Op.CALL and t.name in broken for t in term.walk(lambda t: t.op is not Op.AGGREGATE))


def read_column(table: str, name: str) -> str | None:
    """The column whose cell a value is read from, where it can be unreadable."""
    base = BASE_COLUMN.get(name, name)
    found = TABLES[table].column(base)
    return base if found is not None and found.read else None


def listed(sql: str, term: Term) -> str:
    """A value within a list of values, as people write it."""
    if term.type in (Type.NUMBER, Type.RATIO):
        places = 6 if term.op is Op.COLUMN else 2
        return f"audit_digits(CAST({sql} AS DECIMAL(38,{places})), {places})"
    return f"CAST({sql} AS VARCHAR)"


def _literal(_: Writer, term: Term) -> str:
    value = term.value
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return text(value)
    assert isinstance(term.type, Type)
    if isinstance(value, int) and abs(value) < 2**31:
        return str(value)
    return f"CAST({value:f} AS {SQL_TYPES[Type.NUMBER if term.type is Type.INTEGER else term.type]})"


def _column(writer: Writer, term: Term) -> str:
    return writer.sources.column("" if term.scope == writer.child else term.scope, term.name)


def _let(writer: Writer, term: Term) -> str:
    definition = term.args[0]
    assert definition is not None
    return writer.write(definition)


def _case(writer: Writer, term: Term) -> str:
    args = [arg for arg in term.args if arg is not None]
    branches = [
        f"WHEN {writer.write(test)} THEN {writer.number(value, term.type)}"
        for test, value in zip(args[:-1:2], args[1::2], strict=True)
    ]
    return f"(CASE {' '.join(branches)} ELSE {writer.number(args[-1], term.type)} END)"


def _call(writer: Writer, term: Term) -> str:
    return OPERATORS[term.name](writer, *(arg for arg in term.args if arg is not None))


_OPS: dict[Op, Callable[[Writer, Term], str]] = {
    Op.LITERAL: _literal,
    Op.COLUMN: _column,
    Op.LET: _let,
    Op.PARAMETER: lambda writer, term: writer.sources.parameter(term.name),
    Op.AGGREGATE: Writer.aggregate,
    Op.WINDOW: Writer.window,
    Op.CASE: _case,
    Op.CALL: _call,
}
