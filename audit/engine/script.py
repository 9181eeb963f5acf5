"""Terms to Python that says of a row what the SQL of `dialect` and `operators` says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from audit.engine.dialect import read_column, risky
from audit.engine.operators import is_costly, operands
from audit.model.identity import digest
from audit.model.schema import Type
from audit.rulebook.names import PRIOR_ROW
from audit.rulebook.term import Op, Term

OF_ROW = ("categories", "groups")
"""Grains whose rows have children of their own."""


class OnlySql(Exception):
    """The rule says what only the database does as it should."""


class Script:
    """Writes terms as Python expressions; `child` is the table inside an aggregate.

    A value is None where it is unknown, so a condition has three sides: `true`, `false`, and neither. In
    the source, `r` is the row, `F` the form, `P` the amounts, `A` the
    aggregates and `W` the windows by name, `U` what has not been computed yet; `parent`, `prior` and
    `prior_row` are rows that need not be there. `kept` names what is computed once a row; `functions` and
    `windows` are the sources of what stands beside.
    """

    def __init__(self, grain: str, child: str | None = None) -> None:
        self.grain, self.child = grain, child
        self.kept: dict[Term, tuple[str, str]] = {}
        self.patterns: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self.windows: dict[str, str] = {}
        self.others: dict[str, str] = {}
        self._names = 0

    def value(self, term: Term) -> str:
        """The value of a term."""
        if term.op is Op.CALL and term.name in TRUTHS:
            return f"(True if {self.true(term)} else False if {self.false(term)} else None)"
        if term.op is Op.CALL:
            return CALLS[term.name](self, *term.inner())
        return _VALUES[term.op](self, term)

    def true(self, term: Term) -> str:
        """Whether a condition is true."""
        if term.op is Op.CALL and term.name in TRUTHS:
            return TRUTHS[term.name](self, True, *term.inner())
        if (sides := _settled(term)) is not None:
            inner, otherwise = sides
            return (
                f"(not {self.false(inner)})"
                if otherwise and not self.unreadable(inner)
                else self._is(term, True)
            )
        return self._is(term, True)

    def false(self, term: Term) -> str:
        """Whether a condition is false."""
        if term.op is Op.CALL and term.name in TRUTHS:
            return TRUTHS[term.name](self, False, *term.inner())
        if (sides := _settled(term)) is not None:
            inner, otherwise = sides
            return (
                f"(not {self.true(inner)})"
                if not otherwise and not self.unreadable(inner)
                else self._is(term, False)
            )
        return self._is(term, False)

    def _is(self, term: Term, wanted: bool) -> str:
        return f"({self.value(term)} is {wanted})"

    def name(self) -> str:
        """A new local name."""
        self._names += 1
        return f"x{self._names}"

    def keep(self, term: Term) -> str:
        """The value of a term, computed once a row."""
        if term not in self.kept:
            source = self.value(term)
            name = f"k{len(self.kept)}"
            self.kept[term] = name, f"({name} if {name} is not U else ({name} := {source}))"
        return self.kept[term][1]

    def known(self, *terms: Term) -> tuple[list[str], str]:
        """Names of the values of terms, and the source of whether all are known."""
        values, tests = [], []
        for term in terms:
            if _is_value(term):
                values.append(self.value(term))
            else:
                values.append(self.name())
                tests.append(f"({values[-1]} := {self.value(term)}) is not None")
        return values, " and ".join(tests) or "True"

    def unreadable(self, term: Term) -> str | None:
        """Whether a cell that the term reads is unreadable; None where it reads no numbers."""
        parts: dict[str, None] = {}
        for inner in term.walk(lambda t: t.op is not Op.AGGREGATE):
            if inner.op is Op.AGGREGATE:
                name, can_be_bad = self.aggregate(inner)
                if can_be_bad:
                    parts[f"A['{name}!']"] = None
            elif inner.op is Op.COLUMN and (name_ := read_column(self.table(inner.scope), inner.name)):
                parts[f"((x := {self.column(inner.scope, 'unreadable')}) and {f',{name_},'!r} in x)"] = None
        return f"({' or '.join(parts)})" if parts else None

    def table(self, scope: str) -> str:
        """The table that a scope's columns come from."""
        if scope == PRIOR_ROW:
            return "indicators"
        if scope == self.child:
            return scope
        return "forms" if scope in ("form", "prior") else self.grain

    def column(self, scope: str, name: str) -> str:
        """A column of the row that a scope means."""
        if scope in ("", self.child):
            return f"r[{name!r}]"
        if scope == "form":
            return f"F[{name!r}]"
        self.others |= {scope: _OTHERS[scope]}
        return f"({scope}[{name!r}] if {scope} else None)"

    def pattern(self, text: str) -> str:
        """The name of a pattern."""
        if "(?i" in text:
            raise OnlySql
        return self.patterns.setdefault(text, f"R{digest(text)[:10]}")

    def aggregate(self, term: Term) -> tuple[str, bool]:
        """The name of an aggregate over children, and whether an unreadable cell can make it unknown."""
        inner = Script(self.grain, term.scope)
        source, can_be_bad = _aggregate(inner, term)
        name = f"a{digest(term.scope, source)[:12]}"
        self.patterns |= inner.patterns
        self.functions[name] = (
            f"def {name}(rows, F, P, prior, before):\n{source}\n{name}.child = {term.scope!r}\n"
        )
        return name, can_be_bad

    def window(self, term: Term) -> str:
        """What is said of the rows of all forms that share the keys of this one."""
        value = term.args[0]
        assert value is not None
        inner = Script(self.grain)
        keys = ", ".join(inner.value(key) for key in term.args[2:] if key is not None)
        source, reduced = _window(inner, term, f"({keys},)"), _REDUCED[term.name](term, value)
        name = f"w{digest(self.grain, source, reduced)[:12]}"
        self.patterns |= inner.patterns
        self.functions |= inner.functions
        self.windows[name] = (
            f"def {name}(rows, F, P, A, parents, prior, before, said):\n{source}"
            f"{name}.reduced = lambda values: {reduced}\n"
        )
        own = ", ".join(self.value(key) for key in term.args[2:] if key is not None)
        return f"W[{name!r}].get(({own},){', 0' if term.name == 'count' else ''})"

    def start(self) -> str:
        """What stands before the expressions of a row: other rows that it looks at, nothing computed yet."""
        return "; ".join(filter(None, (self.nothing(0), *self.others.values()))) or "pass"

    def nothing(self, first: int, last: int | None = None) -> str:
        """Nothing is computed yet of what is kept of a row, from the first to before the last."""
        kept = [*self.kept.items()][first:last]
        return _unknown(name for term, (name, _) in kept if not self.of_form(term))

    def nothing_of_form(self) -> str:
        """Nothing is computed yet of what is the same for all rows of a form."""
        return _unknown(name for term, (name, _) in self.kept.items() if self.of_form(term))

    def of_form(self, term: Term) -> bool:
        """Whether a condition is the same for all rows of a form."""
        return self.grain != "forms" and all(
            inner.op is not Op.WINDOW
            and (inner.op is not Op.COLUMN or inner.scope in ("form", "prior"))
            and (inner.op is not Op.AGGREGATE or self.grain not in OF_ROW)
            for inner in term.walk(lambda t: t.op is not Op.AGGREGATE)
        )


