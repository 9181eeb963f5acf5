"""An independent check of the engine: the second opinions, computed by Great Expectations, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, ClassVar

import great_expectations as gx
import pandas as pd
from great_expectations.expectations.expectation import BatchExpectation

from audit.contract.metric import FrameMetric
from audit.contract.opinions import OPINIONS
from audit.contract.second import PARTS, UNREADABLE, Opinion
from audit.contract.session import Session, release
from audit.errors import EngineContradicted
from audit.model.finding import where
from audit.model.form import Form, Row, Value
from audit.model.identity import digest, locator, row_identities
from audit.model.rule import Outcome
from audit.model.run import FormResult
from audit.model.schema import TABLES, Type
from audit.rulebook.book import Rulebook

Key = tuple[int, int]
"""The number of a form, and of a row of it."""

AT_ONCE = 1000
"""So many forms stand in one frame."""

_LOST = "?"
"""A figure that cannot be read, in the frame."""

HEADED = "headed"
"""The fields of the head that state a score of the unit's own."""

_SCORE, _REVIEW = re.compile("得分|总分|自评分"), re.compile("审核|复核|财政|核查")

_JOINT = "\x1f"
"""Between the values of rows below."""


class SecondOpinion(FrameMetric):
    """The keys of the rows that break a rule, as the second opinion says.

    A metric of its own: the map metrics of the core take a hundred microseconds to name one failing row.
    """

    metric_name = "audit.second_opinion"
    value_keys = ("opinion",)

    @classmethod
    def of(cls, frame: pd.DataFrame, asked: dict[str, Any]) -> list[Key]:
        """The keys of the failing rows."""
        opinion = OPINIONS[asked["opinion"]]
        kinds = [_kind(opinion, name) for name in opinion.columns]
        rows = zip(*(frame[name] for name in opinion.columns), strict=True)
        keys = zip(frame["form"], frame["row"], strict=True)
        return [
            key for key, row in zip(keys, rows, strict=True) if _fault(opinion, list(map(_value, row, kinds)))
        ]


class ExpectRowsToKeepRule(BatchExpectation):
    """Expect every row to keep a rule that we have a second opinion on, by its number in the list."""

    opinion: int
    rule: str

    metric_dependencies: ClassVar[tuple[str, ...]] = ("audit.second_opinion",)
    success_keys: ClassVar[tuple[str, ...]] = ("opinion",)
    args_keys: ClassVar[tuple[str, ...]] = ("opinion", "rule")

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        failing = metrics["audit.second_opinion"]
        keys = [{"form": form, "row": row} for form, row in failing]
        return {
            "success": not keys,
            "result": {"observed_value": len(keys), "unexpected_index_list": keys},
        }


