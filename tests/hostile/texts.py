"""Text in other encodings, with odd characters, too long, too wide, never closed."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from tests.intake.test_collect import form

Files = Iterator[tuple[str, bytes]]


def encodings() -> Files:
    """Whole forms in every encoding that a Chinese system writes."""
    for encoding in ("utf-8-sig", "utf-16", "gb18030", "gbk"):
        yield f"码-{encoding}.txt", form(f"码{encoding}").decode().encode(encoding)
    text = form("码大端").decode()
    yield "码-大端.txt", codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    yield "码-无标记.txt", text.replace("码大端", "无标记").encode("utf-16-le")


def odd() -> Files:
    """Marks that turn the writing, invisible signs, controls, halves of pairs, other widths of letters."""
    for number, sign in enumerate(("\u202e", "\u200b", "\ufeff")):
        yield f"怪-{number}.txt", form(f"怪{sign}{number}")
    yield "怪-控制.txt", b"\x00\t\xe7\x94\xb2\x1b[31m"
    yield "怪-半个.txt", b"\xed\xa0\x80\t1\n" + form("怪半个")
    yield "怪-三十二位.txt", "项目\t甲\n".encode("utf-32")


def long_cells() -> Files:
    """Whole forms with a cell of a hundred thousand letters and more."""
    for length in (10**5, 3 * 10**5, 10**6):
        yield f"长-{length}.txt", form(f"长{length}").replace("已做好工作。".encode(), "好".encode() * length)


def wide() -> Files:
    for number, line in enumerate((b"\t" * 300, b"\n\t")):
        yield f"多-{number}.txt", line * 400_000 if number else line * 4_000
    yield "多-列.txt", b"a\t" * 50_000 + b"\n"


def quotes() -> Files:
    for number, line in enumerate((b'"', b'a,"b', b'\t"')):
        yield f"引号-{number}.csv", (line + b"\n") * 20_000
