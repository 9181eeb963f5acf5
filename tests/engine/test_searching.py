"""Patterns that stand at the start, and words, are found faster but nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.engine.searching import Pattern, first_words, last_words, pattern, plain_words

ANCHORED = (
    "^a",
    "^(a|b)c?",
    "^[|(]a",
    r"^\(a|b",
    "^a|b",
    "(^a|b)c",
    "^(a(b|c))*",
    "^[^]|]*b",
    "^",
    "^a$",
)
TEXTS = st.text("abc|(]^。$\n", max_size=8)


@pytest.mark.parametrize("said", ANCHORED)
@given(text=TEXTS)
def test_a_pattern_finds_and_cuts_what_it_would_find_anywhere(said: str, text: str) -> None:
    fast, plain = Pattern(said), pattern(said)
    ours, theirs = fast.search(text), plain.search(text)
    assert (ours and ours.span()) == (theirs and theirs.span())
    assert fast.sub("", text) == plain.sub("", text)


@pytest.mark.parametrize("said", ["a", "a|bc", "ab|。|c"])
@given(text=TEXTS)
def test_words_are_found_as_the_pattern_finds_them(said: str, text: str) -> None:
    assert any(word in text for word in plain_words(said)) is (pattern(said).search(text) is not None)
    for written in (f"^({said})", f"^{said.partition('|')[0]}"):
        assert text.startswith(first_words(written)) is (pattern(written).search(text) is not None)
    for written in (f"({said})$", f"{said.partition('|')[0]}$"):
        assert text.endswith(last_words(written)) is (pattern(written).search(text) is not None)


@pytest.mark.parametrize(
    "said", ["a|", "a.", "(a)", "^a|b", "a|b$", "^(a|b$)", "(a|b)|c$", "[ab]$", "^a+", ""]
)
def test_what_is_more_than_words_is_left_to_the_pattern(said: str) -> None:
    assert [*plain_words(said), *first_words(said), *last_words(said)] == []
