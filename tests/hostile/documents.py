"""Documents, pages and printed files that nest, span and repeat without end."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

from tests.hostile.good import html, odf, odf_cell, odf_table, pdf
from tests.readers.test_hostile import bomb, ole
from tests.readers.word import cell, docx, row, table

Files = Iterator[tuple[str, bytes]]


def depth() -> Files:
    for levels in (300, 2_000, 20_000):
        yield f"深-{levels}.docx", bomb("word/document.xml", "<w:p>" * levels + "</w:p>" * levels)
    for levels in (1_000, 20_000, 200_000):
        yield f"深-{levels}.html", html("<div>" * levels + "<table><tr><td>甲</table>")


def nested_tables() -> Files:
    for levels in (100, 2_000, 20_000):
        yield f"表-{levels}.html", html("<table><tr><td>" * levels)
    for levels in (5_000,):
        opened, closed = "<w:tbl><w:tr><w:tc>" * levels, "</w:tc></w:tr></w:tbl>" * levels
        yield f"表-{levels}.docx", docx(opened + closed)


def spans() -> Files:
    for span in ("1000000000", "-1", "很多"):
        yield f"跨-{span}.docx", docx(table(row(cell("甲", f'<w:gridSpan w:val="{span}"/>'), cell("乙"))))
    for wide in (10**4, 10**6, 10**12):
        cells = f"<tr><td rowspan={wide} colspan={wide}>甲</td></tr>" * 50
        yield f"跨-{len(str(wide))}.html", html(f"<table>{cells}</table>")


def many_cells() -> Files:
    for number in range(3):
        yield f"格-{number}.docx", docx(table(row(*[cell(str(number))] * 110_000)))


def repeats() -> Files:
    for kind, end in (("spreadsheet", "ods"), ("text", "odt")):
        for count in (10**6, 10**9, 10**30):
            wide = odf_cell(f'table:number-columns-repeated="{count}"')
            high = f'<table:table-row table:number-rows-repeated="{count}">{odf_cell()}</table:table-row>'
            rows = f"<table:table-row>{wide}</table:table-row>{high}"
            yield f"复-{len(str(count))}.{end}", odf(kind, odf_table(rows))


def pdf_loops() -> Files:
    for number, pages in enumerate(("[2 0 R]", "[3 0 R 2 0 R]", "[" + "3 0 R " * 5_000 + "]")):
        yield f"环-{number}.pdf", pdf(pages=pages)


def pdf_streams() -> Files:
    """Streams that are not what they say, and streams that unpack to hundreds of megabytes."""
    for number, extra in enumerate(("/Filter/FlateDecode", "/Filter/LZWDecode")):
        yield f"流-{number}.pdf", pdf(b"x" * 1000, extra=extra)
    once = _packed(b"0 0 m 9 9 l S\n" * 7000, 2_000)
    yield "流-胀.pdf", pdf(once, extra="/Filter/FlateDecode")
    yield "流-再胀.pdf", pdf(zlib.compress(once, 9), extra="/Filter[/FlateDecode/FlateDecode]")


def _packed(piece: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(piece) for _ in range(times)]) + packer.flush()


def pdf_paper() -> Files:
    for number, box in enumerate(("0 0 1e9 1e9", "0 0 0 0", "9 9 -9 -9")):
        yield f"纸-{number}.pdf", pdf(b"BT ET", box=box)


def old_word() -> Files:
    """Old containers with noise for text, and a header that says anything."""
    numbers = random.Random(22)
    for number in range(3):
        header = b"\xec\xa5" + numbers.randbytes(510)
        yield f"旧-{number}.doc", ole("WordDocument") + header * (number + 1)
