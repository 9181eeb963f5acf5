"""Terms to DuckDB's SQL: our meaning of numbers and of nothing, whatever the database would do.

`+` and `-` keep six places (twelve where a ratio takes part), a product has six, a quotient twelve,
half away from zero, null where the divisor is zero; `least` and `greatest` with a null are null.
What cannot be held raises an error in the database, which `TRY` turns into the outcome `failed`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from audit.model.schema import TABLES, Type
from audit.rulebook.term import NUMERIC, Kind, Op, Term

SQL_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.NUMBER: "DECIMAL(38,6)",
    Type.RATIO: "DECIMAL(38,12)",
    Type.INTEGER: "INTEGER",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
}

MACROS = """
CREATE TEMP MACRO audit_narrow(x) AS
    CASE WHEN regexp_matches(x, '[０-９Ａ-Ｚａ-ｚ％＋－／＝＜＞≦≧．]') THEN translate(x,
    '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ％＋－／＝＜＞≦≧．',
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%+-/=<>≤≥.') ELSE x END;
CREATE TEMP MACRO audit_plain(x) AS lower(regexp_replace(audit_narrow(x),
    '[\\s\\pZ，。、；：！？“”‘’"\'\'（）()【】\\[\\]《》〈〉「」『』…—–·,;:!?_~～]|\\.+$', '', 'g'));
CREATE TEMP MACRO audit_digits(x, n) AS CASE WHEN n = 0 THEN CAST(x AS VARCHAR)
    ELSE rtrim(rtrim(CAST(x AS VARCHAR), '0'), '.') END;
CREATE TEMP MACRO audit_mentions(x, words) AS
    coalesce(len(list_filter(words, lambda w: contains(x, w))) > 0, false);
CREATE TEMP MACRO audit_band(x, bands) AS list_filter(bands, lambda b: x >= b.floor)[1].label;
CREATE TEMP MACRO audit_distance(a, b) AS CAST(CAST(1000000000000 - levenshtein(a, b) * 1000000000000
    // nullif(greatest(strlen(a), strlen(b)), 0) AS DECIMAL(38,0)) * 0.000000000001 AS DECIMAL(38,12));
CREATE TEMP MACRO audit_similarity(a, b) AS
    audit_distance(left(audit_plain(a), 200), left(audit_plain(b), 200));
"""
"""What the SQL of rules calls; made once a connection."""

BASE_COLUMN = {"effective_weight": "weight"}
"""Derived columns that are unknown where the column they come from is unreadable."""


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''").replace("\0", "") + "'"


@dataclass(slots=True)
class Sources:
    """What an expression reads, besides its operators.

    `columns` are by scope ("" for the row itself); `aggregates` and `windows` are by alias, which is
    a digest of what they say, so that rules share them.
    """

    columns: dict[str, list[str]] = field(default_factory=dict)
    parameters: list[str] = field(default_factory=list)
    aggregates: dict[str, dict[str, Any]] = field(default_factory=dict)
    windows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def column(self, scope: str, name: str) -> str:
        """Note a column and name it in the flattened relation."""
        _add(self.columns.setdefault(scope, []), name)
        return quoted(f"{scope}.{name}" if scope else name)

    def parameter(self, name: str) -> str:
        """Note a parameter and name it."""
        _add(self.parameters, name)
        return quoted(f"${name}")

    def merge(self, other: Sources) -> None:
        """Take in what another expression reads."""
        for scope, names in other.columns.items():
            for name in names:
                _add(self.columns.setdefault(scope, []), name)
        for name in other.parameters:
            _add(self.parameters, name)
        self.aggregates |= other.aggregates
        self.windows |= other.windows


def _add(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


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
        said = {"child": term.scope, "sql": sql, "bad": bad, "columns": inner.sources.columns}
        said["parameters"] = inner.sources.parameters
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
            return f"string_agg({listed(inner, value)}, {joined} ORDER BY \"f\", \"row\"){within}"
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


def widest(*terms: Term) -> Kind:
    """The type that all terms can be read as; the checker has seen that there is one."""
    kinds = {term.type for term in terms if term.type is not None}
    if not kinds:
        return None
    numbers = [kind for kind in kinds if kind in NUMERIC]
    return max(numbers, key=NUMERIC.index) if numbers else kinds.pop()  # type: ignore[arg-type]


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
    if term.type is Type.INTEGER and abs(value) < 2**31:
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
    return _CALLS[term.name](writer, *(arg for arg in term.args if arg is not None))


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


def _is_null(writer: Writer, term: Term) -> str:
    """Blank; of a cell that cannot be read nobody knows."""
    sql, unreadable = f"{writer.write(term)} IS NULL", writer.unreadable(term)
    return f"(CASE WHEN {unreadable} THEN NULL ELSE {sql} END)" if unreadable else f"({sql})"


def _coalesce(writer: Writer, *terms: Term) -> str:
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
    def write(writer: Writer, left: Term, right: Term) -> str:
        kind = Type.RATIO if Type.RATIO in (left.type, right.type) else Type.NUMBER
        return f"({writer.number(left, kind)} {operator} {writer.number(right, kind)})"

    return write


def _as_number(writer: Writer, term: Term) -> str:
    return writer.number(term, Type.NUMBER if term.type is Type.INTEGER else term.type)


def _times(writer: Writer, left: Term, right: Term) -> str:
    return f"CAST({_as_number(writer, left)} * {_as_number(writer, right)} AS DECIMAL(38,6))"


def _divided(writer: Writer, left: Term, right: Term) -> str:
    """Exact: the quotient of whole numbers with thirteen places, cut, then rounded to twelve."""
    places = {Type.RATIO: 12}
    above, below = places.get(left.type, 6), places.get(right.type, 6)  # type: ignore[arg-type]
    top = f"CAST({_as_number(writer, left)} * {10**above} AS HUGEINT)"
    bottom = f"CAST({_as_number(writer, right)} * {10**below} AS HUGEINT)"
    whole = f"CAST(({top} * {10 ** (13 + below - above)}) // nullif({bottom}, 0) AS DECIMAL(38,0))"
    return f"CAST({whole} * 0.0000000000001 AS DECIMAL(38,12))"


def _chosen(name: str) -> Callable[..., str]:
    """`least` and `greatest`, null where any argument is."""

    def write(writer: Writer, *terms: Term) -> str:
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


def _round(writer: Writer, term: Term, places: Term) -> str:
    kind = Type.RATIO if term.type is Type.RATIO else Type.NUMBER
    fit = min(int(str(places.value)), 12 if kind is Type.RATIO else 6)
    return f"CAST(CAST({_as_number(writer, term)} AS DECIMAL(38,{fit})) AS {SQL_TYPES[kind]})"


def _as_percent(writer: Writer, term: Term, places: Term) -> str:
    n = int(str(places.value))
    value = f"CAST({_as_number(writer, term)} * 100 AS DECIMAL(38,{n}))"
    return f"(audit_digits({value}, {n}) || '%')"


def _captures(writer: Writer, term: Term, pattern: Term) -> str:
    group = 1 if re.compile(str(pattern.value)).groups else 0
    return f"nullif(regexp_extract({writer.write(term)}, {writer.write(pattern)}, {group}), '')"


def _in(writer: Writer, term: Term, *items: Term) -> str:
    first, *others = writer.alike(term, *items)
    return f"({first} IN ({', '.join(others)}))"


def _is(writer: Writer, term: Term, value: Term) -> str:
    return f"({writer.write(term)} IS NOT DISTINCT FROM {writer.write(value)})"


def _between(writer: Writer, *terms: Term) -> str:
    value, low, high = writer.alike(*terms)
    return f"({value} BETWEEN {low} AND {high})"


def _template(pattern: str) -> Callable[..., str]:
    return lambda writer, *terms: pattern.format(*(writer.write(term) for term in terms))


_CALLS: dict[str, Callable[..., str]] = {
    "+": _plus("+"), "-": _plus("-"), "*": _times, "/": _divided,
    "neg": lambda writer, term: f"(-{_as_number(writer, term)})",
    **{name: _infix(name) for name in ("=", "<>", "<", "<=", ">", ">=")},
    "distinct": _infix("IS DISTINCT FROM"), "same": _infix("IS NOT DISTINCT FROM"),
    "and": _template("({} AND {})"), "or": _template("({} OR {})"), "not": _template("(NOT {})"),
    "is_null": _is_null, "unreadable": lambda writer, x: f"({writer.unreadable(x) or 'false'})", "is": _is, "between": _between,
    "in": _in, "in_list": lambda writer, x, many: f"list_contains({writer.write(many)}, {writer.write(x)})",
    "lookup": _template("{}[{}]"), "band": _template("audit_band({}, {})"),
    "abs": _plain_call("abs"), "coalesce": _coalesce, "nullif": _plain_call("nullif"),
    "least": _chosen("least"), "greatest": _chosen("greatest"),
    "floor": _rounded("floor"), "ceil": _rounded("ceil"), "round": _round, "as_percent": _as_percent,
    "length": _template("length({})"), "plain": _template("audit_plain({})"),
    "number": _template("TRY_CAST(replace({}, ',', '') AS DECIMAL(38,6))"),
    "strip": _template("regexp_replace({}, {}, '', 'g')"),
    "matches": _template("coalesce(regexp_matches({}, {}), false)"), "captures": _captures,
    "mentions": _template("audit_mentions({}, {})"), "similarity": _template("audit_similarity({}, {})"),
    "year": _template("year({})"), "month": _template("month({})"), "day": _template("day({})"),
}  # fmt: skip
