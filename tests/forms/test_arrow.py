from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from audit.forms.arrow import arrow, frames
from audit.forms.tables import build
from audit.forms.vocabulary import load_vocabulary
from audit.model.form import CellRef, Form, Reading
from audit.model.schema import TABLES, Type
from audit.shipped import shipped


@pytest.fixture(scope="module")
def forms() -> list[Form]:
    vocabulary = load_vocabulary(shipped("rules") / "self-evaluation" / "form.yaml")
    made = []
    for score in ("9.9", "10"):
        reading = Reading(
            "table", "national", {"total_score": score, "money_unit": "万元", "filled_on": "2024年3月1日"}, {}
        )
        reading.funds = [{"kind": "total", "budget": "0.01", "rate": "86.19%", "score": score}]
        reading.indicators = [{"name": "人数", "target": "3人", "actual": "2人", "score": score}]
        reading.cells[("funds", 1, "score")] = CellRef("表1", 4, 9, "第4行第9列", score)
        made.append(build(reading, form_id=f"f{score}", source="表.docx", year=None, vocabulary=vocabulary))
    return made


def test_every_table_has_every_column_in_the_type_of_the_schema(forms: list[Form]) -> None:
    tables = arrow(forms)
    assert set(tables) == set(TABLES) - {"budget_list"}
    for table in (TABLES[name] for name in tables):
        assert tables[table.name].column_names == [column.name for column in table.columns]
        for column in table.columns:
            kind = tables[table.name].schema.field(column.name).type
            assert not pa.types.is_floating(kind)
            assert not pa.types.is_null(kind)
            assert pa.types.is_decimal(kind) == (column.type in {Type.NUMBER, Type.RATIO})


def test_values_come_out_as_they_went_in(forms: list[Form]) -> None:
    for name, table in arrow(forms).items():
        if name == "cells":
            continue
        rows = [row for form in forms for row in form.tables[name]]
        assert table.to_pylist() == rows


def test_cells_say_where_each_value_stands(forms: list[Form]) -> None:
    (first, _) = arrow(forms)["cells"].to_pylist()
    assert (first["table"], first["table_row"], first["column"]) == ("funds", 1, "score")
    assert (first["file"], first["part_row"], first["part_column"], first["text"]) == ("表.docx", 4, 9, "9.9")


def test_no_forms_give_empty_tables() -> None:
    assert all(table.num_rows == 0 for table in arrow([]).values())


def test_frames_keep_decimals(forms: list[Form]) -> None:
    frame = frames(forms)["forms"]
    assert list(frame["total_score"]) == [Decimal("9.9"), Decimal(10)]
