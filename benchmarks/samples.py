"""Forms to measure with: the sample forms, varied so that no two files have the same bytes."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

from audit.model.grid import Cell
from audit.readers import read_bytes

FOLDER = Path(__file__).parent.parent / "sample_forms"
PROJECT = "基层党建工作经费"
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
def text() -> bytes:
    """One form as tab separated text."""
    forms = (FOLDER / "四个项目.txt").read_text("utf-8").strip("\n").split("\n\n")
    return f"{forms[0]}\n\n{forms[1]}\n".encode()


def varied(format_: str, number: int) -> bytes:
    """The form in that format with a project name of its own."""
    old, new = (name.encode() for name in _names(number))
    if format_ == "txt":
        return text().replace(old, new)
    if format_ == "xls":
        return xls().replace(old.decode().encode("utf-16-le"), new.decode().encode("utf-16-le"))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, part in _parts(format_):
            made.writestr(name, part.replace(old, new))
    return stream.getvalue()


def write(folder: Path, count: int) -> None:
    """Write that many files of all formats in turn into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        format_ = FORMATS[number % len(FORMATS)]
        (folder / f"{number:06}.{format_}").write_bytes(varied(format_, number))


def _names(number: int) -> tuple[str, str]:
    """The project name and one of the same length that no other file has."""
    digits = "〇一二三四五六七八九"
    return PROJECT, "".join(digits[int(digit)] for digit in f"{number:0{len(PROJECT)}}")


@cache
def _parts(format_: str) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(docx() if format_ == "docx" else xlsx())) as package:
        return tuple((name, package.read(name)) for name in package.namelist())
