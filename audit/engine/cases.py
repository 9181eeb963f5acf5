"""The cases of rule files made into forms: what a case does not name is blank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from audit.model.form import Form, Reading, Row, Value
from audit.model.rule import Outcome, Rule
from audit.model.schema import TABLES, Table, Type
from audit.rulebook.names import CHILDREN, PRIOR_ROW
from audit.yamlfile import Node, nearest

if TYPE_CHECKING:
    from audit.rulebook.definition import Definition

OWN_ROW = 1
EXPECTED = {"pass": Outcome.PASSED, "fail": Outcome.FINDING}

_TRUE = ("complete", "closed")
_UNKNOWN = ("attained", "parts_same_unit", "listed")
_PLACEHOLDER = re.compile(r"[-—–/\\…\s]*")


@dataclass(frozen=True, slots=True)
class Example:
    """A case of a rule file as forms; the first form holds the row that is judged."""

    rule: Rule
    node: Node
    expected: Outcome
    forms: tuple[Form, ...]
    amounts: tuple[str, int | None]


def examples_of(definition: Definition) -> list[Example]:
    """The cases of one rule file."""
    return [
        _example(definition.rule, node, kind, dict(node.mapping()))
        for kind, cases in definition.examples.items()
        for node in cases
    ]


def blanked_examples_of(definition: Definition) -> Iterator[tuple[str, Example]]:
    """Each failing case once more for each of its cells, with that cell blank; flags and steps stay."""
    table = TABLES[definition.rule.over]
    columns = {c.name for c in table.columns if c.type is not Type.BOOLEAN and not c.name.endswith("_step")}
    for node in definition.examples.get("fail", ()):
        for name in node.mapping():
            if name in columns:
                keys = {key: value for key, value in node.mapping().items() if key != name}
                yield name, _example(definition.rule, node, "fail", keys)


def _example(rule: Rule, node: Node, kind: str, keys: dict[str, Node]) -> Example:
    expected = _expected(kind, node, keys)
    more = keys.pop("forms").sequence() if "forms" in keys else []
    profile, year = keys.pop("profile", None), keys.pop("year", None)
    amounts = (profile.string() if profile else "national", _whole(year) if year else None)
    maker = _Maker(rule.over, amounts)
    forms = [maker.form(keys, node), *(maker.form(dict(other.mapping()), other) for other in more)]
    return Example(rule, node, expected, tuple(forms), amounts)


def _expected(kind: str, node: Node, keys: dict[str, Node]) -> Outcome:
    if kind in EXPECTED:
        return EXPECTED[kind]
    said = keys.pop("expect", None)
    if said is None or said.string() not in set(Outcome):
        where = said or node
        raise where.error(f"also 的例子要有 expect，为 {'、'.join(Outcome)} 之一。")
    return Outcome(said.string())


def _whole(node: Node) -> int:
    if not isinstance(node.value, int) or isinstance(node.value, bool):
        raise node.error("这里应是整数。")
    return node.value


class _Maker:
    """Makes forms of cases: what a case does not name is blank, and the form has all its columns."""

    def __init__(self, grain: str, amounts: tuple[str, int | None]) -> None:
        self.grain, self.amounts, self.count = grain, amounts, 0

    def form(self, keys: dict[str, Node], node: Node) -> Form:
        """One form with the row of the case as the first of its grain."""
        own = {name: keys.pop(name) for name in list(keys) if TABLES[self.grain].column(name)}
        for name, place in keys.items():
            if name not in (*CHILDREN, "form", "parent", "prior", PRIOR_ROW):
                known = [column.name for column in TABLES[self.grain].columns]
                raise place.error(f"{self.grain} 没有名为 {name} 的列{nearest(name, [*known, *CHILDREN])}")
        head = keys["form"].mapping() if "form" in keys else {}
        tables: dict[str, list[Row]] = {name: [] for name in TABLES if name != "cells"}
        tables["forms"] = [self._row(TABLES["forms"], own if self.grain == "forms" else dict(head))]
        tables["forms"][0] |= {"profile": self.amounts[0]}
        if tables["forms"][0]["year"] is None:
            tables["forms"][0]["year"] = self.amounts[1]
        if self.grain != "forms":
            tables[self.grain].append(self._row(TABLES[self.grain], own))
        before = {OWN_ROW: keys[PRIOR_ROW]} if PRIOR_ROW in keys else {}
        before |= self._add_children(tables, keys)
        if "prior" in keys or before:
            named = dict(keys["prior"].mapping()) if "prior" in keys else {}
            tables["prior"] = [self._row(TABLES["forms"], named)]
            rows = {number: dict(other.mapping()) for number, other in before.items()}
            tables[PRIOR_ROW] = [
                self._row(TABLES["indicators"], given) | {"row": number} for number, given in rows.items()
            ]
        return Form(
            f"{node.file}:{node.line}:{node.column}", node.file, Reading("", "national", {}, {}), tables
        )

    def _add_children(self, tables: dict[str, list[Row]], keys: dict[str, Node]) -> dict[int, Node]:
        """Add the rows of the child tables; gives the earlier rows of indicators by number."""
        before: dict[int, Node] = {}
        own = tables[self.grain][0]
        if "parent" in keys:
            parent = self._row(TABLES[self.grain], dict(keys["parent"].mapping()))
            tables[self.grain].append(parent)
            own["parent_row"] = 2
        for name in CHILDREN:
            for item in keys[name].sequence() if name in keys else ():
                given = dict(item.mapping())
                if name == "indicators" and PRIOR_ROW in given:
                    before[len(tables[name]) + 1] = given.pop(PRIOR_ROW)
                row = self._row(TABLES[name], given)
                for column in _inherited(self.grain, name):
                    if row[column] is None:
                        row[column] = own[column]
                tables[name].append(row)
        for rows in tables.values():
            for number, row in enumerate(rows, 1):
                row["row"] = number
        return before

    def _row(self, table: Table, given: dict[str, Node]) -> Row:
        row: Row = {column.name: None for column in table.columns}
        for column in table.columns:
            if column.type is Type.BOOLEAN and column.name not in _UNKNOWN:
                row[column.name] = column.name.startswith("has_") or column.name in _TRUE
        row |= {name: 1 for name in ("category", "ordinal") if name in row}
        if table.name == "funds" and not ("kind" in given and given["kind"].text == "total"):
            row["breakdown"] = "source"
        if table.name == "indicators":
            row |= {"named": "name" in given, "parts": 0}
        unreadable = [name for name, node in given.items() if self._put(row, table, name, node)]
        if unreadable:
            row["unreadable"] = f",{','.join(unreadable)},"
        if "effective_weight" in row and row["effective_weight"] is None:
            row["effective_weight"] = row["weight"]
        return row

    def _put(self, row: Row, table: Table, name: str, node: Node) -> bool:
        """Set one column, and the text that stands beside it; tells whether it cannot be read."""
        column = table.column(name)
        if column is None:
            known = [other.name for other in table.columns]
            raise node.error(f"{table.name} 没有名为 {name} 的列{nearest(name, known)}")
        value = _typed(column.type, node)
        row[name] = value
        if column.read and node.value is not None:
            if row[f"{name}_text"] is None:
                row[f"{name}_text"] = node.text
            return value is None and not _PLACEHOLDER.fullmatch(node.text)
        return False


def _inherited(grain: str, child: str) -> tuple[str, ...]:
    """What a child row shares with the row it belongs to, where the case does not say."""
    if grain == "groups" and child == "indicators":
        return "category", "level1", "level1_kind", "level2", "level2_kind"
    if grain == "categories" and child in ("indicators", "groups"):
        return "level1", "level1_kind"
    return ()


def _typed(kind: Type, node: Node) -> Value:
    value = node.value
    if value is None or isinstance(value, list | dict):
        return None
    if kind is Type.TEXT:
        return node.text
    if kind is Type.DATE:
        return date.fromisoformat(node.text) if re.fullmatch(r"\d{4}-\d\d-\d\d", node.text) else None
    if kind is Type.BOOLEAN or isinstance(value, bool):
        if not isinstance(value, bool) or kind is not Type.BOOLEAN:
            raise node.error("这里应是 true 或 false。" if kind is Type.BOOLEAN else "这里应是数。")
        return value
    if kind is Type.INTEGER:
        return _whole(node)
    return Decimal(value) if isinstance(value, int | Decimal) else None
