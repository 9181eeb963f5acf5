"""Files that are broken, misnamed or built to do harm: each ends in a reason that says what to do."""

from __future__ import annotations

import importlib
import io
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwt

from audit.errors import NoForm, UnreadableFile
from audit.model.grid import Document
from audit.readers import formats, read, read_bytes
from audit.readers.limits import LIMITS
from tests.readers.excel import data, inline, xlsx
from tests.readers.word import RELATIONS, cell, document, docx, paragraph, row, table, zipped

MAIN = RELATIONS.format(target="word/document.xml")


def good_docx() -> bytes:
    return docx(paragraph("标题") + table(row(cell("甲"), cell("乙"))))


def good_xlsx() -> bytes:
    return xlsx(data(f'<row r="1">{inline("A1", "甲")}</row>'))


def good_xls() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("一").write(0, 0, "甲")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ole(stream: str) -> bytes:
    """The start of an OLE file and one directory entry."""
    name = stream.encode("utf-16-le") + b"\0\0"
    entry = name.ljust(64, b"\0") + len(name).to_bytes(2, "little")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry.ljust(128, b"\0")


def good_text() -> bytes:
    return "甲\t乙\n丙\t丁\n".encode()


def with_password(content: bytes) -> bytes:
    """The zip with every entry marked as encrypted."""
    marked = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + offset] |= 1
            at = marked.find(signature, at + 4)
    return bytes(marked)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空的"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "图片"),
        (b"{\\rtf1 }", "RTF.*docx"),
        (b"<!DOCTYPE html><frameset><frame src=a></frameset>", "框架.*xlsx"),
        (b"<html><script>document.write(1)</script>", "脚本"),
        (b"<html><img src=a.png></html>", "图片"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "XML"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
        (zipped({"a.docx": b"x"}), "压缩包"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "缺少 content.xml"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "缺少 content.xml"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "演示文稿"),
        (zipped({"OFD.xml": "x"}), "OFD"),
        (zipped({"_rels/.rels": MAIN, "ppt/presentation.xml": "x"}), "演示文稿"),
        (zipped({"_rels/.rels": MAIN, "xl/workbook.bin": "x"}), "xlsb"),
        (ole("WordDocument"), "旧版 Word.*docx"),
        (ole("EncryptedPackage"), "密码"),
        (ole("Other"), "旧版 Office"),
        (with_password(good_docx()), "密码"),
    ],
)
def test_a_file_that_is_something_else_is_named_with_what_to_do(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_bytes(content)


@pytest.mark.parametrize("content", [b"MZ\x90\0", b"\x7fELF", b"ID3\x03\0"])
def test_programs_and_sound_hold_no_form_and_worry_nobody(content: bytes) -> None:
    with pytest.raises(NoForm):
        read_bytes(content)


@pytest.mark.parametrize("start", ["BM项目", "MZ项目", "ID3", '<?xml version="1.0"?><a>'])
def test_text_that_happens_to_begin_like_something_else_is_text(start: str) -> None:
    assert read_bytes(f"{start}\t1\n2\t3".encode()).format == "text"


def test_a_word_file_with_a_sheet_inside_is_a_word_file() -> None:
    with pytest.raises(UnreadableFile, match="旧版 Word"):
        read_bytes(ole("WordDocument") + ole("Workbook")[512:])


def test_every_format_has_one_module_that_bears_its_name() -> None:
    assert {"text", "docx", "xlsx", "xls", "ods", "odt", "html", "pdf"} <= formats.names()
    for name in formats.names():
        assert name == importlib.import_module(f"audit.readers.formats.{name}").FORMAT


def test_the_extension_decides_nothing(tmp_path: Path) -> None:
    misnamed = tmp_path / "表.xls"
    misnamed.write_bytes(good_docx())
    assert read(misnamed).format == "docx"
    image = tmp_path / "表.docx"
    image.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(UnreadableFile, match="图片"):
        read(image)


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="打不开"):
        read(tmp_path / "没有.docx")


