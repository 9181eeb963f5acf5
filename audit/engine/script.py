"""Terms to Python that says of a row what the SQL of `dialect` and `operators` says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from audit.engine.dialect import read_column
from audit.engine.loops import REDUCED, over_children, over_forms
from audit.engine.order import Order, is_light
from audit.engine.phrases import CALLS, SURE, TRUTHS
from audit.model.identity import digest
from audit.rulebook.names import PRIOR_ROW
from audit.rulebook.term import Op, Term

OF_ROW = ("categories", "groups")
"""Grains whose rows have children of their own."""


class OnlySql(Exception):
    """The rule says what only the database does as it should."""


class Script(Order):
    """Writes terms as Python expressions; `child` is the table inside an aggregate.

    A value is None where it is unknown, so a condition has three sides: `true`, `false`, and neither. In
    the source, `r` is the row, `F` the form, `P` the amounts, `A` the
    aggregates and `W` the windows by name, `U` what has not been computed yet; `parent`, `prior` and
    `prior_row` are rows that need not be there. `kept` names what is computed once a row; `functions` and
    `windows` are the sources of what stands beside.
    """

    def __init__(self, grain: str, child: str | None = None) -> None:
        self.grain, self.child = grain, child
        super().__init__()
        self.patterns: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self.windows: dict[str, str] = {}
        self.others: dict[str, str] = {}
        self._sure: dict[Term, bool] = {}
        self._unreadable: dict[Term, str | None] = {}

    def value(self, term: Term) -> str:
        """The value of a term."""
        if term.op is Op.CALL and self.is_sure(term):
            return self.true(term)
        if term.op is Op.CALL and term.name in TRUTHS:
            true = self.true(term)
            with self.apart():
                return f"(True if {true} else False if {self.false(term)} else None)"
        if term.op is Op.CALL:
            return CALLS[term.name](self, *term.inner())
        return _VALUES[term.op](self, term)

    def true(self, term: Term) -> str:
        """Whether a condition is true."""
        return self._side(term, True)

    def false(self, term: Term) -> str:
        """Whether a condition is false."""
        return self._side(term, False)

    def _side(self, term: Term, wanted: bool) -> str:
        if term.op is Op.CALL and term.name in TRUTHS:
            return TRUTHS[term.name](self, wanted, *term.inner())
        if (sides := _settled(term)) is not None:
            inner, otherwise = sides
            if not self.unreadable(inner):
                return (
                    f"(not {self._side(inner, not wanted)})"
                    if otherwise is wanted
                    else self._side(inner, wanted)
                )
        if self.is_sure(term):
            return self.value(term) if wanted else f"(not {self.value(term)})"
        return f"({self.value(term)} is {wanted})"

    def is_sure(self, term: Term) -> bool:
        """Whether a condition is never unknown: it has two sides, and one is enough."""
        if term not in self._sure:
            self._sure[term] = self._is_sure(term)
        return self._sure[term]

    def _is_sure(self, term: Term) -> bool:
        if term.op is Op.LITERAL:
            return isinstance(term.value, bool)
        if term.op is Op.LET or (term.op is Op.CALL and term.name in ("and", "or", "not")):
            return all(map(self.is_sure, term.inner()))
        if term.op is Op.CALL and (term.name == "is_null" or _settled(term) is not None):
            return not self.unreadable(next(term.inner()))
        return term.op is Op.CALL and term.name in SURE

    def unreadable(self, term: Term) -> str | None:
        """Whether a cell that the term reads is unreadable; None where it reads no numbers."""
        if term not in self._unreadable:
            self._unreadable[term] = self._marks(term)
        return self._unreadable[term]

    def _marks(self, term: Term) -> str | None:
        parts: dict[str, None] = {}
        for inner in term.walk(lambda t: t.op is not Op.AGGREGATE):
            if inner.op is Op.AGGREGATE:
                name, can_be_bad = self.aggregate(inner)
                if can_be_bad:
                    parts[f"A['{name}!']"] = None
            elif inner.op is Op.COLUMN and (name_ := read_column(self.table(inner.scope), inner.name)):
                mark = self.column(inner.scope, "unreadable")
                parts[f"((x := {mark}) is not None and {f',{name_},'!r} in x)"] = None
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
        source, can_be_bad = over_children(inner, term)
        if inner.functions or "parent" in inner.others:
            raise OnlySql
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
        keys = [key for key in term.args[2:] if key is not None]
        source, reduced = over_forms(inner, term, keys), REDUCED[term.name](term, value)
        name = f"w{digest(self.grain, source, reduced)[:12]}"
        self.patterns |= inner.patterns
        self.functions |= inner.functions
        self.windows[name] = (
            f"def {name}(rows, F, P, A, parents, prior, before, said):\n{source}"
            f"{name}.reduced = lambda values: {reduced}\n"
        )
        own = ", ".join(map(self.value, keys))
        return f"W[{name!r}].get(({own},){', 0' if term.name == 'count' else ''})"

    def start(self) -> str:
        """What stands before the expressions of a row: other rows that it looks at, nothing computed yet."""
        return "; ".join(filter(None, (self.nothing(0), *self.others.values()))) or "pass"

    def nothing(self, first: int, last: int | None = None) -> str:
        """Nothing is computed yet of what is kept of a row, from the first to before the last."""
        kept = [*self.kept.items()][first:last]
        return _unknown(name for term, name in kept if not self.of_form(term))

    def nothing_of_form(self) -> str:
        """Nothing is computed yet of what is the same for all rows of a form."""
        return _unknown(name for term, name in self.kept.items() if self.of_form(term))

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


def _literal(_: Script, term: Term) -> str:
    value = term.value
    return repr(value) if value is None or isinstance(value, bool | str | int) else f"D({str(value)!r})"


def _let(script: Script, term: Term) -> str:
    (definition,) = term.inner()
    return script.value(definition) if is_light(definition) else script.keep(definition)


def _of_children(script: Script, term: Term) -> str:
    name, can_be_bad = script.aggregate(term)
    return f"(None if A['{name}!'] else A['{name}'])" if can_be_bad else f"A['{name}']"


def _case(script: Script, term: Term) -> str:
    return f"({_branches(script, *term.inner())})"


def _branches(script: Script, first: Term, *others: Term) -> str:
    if not others:
        return script.value(first)
    asked = script.true(first)
    with script.apart():
        chosen = script.value(others[0])
    with script.apart():
        return f"{chosen} if {asked} else {_branches(script, *others[1:])}"


_VALUES: dict[Op, Callable[[Script, Term], str]] = {
    Op.LITERAL: _literal,
    Op.COLUMN: lambda script, term: script.column(term.scope, term.name),
    Op.LET: _let,
    Op.PARAMETER: lambda _, term: f"P[{term.name!r}]",
    Op.AGGREGATE: _of_children,
    Op.WINDOW: Script.window,
    Op.CASE: _case,
}
