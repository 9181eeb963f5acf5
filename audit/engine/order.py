"""Code is written in the order in which it runs: what is computed for sure need not be asked for again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from audit.engine.phrases import is_value
from audit.rulebook.term import Op, Term


class Order(ABC):
    """Knows at each point of an expression what is at hand there; `kept` names what is computed once."""

    def __init__(self) -> None:
        self.kept: dict[Term, str] = {}
        self._at_hand: frozenset[Term] = frozenset()
        self._tried: set[Term] = set()
        self._chain: tuple[str, bool, frozenset[Term]] = "", False, frozenset()
        self._names = 0

    @abstractmethod
    def value(self, term: Term) -> str:
        """The value of a term."""

    def name(self) -> str:
        """A new local name."""
        self._names += 1
        return f"x{self._names}"

    def keep(self, term: Term) -> str:
        """The value of a term, computed once a row."""
        if term in self._at_hand:
            return self.kept[term]
        if term in self._tried:
            return f"({self.kept[term]} if {self.kept[term]} is not U else broken())"
        source = self.value(term)
        name = self.kept.setdefault(term, f"k{len(self.kept)}")
        self._at_hand |= {term}
        return f"({name} if {name} is not U else ({name} := {source}))"

    def tried(self, terms: Iterable[Term]) -> Iterator[str]:
        """Statements that compute what terms keep; behind them it is at hand, or asking for it breaks too."""
        for term in terms:
            for let in term.walk(lambda t: t.op not in (Op.AGGREGATE, Op.WINDOW, Op.LET)):
                if let.op is Op.LET:
                    yield from self.tried(let.inner())
                    yield from self._try(*let.inner())

    def _try(self, term: Term) -> Iterator[str]:
        if term not in self._at_hand and term not in self._tried and not is_light(term):
            with self.apart():
                yield f"try: {self.keep(term)}\nexcept ArithmeticError: pass"
            self._tried.add(term)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is computed inside may be passed over: behind it nothing of it is at hand."""
        at_hand = self._at_hand
        yield
        self._at_hand = at_hand

    def chained(self, sides: Iterable[Callable[[], str]], sign: str) -> str:
        """Conditions joined by `and` or `or`: behind it the first alone was looked at for sure."""
        (first, *others) = sides
        written = [first()]
        with self.apart():
            written += [side() for side in others]
            text = f"({f' {sign} '.join(written)})"
            self._chain = text, sign == "and", self._at_hand
        return text

    def assume(self, text: str, outcome: bool) -> None:
        """From here on a condition, the last that was written, is known to have come out so."""
        written, all_looked_at, at_hand = self._chain
        if text == written and all_looked_at is outcome:
            self._at_hand |= at_hand

    def known(self, *terms: Term) -> tuple[list[str], str]:
        """Names of the values of terms, and the source of whether all are known."""
        values, tests = [], []
        behind = self._at_hand
        for term in terms:
            if is_value(term):
                values.append(self.value(term))
                continue
            values.append(self.name())
            tests.append(f"({values[-1]} := {self.value(term)}) is not None")
            if len(tests) == 1:
                behind = self._at_hand
        self._at_hand = behind
        return values, " and ".join(tests) or "True"


def is_light(term: Term) -> bool:
    """Whether it costs no more to look it up than to keep it."""
    return term.op in (Op.COLUMN, Op.LITERAL, Op.PARAMETER)