def _unknown(names: Iterable[str]) -> str:
    listed = " = ".join(names)
    return f"{listed} = U" if listed else "pass"


_OTHERS = {
    "parent": "parent = parents.get(r['parent_row'])",
    "prior": "",
    PRIOR_ROW: f"{PRIOR_ROW} = before.get(r['row'])",
}
"""How a row finds the other rows that it looks at."""


def _settled(term: Term) -> tuple[Term, bool] | None:
    """The condition in `coalesce(condition, true)`, and the constant."""
    if term.op is Op.CALL and term.name == "coalesce" and len(term.args) == 2:
        first, last = term.inner()
        if last.op is Op.LITERAL and isinstance(last.value, bool):
            return first, last.value
    return None


def _aggregate(inner: Script, term: Term) -> tuple[str, bool]:
    """The body of the function over the child rows of one row: its value, and whether it is unknown."""
    value, filter_ = term.args[0], term.args[1]
    assert value is not None
    said = inner.value(value)
    taken = inner.true(filter_) if filter_ is not None else "True"
    marks = [mark for arg in term.inner() if (mark := inner.unreadable(arg))]
    listing, breaks = term.name == "list", risky(value)
    can_be_bad = not listing and bool(marks or breaks)
    maybe = inner.false(filter_) if filter_ is not None else "False"
    if inner.functions or "parent" in inner.others:
        raise OnlySql
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
    lines.append(f"    return {_REDUCED[term.name](term, value)}, bad")
    return "\n".join(lines), can_be_bad


