"""Hostile files of many kinds and formats: `python -m tests.hostile.make FOLDER` writes them."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import xlwt

from tests.readers.excel import data, inline, xlsx
from tests.readers.test_hostile import INCLUDE, LAUGHS, bomb, good_docx, good_text, good_xls, good_xlsx, ole
from tests.readers.test_hostile import with_password as locked
from tests.readers.word import cell, docx, row, table, zipped

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


def _odf_table(inner: str) -> str:
    return f'<table:table table:name="一">{inner}</table:table>'


def _odf_cell(attributes: str = "", text: str = "甲") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def _html(body: str) -> bytes:
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


def _pdf(stream: bytes = b"", pages: str = "[3 0 R]", extra: str = "") -> bytes:
    """A page description without a table of objects: readers must search for them."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + f"2 0 obj<</Type/Pages/Kids{pages}/Count 1>>endobj\n".encode()
        + b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n"
        + f"4 0 obj<</Length {len(stream)}{extra}>>stream\n".encode()
        + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def good() -> dict[str, bytes]:
    sheet = _odf_table(f"<table:table-row>{_odf_cell()}</table:table-row>")
    return {
        "docx": good_docx(),
        "xlsx": good_xlsx(),
        "xls": good_xls(),
        "txt": good_text(),
        "ods": odf("spreadsheet", sheet),
        "odt": odf("text", sheet),
        "html": _html("<table><tr><td>甲</td></tr></table>"),
        "pdf": _pdf(b"BT /F1 12 Tf (x) Tj ET"),
    }


def _damaged() -> Iterator[tuple[str, bytes]]:
    """Cut off, changed, misnamed, empty: every format."""
    numbers = random.Random(20)
    for format_, content in good().items():
        for share in (0.3, 0.7, 0.95):
            yield f"断-{share}.{format_}", content[: int(len(content) * share)]
        for number in range(3):
            changed = bytearray(content)
            for _ in range(12):
                changed[numbers.randrange(len(changed))] = numbers.randrange(256)
            yield f"改-{number}.{format_}", bytes(changed)
        yield f"零.{format_}", b"\0" * 4096 + format_.encode()
        yield f"乱.{format_}", numbers.randbytes(5000) + format_.encode()
    for number, format_ in enumerate(("docx", "xlsx", "ods")):
        yield f"密-{number}.{format_}", locked(good()[format_])


def _packages() -> Iterator[tuple[str, bytes]]:
    """Bombs, lies and inclusions inside Word and Excel packages."""
    for megabytes in (2, 5, 40):
        yield f"胀-{megabytes}.docx", bomb("word/document.xml", "A" * (megabytes << 20))
    for encoding in ("utf-8", "utf-16", "utf-8-sig"):
        yield f"笑-{encoding}.docx", bomb("word/document.xml", LAUGHS.encode(encoding))
        yield f"引-{encoding}.docx", bomb("word/document.xml", INCLUDE.encode(encoding))
    for depth in (300, 2_000, 20_000):
        yield f"深-{depth}.docx", bomb("word/document.xml", "<w:p>" * depth + "</w:p>" * depth)
    for span in ("1000000000", "-1", "很多"):
        merged = cell("甲", f'<w:gridSpan w:val="{span}"/>')
        yield f"跨-{span}.docx", docx(table(row(merged, cell("乙"))))
    for target in ("../../../etc/hostname", "/etc/hostname", "file:///etc/hostname"):
        yield f"爬-{target.count('/')}.docx", zipped({"_rels/.rels": target, "word/document.xml": target})
    for reference in ("XFD1048576", "A1048576", "XFD1"):
        yield f"远-{reference}.xlsx", xlsx(data(f'<row r="1">{inline(reference, "甲")}</row>'))
        area = f'<mergeCells><mergeCell ref="A1:{reference}"/></mergeCells>'
        yield f"并-{reference}.xlsx", xlsx(data(f'<row r="1">{inline("A1", "甲")}</row>') + area)
    for sheets in (501, 800, 1_500):
        yield f"页-{sheets}.xlsx", xlsx(*[data()] * sheets)
    for number in range(3):
        yield f"格-{number}.docx", docx(table(row(*[cell(str(number))] * 110_000)))


