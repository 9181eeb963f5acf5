"""What a check says of a row, packed into a short text: the database writes it, and who looks reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from audit.engine.digits import FINDING, PASSED
from audit.engine.sources import text
from audit.model.schema import Type

ENTRY, PART, NOTHING = "\x1e", "\x1f", "\x1d"
"""Before each entry, before each further part of it, and instead of a figure that there is not."""


class Entry(NamedTuple):
    """A row that a check hit or left open, and the figures to show; the last ones tell groups apart."""

    key: str
    row: int
    outcome: str
    values: tuple[str | None, ...]


def unpacked(packed: str) -> Iterator[Entry]:
    """The entries of a packed text."""
    for entry in packed.split(ENTRY)[1:]:
        key, row, outcome, *values = entry.split(PART)
        if NOTHING in values:
            yield Entry(key, int(row), outcome, tuple(None if v == NOTHING else v for v in values))
        else:
            yield Entry(key, int(row), outcome, tuple(values))


def values(check: Mapping[str, Any], at: int) -> Iterator[str]:
    """The SQL of every figure that a finding shows, each under a name; computed on rows that are hit."""
    for number, output in enumerate(check["outputs"]):
        yield f"CASE WHEN c{at} = {FINDING} THEN {output['sql']} END AS v{at}_{number}"


def packed(check: Mapping[str, Any], at: int) -> str:
    """The SQL of the entry of a check on a row, null where it has none."""
    figures = [shown(output, f"v{at}_{number}") for number, output in enumerate(check["outputs"])]
    if check["collect"]:
        figures += [f"CAST(v{at}_{number} AS VARCHAR)" for number in check["collect"]["keys"]]
    start = f"""{text(f"{ENTRY}{check['key']}{PART}")} || "row" || '{PART}' || c{at}"""
    parts = "".join(f" || '{PART}' || coalesce({figure}, '{NOTHING}')" for figure in figures)
    return f"CASE WHEN c{at} = {FINDING} THEN {start}{parts} WHEN c{at} > {PASSED} THEN {start} END"


def shown(output: Mapping[str, Any], name: str) -> str:
    """A figure as people read it: points with two decimals at most, what is written as it is written."""
    kind = output["type"]
    if kind == Type.BOOLEAN:
        return f"audit_yes({name})"
    if kind == Type.DATE:
        return f"CAST({name} AS VARCHAR)"
    if kind not in (Type.NUMBER, Type.RATIO, Type.INTEGER):
        return f"audit_cut(CAST({name} AS VARCHAR))"
    if output["exact"]:
        return f"audit_figure({name})"
    return f"audit_share({name})" if kind == Type.RATIO else f"audit_points({name})"
