"""The tables of a form, column by column: names, types and Chinese labels (version 1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audit.model import columns


class Type(StrEnum):
    """What a column holds; NUMBER carries 6 places, RATIO 12, both are decimals."""

    TEXT = "text"
    NUMBER = "number"
    RATIO = "ratio"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `read` means that it is read from a cell, so that `<name>_text` stands beside it."""

    name: str
    type: Type
    label: str
    read: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its grain, and the column that names one of its rows to people."""

    name: str
    label: str
    locator: str | None
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """The column of that name, None where there is none."""
        return next((c for c in self.columns if c.name == name), None)


def _table(name: str, label: str, locator: str | None, lines: str) -> Table:
    """Build a table from lines `name type label`; `type!` reads from a cell, `+step` adds a step."""
    made = [Column("form_id", Type.TEXT, "表"), Column("row", Type.INTEGER, "行次")]
    for line in filter(None, map(str.strip, lines.splitlines())):
        column, kind, title = line.split(maxsplit=2)
        type_ = Type(kind.rstrip("!+"))
        made.append(Column(column, type_, title, read="!" in kind))
        if "!" in kind:
            made.append(Column(f"{column}_text", Type.TEXT, f"{title}（原文）"))
        if "+" in kind:
            made.append(Column(f"{column}_step", Type.RATIO, f"{title}末位单位"))
    made.append(Column("unreadable", Type.TEXT, "读不出的列"))
    return Table(name, label, locator, tuple(made))


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table("forms", "表", None, columns.FORMS),
        _table("funds", "资金", "label", columns.FUNDS),
        _table("categories", "一级指标", "level1", columns.CATEGORIES),
        _table("groups", "二级指标", "level2", columns.GROUPS),
        _table("indicators", "三级指标", "name", columns.INDICATORS),
        _table("fields", "栏目", "label", columns.FIELDS),
        _table("figures", "文中金额", None, columns.FIGURES),
        _table("placeholders", "占位行", "text", columns.PLACEHOLDERS),
        _table("budget_list", "预算项目", "project_name", columns.BUDGET),
        _table("cells", "单元格", None, columns.CELLS),
    )
}
"""Every table by name."""

GRAINS = ("forms", "funds", "categories", "groups", "indicators", "budget_list")
"""The tables that a rule may run over; `budget_list` stands beside the forms."""
