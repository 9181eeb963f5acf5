from __future__ import annotations

from audit.forms.namesakes import fill_namesakes
from audit.model.form import Row


def row(name: str, level1: str = "产出", level2: str = "数量指标", **more: bool | str | None) -> Row:
    made: Row = {"name": name, "level1": f"{level1}指标", "level1_kind": level1, "level2": level2}
    return made | {"level2_kind": None, "goal": None, "category": 1, "named": True, "is_sub": False, **more}


def test_rows_of_one_group_with_one_name_are_counted() -> None:
    rows = [row("指标1：培训人次"), row("培训人次。"), row("培训人次", level2="质量指标"), row("培训班次")]
    fill_namesakes(rows)
    assert [found["namesakes"] for found in rows] == [2, 2, 1, 1]


def test_rows_without_a_name_and_parts_have_no_namesakes() -> None:
    rows = [
        row("无", named=False),
        row("无", named=False),
        row("党员", is_sub=True),
        row("党员", is_sub=True),
    ]
    fill_namesakes(rows)
    assert [found["namesakes"] for found in rows] == [1, 1, 1, 1]


def test_a_name_under_output_and_benefit_has_a_twin() -> None:
    rows = [
        row("带动就业人数"),
        row("带动就业人数", "效益", "社会效益指标"),
        row("其他"),
        row("其他", "成本"),
    ]
    fill_namesakes(rows)
    assert [found["twin_level1"] for found in rows] == ["效益指标", "产出指标", None, None]