def _window(inner: Script, term: Term, key: str) -> str:
    """The body of the function that takes in the rows of one form: values by keys."""
    value, filter_ = term.args[0], term.args[1]
    assert value is not None
    said, taken = inner.value(value), inner.true(filter_) if filter_ is not None else "True"
    return (
        f"    {inner.nothing_of_form()}\n    for r in rows:\n        {inner.start()}\n        try:\n"
        f"            if {taken} and (value := {said}) is not None:\n"
        f"                said.setdefault({key}, []).append(value)\n"
        f"        except ArithmeticError: pass\n"
    )


def _listed(_: Term, value: Term) -> str:
    shown, joined = "str", "、" if value.type is Type.TEXT else "+"
    if value.type in (Type.NUMBER, Type.RATIO):
        shown = f"lambda value: digits(value, {6 if value.op is Op.COLUMN else 2})"
    return f"{joined!r}.join(map({shown}, values)) if values else None"


_REDUCED: dict[str, Callable[[Term, Term], str]] = {
    "sum": lambda *_: "sum(values) if values else None",
    "min": lambda *_: "min(values, default=None)",
    "max": lambda *_: "max(values, default=None)",
    "count": lambda term, _: "len(set(values))" if term.distinct else "len(values)",
    "list": _listed,
}


def _literal(_: Script, term: Term) -> str:
    value = term.value
    return repr(value) if value is None or isinstance(value, bool | str | int) else f"D({str(value)!r})"


def _let(script: Script, term: Term) -> str:
    (definition,) = term.inner()
    light = definition.op in (Op.COLUMN, Op.LITERAL, Op.PARAMETER)
    return script.value(definition) if light else script.keep(definition)


def _of_children(script: Script, term: Term) -> str:
    name, can_be_bad = script.aggregate(term)
    return f"(None if A['{name}!'] else A['{name}'])" if can_be_bad else f"A['{name}']"


def _case(script: Script, term: Term) -> str:
    args = list(term.inner())
    branches = "".join(
        f"{script.value(value)} if {script.true(test)} else "
        for test, value in zip(args[:-1:2], args[1::2], strict=True)
    )
    return f"({branches}{script.value(args[-1])})"


_VALUES: dict[Op, Callable[[Script, Term], str]] = {
    Op.LITERAL: _literal,
    Op.COLUMN: lambda script, term: script.column(term.scope, term.name),
    Op.LET: _let,
    Op.PARAMETER: lambda _, term: f"P[{term.name!r}]",
    Op.AGGREGATE: _of_children,
    Op.WINDOW: Script.window,
    Op.CASE: _case,
}


def _places(*terms: Term) -> int:
    """The places of figures, together."""
    return sum(12 if term.type is Type.RATIO else 6 for term in terms)


def _strict(source: Callable[..., str]) -> Callable[..., str]:
    """A function that is unknown where one of its arguments is."""

    def write(script: Script, *terms: Term) -> str:
        values, known = script.known(*terms)
        return f"({source(terms, *values)} if {known} else None)"

    return write


