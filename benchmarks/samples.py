"""Forms to measure with: the sample forms, varied so that no two files have the same bytes."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from functools import cache
from html import escape
from pathlib import Path

from audit.intake.office import libreoffice
from audit.model.grid import Cell
from audit.readers import read_bytes

FOLDER = Path(__file__).parent.parent / "sample_forms"
PROJECT = "基层党建工作经费"
UNIT = "中共中卫市委员会组织部"
FORMS_A_UNIT = 20
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
FORMATS = ("docx", "xlsx", "xls", "txt")


def docx() -> bytes:
    """One form as Word."""
    return min((FOLDER / "docx").glob("*.docx")).read_bytes()


def xlsx() -> bytes:
    """One form as Excel."""
    return min((FOLDER / "xlsx").glob("*.xlsx")).read_bytes()


@cache
def xls() -> bytes:
    """The same form as old Excel."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    grid = read_bytes(xlsx()).grids[0]
    for cell in grid.cells:
        _write(sheet, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(sheet: object, cell: Cell) -> None:
    sheet.write_merge(  # type: ignore[attr-defined]
        cell.row - 1, cell.last_row - 1, cell.column - 1, cell.last_column - 1, cell.text
    )


@cache
def html() -> bytes:
    """The same form as a web page."""
    grid = read_bytes(xlsx()).grids[0]
    rows = [""] * grid.rows
    for cell in grid.cells:
        spans = f"rowspan={cell.rowspan} colspan={cell.colspan}"
        rows[cell.row - 1] += f"<td {spans}>{escape(cell.text)}</td>"
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<html><head><meta charset="utf-8"></head><body><table>{table}</table></body></html>'.encode()


@cache
def written(kind: str) -> bytes | None:
    """The same form as LibreOffice writes it, None where it is not installed."""
    program = libreoffice()
    if program is None:
        return None
    source = min((FOLDER / ("xlsx" if kind == "ods" else "docx")).iterdir())
    with tempfile.TemporaryDirectory() as place:
        profile = f"-env:UserInstallation={(Path(place) / 'profile').as_uri()}"
        command = [program, "--headless", profile, "--convert-to", kind, "--outdir", place, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (Path(place) / f"{source.stem}.{kind}").read_bytes()


@cache
def text() -> bytes:
    """One form as tab separated text."""
    forms = (FOLDER / "四个项目.txt").read_text("utf-8").strip("\n").split("\n\n")
    return f"{forms[0]}\n\n{forms[1]}\n".encode()


def varied(format_: str, number: int) -> bytes:
    """The form in that format with a project name of its own; twenty forms share a unit."""
    names = _names(number)
    if format_ in ("txt", "xls"):
        charset = "utf-8" if format_ == "txt" else "utf-16-le"
        return _renamed(text() if format_ == "txt" else xls(), names, charset)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, part in _parts(format_):
            made.writestr(name, _renamed(part, names, "utf-8"))
    return stream.getvalue()


def _renamed(data: bytes, names: dict[str, str], charset: str) -> bytes:
    for old, new in names.items():
        data = data.replace(old.encode(charset), new.encode(charset))
    return data


def write(folder: Path, count: int) -> None:
    """Write that many files of all formats in turn into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        format_ = FORMATS[number % len(FORMATS)]
        (folder / f"{number:06}.{format_}").write_bytes(varied(format_, number))


def _names(number: int) -> dict[str, str]:
    """The names of project and unit, and others of the same length."""
    project = f"{number:0{len(PROJECT)}}".translate(DIGITS)
    return {PROJECT: project, UNIT: f"第{number // FORMS_A_UNIT:05}号预算单位".translate(DIGITS)}


@cache
def _parts(format_: str) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(docx() if format_ == "docx" else xlsx())) as package:
        return tuple((name, package.read(name)) for name in package.namelist())
