"""Good files of every format, small ones and whole forms, from which hostile ones are made."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

import docx as word
import openpyxl
import xlwt

from tests.intake.test_collect import form
from tests.readers.test_hostile import good_docx, good_text, good_xls, good_xlsx
from tests.readers.word import zipped

ODF = "application/vnd.oasis.opendocument."
_ODF = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:{0}>{1}'
    "</office:{0}></office:body></office:document-content>"
)


def odf(kind: str, body: str) -> bytes:
    """An OpenDocument file with that body."""
    return zipped({"mimetype": ODF + kind, "content.xml": _ODF.format(kind, body)})


def odf_table(inner: str) -> str:
    return f'<table:table table:name="一">{inner}</table:table>'


def odf_cell(attributes: str = "", text: str = "甲") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def html(body: str) -> bytes:
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


def pdf(stream: bytes = b"", pages: str = "[3 0 R]", extra: str = "", box: str = "0 0 600 800") -> bytes:
    """A page description without a table of objects: readers must search for them."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + f"2 0 obj<</Type/Pages/Kids{pages}/Count 1>>endobj\n".encode()
        + f"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R>>endobj\n".encode()
        + f"4 0 obj<</Length {len(stream)}{extra}>>stream\n".encode()
        + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def good() -> dict[str, bytes]:
    """The smallest sound file of each format."""
    sheet = odf_table(f"<table:table-row>{odf_cell()}</table:table-row>")
    return {
        "docx": good_docx(),
        "xlsx": good_xlsx(),
        "xls": good_xls(),
        "txt": good_text(),
        "ods": odf("spreadsheet", sheet),
        "odt": odf("text", sheet),
        "html": html("<table><tr><td>甲</td></tr></table>"),
        "pdf": pdf(b"BT /F1 12 Tf (x) Tj ET"),
    }


def lines(name: str) -> list[list[str]]:
    """The rows of a whole form, its title first."""
    return [line.split("\t") for line in form(name).decode().split("\n")]


@cache
def whole_docx(name: str) -> bytes:
    """A whole form as Word."""
    title, *rows = [line for line in lines(name) if line != [""]]
    document = word.Document()
    document.add_paragraph(title[0])
    table = document.add_table(len(rows), 10)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def book_of(name: str) -> openpyxl.Workbook:
    """A whole form as a workbook that may still be changed."""
    book = openpyxl.Workbook()
    fill(book.active, lines(name))
    return book


def fill(sheet: Any, rows: Sequence[Sequence[object]]) -> None:
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if text != "":
                sheet.cell(row, column, text)


def saved(book: openpyxl.Workbook | xlwt.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
