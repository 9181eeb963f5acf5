"""Makes the sample forms: four projects as Word, as Excel and as one text file, with their findings beside.

    python -m tests.samples.make

The same projects give the same bytes.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.model.grid import Cell
from tests.samples.projects import PROJECTS, UNIT, Project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDER = Path(__file__).parents[2] / "sample_forms"
TEXT_FILE = "四个项目.txt"
COLUMNS = 10
WIDTHS = (6, 8, 15, 12, 12, 13, 13, 8, 8, 14)
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)


def cells(project: Project) -> list[Cell]:
    """The table of a form with its merged cells, as the annex of 财预〔2020〕10号 prints it."""
    return [*_head(project), *_funds(project), *_goals(project), *_indicators(project)]


def _head(project: Project) -> Iterator[Cell]:
    yield from _row(1, (1, 2, "项目名称"), (3, 10, project.name))
    yield from _row(2, (1, 2, "主管部门"), (3, 5, UNIT), (6, 6, "实施单位"), (7, 10, UNIT))


def _funds(project: Project) -> Iterator[Cell]:
    colon, money = (":", "(万元)") if project.half_width else ("：", "（万元）")
    yield Cell(3, 1, f"项目资金 {money}", rowspan=5, colspan=2)
    heads = ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执 行 率", "得分")
    amounts = (project.amount,) * 3
    lines = (
        heads,
        (f"年度资金总额{colon}", *amounts, "10", "100%", "9.9"),
        (f"其中{colon}当年财政拨款", *amounts, "—", "", "—"),
        ("上年结转资金", "", "", "0", "—", "", "—"),
        ("其他资金", "", "", "", "—", "", "—"),
    )
    for row, line in enumerate(lines, start=3):
        yield from _row(row, *((column, column, text) for column, text in enumerate(line[:-1], 3)))
        yield Cell(row, 9, line[-1], colspan=2)


def _goals(project: Project) -> Iterator[Cell]:
    yield Cell(8, 1, "年度 总体 目标", rowspan=2)
    yield from _row(8, (2, 5, "预期目标"), (6, 10, "实际完成情况"))
    yield from _row(9, (2, 5, project.expected), (6, 10, project.actual))


def _indicators(project: Project) -> Iterator[Cell]:
    rows = project.rows()
    first, last = 11, 10 + len(rows)
    yield Cell(10, 1, "绩 效 指 标", rowspan=1 + len(rows))
    heads = ("年度指标值", "实际完成值", "分值", "得分", "偏差原因 及改进措施")
    yield from _row(10, (2, 2, "一级 指标"), (3, 3, "二级指标"), (4, 5, "三级指标"))
    yield from _row(10, *((column, column, text) for column, text in enumerate(heads, 6)))
    for row, (level1, level2, name, *values) in enumerate(rows, first):
        yield from _level(rows, row - first, 0, level1)
        yield from _level(rows, row - first, 1, level2)
        yield Cell(row, 4, name, colspan=2)
        yield from _row(row, *((column, column, text) for column, text in enumerate([*values, "完成"], 6)))
    yield from _row(last + 1, (1, 7, "总 分"), (8, 8, "100"), (9, 9, project.total), (10, 10, ""))


def _level(rows: list[list[str]], index: int, level: int, label: str) -> Iterator[Cell]:
    """The cell of a level, merged down over the rows below it whose label is blank."""
    if label:
        below = (row[level] for row in rows[index + 1 :])
        span = 1 + next((count for count, text in enumerate(below) if text), len(rows) - index - 1)
        yield Cell(11 + index, 2 + level, label, rowspan=span)


def _row(row: int, *spans: tuple[int, int, str]) -> Iterator[Cell]:
    for first, last, text in spans:
        yield Cell(row, first, text, colspan=last - first + 1)


def docx(project: Project) -> bytes:
    """The form as a Word file with true merged cells."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.5)
    document.styles["Normal"].font.size = Pt(9)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(project.title).bold = True
    table = document.add_table(max(cell.last_row for cell in cells(project)), COLUMNS, style="Table Grid")
    for cell in cells(project):
        anchor = table.cell(cell.row - 1, cell.column - 1)
        if cell.rowspan > 1 or cell.colspan > 1:
            anchor = anchor.merge(table.cell(cell.last_row - 1, cell.last_column - 1))
        anchor.text = cell.text
    stream = io.BytesIO()
    document.save(stream)
    return _undated(stream.getvalue())


def _undated(zipped: bytes) -> bytes:
    """The same zip without the time of its making."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(zipped)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def xlsx(project: Project) -> bytes:
    """The form as an Excel file: figures are numbers, percentages are shares shown as percent."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": EPOCH})
        sheet = book.add_worksheet("绩效自评表")
        look = {"border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", "font_size": 10}
        plain, percent = book.add_format(look), book.add_format({**look, "num_format": "0%"})
        title = book.add_format({"bold": True, "align": "center", "font_size": 14})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.merge_range(0, 0, 0, COLUMNS - 1, project.title, title)
        for cell in cells(project):
            box = (cell.row, cell.column - 1, cell.last_row, cell.last_column - 1)
            value = _number(cell.text)
            style = percent if cell.text.endswith("%") and not isinstance(value, str) else plain
            if box[:2] != box[2:]:
                sheet.merge_range(*box, "", style)
            sheet.write(*box[:2], value, style)
        sheet.set_row(9, 90)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
    return stream.getvalue()


def _number(text: str) -> float | str:
    """What a person who types the text into a spreadsheet gets."""
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return text


def tab_text(projects: Sequence[Project]) -> str:
    """The forms as they paste from a page into a text editor: a tab between cells, merged ones blank."""
    return "\n\n".join(f"{project.title}\n\n{_tab_rows(project)}" for project in projects) + "\n"


def _tab_rows(project: Project) -> str:
    placed = cells(project)
    rows = [[""] * COLUMNS for _ in range(max(cell.last_row for cell in placed))]
    for cell in placed:
        rows[cell.row - 1][cell.column - 1] = cell.text
    return "\n".join("\t".join(row) for row in rows)


def files() -> dict[str, bytes]:
    """Every sample form: its path in this folder, and its bytes."""
    made = {TEXT_FILE: tab_text(PROJECTS).encode()}
    for number, project in enumerate(PROJECTS, 1):
        made[f"docx/{number:02}-{project.name}.docx"] = docx(project)
        made[f"xlsx/{number:02}-{project.name}.xlsx"] = xlsx(project)
    return made


def findings(form: Path) -> dict[str, Any]:
    """What the audit says of one file, without the versions of engine and rulebook."""
    import audit
    from audit.writers import json as report

    said = report.document(audit.check([form]))
    return {key: said[key] for key in ("version", "summary", "forms", "corpus")}


def findings_file(form: Path) -> Path:
    """Where the findings of a form stand: beside it."""
    return form.with_name(f"{form.name}.findings.json")


def main() -> None:
    """Write every form, then its findings."""
    for name, content in files().items():
        form = FOLDER / name
        form.parent.mkdir(exist_ok=True)
        form.write_bytes(content)
        print(form.relative_to(FOLDER.parent), file=sys.stderr)
    for name in files():
        form = FOLDER / name
        findings_file(form).write_text(
            json.dumps(findings(form), ensure_ascii=False, indent=1) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
