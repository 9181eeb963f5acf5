"""What was read as a workbook: a sheet for each table, beside each value the cell that it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import UsageError
from audit.language import text
from audit.model.form import Form, Row, Value
from audit.model.schema import TABLES, Column, Table, Type
from audit.writers.filing import replaced
from audit.writers.masking import printable, safe, shown_value

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_575
_CODED = frozenset(
    (
        "kind",
        "breakdown",
        "target_kind",
        "actual_kind",
        "direction",
        "natural_direction",
        "section",
        "role",
        "field",
    )
)
"""Columns that hold codes, which people see in words; Parquet and JSON keep the codes."""

_APART = frozenset(("form_id", "row", "source", "position"))
"""Columns that say which form and row it is, as the first three of each sheet do."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTH, _WIDE, _NARROW = 13, 34, 7
_LONG = 16


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column of a sheet; `sourced` where values of it were read from cells."""

    column: Column
    sourced: bool
    long: bool


def write(forms: Sequence[Form], path: Path, *, lang: str = "zh") -> None:
    """Write the workbook, all of it or nothing."""
    from xlsxwriter import Workbook

    with replaced(path) as part, Workbook(str(part), _OPTIONS) as book:
        styles = {
            "head": book.add_format({"bold": True, "bg_color": "#E8ECF2", "text_wrap": True, "border": 1}),
            "place": book.add_format({"font_color": "#5B6670", "valign": "top"}),
            "body": book.add_format({"valign": "top"}),
            "date": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"}),
        }
        for table in TABLES.values():
            if table.name not in ("budget_list", "cells") and any(f.tables.get(table.name) for f in forms):
                _sheet(book, styles, table, forms, lang)


def _sheet(book: Workbook, styles: dict[str, Format], table: Table, forms: Sequence[Form], lang: str) -> None:
    if sum(len(form.tables.get(table.name, ())) for form in forms) > ROW_LIMIT:
        raise UsageError(text("extract.too_long", lang, table=table.label))
    page = book.add_worksheet(table.label)
    shown = list(_shown(table, forms))
    _head(page, styles, shown, lang)
    number = 0
    for form in forms:
        reading = form.reading
        for row in form.tables.get(table.name, ()):
            number += 1
            page.write_string(number, 0, safe(form.source)[:CELL_LIMIT], styles["body"])
            page.write_number(number, 1, reading.position, styles["body"])
            page.write_number(number, 2, int(str(row["row"])), styles["body"])
            at = 3
            for each in shown:
                value = _in_words(each.column.name, row.get(each.column.name), lang)
                _value(page, (number, at), value, (table, each.column), styles)
                at += 1
                if each.sourced:
                    ref = reading.cells.get((table.name, int(str(row["row"])), each.column.name))
                    if ref is not None:
                        page.write_string(number, at, printable(ref.address)[:CELL_LIMIT], styles["place"])
                    at += 1
    page.autofilter(0, 0, number, 2 + sum(1 + each.sourced for each in shown))


def _shown(table: Table, forms: Sequence[Form]) -> Iterator[_Shown]:
    """The columns with anything in them."""
    filled: set[str] = set()
    long: set[str] = set()
    sourced: set[str] = set()
    for form in forms:
        for row in form.tables.get(table.name, ()):
            _note(row, filled, long)
        sourced |= {column for name, _, column in form.reading.cells if name == table.name}
    for column in table.columns:
        if column.name in filled and column.name not in _APART:
            yield _Shown(column, column.name in sourced, column.name in long)


def _note(row: Row, filled: set[str], long: set[str]) -> None:
    for name, value in row.items():
        if value is not None:
            filled.add(name)
            if isinstance(value, str) and len(value) > _LONG:
                long.add(name)


def _head(page: Worksheet, styles: dict[str, Format], shown: Sequence[_Shown], lang: str) -> None:
    page.freeze_panes(1, 3)
    for at, key in enumerate(("extract.file", "extract.position", "extract.row")):
        page.write_string(0, at, text(key, lang), styles["head"])
    page.set_column(0, 0, _WIDE)
    page.set_column(1, 2, _NARROW)
    at = 3
    for each in shown:
        page.write_string(0, at, each.column.label, styles["head"])
        page.set_column(at, at, _WIDE if each.long else _WIDTH)
        at += 1
        if each.sourced:
            page.write_string(0, at, text("extract.cell", lang), styles["head"])
            page.set_column(at, at, _WIDTH)
            at += 1


def _in_words(column: str, value: Value, lang: str) -> Value:
    """What a person calls a code, or yes and no."""
    if isinstance(value, bool):
        return text("extract.yes" if value else "extract.no", lang)
    return text(f"code.{value}", lang) if value is not None and column in _CODED else value


def _value(
    page: Worksheet,
    at: tuple[int, int],
    value: Value,
    column: tuple[Table, Column],
    styles: dict[str, Format],
) -> None:
    """Figures as numbers, days as days, all else as text; never a formula."""
    body = styles["body"]
    if value is None:
        return
    if isinstance(value, int | Decimal):
        page.write_number(*at, float(value), body)
    elif isinstance(value, date):
        page.write_datetime(*at, value, styles["date"])
    else:
        page.write_string(*at, fit_to_leave(column[0].name, column[1], value)[:CELL_LIMIT], body)


def fit_to_leave(table: str, column: Column, value: str) -> str:
    """A text of a table with personal numbers masked; what a figure was written as is a figure."""
    name = column.name.removesuffix("_text")
    return shown_value(table, name, value) if column.type is Type.TEXT else printable(value)
