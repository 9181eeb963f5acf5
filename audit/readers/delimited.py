"""Lines of text to rows of fields: tabs, commas or semicolons with quotes, bars; never a guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

Row = tuple[int, list[str]]
"""The number of the line on which a row begins, from 0, and its fields."""

_DELIMITERS = (",", ";", "，")
_ROWS, _FIELDS = 4, 4
_CERTAIN = 0.8
_LONGEST = 60
"""Lines that a quoted field may take."""

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r":?-{2,}:?")
_BLANKS = re.compile(r"\S(?: {2,}|\u3000+)(?=\S)")
_ALIGNED = 6


def delimiter(lines: Sequence[str]) -> str | None:
    """What separates the fields: a tab, bars, a sign that gives rows of one length; None if nothing does."""
    if any("\t" in line for line in lines):
        return "\t"
    if sum(_is_barred(line) for line in lines) >= _ROWS:
        return "|"
    for sign in _DELIMITERS:
        if sum(sign in line for line in lines) < _ROWS:
            continue
        lengths = Counter(len(fields) for _, fields in rows(lines, sign) if any(fields))
        common, times = max(lengths.items(), key=lambda pair: (pair[1], pair[0]))
        if common >= _FIELDS and times >= max(_ROWS, _CERTAIN * lengths.total()):
            return sign
    return None


def rows(lines: Sequence[str], sign: str) -> Iterator[Row]:
    """The rows of the lines; a quoted field may go over several of them."""
    number = 0
    while number < len(lines):
        if sign == "|":
            taken, fields = 1, _barred(lines[number])
        else:
            taken, fields = _record(lines, number, sign)
        if sign != "|" or not all(_RULE.fullmatch(field) for field in fields):
            yield number, fields
        number += taken


def is_aligned(lines: Sequence[str]) -> bool:
    """Whether lines stand in columns that only blanks set apart, so that nobody knows which is which."""
    rows = [line for line in lines if len(_BLANKS.findall(line)) >= 2 and not line.isascii()]
    return len(rows) >= max(_ALIGNED, len([line for line in lines if line.strip()]) // 4)


def _is_barred(line: str) -> bool:
    text = line.strip()
    return text.startswith("|") and text.endswith("|") and len(_BAR.findall(text)) > 2


def _barred(line: str) -> list[str]:
    if not _is_barred(line):
        return [line.strip()]
    fields = (field.strip().replace("\\|", "|") for field in _BAR.split(line.strip()[1:-1]))
    return [re.sub(r"<br\s*/?>", "\n", field) for field in fields]


def _record(lines: Sequence[str], number: int, sign: str) -> tuple[int, list[str]]:
    """The fields of the row that begins on a line, and how many lines it takes."""
    line = lines[number]
    if '"' not in line:
        return 1, [field.strip() for field in line.split(sign)]
    for taken in range(1, min(_LONGEST, len(lines) - number) + 1):
        fields = _unquoted("\n".join(lines[number : number + taken]), sign)
        if fields is not None:
            return taken, fields
    return 1, [field.strip() for field in line.split(sign)]


def _unquoted(text: str, sign: str) -> list[str] | None:
    """The fields of a row, None where a quote is not closed; a quote inside of a field is a letter."""
    fields: list[str] = []
    at = 0
    while at <= len(text):
        if text[at : at + 1] == '"' and (end := _closing(text, at + 1)) is not None:
            after = end + 1
            if after == len(text) or text[after] == sign:
                fields.append(text[at + 1 : end].replace('""', '"').strip())
                at = after + 1
                continue
        elif text[at : at + 1] == '"':
            return None
        end = text.find(sign, at)
        end = len(text) if end < 0 else end
        if "\n" in text[at:end]:
            return None
        fields.append(text[at:end].strip())
        at = end + 1
    return fields


def _closing(text: str, at: int) -> int | None:
    """Where the quote is that ends a field, doubled ones left out."""
    while (at := text.find('"', at)) >= 0:
        if text[at + 1 : at + 2] != '"':
            return at
        at += 2
    return None