def _markup() -> Iterator[tuple[str, bytes]]:
    """Repeats, spans and depths of OpenDocument and web pages; streams of PDF."""
    for kind, end in (("spreadsheet", "ods"), ("text", "odt")):
        for count in (10**6, 10**9, 10**30):
            wide = _odf_cell(f'table:number-columns-repeated="{count}"')
            high = f'<table:table-row table:number-rows-repeated="{count}">{_odf_cell()}</table:table-row>'
            rows = f"<table:table-row>{wide}</table:table-row>{high}"
            yield f"复-{len(str(count))}.{end}", odf(kind, _odf_table(rows))
    for depth in (1_000, 20_000, 200_000):
        yield f"深-{depth}.html", _html("<div>" * depth + "<table><tr><td>甲</table>")
        yield f"表-{depth}.html", _html("<table><tr><td>" * (depth // 10))
    for span in (10**4, 10**6, 10**12):
        cells = f"<tr><td rowspan={span} colspan={span}>甲</td></tr>" * 50
        yield f"跨-{len(str(span))}.html", _html(f"<table>{cells}</table>")
    for number, pages in enumerate(("[2 0 R]", "[3 0 R 2 0 R]", "[" + "3 0 R " * 5_000 + "]")):
        yield f"环-{number}.pdf", _pdf(pages=pages)
    for number, extra in enumerate(("/Filter/FlateDecode", "/Filter/LZWDecode", "/Filter[/FlateDecode]")):
        yield f"流-{number}.pdf", _pdf(b"x" * 1000, extra=extra)


def _texts() -> Iterator[tuple[str, bytes]]:
    """Text in other encodings, with odd characters, too long, too wide, too high."""
    for encoding in ("utf-16", "gb18030", "utf-32"):
        yield f"码-{encoding}.txt", "项目\t甲\n".encode(encoding)
    for number, odd in enumerate(("\u202e甲\t乙", "甲\ufeff\t\u200b乙", "\x00\t甲\x1b[31m")):
        yield f"怪-{number}.txt", odd.encode()
    for length in (10**5, 10**6, 3 * 10**6):
        yield f"长-{length}.txt", b"\t".join([b"9" * length, b"x"])
    for number, line in enumerate((b"\t" * 300, b"a\t" * 5_000, b"\n")):
        yield f"多-{number}.txt", line * 4_000 if number != 1 else line * 40


def _containers() -> Iterator[tuple[str, bytes]]:
    """Old containers, things under a wrong name, sheets with far cells, archives in archives."""
    for stream in ("WordDocument", "Workbook", "EncryptedPackage", "Other"):
        yield f"壳-{stream}.doc", ole(stream) + b"\xff" * 512
    for number, content in enumerate((b"MZ", b"\x89PNG\r\n\x1a\n", b"{\\rtf1" + b"{" * 50_000)):
        yield f"假-{number}.docx", content + b"\0" * 100
    for sheets in (1, 3, 9):
        book = xlwt.Workbook()
        for number in range(sheets):
            book.add_sheet(f"{number}").write(65535, 255, "甲")
        stream_ = io.BytesIO()
        book.save(stream_)
        yield f"远-{sheets}.xls", stream_.getvalue()
    for depth in (1, 3, 6):
        inner = zipped({"甲.txt": good_text() + b"%d" % depth})
        for _ in range(depth):
            inner = zipped({"里.zip": inner})
        yield f"套-{depth}.zip", inner


_KINDS = (_damaged, _packages, _markup, _texts, _containers)


def hostile() -> dict[str, bytes]:
    """Every hostile file by its name."""
    return {name: content for kind in _KINDS for name, content in kind()}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in hostile().items():
        (folder / name).write_bytes(content)
