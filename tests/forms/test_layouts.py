"""Forms of the layouts that offices file: the same reading from text, Word and Excel, as a clerk reads it.

Each file of `layouts/` draws a form and says what stands on it; a new layout is one more file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from audit.model.form import Reading
from tests.forms.drawing import as_docx, as_text, as_xlsx, read_forms, told

FOLDER = Path(__file__).parent / "layouts"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
TABLES = ("funds", "categories", "groups", "indicators", "fields", "placeholders")


def load(name: str) -> dict[str, Any]:
    """A drawn form with what it says."""
    found = YAML(typ="safe", pure=True).load(FOLDER / f"{name}.yaml")
    assert isinstance(found, dict)
    return found


def rows(text: str) -> list[dict[str, str | None]]:
    """A table of texts: names of columns in the first line, cells apart by bars."""
    lines = [[cell.strip() or None for cell in line.split("|")] for line in text.strip().splitlines()]
    names = [name or "" for name in lines[0]]
    return [dict(zip(names, line, strict=True)) for line in lines[1:]]


def stands(reading: Reading, table: str, expected: list[dict[str, str | None]]) -> None:
    """Whether a table says what is expected, cell by cell."""
    found = getattr(reading, table)
    shown = [{name: row.get(name) for name in (expected or [{}])[0]} for row in found]
    assert shown == expected, table


@pytest.mark.parametrize("name", NAMES)
def test_a_form_of_each_layout_is_read_as_a_clerk_reads_it(name: str, tmp_path: Path) -> None:
    drawn = load(name)
    blocks = drawn["blocks"]
    (word,) = read_forms(as_docx(tmp_path / "form.docx", *blocks))
    (excel,) = read_forms(as_xlsx(tmp_path / "form.xlsx", *blocks, down=1, right=1))
    (text,) = read_forms(as_text(tmp_path / "form.txt", *blocks))
    assert told(word) == told(excel) == told(text)
    assert not word.unplaced
    assert word.drifted_rows == 0
    assert (word.layout, word.profile) == (drawn["layout"], drawn["profile"])
    assert {key: word.head.get(key) for key in drawn["head"]} == drawn["head"]
    assert {key.removeprefix("has_") for key, value in word.flags.items() if value} == set(drawn["has"])
    for table in TABLES:
        stands(word, table, rows(drawn[table]) if table in drawn else [])
