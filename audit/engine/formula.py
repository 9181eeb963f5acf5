"""The arithmetic behind an expected figure, written out with Chinese names and values."""

from __future__ import annotations

from audit.model.schema import TABLES, Type
from audit.rulebook.definition import Check
from audit.rulebook.template import Template
from audit.rulebook.term import Op, Term, call, literal

MAX_LEAVES = 9

_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_RARE = ("other_weight", "other_score")
_WORDS = {"least": "取小", "greatest": "取大", "abs": "绝对值", "round": "四舍五入", "floor": "取整"}


def formula(check: Check) -> Template | None:
    """The formula of `expected`, else of the first figure that the test compares; None without arithmetic."""
    target = check.lets.get("expected") or _figure(check.test)
    if target is None:
        return None
    shown = target.args[0] if target.op is Op.LET else target
    assert shown is not None
    if not _arithmetic(shown) or sum(1 for _ in _leaves(shown)) > MAX_LEAVES:
        return None
    return (*_Speller(check).spell(shown), " = ", shown)


def _figure(test: Term) -> Term | None:
    """The first side of a comparison that is computed from other figures."""
    for term in test.walk(lambda t: t.op is Op.CALL):
        if term.op is Op.CALL and term.name in ("<", "<=", ">", ">=", "=", "<>"):
            for side in term.inner():
                inner = side.args[0] if side.op is Op.LET else side
                if side.numeric and inner is not None and _arithmetic(inner):
                    return side
    return None


def _arithmetic(term: Term) -> bool:
    """Whether the term itself computes: more than a value, a choice or a tolerance."""
    if term.op is Op.AGGREGATE:
        return term.name == "sum"
    if term.op is Op.CALL and term.name in ("round", "abs"):
        return any(_arithmetic(inner) for inner in term.inner())
    return term.op is Op.CALL and term.name in (*_SIGNS, "least", "greatest")


def _leaves(term: Term) -> list[Term]:
    if not _arithmetic(term) or term.op is Op.AGGREGATE:
        return [term]
    return [leaf for inner in term.inner() for leaf in _leaves(inner)]


def _extra(term: Term) -> Term | None:
    """The column of an addend that counts 0 where it is blank: coalesce(other_score, 0)."""
    inner = term.args[0] if term.op is Op.LET else term
    if inner is None or inner.op is not Op.CALL or inner.name != "coalesce" or len(inner.args) != 2:
        return None
    column, instead = inner.args
    zero = instead is not None and instead.op is Op.LITERAL and instead.value == 0
    return column if zero and column is not None and column.name in _RARE else None


class _Speller:
    """Writes a term as people would on paper."""

    def __init__(self, check: Check) -> None:
        self.check = check

    def spell(self, term: Term, bracket: bool = False) -> Template:
        """The parts of a term; `bracket` where it stands beside × or ÷."""
        if term.op is Op.LET:
            inner = term.args[0]
            assert inner is not None
            return self.spell(inner, bracket) if _arithmetic(inner) else self._value(inner, term)
        if term.op is Op.AGGREGATE and term.name == "sum":
            return self._sum(term)
        if term.op is Op.CALL and term.name in _SIGNS:
            return self._infix(term, bracket)
        if term.op is Op.CALL and term.name in _WORDS:
            args = [self.spell(arg) for arg in term.inner()]
            return (_WORDS[term.name], "(", *self._joined(args, ", "), ")")
        return self._value(term, term)

    def _infix(self, term: Term, bracket: bool) -> Template:
        strong = term.name in "*/"
        first, *others = term.inner()
        if term.name == "+" and len(others) == 1 and (extra := _extra(others[0])) is not None:
            return self._with_extra(self.spell(first), extra, bracket)
        sides = [
            self.spell(arg, strong or (term.name == "-" and i == 1)) for i, arg in enumerate(term.inner())
        ]
        parts = self._joined(sides, _SIGNS[term.name])
        return ("(", *parts, ")") if bracket else parts

    def _with_extra(self, parts: Template, column: Term, bracket: bool) -> Template:
        """A sum with an addend that most forms do not have: it is written only where it is filled."""
        blank, nothing = call("is_null", Type.BOOLEAN, column), literal("", Type.TEXT)
        text = Term(Op.COLUMN, Type.TEXT, f"{column.name}_text", column.scope)

        def shown(told: str | Term) -> Term:
            term = literal(told, Type.TEXT) if isinstance(told, str) else told
            return Term(Op.CASE, Type.TEXT, args=(blank, nothing, term))

        addend = (shown(f" + {self._label(column)} "), shown(text))
        return (shown("("), *parts, *addend, shown(")")) if bracket else (*parts, *addend)

    def _sum(self, term: Term) -> Template:
        """The rows that were added up, in order."""
        value = term.args[0]
        assert value is not None
        name = self._label(value)
        rows = Term(Op.AGGREGATE, Type.TEXT, "list", term.scope, term.args)
        return (f"{name}合计(", rows, ")")

    def _value(self, term: Term, shown: Term) -> Template:
        if term.op is Op.LITERAL:
            return (str(term.value),)
        label = self._label(term)
        return (f"{label} ", shown) if label else (shown,)

    def _label(self, term: Term) -> str:
        """The Chinese name of a column, or of the first column that a choice falls back from."""
        if term.op is Op.CALL and term.name == "coalesce":
            first = term.args[0]
            return self._label(first) if first is not None else ""
        if term.op is not Op.COLUMN:
            return ""
        table = TABLES.get(term.scope, TABLES["forms"])
        if term.scope in ("", "parent"):
            table = TABLES[self.check.grain]
        column = table.column(term.name)
        return column.label if column else ""

    @staticmethod
    def _joined(parts: list[Template], separator: str) -> Template:
        joined: list[object] = []
        for part in parts:
            joined += [separator, *part] if joined else [*part]
        return tuple(joined)  # type: ignore[arg-type]
