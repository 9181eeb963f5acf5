"""A list of budgeted projects: columns by their labels, one row a project, wherever the header stands."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from audit.errors import NoForm
from audit.forms.budget_list import Words, budget_list, factor, load_words
from audit.model.form import Form
from audit.readers import read
from audit.shipped import shipped


def words() -> Words:
    return load_words(shipped("rules") / "self-evaluation" / "budget.yaml")


def made(path: Path, rows: list[list[object]], merged: dict[str, str] | None = None) -> Form:
    """The list that is read from a workbook of these rows."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("项目")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for area, text in (merged or {}).items():
            sheet.merge_range(area, text)
    return budget_list(read(path), words(), path.name)


def test_columns_are_found_by_their_labels_below_a_title(tmp_path: Path) -> None:
    found = made(
        tmp_path / "预算.xlsx",
        [
            ["2024年项目支出预算表"],
            ["", "", "", "单位：万元"],
            ["序号", "项 目 名 称", "项目代码", "预算数（万元）", "主管部门"],
            [1, "修渠", "P01", 20.5, "水利局"],
            [2, "清淤", "P02", "30", "水利局"],
            ["", "合计", "", 50.5, ""],
        ],
    )
    rows = found.tables["budget_list"]
    assert [(row["project_name"], row["project_code"], row["department"]) for row in rows] == [
        ("修渠", "P01", "水利局"),
        ("清淤", "P02", "水利局"),
    ]
    assert [row["budget"] for row in rows] == [Decimal("20.5"), Decimal(30)]
    assert found.head["money_unit"] == "万元"
    assert found.reading.cells["budget_list", 2, "budget"].a1 == "D5"


def test_several_lines_of_one_project_are_its_kinds_of_money(tmp_path: Path) -> None:
    found = made(tmp_path / "b.xlsx", [["项目名称", "金额"], ["修渠", 20], ["修渠", 5], ["清淤", "若干"]])
    assert [row["budget"] for row in found.tables["budget_list"]] == [Decimal(25), None]
    assert found.tables["budget_list"][1]["unreadable"] == ",budget,"


def test_a_merged_department_stands_for_each_of_its_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["主管部门", "项目名称", "预算数"], ["", "修渠", 20], ["", "清淤", 30]]
    found = made(tmp_path / "b.xlsx", rows, {"A2:A3": "水利局"})
    assert [row["department"] for row in found.tables["budget_list"]] == ["水利局", "水利局"]


def test_a_file_without_such_columns_is_refused_with_what_it_should_have(tmp_path: Path) -> None:
    with pytest.raises(NoForm, match="“项目名称”和“预算数”"):
        made(tmp_path / "b.xlsx", [["姓名", "电话"], ["某", 1]])


def test_an_amount_in_yuan_is_worth_as_much_in_ten_thousands() -> None:
    assert factor("元", "万元") * 5000 == Decimal("0.5")
    assert factor(None, "万元") == 1
