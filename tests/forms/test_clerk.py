"""Forms as text, as they are pasted out of Word, and what a clerk reads from them.

Each file of `clerk/` holds the rows of one or more forms, cells apart by ` | `, and below `=== truth` what
stands on each form: values of the head, then rows of funds and of indicators (`^` is the cell above). What
is behind `!` the source does not decide. The forms are read as they are, and again spoilt in the ways that
Word, page breaks and typists spoil them: what is read must not change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from audit.forms.labels import fold
from audit.forms.recognise import readings
from audit.model.form import Reading
from audit.readers import read_bytes
from tests.forms.drawing import vocabulary

FOLDER = Path(__file__).parent / "clerk"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
HEAD = (
    "title", "year", "project_name", "department", "unit", "money_unit", "goal_expected", "goal_actual",
    "total_weight", "total_score", "grade", "other_weight", "other_score",
)  # fmt: skip
COLUMNS = {
    "funds": ("label", "kind", "budget_initial", "budget", "executed", "weight", "rate", "score"),
    "indicators": (
        "level1", "level1_points", "level2", "name", "sign", "target", "measure_unit", "actual", "weight",
        "score", "reason",
    ),
}  # fmt: skip

Rows = list[list[str]]
Truth = dict[str, Any]


@cache
def case(name: str) -> tuple[Rows, list[Truth]]:
    """The rows of a file and what its forms say."""
    body, *truths = (FOLDER / f"{name}.txt").read_text("utf-8").split("=== truth\n")
    rows = [[cell.strip() for cell in line.split("|")] for line in body.rstrip("\n").split("\n")]
    return rows, [truth(text) for text in truths]


def truth(text: str) -> Truth:
    """What is said of one form."""
    said: Truth = {"head": {}, "funds": [], "indicators": []}
    table, above, goal = "head", [""] * 20, None
    for line in filter(None, map(str.strip, text.splitlines())):
        if line in ("[funds]", "[ind]"):
            table, above = {"[funds]": "funds", "[ind]": "indicators"}[line], [""] * 20
        elif table == "head":
            name, _, value = line.partition("=")
            said["head"][name] = value
        elif line.startswith("goal:"):
            goal = line.removeprefix("goal:")
        else:
            cells = [cell.strip() for cell in line.split("|")]
            aside = YAML(typ="safe").load(cells.pop()[1:]) if cells[-1].startswith("!") else {}
            above = [old if cell == "^" else cell for cell, old in zip(cells, above, strict=False)]
            above += [""] * (20 - len(above))
            row = dict(zip(COLUMNS[table], above, strict=False))
            said[table].append({"row": row, "goal": goal, "aside": aside})
    return said


def same(found: str | None, said: str) -> bool:
    """Whether a value is as said, full width or not."""
    return unicodedata.normalize("NFKC", fold(found or "")) == unicodedata.normalize("NFKC", fold(said))


def compare(reading: Reading, said: Truth) -> list[str]:
    """Where a reading differs from what is said of the form."""
    head = reading.head | {"year": reading.head.get("year_written")}
    wrong = [name for name in HEAD if not same(head.get(name), said["head"].get(name, ""))]
    for table in COLUMNS:
        found, key = getattr(reading, table), COLUMNS[table][0 if table == "funds" else 3]
        if len(found) != len(said[table]):
            wrong.append(f"{table}: {len(found)} rows of {len(said[table])}")
        for entry, row in zip(said[table], found, strict=False):
            aside = {*entry["aside"].get("undecidable", ()), *entry["aside"].get("accept", ())}
            differ = [
                name
                for name, value in entry["row"].items()
                if name not in aside and not like(name, row, value)
            ]
            wrong += [f"{entry['row'][key]}.{name}: {row[name]}" for name in differ]
            wrong += [f"{entry['row'][key]}.goal"] if entry["goal"] and entry["goal"] != row["goal"] else []
    return wrong


def like(name: str, row: dict[str, str | None], value: str) -> bool:
    """Whether a cell is as said; points in a label count apart."""
    said = re.sub(r"\(\d+分?\)$", "", value) if name == "level2" else value
    return same(row.get(name), said)


def isolated(rows: Rows) -> list[int]:
    """The rows of indicators that are long enough to be spoilt."""
    found, inside = [], False
    for at, row in enumerate(rows):
        labels = [fold(cell) for cell in row]
        if any(cell.startswith("三级指标") or cell == "指标名称" for cell in labels):
            inside = True
        elif (
            re.match(r"总|合计|自评总|得分合计|其他|说明|偏差大|注|附|五、", "".join(labels))
            or "项目名称" in labels
        ):
            inside = False
        elif inside and sum(map(bool, row)) >= 5:
            found.append(at)
    return found


def moved_right(rows: Rows) -> Rows:
    moved = set(isolated(rows)[::3])
    return [["", *row] if at in moved else row for at, row in enumerate(rows)]


def moved_left(rows: Rows) -> Rows:
    moved = set(isolated(rows)[1::3])
    return [row[1:] if at in moved and not row[0] else row for at, row in enumerate(rows)]


def blank_columns(rows: Rows) -> Rows:
    return [[cell for one in row for cell in (one, "")] if len(row) > 1 else row for row in rows]


def header_again(rows: Rows) -> Rows:
    long = isolated(rows)
    header = next(
        row for row in rows if any(fold(c).startswith("三级指标") or fold(c) == "指标名称" for c in row)
    )
    before = long[len(long) // 2] if len(long) > 2 else -1
    again = sum(header == row for row in rows) == 1
    return [
        one for at, row in enumerate(rows) for one in ([header, row] if at == before and again else [row])
    ]


def full_width(rows: Rows) -> Rows:
    wide = str.maketrans("():", "（）：")
    return [
        [
            cell.translate(wide) if len(fold(cell)) < 12 and not re.search(r"\d", cell) else cell
            for cell in row
        ]
        for row in rows
    ]


def spaced(rows: Rows) -> Rows:
    labels = re.compile(
        r"(?:一级|二级|三级)指标|分值|得分|执行率|总分|合计|产出指标|效益指标|数量指标|质量指标|权重|年初预算数|预期目标"
    )
    return [
        [labels.sub(lambda found: " ".join(found[0]), cell) if len(fold(cell)) < 9 else cell for cell in row]
        for row in rows
    ]


SPOILT: list[Callable[[Rows], Rows]] = [
    moved_right,
    moved_left,
    blank_columns,
    header_again,
    full_width,
    spaced,
]


def read_rows(rows: Rows) -> list[Reading]:
    text = "\n".join("\t".join(row) for row in rows) + "\n"
    return readings(read_bytes(text.encode()), vocabulary())


@pytest.mark.parametrize("name", NAMES)
def test_a_form_is_read_as_a_clerk_reads_it(name: str) -> None:
    rows, said = case(name)
    found = read_rows(rows)
    assert len(found) == len(said)
    assert [compare(reading, truth) for reading, truth in zip(found, said, strict=True)] == [[]] * len(said)


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_does_not_change_when_the_form_is_spoilt(
    name: str, spoil: Callable[[Rows], Rows]
) -> None:
    rows, said = case(name)
    found = read_rows(spoil(rows))
    assert [compare(reading, truth) for reading, truth in zip(found, said, strict=True)] == [[]] * len(said)
