"""The code of rules says what their SQL says, row by row and figure by figure."""

from __future__ import annotations

import random
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.engine import figures, load_compiled
from audit.engine.entries import PART, entries_of, is_hit
from audit.engine.macros import MACROS
from audit.engine.sitting import Case, Sitting, sit, sit_by_database
from audit.engine.verdicts import Ruling, Scope, rulings
from audit.model.form import Form, Row, Value
from audit.model.schema import TABLES, Type
from audit.pipeline import Settings, extract
from audit.rulebook.book import Rulebook
from audit.shipped import shipped

SAMPLES = Path(__file__).parents[2] / "sample_forms" / "txt"
TEXTS = (None, "", "—", "100%", "完成率", "≥95%", "元", "2021年11月底", "无", "满意度达到 90％。", "0.5")
NUMBERS = (None, "0", "1", "-3.5", "9.9", "10", "100", "0.333333", "99999999.99", "1000000000")
LETTERS = "ab中国，。. 　Ａ％１\"'\x0bİΣ…~"

pytestmark = pytest.mark.filterwarnings("error")


@cache
def book() -> Rulebook:
    return load_compiled((shipped("rules"),))


def forms() -> list[Form]:
    return list(extract([SAMPLES.parent / "四个项目.txt"], Settings()).forms)


def spoilt(form: Form, chance: random.Random) -> Form:
    """The form with values of other rows and values of no row, blank and unreadable cells here and there."""
    tables = {name: [_row(name, row, chance) for row in rows] for name, rows in form.tables.items()}
    return Form(form.id, form.source, form.reading, tables)


def _row(table: str, row: Row, chance: random.Random) -> Row:
    made: Row = dict(row)
    for column in TABLES[table].columns:
        if chance.random() < 0.1 and column.name not in (
            "form_id",
            "row",
            "parent_row",
            "unreadable",
            "year",
        ):
            made[column.name] = _value(column.type, chance)
        if column.read and chance.random() < 0.03:
            made[column.name], made["unreadable"] = None, f"{made.get('unreadable') or ','}{column.name},"
    return made


def _value(kind: Type, chance: random.Random) -> Value:
    if kind is Type.BOOLEAN:
        return chance.choice((None, True, False))
    if kind is Type.TEXT:
        return chance.choice(TEXTS)
    number = chance.choice(NUMBERS) if kind in (Type.NUMBER, Type.RATIO) else None
    return Decimal(number) if number is not None else None


def said(sitting: Sitting, listed: list[Ruling]) -> list[tuple[str, list[str]]]:
    """Digits and entries, without what tells groups apart: it need only be alike where the values are."""
    shown = {ruling.check["key"]: len(ruling.check["outputs"]) for ruling in listed}
    return [
        (one.digits, sorted(PART.join(e.split(PART)[: 2 + shown[e[:10]]]) for e in entries_of(one.entries)))
        for one in sitting.said
    ]


@pytest.mark.parametrize("seed", range(6))
def test_code_and_sql_of_every_rule_agree_on_spoilt_forms(seed: int) -> None:
    chance = random.Random(seed)
    made = [spoilt(form, chance) for form in forms() for _ in range(4)]
    scopes = [Scope(profile, None, 2021, "") for profile in ("national", "hubei", "sichuan", "national")]
    listed = rulings(book())
    case = Case(book(), made, [scopes[at % 4] for at in range(len(made))])
    ours, theirs = sit(case, listed), sit_by_database(case, listed)
    assert ours.rules == theirs.rules
    assert any(is_hit(entry) for one in ours.said for entry in entries_of(one.entries))
    assert said(ours, listed) == said(theirs, listed)


def test_every_shipped_rule_has_code() -> None:
    assert [ruling.rule.id for ruling in rulings(book()) if ruling.check["code"] is None] == []


@cache
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(MACROS)
    return connection


@settings(max_examples=200, deadline=None)
@given(st.text(LETTERS, max_size=14), st.text(LETTERS, max_size=14))
def test_texts_are_folded_and_compared_as_the_database_does_it(one: str, other: str) -> None:
    asked = "SELECT audit_plain(a), audit_similarity(a, b) FROM (SELECT ? AS a, ? AS b)"
    with localcontext(figures.PRECISION):
        ours = figures.plain(one), figures.similarity(one, other)
    assert ours == database().execute(asked, [one, other]).fetchone()


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789.,+-eE_ \t", max_size=8))
def test_texts_are_read_as_numbers_as_the_database_does_it(text: str) -> None:
    with localcontext(figures.PRECISION):
        ours = figures.number(text)
    asked = "SELECT TRY_CAST(replace(?, ',', '') AS DECIMAL(38,6))"
    assert (ours,) == database().execute(asked, [text]).fetchone()
