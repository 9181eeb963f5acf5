"""Identities that last over time: of a form, of a row by what it means, of a finding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from typing import NamedTuple

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


class Former(NamedTuple):
    """The form that an identity last stood for: its id, its file, and whether the last run had it.

    `unread` says that its file is there and could not be read this time.
    """

    id: str
    source: str
    held: bool
    unread: bool = False


Formers = Mapping[str, Former]
"""What earlier runs called forms, by the digest of the identity."""


def form_identities(
    forms: Sequence[Form], years: Sequence[int | None], formers: Formers | None = None
) -> list[str]:
    """Unit, project, year and an ordinal among equals; equal for equal forms in any order.

    An ordinal that `formers` know stays with its form: one that comes, goes or is corrected moves no other.
    """
    equals: dict[str, list[int]] = {}
    for index in sorted(range(len(forms)), key=lambda i: forms[i].id):
        named = (forms[index].head.get("unit"), forms[index].head.get("project_name"), years[index])
        equals.setdefault("\0".join(str(part or "") for part in named), []).append(index)
    identities = [""] * len(forms)
    for key, places in equals.items():
        known = list(_formers(key, formers or {}))
        for at, ordinal in zip(places, _ordinals([forms[at] for at in places], known), strict=True):
            identities[at] = f"{key}\0{ordinal}"
    return identities


def _formers(key: str, formers: Formers) -> Iterator[Former]:
    """Who had the ordinals of that key, from 1; they are given without gaps."""
    for ordinal in count(1):
        former = formers.get(digest(f"{key}\0{ordinal}"))
        if former is None:
            return
        yield former


def _ordinals(forms: Sequence[Form], formers: Sequence[Former]) -> list[int]:
    """For each form the ordinal that it had, known by its content or else its file; others take what is free.

    Of what is free first what the last run still had: that form has another file now.
    """
    free = dict(sorted(enumerate(formers, 1), key=lambda one: one[1].held))
    given: dict[str, int] = {}
    for trait in (_content, _spot):
        known = {trait(former): ordinal for ordinal, former in free.items()}
        for form in forms:
            if form.id not in given and trait(form) in known:
                given[form.id] = known.pop(trait(form))
                del free[given[form.id]]
    left = [ordinal for ordinal, former in free.items() if not former.unread]
    spare = chain(
        sorted(left, key=lambda ordinal: (not free[ordinal].held, ordinal)), count(len(formers) + 1)
    )
    return [given[form.id] if form.id in given else next(spare) for form in forms]


def _content(one: Form | Former) -> object:
    return one.id


def _spot(one: Form | Former) -> object:
    """The file, and the position in it."""
    return one.source, one.id.rpartition("-")[2]


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
