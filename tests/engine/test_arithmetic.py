"""Our numbers in the database mean what Python's decimals say they mean."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, NamedTuple

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.engine.dialect import Writer
from audit.engine.macros import MACROS
from audit.engine.sources import SQL_TYPES, Sources
from audit.model.schema import TABLES, Type
from audit.rulebook.expression import check
from audit.rulebook.names import Names
from audit.rulebook.syntax import Source
from audit.yamlfile import parse_yaml

COLUMNS = {"weight": Type.NUMBER, "score": Type.NUMBER, "completion": Type.RATIO, "row": Type.INTEGER}
SIX, TWELVE = Decimal("1e-6"), Decimal("1e-12")

number = st.one_of(
    st.none(),
    st.sampled_from([Decimal(0), Decimal("29.99997"), Decimal("0.000001"), Decimal("-0.5"), Decimal(3)]),
    st.decimals(min_value=-(10**11), max_value=10**11, places=2),
    st.decimals(min_value=-1000, max_value=1000, places=6),
)
ratio = st.one_of(st.none(), st.decimals(min_value=-100, max_value=100, places=12))
rows = st.lists(st.tuples(number, number, ratio, st.integers(-5, 5)), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(MACROS)
    return connection


def sql(text: str) -> str:
    node = parse_yaml(b"when: x", "x.yaml").mapping()["when"]
    term = check(Source(node, text), Names(TABLES["indicators"], {}))
    return Writer(Sources(), "indicators").write(term)


def run(database: duckdb.DuckDBPyConnection, text: str, given_: list[Any]) -> list[Any]:
    typed = ", ".join(f'CAST(unnest(?) AS {kind}) AS "{name}"' for name, kind in _types())
    lists = [[None if v is None else str(v) for v in column] for column in zip(*given_, strict=True)]
    return [
        found
        for (found,) in database.execute(
            f"SELECT {sql(text)} FROM (SELECT {typed}, NULL AS unreadable)", lists
        ).fetchall()
    ]


def _types() -> list[tuple[str, str]]:
    return [(name, SQL_TYPES[kind]) for name, kind in COLUMNS.items()]


def half_up(value: Decimal | None, places: Decimal) -> Decimal | None:
    return None if value is None else value.quantize(places, ROUND_HALF_UP)


def null(*values: Any) -> bool:
    return any(value is None for value in values)


class Numbers(NamedTuple):
    w: Any
    s: Any
    c: Any
    r: Any


EXPECTED: dict[str, Any] = {
    "weight + score": lambda n: None if null(n.w, n.s) else n.w + n.s,
    "weight - completion": lambda n: None if null(n.w, n.c) else n.w - n.c,
    "weight * score": lambda n: None if null(n.w, n.s) else half_up(n.w * n.s, SIX),
    "weight * completion": lambda n: None if null(n.w, n.c) else half_up(n.w * n.c, SIX),
    "weight / score": lambda n: None if null(n.w, n.s) or not n.s else half_up(n.w / n.s, TWELVE),
    "completion / weight": lambda n: None if null(n.w, n.c) or not n.w else half_up(n.c / n.w, TWELVE),
    "weight / completion": lambda n: None if null(n.w, n.c) or not n.c else half_up(n.w / n.c, TWELVE),
    "weight / row": lambda n: None if null(n.w) or not n.r else half_up(n.w / n.r, TWELVE),
    "least(weight, completion, 1)": lambda n: None if null(n.w, n.c) else min(n.w, n.c, 1),
    "greatest(weight, score)": lambda n: None if null(n.w, n.s) else max(n.w, n.s),
    "round(weight, 1)": lambda n: half_up(n.w, Decimal("0.1")),
    "floor(completion)": lambda n: None if null(n.c) else n.c.to_integral_value("ROUND_FLOOR"),
    "abs(-weight)": lambda n: None if null(n.w) else abs(n.w),
    "coalesce(weight, completion, row)": lambda n: next(v for v in (n.w, n.c, n.r) if v is not None),
    "nullif(weight, score)": lambda n: None if n.w == n.s else n.w,
    "weight / score - 1 >= 0.3": lambda n: (
        None
        if null(n.w, n.s) or not n.s
        else (n.w / n.s).quantize(TWELVE, ROUND_HALF_UP) - 1 >= Decimal("0.3")
    ),
}


@pytest.mark.parametrize("text", list(EXPECTED))
@settings(max_examples=40)
@given(given_=rows)
def test_the_database_reckons_like_decimals(
    database: duckdb.DuckDBPyConnection, text: str, given_: list[Any]
) -> None:
    with localcontext(prec=80):
        expected = [EXPECTED[text](Numbers(*row)) for row in given_]
    assert run(database, text, given_) == expected


def test_almost_thirty_percent_is_not_thirty_percent(database: duckdb.DuckDBPyConnection) -> None:
    row = (Decimal(3899999), Decimal(3000000), None, 0)
    assert run(database, "weight / score < 1.3", [row]) == [True]
    assert run(database, "as_percent(weight / score - 1, 2)", [row]) == ["30%"]


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("as_percent(weight, 1)", "4.506", "450.6%"),
        ("as_percent(weight, 1)", "0.5", "50%"),
        ("as_percent(weight, 0)", "0.995", "100%"),
        ("as_percent(weight, 2)", "1", "100%"),
        ("as_percent(weight, 2)", "-0.12345", "-12.35%"),
    ],
)
def test_a_ratio_is_shown_as_percent_without_needless_zeros(
    database: duckdb.DuckDBPyConnection, text: str, value: str, shown: str
) -> None:
    assert run(database, text, [(Decimal(value), None, None, 0)]) == [shown]


def text_of(database: duckdb.DuckDBPyConnection, expression: str, value: str | None) -> Any:
    made = f'SELECT {sql(expression)} FROM (SELECT CAST(? AS VARCHAR) AS "name")'
    found = database.execute(made, [value]).fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("expression", "value", "expected"),
    [
        ("plain(name)", "　已 完成。", "已完成"),
        ("plain(name)", "９８．５％", "98.5%"),
        ("plain(name)", "（ＡＢc）", "abc"),
        ("plain(name)", "1,234", "1234"),
        ("plain(name)", "/", "/"),
        ("plain(name)", 'it\'s "x"', "itsx"),
        ("matches(name, '率$')", None, False),
        ("matches(name, '率$')", "完成率", True),
        ("captures(name, '([0-9]+)分')", "产出（50分）", "50"),
        ("captures(name, '[0-9]+')", "无", None),
        ("strip(name, '[0-9]+')", "a1b22", "ab"),
        ("number(name)", "1,234.5", Decimal("1234.5")),
        ("number(name)", "十", None),
        ("length(name)", "绩效", 2),
        ("similarity(name, '完成培训')", "完成培训", Decimal(1)),
        ("similarity(name, '完成培训')", "完成培", Decimal("0.75")),
        ("similarity(name, '完成培训')", None, None),
    ],
)
def test_functions_of_text(
    database: duckdb.DuckDBPyConnection, expression: str, value: str | None, expected: Any
) -> None:
    assert text_of(database, expression, value) == expected