def test_a_file_beyond_the_size_limit_is_refused_unread(tmp_path: Path) -> None:
    big = tmp_path / "大.docx"
    with big.open("wb") as file:
        file.truncate(LIMITS.file_bytes + 1)
    with pytest.raises(UnreadableFile, match="50 MB"):
        read(big)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_download_cut_off_is_named_damaged(share: float) -> None:
    for content in (good_docx(), good_xlsx()):
        with pytest.raises(UnreadableFile, match="已损坏"):
            read_bytes(content[: int(len(content) * share)])


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"_rels/.rels": MAIN, "word/other.xml": "x"}, "缺少 word/document.xml"),
        ({"_rels/.rels": "<a/>", "word/document.xml": document("")}, "找不到正文"),
        ({"_rels/.rels": MAIN, "word/document.xml": "<w:document"}, "XML 不完整"),
        ({"_rels/.rels": MAIN, "word/document.xml": b"\xff\xfe\0\0\0"}, "编码"),
        ({"_rels/.rels": MAIN, "word/document.xml": b'<?xml version="1.0" encoding="UTF-7"?><a/>'}, "编码"),
    ],
)
def test_a_package_without_a_sound_main_part_is_named_damaged(
    parts: dict[str, str | bytes], reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=f"已损坏.*{reason}"):
        read_bytes(zipped(parts))


def bomb(part: str, content: str | bytes) -> bytes:
    parts: dict[str, str | bytes] = {"_rels/.rels": MAIN, "word/document.xml": document("")}
    return zipped({**parts, part: content})


LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>' + document(paragraph("&c;"))
INCLUDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>' + document(paragraph("&b;"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (bomb("word/document.xml", document(paragraph("A" * 40_000_000))), "32 MB"),
        (bomb("word/document.xml", document(paragraph("A" * 5_000_000))), "压缩比"),
        (bomb("word/document.xml", LAUGHS), "DOCTYPE"),
        (bomb("word/document.xml", INCLUDE), "DOCTYPE"),
        (bomb("word/document.xml", INCLUDE.encode("utf-16")), "DOCTYPE"),
        (bomb("word/document.xml", document("<w:p>" * 5000 + "</w:p>" * 5000)), "嵌套"),
        (zipped({f"word/{n}": "" for n in range(LIMITS.zip_entries + 1)}), "条目"),
        (docx(table(row(cell("1")) * (LIMITS.cells + 1))), "单元格|压缩比"),
    ],
    ids=[
        "300 MB of text",
        "ratio",
        "billion laughs",
        "file include",
        "hidden in utf-16",
        "depth",
        "entries",
        "cells",
    ],
)
def test_files_built_to_exhaust_the_reader_are_refused_at_once(content: bytes, reason: str) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableFile, match=reason):
        read_bytes(content)
    assert time.process_time() - started < 2


def test_a_table_of_too_many_cells_is_refused_even_where_it_does_not_pack_well() -> None:
    numbers = random.Random(1)
    rows = (row(*(cell(f"{numbers.random()}") for _ in range(100))) for _ in range(LIMITS.cells // 100 + 1))
    with pytest.raises(UnreadableFile, match="个单元格"):
        read_bytes(docx(table(*rows)))


def test_a_declared_size_that_lies_does_not_help() -> None:
    content = bytearray(bomb("word/document.xml", document(paragraph("A" * 40_000_000))))
    at = content.find(b"PK\x01\x02", content.find(b"PK\x01\x02") + 4)
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(UnreadableFile):
        read_bytes(bytes(content))


def test_names_that_climb_out_of_the_package_are_never_followed() -> None:
    parts = {
        "_rels/.rels": RELATIONS.format(target="../../../etc/hostname"),
        "word/document.xml": document(""),
    }
    with pytest.raises(UnreadableFile, match="缺少 etc/hostname"):
        read_bytes(zipped(parts))


def test_an_external_target_is_not_followed() -> None:
    outside = MAIN.replace("/></", ' TargetMode="External"/></')
    with pytest.raises(UnreadableFile, match="找不到正文"):
        read_bytes(zipped({"_rels/.rels": outside, "word/document.xml": document("")}))


def changed(content: bytes, numbers: random.Random) -> bytes:
    """The same file with a few bytes changed, inside its parts when it is a zip."""
    if content.startswith(b"PK") and numbers.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = numbers.choice(sorted(parts))
        return zipped({**parts, name: changed(b"-" + parts[name], numbers)[1:]})
    mutant = bytearray(content)
    for _ in range(numbers.randint(1, 8)):
        mutant[numbers.randrange(1, len(mutant))] = numbers.randrange(256)
    return bytes(mutant)


def outcome_of(content: bytes) -> Document | str:
    try:
        return read_bytes(content)
    except UnreadableFile as error:
        return str(error)
    except NoForm as error:
        return f"{error}。"


@pytest.mark.parametrize("make", [good_docx, good_xlsx, good_xls, good_text])
def test_no_change_of_bytes_ends_in_anything_but_a_document_or_a_reason(make: Callable[[], bytes]) -> None:
    content, numbers = make(), random.Random(7)
    for _ in range(400):
        outcome = outcome_of(changed(content, numbers))
        assert isinstance(outcome, Document) or outcome.endswith("。")
