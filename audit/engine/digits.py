"""The statement that lets every check of a grain speak of every row: a digit that grows with gravity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

OFTEN = 4
"""What is asked for so often is computed once for every row."""

_FOLDED = re.compile(r'audit_plain\("[a-z_]+"\)')

NOT_APPLICABLE, PASSED, UNDECIDED, FINDING, FAILED = range(5)
"""What the digits mean."""


def judge(checks: Sequence[Mapping[str, Any]], rows: str, start: int = 0) -> str:
    """Form, row and the digits c0, c1 … (from `start` on) of the checks over a relation.

    Each condition is computed once: first what says whether a check applies, then the test on the rows that
    come to it. All are small numbers: 1 true, 0 false, 2 unknown, null where it broke.
    """
    shared = _shared([check[part] or "" for check in checks for part in ("when", "needs", "test")])
    checks = [_with_shared(check, shared) for check in checks]
    conditions: dict[str, str] = {}
    for check in checks:
        for sql in filter(None, (check["when"], check["needs"])):
            conditions.setdefault(sql, f"if{len(conditions)}")
    tests, digits = [], []
    for at, check in enumerate(checks, start):
        before = [conditions[sql] for sql in (check["when"], check["needs"]) if sql]
        test = f"CASE WHEN {' AND '.join(f'{name} = 1' for name in before)} THEN {check['test']} END"
        tests.append(f"{test if before else check['test']} AS t{at}")
        digits.append(f"CAST({_digit(check, at, conditions)} AS UTINYINT) AS c{at}")
    applies = "".join(f", {sql} AS {name}" for sql, name in conditions.items())
    return (
        f'SELECT "f", "row", {", ".join(digits)} FROM '
        f"(SELECT *, {', '.join(tests)} FROM (SELECT *{applies} FROM {_rows(rows, shared)}))"
    )


def _shared(texts: Sequence[str]) -> dict[str, str]:
    """Folded texts of the row's own columns that are asked for again and again, and names for them."""
    asked = Counter(found for text in texts for found in _FOLDED.findall(text))
    return {sql: f"folded{number}" for number, (sql, times) in enumerate(asked.items()) if times >= OFTEN}


def _with_shared(check: Mapping[str, Any], shared: Mapping[str, str]) -> Mapping[str, Any]:
    parts = {part: check[part] for part in ("when", "needs", "test")}
    for sql, name in shared.items():
        parts = {part: text and text.replace(sql, name) for part, text in parts.items()}
    return {**check, **parts}


def _rows(rows: str, shared: Mapping[str, str]) -> str:
    folded = "".join(f", {sql} AS {name}" for sql, name in shared.items())
    return f"(SELECT *{folded} FROM {rows})" if folded else rows


def _digit(check: Mapping[str, Any], at: int, conditions: Mapping[str, str]) -> str:
    true, false = (FINDING, PASSED) if check["fault"] else (PASSED, FINDING)
    sql = _switch(f"t{at}", true, false, UNDECIDED)
    if check["needs"]:
        sql = _switch(conditions[check["needs"]], sql, UNDECIDED, UNDECIDED)
    if not check["when"]:
        return sql
    unknown: str | int = NOT_APPLICABLE
    if check["unreadable"]:
        unknown = f"CASE WHEN {check['unreadable']} THEN {UNDECIDED} ELSE {NOT_APPLICABLE} END"
    return _switch(conditions[check["when"]], sql, NOT_APPLICABLE, unknown)


def _switch(name: str, true: str | int, false: str | int, unknown: str | int) -> str:
    """The outcome for each truth value; anything else means that it broke."""
    return f"CASE {name} WHEN 1 THEN {true} WHEN 0 THEN {false} WHEN 2 THEN {unknown} ELSE {FAILED} END"
