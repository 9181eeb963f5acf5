"""A pattern is let in where the database takes it; what is plainly in order is not asked about."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.engine import patterns
from audit.engine.patterns import pattern_fault

PIECES = (
    *"ab率()|*+?^$.-[]{}\\,09",
    "(?:",
    "[0-9]",
    "[^，。]",
    "[a-]",
    "[-a]",
    "[z-a]",
    "{2}",
    "{0,9}",
    "{9,2}",
    "{99}",
    "*?",
    "{3,}",
    r"\d",
    r"\z",
    "[[:alpha:]]",
)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_what_is_taken_without_asking_is_taken_by_the_database(pattern: str) -> None:
    if patterns._is_plain(pattern):
        duckdb.execute("SELECT regexp_matches('', ?)", [pattern]).fetchall()


@pytest.mark.parametrize(
    "pattern", ["(a", "a)", "*a", "a**", "[z-a]", "a{2,1}", r"\1", "(?=a)", "(((a{99}){99}){99})"]
)
def test_what_the_database_does_not_take_is_refused(pattern: str) -> None:
    assert pattern_fault(pattern) is not None


@pytest.mark.parametrize(
    "pattern", ["(完成|建成)率?$", "^[^，。]{0,20}元", "[-—~至].*?20[0-9][0-9]|起", "[0-9a-z-]+", ""]
)
def test_plain_patterns_need_no_database(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb, "execute", None)
    pattern_fault.cache_clear()
    assert pattern_fault(pattern) is None