def cross_check(results: Sequence[FormResult], rulebook: Rulebook) -> tuple[str, ...]:
    """Compute some rules once more and compare row by row; the ids of the rules that came out the same.

    `results` are those of all forms that were judged together, before anything is taken out of them.
    Raises `EngineContradicted` naming rule, file, row and column of each difference.
    """
    texts = {rule.id: rule.condition for rule in rulebook.rules}
    asked = [n for n, opinion in enumerate(OPINIONS) if opinion.on(texts.get(opinion.rule, ""))]
    differences: list[str] = []
    for start in range(0, len(results), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        differences += _compared(Books(results[some], rulebook), asked)
        release()
    if differences:
        raise EngineContradicted(differences)
    return tuple(dict.fromkeys(OPINIONS[n].rule for n in asked))


def _compared(books: Books, asked: Sequence[int]) -> list[str]:
    """Where they do not find the same in some forms, by the opinions of those numbers."""
    session, differences = Session(), list[str]()
    for over in dict.fromkeys(OPINIONS[n].over for n in asked):
        ours = [n for n in asked if OPINIONS[n].over == over]
        frame = books.frame(over, dict.fromkeys(name for n in ours for name in OPINIONS[n].columns))
        if frame.empty:
            continue
        expectations = [ExpectRowsToKeepRule(opinion=n, rule=OPINIONS[n].rule) for n in ours]
        for n, failing in _failing(session.batch(over, frame), expectations):
            differences += books.differences(n, failing)
    return differences


def _failing(batch: Any, expectations: Sequence[Any]) -> Iterator[tuple[int, list[Key]]]:
    """The number of each opinion, and the rows that break its rule."""
    result = batch.validate(gx.ExpectationSuite(name="audit", expectations=list(expectations)))
    for one in result.results:
        said = one.expectation_config.kwargs
        if one.exception_info.get("raised_exception"):
            raise EngineContradicted([f"{said['rule']}：{one.exception_info['exception_message']}"])
        yield said["opinion"], [(row["form"], row["row"]) for row in one.result["unexpected_index_list"]]


def _fault(opinion: Opinion, values: Sequence[Any]) -> bool:
    try:
        return opinion.fault(dict(zip(opinion.columns, values, strict=True)))
    except InvalidOperation:
        return False


def _kind(opinion: Opinion, name: str) -> str:
    """How a column of the frame is read back: a number, a word, a truth, or many of the rows below."""
    scope, _, column = name.rpartition(".")
    if name.startswith("$"):
        return "number"
    named = {"": opinion.over, "form": "forms", HEADED: "fields", **dict.fromkeys(PARTS, "funds")}
    found = TABLES[named.get(scope, scope)].column(column)
    assert found is not None, name
    kind = {Type.TEXT: "word", Type.BOOLEAN: "truth"}.get(found.type, "number")
    return kind if scope in ("", "form") else f"{kind}s"


def _value(text: str | None, kind: str) -> Any:
    if kind == "word":
        return text
    if kind == "truth":
        return text == "True"
    if kind == "number":
        return _number(text or "")
    parts = text.split(_JOINT) if text else []
    return list(filter(None, parts)) if kind == "words" else [_number(part) for part in parts]


@lru_cache(1 << 16)
def _number(text: str) -> Decimal | None:
    if text == _LOST:
        return UNREADABLE
    return Decimal(text) if text else None


class Books:
    """The forms as the second opinion reads them, and what the engine said of them."""

    def __init__(self, results: Sequence[FormResult], rulebook: Rulebook) -> None:
        self.results, self.rulebook = results, rulebook
        rules = {opinion.rule for opinion in OPINIONS}
        self._said = [_places_said(result, rules) for result in results]
        self._amount = lru_cache(None)(self._looked_up)

    def frame(self, over: str, columns: Mapping[str, None]) -> pd.DataFrame:
        """The columns of all rows of a table as texts, with the numbers of form and row."""
        rows = [
            [n, row["row"], *(self._text(result, over, row, name) for name in columns)]
            for n, result in enumerate(self.results)
            for row in result.form.tables[over]
        ]
        return pd.DataFrame(rows, columns=["form", "row", *columns], dtype=object)  # null stays None

    def differences(self, number: int, failing: Sequence[Key]) -> Iterator[str]:
        """Where engine and second opinion do not find the same."""
        opinion = OPINIONS[number]
        rule = next(rule for rule in self.rulebook.rules if rule.id == opinion.rule)
        by_form: dict[int, set[int]] = {}
        for form, row in failing:
            by_form.setdefault(form, set()).add(row)
        for n, result in enumerate(self.results):
            if result.outcomes.get(rule.id, Outcome.FAILED) is Outcome.FAILED:
                continue  # silenced, not in force there, or said to have broken
            said = self._said[n].get((rule.id, opinion.cell), frozenset[str]())
            if not said and n not in by_form:
                continue
            for row, place, name in self._places(n, opinion):
                if (place in said) != (row in by_form.get(n, ())):
                    ours, theirs = ("有问题", "没有问题") if place in said else ("没有问题", "有问题")
                    at = f"{result.form.source} {name}（{opinion.over} row={row} {opinion.cell or ''}）"
                    yield f"{rule.code} {at}：引擎判为{ours}，另算为{theirs}"

    def _places(self, n: int, opinion: Opinion) -> Iterator[tuple[int, str, str]]:
        """Each row with the place that a finding on it has."""
        form, identity = self.results[n].form, self.results[n].identity
        meanings = row_identities(form, opinion.over)
        for row, meaning in zip(form.tables[opinion.over], meanings, strict=True):
            place = digest(opinion.rule, identity, meaning, opinion.cell or "")
            yield int(str(row["row"])), place, locator(opinion.over, row)

    def _text(self, result: FormResult, over: str, row: Row, name: str) -> str | None:
        if name.startswith("$"):
            return self._amount(name[1:], result.profile, result.year)
        scope, _, column = name.rpartition(".")
        if scope == "form":
            return _cell(result.form.head, column)
        if scope:
            return _JOINT.join(_cell(below, column) or "" for below in _below(result.form, over, row, scope))
        return _cell(row, name)

    def _looked_up(self, name: str, profile: str, year: int | None) -> str | None:
        value = self.rulebook.parameters.value(name, profile, year)
        return None if value is None else str(value)


def _places_said(result: FormResult, rules: set[str]) -> dict[tuple[str, str | None], set[str]]:
    """The places of the findings of those rules, by rule and column."""
    said: dict[tuple[str, str | None], set[str]] = {}
    if any(result.outcomes.get(rule) is Outcome.FINDING for rule in rules):
        for rule, field, place in where(result.findings, rules):
            said.setdefault((rule, field), set()).add(place)
    return said


def _below(form: Form, over: str, row: Row, scope: str) -> Iterator[Row]:
    """The rows that an aggregate takes in."""
    if scope in PARTS:
        for part in form.tables["funds"]:
            if part["kind"] != "total" and part["breakdown"] == scope and not part["nested"]:
                yield part
        return
    if scope == HEADED:
        yield from (field for field in form.tables["fields"] if _states_score(field))
        return
    for below in form.tables[scope]:
        if over != "categories" or below["category"] == row["ordinal"]:
            yield below


def _states_score(field: Row) -> bool:
    label = str(field["label"] or "")
    return field["section"] == "head" and bool(_SCORE.search(label)) and not _REVIEW.search(label)


def _cell(row: Row, column: str) -> str | None:
    """A value as text; the derived weight cannot be read where the weight cannot."""
    read = "weight" if column == "effective_weight" else column
    if f",{read}," in str(row.get("unreadable") or ""):
        return _LOST
    return _plain(row[column])


def _plain(value: Value) -> str | None:
    return None if value is None else str(value)
