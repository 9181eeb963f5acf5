"""Zip packages that lie, swell, climb, point outside, or carry programs."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from tests.hostile.good import good, whole_docx
from tests.intake.test_collect import form
from tests.readers.excel import data, xlsx
from tests.readers.test_hostile import INCLUDE, LAUGHS, bomb, ole
from tests.readers.test_hostile import with_password as marked
from tests.readers.word import RELATIONS, document, docx, paragraph, zipped

Files = Iterator[tuple[str, bytes]]
_CENTRAL, _END = b"PK\x01\x02", b"PK\x05\x06"


def locked() -> Files:
    for number, format_ in enumerate(("docx", "xlsx", "ods")):
        yield f"密-{number}.{format_}", marked(good()[format_])
    yield "密-新.docx", ole("EncryptedPackage") + b"\0" * 512
    yield "密-包.zip", marked(zipped({"甲.txt": form("密")}))


def bombs() -> Files:
    for megabytes in (2, 5, 40):
        yield f"胀-{megabytes}.docx", bomb("word/document.xml", "A" * (megabytes << 20))
    yield "胀-字.xlsx", xlsx(data(), strings=f"<si><t>{'9' * (40 << 20)}</t></si>")
    yield "胀-包.zip", zipped({f"{number}.txt": b"0" * (30 << 20) for number in range(3)})


def overlapping() -> Files:
    """Many entries of the directory that name the same packed bytes."""
    for times in (50, 500, 5_000):
        kernel = zipped({"word/document.xml": b"\0" * (1 << 20)})
        at, end = kernel.index(_CENTRAL), kernel.index(_END)
        entry = kernel[at:end]
        directory = entry * times
        tail = struct.pack(
            "<4s4H2LH", _END, 0, 0, min(times, 65535), min(times, 65535), len(directory), at, 0
        )
        yield f"叠-{times}.docx", kernel[:at] + directory + tail


def nested() -> Files:
    for depth in (3, 6, 60):
        inner = zipped({"甲.txt": form("套") + b"%d" % depth})
        for _ in range(depth):
            inner = zipped({"里.zip": inner})
        yield f"套-{depth}.zip", inner


def lying() -> Files:
    """Packages whose directory declares other sizes than come out."""
    sound = bomb("word/document.xml", "A" * (3 << 20))
    for number, size in enumerate((10, 0xFFFFFFFE, 0)):
        content = bytearray(sound)
        for at in _found(sound, _CENTRAL):
            struct.pack_into("<L", content, at + 24, size)
        yield f"谎-{number}.docx", bytes(content)


def climbing() -> Files:
    for target in ("../../../etc/hostname", "/etc/hostname", "file:///etc/hostname"):
        yield f"爬-{target.count('/')}.docx", zipped({"_rels/.rels": target, "word/document.xml": target})
    names = ("../../爬.txt", "/tmp/爬.txt", "C:\\爬.txt")
    yield "爬-包.zip", zipped({name: f"甲\t{number}\n".encode() for number, name in enumerate(names)})


def laughs() -> Files:
    for encoding in ("utf-8", "utf-16", "utf-8-sig"):
        yield f"笑-{encoding}.docx", bomb("word/document.xml", LAUGHS.encode(encoding))


def includes() -> Files:
    for encoding in ("utf-8", "utf-16", "utf-8-sig"):
        yield f"引-{encoding}.docx", bomb("word/document.xml", INCLUDE.encode(encoding))


def linked() -> Files:
    """Parts that stand outside of the file: none is fetched."""
    outside = RELATIONS.format(target="http://127.0.0.1:9/document.xml").replace(
        "/></", ' TargetMode="External"/></'
    )
    yield "链-正文.docx", zipped({"_rels/.rels": outside, "word/document.xml": document("")})
    yield "链-公式.xlsx", xlsx(data('<row r="1"><c r="A1"><f>[1]一!A1</f><v>270</v></c></row>'))
    yield (
        "链-图.html",
        b"<html><body><img src='http://127.0.0.1:9/a'><iframe src='file:///etc/passwd'></body></html>",
    )


def embedded() -> Files:
    """Objects beside or instead of text."""
    thing = "<w:p><w:r><w:object/></w:r></w:p>"
    yield "嵌-只有.docx", docx(thing)
    yield "嵌-旁边.docx", docx(paragraph("附件见对象") + thing)
    yield "嵌-图.docx", docx("<w:p><w:r><w:drawing/></w:r></w:p>")


def macros() -> Files:
    """Whole forms with programs in them, which nothing here runs."""
    for number, name in enumerate(
        ("word/vbaProject.bin", "word/activeX/activeX1.bin", "customUI/customUI.xml")
    ):
        yield f"宏-{number}.docm", _with_part(whole_docx(f"宏{number}"), name, ole("VBA"))


def _with_part(package: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return zipped({**{part: archive.read(part) for part in archive.namelist()}, name: content})


def _found(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 4)