def _sum(sign: str) -> Callable[..., str]:
    def source(terms: Sequence[Term], left: str, right: str) -> str:
        whole = f"({left} {sign} {right})"
        large = any(t.op is Op.CALL and t.name in "*/" for term in terms for t in term.walk())
        places = 12 if Type.RATIO in [term.type for term in terms] else 6
        return f"within({whole}, {places})" if large else whole

    return _strict(source)


def _coalesce(script: Script, *terms: Term) -> str:
    marks: dict[str, None] = {}
    source, ends = "", 0
    for term in terms:
        if _is_value(term) and not marks:
            return f"{source}{script.value(term)}{')' * ends}"
        name = script.name()
        allowed = f"not ({' or '.join(marks)}) and " if marks else ""
        source += f"({name} if {allowed}({name} := {script.value(term)}) is not None else "
        ends += 1
        if mark := script.unreadable(term):
            marks[mark] = None
    return f"{source}None{')' * ends}"


def _nullif(script: Script, left: Term, right: Term) -> str:
    name = script.name()
    return f"(None if ({name} := {script.value(left)}) == {script.value(right)} else {name})"


def _lookup(script: Script, amounts: Term, key: Term) -> str:
    return f"(P[{amounts.name!r}] or {{}}).get({script.value(key)})"


def _captures(script: Script, term: Term, pattern: Term) -> str:
    name, found = script.pattern(str(pattern.value)), script.name()
    known = f"({found} := {script.value(term)}) is not None"
    return f"(captured({name}.search({found}), {name}.groups) if {known} else None)"


def _strip(script: Script, term: Term, pattern: Term) -> str:
    name, found = script.pattern(str(pattern.value)), script.name()
    return f"({name}.sub('', {found}) if ({found} := {script.value(term)}) is not None else None)"


def _round(terms: Sequence[Term], value: str, places: str) -> str:
    return f"rounded({value}, {min(int(places), 12 if terms[0].type is Type.RATIO else 6)})"


CALLS: dict[str, Callable[..., str]] = {
    "+": _sum("+"), "-": _sum("-"),
    "*": _strict(lambda terms, a, b: f"times({a}, {b}, {_places(*terms)})"),
    "/": _strict(lambda terms, a, b: f"divided({a}, {b}, {_places(terms[0])}, {_places(terms[1])})"),
    "neg": _strict(lambda _, a: f"(-{a})"), "abs": _strict(lambda _, a: f"abs({a})"),
    "least": _strict(lambda _, *all_: f"min({', '.join(all_)})"),
    "greatest": _strict(lambda _, *all_: f"max({', '.join(all_)})"),
    "floor": _strict(lambda _, a: f"floor({a})"), "ceil": _strict(lambda _, a: f"ceil({a})"),
    "round": _strict(_round), "as_percent": _strict(lambda _, a, places: f"as_percent({a}, {places})"),
    "coalesce": _coalesce, "nullif": _nullif, "lookup": _lookup,
    "band": _strict(lambda _, a, bands: f"band({a}, {bands})"),
    "length": _strict(lambda _, a: f"len({a})"), "plain": _strict(lambda _, a: f"plain({a})"),
    "number": _strict(lambda _, a: f"number({a})"), "strip": _strip, "captures": _captures,
    "similarity": _strict(lambda _, a, b: f"similarity({a}, {b})"),
    **{part: _strict(lambda _, a, part=part: f"{a}.{part}") for part in ("year", "month", "day")},
}  # fmt: skip
"""How each function and operator that gives a value is written."""

Truth = Callable[..., str]
"""Writes whether a condition is true, or whether it is false."""


def _is_value(term: Term) -> bool:
    """Whether it is a constant that is not null."""
    return term.op is Op.LITERAL and term.value is not None


def _compared(is_so: str, is_not: str) -> Truth:
    def write(script: Script, wanted: bool, *terms: Term) -> str:
        sign = is_so if wanted else is_not
        if sign == "==" and any(_is_value(term) for term in terms):
            return f"({script.value(terms[0])} == {script.value(terms[1])})"
        (left, right), known = script.known(*terms)
        return f"({known} and {left} {sign} {right})"

    return write


