"""A run that remembers says what one that judges everything says, and judges only what has changed."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.engine import judge, rule_keys
from audit.engine import memory as remembering
from audit.engine.sitting import Case, Sitting
from audit.engine.sitting import sit as real_sit
from audit.engine.verdicts import Ruling
from audit.model.form import Form
from audit.model.identity import Formers
from audit.rulebook.book import Rulebook
from tests.engine.making import book, form

D = Decimal

RULES = {
    "high": "over: indicators\nfault: score > weight\ncell: score\nmessage: 得分 ${score} 高于分值 ${weight}",
    "zero": "over: indicators\nfault: score = 0\nmessage: 得分为 ${score}\nexplained_by: [high, copied]",
    "sum": """
        over: forms
        let: {expected: sum(indicators.score)}
        assert: total_score = expected
        cell: total_score
        message: 应为 ${expected}，填 ${total_score}
        explained_by: [limit, high]
    """,
    "limit": "over: forms\nfault: total_score > $full\nmessage: ${total_score} 高于 ${$full}",
    "copied": """
        over: indicators
        when: count(*) over (partition by name) > 3
        fault: score = 0
        collect: [name]
        message: ${count} 处
        explained_by: [high]
    """,
    "odd": "over: forms\nfault: total_score < 2 and count(*) over (partition by unit) > 1",
}
AMOUNTS = """
    full:
      label: 满分
      values:
        - {value: 20}
        - {value: 10, from: 2024-01-01}
        - {value: 15, profiles: [hubei]}
"""


@dataclass
class Kept:
    """A memory in a dictionary, with what the database was asked since."""

    reading: str = "1"
    formers: Formers = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def unread(self, sources: Collection[str]) -> None:
        pass

    def recall(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {key: self.texts[key] for key in keys if key in self.texts}

    def keep(self, said: Mapping[str, str]) -> None:
        self.texts |= said


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return book(tmp_path_factory.mktemp("rules"), RULES, AMOUNTS)


def made(number: int, chance: random.Random) -> Form:
    whole = form(
        f"f{number}",
        forms={
            "unit": f"局{number % 3}",
            "project_name": f"项目{number}",
            "total_score": D(chance.randint(0, 25)),
            "year": chance.choice([None, 2020, 2024]),
        },
        indicators=[
            {"name": f"指标{n % 2}", "score": D(chance.randint(0, 6)), "weight": D(5)} for n in range(3)
        ],
    )
    whole.head["profile"] = chance.choice(["national", "hubei"])
    return whole


def told(results: Any) -> list[Any]:
    forms, corpus = results
    return [
        *((r.mark, dict(r.outcomes), tuple(r.findings), tuple(r.open), r.profile, r.year) for r in forms),
        tuple(corpus),
    ]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**9))
def test_what_is_remembered_makes_no_difference(rules: Rulebook, seed: int) -> None:
    chance = random.Random(seed)
    memory = Kept()
    forms = [made(number, chance) for number in range(6)]
    judge(rules, forms, memory=memory)
    changed = [made(n, chance) if n % 4 == 0 else deepcopy(f) for n, f in enumerate(forms)]
    for number in (0, 4):
        changed[number].id = f"other{number}"
    changed = [*chance.sample(changed, chance.randint(1, len(changed))), made(9, chance)]
    assert told(judge(rules, changed, memory=memory)) == told(judge(rules, changed, memory=Kept()))
    for key in chance.sample(sorted(memory.texts), 3):
        memory.texts[key] = memory.texts[key][: chance.randint(0, 40)]
    assert told(judge(rules, changed, memory=memory)) == told(judge(rules, changed, memory=Kept()))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[set[str], set[str]]]:
    """The forms and rules of each question to the database about what is not remembered."""
    questions: list[tuple[set[str], set[str]]] = []

    def sit(case: Case, listed: Sequence[Ruling]) -> Sitting:
        questions.append(({f.id for f in case.forms}, {ruling.rule.id for ruling in listed}))
        return real_sit(case, listed)

    monkeypatch.setattr(remembering, "sit", sit)
    return questions


def test_nothing_is_judged_twice(rules: Rulebook, asked: list[Any]) -> None:
    memory, forms = Kept(), [made(number, random.Random(number)) for number in range(5)]
    first = told(judge(rules, forms, memory=memory))
    near, wide = {"high", "zero", "sum", "limit"}, {"copied", "odd"}
    assert asked == [({f.id for f in forms}, near), ({f.id for f in forms}, wide)]
    assert told(judge(rules, forms, memory=memory)) == first
    assert len(asked) == 2
    more = [*forms, made(7, random.Random(7))]
    judge(rules, more, memory=memory)
    assert asked[2:] == [({"f7"}, near), ({f.id for f in more}, wide)]


def test_a_changed_rule_and_a_changed_amount_redo_what_depends_on_them(
    tmp_path: Path, rules: Rulebook, asked: list[Any]
) -> None:
    memory, forms = Kept(), [made(number, random.Random(number)) for number in range(5)]
    judge(rules, forms, memory=memory)
    asked.clear()
    reworded = RULES | {
        "zero": RULES["zero"].replace("得分为", "得分是"),
        "new": "over: forms\nfault: unit = '局1'",
    }
    other = book(tmp_path, reworded, AMOUNTS.replace("value: 15", "value: 14"))
    together = judge(other, forms, memory=memory)
    assert {ids for _, rules_ in asked for ids in rules_} == {"zero", "new", "limit"}
    of_hubei = {f.id for f in forms if f.head["profile"] == "hubei"}
    assert {form_ for ids, rules_ in asked if "limit" in rules_ for form_ in ids} == of_hubei
    assert told(together) == told(judge(other, forms, memory=Kept()))


def test_a_form_that_is_read_anew_is_judged_anew(rules: Rulebook, asked: list[Any]) -> None:
    memory, forms = Kept(), [made(1, random.Random(1))]
    judge(rules, forms, memory=memory)
    memory.reading = "2"
    judge(rules, forms, memory=memory)
    judge(rules, forms, memory=memory, year=2020)
    judge(rules, forms, memory=memory, profile="hubei")
    assert len(asked) == 4 * 2


def test_marks_tell_results_apart(rules: Rulebook, tmp_path: Path) -> None:
    forms = [made(number, random.Random(number)) for number in range(5)]
    marks = [result.mark for result in judge(rules, forms)[0]]
    assert len(set(marks)) == 5
    changed = deepcopy(forms)
    changed[2].head["total_score"] = D("7.5")
    moved = [result.mark != mark for result, mark in zip(judge(rules, changed)[0], marks, strict=True)]
    assert moved == [False, False, True, False, False]
    graver = book(tmp_path, RULES | {"sum": RULES["sum"] + "\n        why: 另有说明"}, AMOUNTS)
    assert [result.mark for result in judge(graver, forms)[0]] == marks


def test_the_key_of_a_rule_stands_for_its_text_and_its_amounts(rules: Rulebook, tmp_path: Path) -> None:
    early, late = rule_keys(rules, "national", 2020), rule_keys(rules, "national", 2024)
    assert {rule for rule in early if early[rule] != late[rule]} == {"limit"}
    other = rule_keys(book(tmp_path, RULES | {"high": RULES["high"] + "了"}, AMOUNTS), "national", 2020)
    assert {rule for rule in early if early[rule] != other[rule]} == {"high"}
