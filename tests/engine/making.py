"""Rulebooks and forms for the tests of the engine, each with only what matters."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audit.engine import load_compiled
from audit.model.form import CellRef, Form, Reading, Row
from audit.model.schema import TABLES, Type
from audit.rulebook.book import Rulebook

BASIS = """
test:
  document: 测试
  clauses:
    one: {clause: 一, summary: 一, certainty: practice}
"""
PROFILES = "national: {label: 全国通用}\nhubei: {label: 湖北, extends: national}\n"
TAIL = """
title: 测试
severity: error
basis: [test/one]
suggest: 改
"""
FALSE = ("is_sub", "nested", "star", "named", "target_is_range", "actual_is_range", "actual_has_sign")


def write(folder: Path, rules: dict[str, str], parameters: str = "") -> Path:
    """A rules folder; a rule need not name what is alike in all, nor its examples."""
    own = folder / "self-evaluation" / "family"
    own.mkdir(parents=True, exist_ok=True)
    (folder / "basis.yaml").write_text(BASIS, "utf-8")
    (folder / "self-evaluation" / "profiles.yaml").write_text(PROFILES, "utf-8")
    if parameters:
        (folder / "self-evaluation" / "parameters.yaml").write_text(textwrap.dedent(parameters), "utf-8")
    for number, (name, text) in enumerate(rules.items(), 1):
        whole = textwrap.dedent(text).strip() + TAIL
        for key, line in (
            ("code:", f"code: TST-{number:02}"),
            ("message:", "message: 有误"),
            ("examples:", "examples: {pass: [{row: 1}], fail: [{row: 1}]}"),
        ):
            if not any(each.startswith(key) for each in whole.splitlines()):
                whole += line + "\n"
        (own / f"{name}.yaml").write_text(whole, "utf-8")
    return folder


def book(folder: Path, rules: dict[str, str], parameters: str = "") -> Rulebook:
    """The compiled rulebook of such a folder."""
    return load_compiled([write(folder, rules, parameters)])


Cells = Mapping[str, Any]
"""The cells of a row that matter."""


def row(table: str, **given: Any) -> Row:
    """A row with everything else blank and the form's columns all there."""
    made: Row = {column.name: None for column in TABLES[table].columns}
    for column in TABLES[table].columns:
        if column.type is Type.BOOLEAN and column.name not in ("attained", "parts_same_unit"):
            made[column.name] = column.name not in FALSE
    return made | given


def form(id_: str = "f", forms: Cells | None = None, **tables: Sequence[Cells]) -> Form:
    """A form with the given head and tables; every row gets its number."""
    made: dict[str, list[Row]] = {name: [] for name in TABLES if name != "cells"}
    made["forms"] = [row("forms", profile="national", **(forms or {}))]
    for name, rows in tables.items():
        made[name] = [row(name, **each) for each in rows]
    for rows_ in made.values():
        for number, each_ in enumerate(rows_, 1):
            each_["row"] = number
    return Form(id_, f"{id_}.docx", Reading("", "national", {}, {}), made)


def cell(address: str, text: str) -> CellRef:
    """A cell of the first table."""
    return CellRef("表1", 1, 1, address, text)
