"""What a check says of a row, packed into a short text: the database writes it, and who looks reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audit.engine.digits import FINDING, PASSED
from audit.engine.show import BLANK
from audit.engine.sources import text
from audit.model.schema import Type

KEY = 10
"""So many digits of its key tell a check from all others; each entry begins with them."""

ENTRY, PART, NOTHING = "\x1e", "\x1f", "\x1d"
"""Before each entry, before each further part of it, and instead of a figure that there is not."""


class Line:
    """A row that a check hits, with the figures that its finding shows; further ones tell groups apart."""

    __slots__ = ("_folded", "_texts", "_values", "form", "row")

    def __init__(self, form: int, entry: str) -> None:
        _, row, *values = entry.split(PART)
        self.form, self.row, self._folded = form, int(row), b""
        self._values: list[str] | None = values
        self._texts = (
            [BLANK if value == NOTHING else value for value in values] if NOTHING in entry else values
        )

    @property
    def values(self) -> list[str]:
        """The figures, `NOTHING` for one that there is not."""
        if self._values is None:
            return self._folded.decode("utf-8", "surrogatepass").split(PART)
        return self._values

    @property
    def texts(self) -> list[str]:
        """The figures as people see them."""
        return _shown(self.values) if self._values is None else self._texts

    def has(self, figure: int) -> bool:
        """Whether there is such a figure."""
        return self.values[figure] != NOTHING

    def fold(self) -> None:
        """Keep the figures small until somebody looks again."""
        if self._values is not None:
            self._folded = PART.join(self._values).encode("utf-8", "surrogatepass")
            self._values, self._texts = None, []


def _shown(values: Sequence[str]) -> list[str]:
    return [BLANK if value == NOTHING else value for value in values]


def entries_of(packed: str) -> list[str]:
    """The entries of a packed text: key of the check and digit, row, figures."""
    return packed.split(ENTRY)[1:]


def is_hit(entry: str) -> bool:
    """Whether it tells of a finding; else a row was left open."""
    return entry[KEY] == str(FINDING)


def values(check: Mapping[str, Any], at: int) -> Iterator[str]:
    """The SQL of every figure that a finding shows, each under a name; computed on rows that are hit."""
    for number, output in enumerate(check["outputs"]):
        yield f"CASE WHEN c{at} = {FINDING} THEN {output['sql']} END AS v{at}_{number}"


def packed(check: Mapping[str, Any], at: int) -> str:
    """The SQL of the entry of a check on a row, null where it has none."""
    figures = [shown(output, f"v{at}_{number}") for number, output in enumerate(check["outputs"])]
    if check["collect"]:
        figures += [f"CAST(v{at}_{number} AS VARCHAR)" for number in check["collect"]["keys"]]
    start = f"""{text(ENTRY + check["key"])} || c{at} || '{PART}' || "row\""""
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
