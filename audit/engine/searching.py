"""Patterns and words in texts, found as the database finds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any


class Pattern:
    """A pattern that is compiled when it is first asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:
        compiled = pattern(self._text)
        first = _is_at_start(self._text)
        self.groups = min(compiled.groups, 1)
        self.search = compiled.match if first else compiled.search
        self.sub: Callable[[str, str], str] = _cut_off(compiled.match) if first else compiled.sub
        return self.__dict__[name]


def pattern(text: str) -> re.Pattern[str]:
    """A pattern that means here what it means to the database: letters and digits are those of ASCII."""
    return re.compile(_translated(text), re.ASCII)


def _translated(text: str) -> str:
    """`$` is the very end, white space has no vertical tab."""
    parts, inside = [], False
    for part in re.findall(r"\\.|.", text, re.DOTALL):
        if part == "[":
            inside = True
        elif part == "]":
            inside = False
        if part == "$" and not inside:
            parts.append(r"\Z")
        elif part == r"\s":
            parts.append(r"\t\n\f\r " if inside else r"[\t\n\f\r ]")
        else:
            parts.append(part)
    return "".join(parts)


def _is_at_start(text: str) -> bool:
    """Whether it finds nothing but at the start of a text: there is no use to look further on."""
    depth = 0
    for part in re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]|.", text, re.DOTALL):
        depth += (part == "(") - (part == ")")
        if part == "|" and depth == 0:
            return False
    return text.startswith("^")


def _cut_off(match: Callable[[str], re.Match[str] | None]) -> Callable[[str, str], str]:
    """What stands for `sub` where there is one place at most."""

    def sub(new: str, text: str) -> str:
        found = match(text)
        return new + text[found.end() :] if found is not None else text

    return sub


def plain_words(text: str) -> tuple[str, ...]:
    """The words that a pattern finds anywhere in a text; none where it is more than words."""
    words = tuple(text.split("|"))
    return words if all(words) and re.escape("".join(words)) == "".join(words) else ()


def first_words(text: str) -> tuple[str, ...]:
    """The words that a pattern finds at the start alone."""
    found = re.fullmatch(r"\^(?:\(([^()]*)\)|([^()|]*))", text)
    return plain_words(found[1] or found[2] or "") if found is not None else ()


def last_words(text: str) -> tuple[str, ...]:
    """The words that a pattern finds at the end alone."""
    found = re.fullmatch(r"(?:\(([^()]*)\)|([^()|]*))\$", text)
    return plain_words(found[1] or found[2] or "") if found is not None else ()


def searcher(words: Sequence[str] | None) -> Callable[[str], object]:
    """Whether a text mentions one of the words."""
    return re.compile("|".join(map(re.escape, words))).search if words else _nothing


def _nothing(_: str) -> None:
    return None
