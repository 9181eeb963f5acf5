"""What a name in an expression may stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.model.schema import TABLES, Table
from audit.rulebook.term import Kind, Op, Term

CHILDREN = ("funds", "categories", "groups", "indicators", "fields", "figures", "placeholders")
"""The tables whose rows can be counted and added up."""

PRIOR_ROW = "prior_row"
"""The indicator of the same name in the same project's form of the year before."""

KEYS = ("form_id", "unreadable")
"""Columns that belong to the engine, not to rules."""


@dataclass(frozen=True, slots=True)
class RowSet:
    """A named set of rows of a child table: `where: {part: funds.breakdown = 'source'}`."""

    table: str
    condition: Term


@dataclass(slots=True)
class Names:
    """The names that an expression of one rule may use."""

    grain: Table
    parameters: Mapping[str, Kind]
    sets: dict[str, RowSet] = field(default_factory=dict)
    lets: dict[str, Term] = field(default_factory=dict)

    def scopes(self) -> list[str]:
        """The prefixes that name one other row."""
        if self.grain.name == "budget_list":
            return []
        return ["form", "prior", *(["parent", PRIOR_ROW] if self.grain.name == "indicators" else [])]

    def own(self) -> list[str]:
        """The names that may stand alone."""
        return [*columns(self.grain), *self.lets]

    def column(self, name: str, scope: str = "") -> Term | None:
        """The column of the rule's own row, of its form, of its parent, of the year before."""
        table = self.grain if scope in ("", "parent", PRIOR_ROW) else TABLES["forms"]
        scope = "" if scope == "form" and self.grain.name == "forms" else scope
        return column(table, name, scope)

    def label(self, term: Term) -> str:
        """The Chinese name of a column."""
        table = (
            self.grain if term.scope in ("", "parent", PRIOR_ROW) else TABLES.get(term.scope, TABLES["forms"])
        )
        found = table.column(term.name)
        return found.label if found else term.name

    def rows(self, prefix: str) -> tuple[str, Term | None] | None:
        """The child table that a prefix inside an aggregate means, and the condition of the set."""
        if prefix in self.sets:
            return self.sets[prefix].table, self.sets[prefix].condition
        return (prefix, None) if prefix in CHILDREN else None


def columns(table: Table) -> list[str]:
    """The columns of a table that rules may use."""
    return [column.name for column in table.columns if column.name not in KEYS]


def column(table: Table, name: str, scope: str) -> Term | None:
    """A column as a term, None where the table has none of that name."""
    found = table.column(name) if name not in KEYS else None
    return Term(Op.COLUMN, found.type, name, scope) if found else None
