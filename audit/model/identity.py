"""Identities that last over time: of a form, of a row by what it means, of a finding."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from audit.model.form import Form, Row
from audit.model.schema import TABLES

MEANING = {
    "forms": (),
    "funds": ("label", "kind"),
    "categories": ("goal", "level1"),
    "groups": ("level1", "level2"),
    "indicators": ("goal", "level1", "level2", "name"),
    "budget_list": ("department", "unit", "project_code", "project_name"),
}
"""The columns that say which row it is, whatever its number."""

NO_NAME = "〔名称缺〕"


def digest(*parts: str) -> str:
    """Sixteen hexadecimal digits that stand for some texts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def form_identities(forms: Sequence[Form], years: Sequence[int | None]) -> list[str]:
    """Unit, project, year and an ordinal among equals; equal for equal forms in any order."""
    keys = [
        "\0".join(str(part or "") for part in (form.head.get("unit"), form.head.get("project_name"), year))
        for form, year in zip(forms, years, strict=True)
    ]
    identities = [""] * len(forms)
    seen: dict[str, int] = {}
    for index in sorted(range(len(forms)), key=lambda i: forms[i].id):
        seen[keys[index]] = seen.get(keys[index], 0) + 1
        identities[index] = f"{keys[index]}\0{seen[keys[index]]}"
    return identities


def row_identities(form: Form, table: str) -> list[str]:
    """What each row of a table means, with an ordinal among equals."""
    seen: dict[str, int] = {}
    identities = []
    for row in form.tables.get(table, ()):
        key = "\0".join(str(row.get(name) or "") for name in MEANING[table])
        seen[key] = seen.get(key, 0) + 1
        identities.append(f"{key}\0{seen[key]}")
    return identities


def locator(table: str, row: Row) -> str:
    """The name of a row for people: fund label, indicator name, level-1 or level-2 label, or `form`."""
    column = TABLES[table].locator
    if column is None:
        return "form"
    return str(row.get(column) or f"{NO_NAME}第{row.get('row')}行")
