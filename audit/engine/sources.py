"""What an expression reads, and how its names are written in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.model.schema import Type

SQL_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.NUMBER: "DECIMAL(38,6)",
    Type.RATIO: "DECIMAL(38,12)",
    Type.INTEGER: "INTEGER",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
}


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''").replace("\0", "") + "'"


@dataclass(slots=True)
class Sources:
    """What an expression reads, besides its operators.

    `columns` are by scope ("" for the row itself); `aggregates` and `windows` are by alias, which is
    a digest of what they say, so that rules share them.
    """

    columns: dict[str, list[str]] = field(default_factory=dict)
    parameters: list[str] = field(default_factory=list)
    aggregates: dict[str, dict[str, Any]] = field(default_factory=dict)
    windows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def column(self, scope: str, name: str) -> str:
        """Note a column and name it in the flattened relation."""
        _add(self.columns.setdefault(scope, []), name)
        return quoted(f"{scope}.{name}" if scope else name)

    def parameter(self, name: str) -> str:
        """Note a parameter and name it."""
        _add(self.parameters, name)
        return quoted(f"${name}")

    def merge(self, other: Sources) -> None:
        """Take in what another expression reads."""
        for scope, names in other.columns.items():
            for name in names:
                _add(self.columns.setdefault(scope, []), name)
        for name in other.parameters:
            _add(self.parameters, name)
        self.aggregates |= other.aggregates
        self.windows |= other.windows


NOTED = ("listed", "score_years", "satisfaction_years")
"""Columns of a form that tell of a budget list or of earlier years."""


def looks_beyond(check: Mapping[str, Any]) -> bool:
    """Whether a compiled check needs more than the form that it judges: other forms, years or lists."""
    read = (check["sources"], check["shown_sources"])
    together = check["collect"] and check["collect"]["keys"]
    if check["grain"] == "budget_list" or together or any(sources["windows"] for sources in read):
        return True
    return any(
        scope.startswith("prior") or any(name in NOTED for name in names)
        for sources in read
        for columns in (sources["columns"], *(each["columns"] for each in sources["aggregates"].values()))
        for scope, names in columns.items()
    )


def amounts_of(check: Mapping[str, Any]) -> Iterator[str]:
    """The parameters that a compiled check names."""
    for sources in (check["sources"], check["shown_sources"]):
        yield from sources["parameters"]
        for aggregate in sources["aggregates"].values():
            yield from aggregate["parameters"]


def _add(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)