def _certain(source: Callable[..., str]) -> Truth:
    """A condition that is never unknown."""
    return lambda script, wanted, *terms: f"({'' if wanted else 'not '}{source(script, *terms)})"


def _both(name: str) -> Truth:
    """`and`, `or`: what goes through texts comes last."""

    def write(script: Script, wanted: bool, *terms: Term) -> str:
        flat = sorted((part for term in terms for part in operands(term, name)), key=is_costly)
        sides = [script.true(part) if wanted else script.false(part) for part in flat]
        return f"({(' and ' if (name == 'and') is wanted else ' or ').join(sides)})"

    return write


def _not(script: Script, wanted: bool, term: Term) -> str:
    return script.false(term) if wanted else script.true(term)


def _is_null(script: Script, wanted: bool, term: Term) -> str:
    blank, unreadable = f"{script.value(term)} is None", script.unreadable(term)
    if not wanted:
        return f"({script.value(term)} is not None)"
    return f"({blank} and not {unreadable})" if unreadable else f"({blank})"


def _in(script: Script, wanted: bool, term: Term, *items: Term) -> str:
    values, known = script.known(term, *items)
    listed = f"({', '.join(values[1:])},)"
    if wanted and all(map(_is_value, items)):
        return f"({script.value(term)} in {listed})"
    if wanted:
        (name,), first = script.known(term)
        others = f"({', '.join(script.value(item) for item in items)},)"
        return f"({first} and {name} in {others})"
    return f"({known} and {values[0]} not in {listed})"


def _in_list(script: Script, wanted: bool, term: Term, many: Term) -> str:
    (name, words), known = script.known(term, many)
    return f"({known} and {name} {'' if wanted else 'not '}in {words})"


def _between(script: Script, wanted: bool, term: Term, low: Term, high: Term) -> str:
    (value,), known = script.known(term)
    (least,), has_least = script.known(low)
    (most,), has_most = script.known(high)
    if wanted:
        return f"({known} and {has_least} and {has_most} and {least} <= {value} <= {most})"
    return f"({known} and (({has_least} and {value} < {least}) or ({has_most} and {value} > {most})))"


def _found(script: Script, source: Callable[[str], str], term: Term) -> str:
    (name,), known = script.known(term)
    return f"({known} and {source(name)})"


def _matches(script: Script, term: Term, pattern: Term) -> str:
    """A few plain words are looked for as such."""
    words = str(pattern.value).split("|")
    if len(words) <= 3 and all(words) and re.escape("".join(words)) == "".join(words):
        return _found(script, lambda x: f"({' or '.join(f'{word!r} in {x}' for word in words)})", term)
    name = script.pattern(str(pattern.value))
    return _found(script, lambda x: f"{name}.search({x}) is not None", term)


TRUTHS: dict[str, Truth] = {
    "=": _compared("==", "!="), "<>": _compared("!=", "=="), "<": _compared("<", ">="),
    "<=": _compared("<=", ">"), ">": _compared(">", "<="), ">=": _compared(">=", "<"),
    "distinct": _certain(lambda script, a, b: f"({script.value(a)} != {script.value(b)})"),
    "same": _certain(lambda script, a, b: f"({script.value(a)} == {script.value(b)})"),
    "is": _certain(lambda script, a, b: f"({script.value(a)} is {script.value(b)})"),
    "and": _both("and"), "or": _both("or"), "not": _not, "is_null": _is_null, "between": _between,
    "in": _in, "in_list": _in_list,
    "unreadable": _certain(lambda script, a: script.unreadable(a) or "False"),
    "matches": _certain(_matches),
    "mentions": _certain(
        lambda script, a, words: _found(script, lambda x: f"P[{words.name + '~'!r}]({x}) is not None", a)
    ),
}  # fmt: skip
"""How each condition is written."""
