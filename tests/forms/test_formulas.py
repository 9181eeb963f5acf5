"""Figures that are formulas nobody worked out: unknown, never blank, never a fault of the clerk."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from audit.model.form import Form
from audit.model.run import Run
from audit.pipeline import Settings, check
from tests.forms.drawing import as_xlsx
from tests.forms.drawn import STANDARD


def with_formulas(path: Path) -> Path:
    """The standard form with formulas for the figures of its points, as programs write them."""
    book = load_workbook(as_xlsx(path, STANDARD))
    sheet = book.active
    assert sheet is not None
    for row in range(11, 18):
        for column in "HI":
            sheet[f"{column}{row}"] = "=SUM(A1:A2)"
    book.save(path)
    return path


def judged(path: Path) -> tuple[Run, Form]:
    run = check([path], Settings(cache=path.parent / "cache"))
    return run, run.forms[0].form


def test_such_figures_are_unreadable_and_their_rows_stay_in_place(tmp_path: Path) -> None:
    _, form = judged(with_formulas(tmp_path / "甲.xlsx"))
    assert form.head["total_score"] is None
    assert "total_score" in str(form.head["unreadable"])
    rows = form.tables["indicators"]
    assert [row["name"] for row in rows][:2] == ["养护里程", "桥梁检测座数"]
    assert all("score" in str(row["unreadable"]) for row in rows)
    assert sum("公式" in row.reason for row in form.reading.unplaced) == 7


def test_no_rule_calls_them_blank_or_wrong(tmp_path: Path) -> None:
    run, _ = judged(with_formulas(tmp_path / "甲.xlsx"))
    said = [finding.message for finding in run.findings()]
    assert not [message for message in said if "=SUM" in message]
    assert not [message for message in said if "总分空白" in message or "得分空白" in message]
