"""Files that are cut off, changed, misnamed, empty or several things at once."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.hostile.good import good, html, pdf, whole_docx
from tests.intake.test_collect import form
from tests.readers.test_hostile import ole

Files = Iterator[tuple[str, bytes]]


def cut_off() -> Files:
    for format_, content in good().items():
        for share in (0.3, 0.95):
            yield f"断-{share}.{format_}", content[: int(len(content) * share)]
    whole = whole_docx("断")
    for share in (0.2, 0.5, 0.8):
        yield f"断-整-{share}.docx", whole[: int(len(whole) * share)]


def changed_bytes() -> Files:
    numbers = random.Random(20)
    for format_, content in good().items():
        changed = bytearray(content)
        for _ in range(12):
            changed[numbers.randrange(len(changed))] = numbers.randrange(256)
        yield f"改.{format_}", bytes(changed)


def noise() -> Files:
    numbers = random.Random(21)
    for format_ in ("docx", "xlsx", "pdf"):
        yield f"零.{format_}", b"\0" * 4096 + format_.encode()
        yield f"乱.{format_}", numbers.randbytes(5000) + format_.encode()


def nothing() -> Files:
    """Nothing at all is one content whatever the name; the others hold next to nothing."""
    yield "空.docx", b""
    yield "空行.txt", b"\r\n" * 3
    yield "空格.html", b"  \n"


def misnamed() -> Files:
    for number, content in enumerate((b"MZ", b"\x89PNG\r\n\x1a\n", b"{\\rtf1" + b"{" * 50_000)):
        yield f"假-{number}.docx", content + b"\0" * 100
    for stream in ("WordDocument", "Workbook", "Other"):
        yield f"壳-{stream}.xlsx", ole(stream) + b"\xff" * 512


def polyglot() -> Files:
    """Sound files with another one before or behind."""
    yield "两-表后有包.html", html("<table><tr><td>甲</td></tr></table>") + whole_docx("两")
    yield "两-包后有文.docx", whole_docx("两面") + form("两面")
    yield "两-版后有页.pdf", pdf(b"BT ET") + html("<table></table>")
