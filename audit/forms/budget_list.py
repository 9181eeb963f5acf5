"""A list of budgeted projects: its columns found by their labels, one row a project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from audit.errors import NoForm
from audit.forms.amounts import YUAN, money
from audit.forms.labels import fold, label, without_brackets
from audit.model.form import CellRef, Form, Reading, Row
from audit.model.grid import Cell, Document, Grid
from audit.model.schema import TABLES

HEADER_ROWS = 30
"""So far down a sheet its header is looked for."""

_NEEDED = ("project_name", "budget")
_IDENTITY = ("department", "unit", "project_code", "project_name")
_UNIT = re.compile(
    r"单位[:：]?[(（]?(?:人民币)?(亿元|百万元|万元|千元|元)|[(（](亿元|百万元|万元|千元|元)[)）]"
)


@dataclass(frozen=True, slots=True)
class Words:
    """What the columns of such a list may be called, the likeliest first, and rows that are no project."""

    columns: Mapping[str, tuple[str, ...]]
    totals: frozenset[str]


def load_words(path: Path) -> Words:
    """The words of budget.yaml."""
    from audit.yamlfile import load_yaml

    listed = {
        name: tuple(map(label, node.string().split())) for name, node in load_yaml(path).mapping().items()
    }
    totals = frozenset(listed.pop("totals"))
    return Words(listed, totals)


def budget_list(document: Document, words: Words, source: str) -> Form:
    """The projects of every sheet that has the columns, as the only table of a form without a head."""
    rows: list[Row] = []
    cells: dict[tuple[str, int, str], CellRef] = {}
    known: dict[tuple[str, ...], Row] = {}
    unit = None
    for grid in document.grids:
        found = _header(grid, words)
        if found is None:
            continue
        header, columns = found
        unit = unit or _money_unit(grid, header)
        for texts in _lines(grid, header, columns, words):
            _add(rows, cells, known, (texts, unit))
    if not rows:
        raise NoForm(
            "没有读到预算项目：要有表头“项目名称”和“预算数”两栏，还可以有项目编码、预算单位、主管部门。"
        )
    reading = Reading("", "", {}, {}, cells=cells)
    head: Row = {"money_unit": unit, "year": None}
    return Form("budget", source, reading, {"forms": [head], "budget_list": rows})


def _header(grid: Grid, words: Words) -> tuple[int, dict[str, int]] | None:
    """The row of the header and the column of each field, where the needed ones are there."""
    for number, cells in grid.by_row():
        if number > HEADER_ROWS:
            break
        columns = _columns(cells, words)
        if all(name in columns for name in _NEEDED):
            return max(cell.last_row for cell in cells if cell.column in columns.values()), columns
    return None


def _columns(cells: tuple[Cell, ...], words: Words) -> dict[str, int]:
    """The column of each field: the one whose label stands first among its words."""
    labels = {without_brackets(label(cell.text)): cell.column for cell in reversed(cells)}
    return {
        name: labels[next(word for word in listed if word in labels)]
        for name, listed in words.columns.items()
        if any(word in labels for word in listed)
    }


def _lines(grid: Grid, header: int, columns: Mapping[str, int], words: Words) -> Iterator[dict[str, CellRef]]:
    """The cells of each project below the header; a merged cell stands for each of its rows."""
    wanted = {column: name for name, column in columns.items()}
    lines: dict[int, dict[str, CellRef]] = {}
    for cell in grid.cells:
        name, text = wanted.get(cell.column), fold(cell.text)
        if name is None or not text:
            continue
        place = (cell.row, cell.column)
        ref = CellRef(
            grid.part, *place, grid.address(*place), text, grid.a1(*place), cell.rowspan, cell.colspan
        )
        for row in range(max(cell.row, header + 1), min(cell.last_row, grid.rows) + 1):
            lines.setdefault(row, {})[name] = ref
    for _, line in sorted(lines.items()):
        if "project_name" in line and label(line["project_name"].text) not in words.totals:
            yield line


def _money_unit(grid: Grid, header: int) -> str | None:
    """The unit of money that stands in or above the header."""
    for _, cells in grid.by_row():
        for cell in cells:
            if cell.row <= header and (match := _UNIT.search(fold(cell.text))):
                return match[1] or match[2]
    return None


def _add(
    rows: list[Row],
    cells: dict[tuple[str, int, str], CellRef],
    known: dict[tuple[str, ...], Row],
    line: tuple[Mapping[str, CellRef], str | None],
) -> None:
    """A further project, or more money of one that is there: lists have a line for each kind of money."""
    texts, unit = line
    identity = tuple(texts[name].text if name in texts else "" for name in _IDENTITY)
    written = texts["budget"].text if "budget" in texts else None
    amount = money(written, unit)
    if (row := known.get(identity)) is not None:
        mine = row["budget"]
        if isinstance(mine, Decimal) and amount.value is not None:
            row["budget"], row["budget_text"] = mine + amount.value, None
        return
    row = {column.name: None for column in TABLES["budget_list"].columns}
    row |= {name: text or None for name, text in zip(_IDENTITY, identity, strict=True)}
    row |= {"row": len(rows) + 1, "budget": amount.value, "budget_text": written}
    row["unreadable"] = ",budget," if amount.unreadable else None
    known[identity] = row
    rows.append(row)
    for name in ("project_name", "budget"):
        if name in texts:
            cells["budget_list", len(rows), name] = texts[name]


def factor(unit: str | None, into: str | None) -> Decimal:
    """What an amount in one unit of money is multiplied by to be in the other; 1 where one is unknown."""
    return Decimal(YUAN[unit]) / YUAN[into] if unit in YUAN and into in YUAN else Decimal(1)
