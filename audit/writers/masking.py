"""What no output may carry: telephone and identity numbers, control characters."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

from audit.model.finding import Finding
from audit.model.schema import TABLES, Type

_PERSONAL = re.compile(
    r"""
    (?P<hash>(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{16,}(?![0-9A-Za-z]))   # a digest of ours is no number
    | (?<!\d)(?P<identity>[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])
      (?![\dA-Za-z])
    | (?<![\d.])(?<!\d,)(?P<phone>1[3-9]\d[-\ ]?\d{4}[-\ ]?\d{4})
      (?!\d|[.,]\d|\s*(?:元|万|亿|%))                                        # nor is an amount
    | (?<!\d)(?P<abroad>(?:\+|00)?86[-\ ]?1[3-9]\d[-\ ]?\d{4}[-\ ]?\d{4})(?!\d|[.,]\d|\s*(?:元|万|亿|%))
    """,
    re.VERBOSE,
)
_MAYBE_PERSONAL = re.compile(r"\d[\d \-－]{9}")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９－", "0123456789-")
_FIGURES = frozenset(
    (table.name, column.name)
    for table in TABLES.values()
    for column in table.columns
    if column.type in (Type.NUMBER, Type.RATIO)
)
_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?\s*%?")


class Figure(str):
    """A text that is a figure of the form: eleven digits of it are an amount, no telephone number."""

    __slots__ = ()


def safe(text: str) -> str:
    """The text as it may leave the program: personal numbers masked, control characters replaced."""
    return printable(text if isinstance(text, Figure) else masked(text))


safe_again = lru_cache(1 << 14, typed=True)(safe)
"""The same for texts that come again and again; a figure is not a text that reads like it."""


def printable(text: str) -> str:
    """The text with a visible substitute for what controls a terminal or breaks a file."""
    return text if text.isprintable() else _UNPRINTABLE.sub("\ufffd", text)


def masked(text: str, figures: Collection[str] = ()) -> str:
    """Hide the middle of telephone and identity numbers, except of the figures named."""
    if not _MAYBE_PERSONAL.search(text):
        return text
    plain = text.translate(_HALF_WIDTH)
    out, end = [], 0
    for found in _PERSONAL.finditer(plain):
        if found.lastgroup != "hash" and found[0] not in figures:
            out += [text[end : found.start()], _hidden(found[0], found.lastgroup)]
            end = found.end()
    return "".join(out) + text[end:]


def _hidden(number: str, kind: str | None) -> str:
    if kind == "identity":
        return f"{number[:6]}********{number[-4:]}"
    digits = re.sub(r"\D", "", number)[-11:]
    return f"{digits[:3]}****{digits[-4:]}"


def value_of(table: str, column: str | None, text: str) -> str:
    """The text of a cell, as a figure where its column holds figures and it is one."""
    return Figure(text) if (table, column) in _FIGURES and _NUMBER.fullmatch(text.strip()) else text


@lru_cache(1 << 14)
def shown_value(table: str, column: str, text: str) -> str:
    """The text of a cell as it may leave; most cells of most forms say the same."""
    return safe(value_of(table, column, text))


def outward(finding: Finding) -> Finding:
    """The finding with every text fit to leave; amounts of eleven digits stay what they are."""
    texts = (finding.at, finding.found, finding.expected, finding.formula, finding.message, finding.suggest)
    joined = "|".join((*filter(None, texts), *finding.rows, *finding.evidence.values()))
    if not _MAYBE_PERSONAL.search(joined) and (joined.isprintable() or not _UNPRINTABLE.search(joined)):
        return finding
    over = finding.rule.over
    evidence = {name: value_of(over, name, value) for name, value in finding.evidence.items()}
    found = finding.found and value_of(over, finding.field, finding.found)
    figures = {value for value in (found, *evidence.values()) if isinstance(value, Figure)}

    def told(text: str) -> str:
        return Figure(printable(masked(text, figures)))

    return replace(
        finding,
        at=safe(finding.at),
        rows=tuple(map(safe, finding.rows)),
        found=found and Figure(safe(found)),
        expected=finding.expected and told(finding.expected),
        formula=finding.formula and told(finding.formula),
        message=told(finding.message),
        suggest=told(finding.suggest),
        evidence={name: Figure(safe(value)) for name, value in evidence.items()},
    )
