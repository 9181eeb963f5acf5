"""What a file is, by its content and never by its extension."""

from __future__ import annotations

from audit.readers.content import Content
from audit.readers.guard import Archive

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"\x09\x08\x10\0", "xls"),
    (b"Rar!\x1a", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"ID3", "media"),
    (b"SQLite format 3\0", "program"),
)
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
)
_PARTS = (
    ("word/", "docx"),
    ("xl/workbook.bin", "xlsb"),
    ("xl/", "xlsx"),
    ("ppt/", "ppt"),
    ("ofd.xml", "ofd"),
)
_OPEN_DOCUMENTS = (("spreadsheet", "ods"), ("text", "odt"), ("presentation", "ppt"))
_PAGE = (
    b"<!doctype html",
    b"<html",
    b"<table",
    b"<head",
    b"<body",
    b"<meta",
    b"<style",
    b"<div",
    b"<title",
    b"<center",
)
_OFFICE_XML = (b"mso-application", b"schemas-microsoft-com:office", b"schemas.microsoft.com/office")
_RESAVE_DOCX = "请用 Word 或 WPS 打开后另存为 docx，再重新检查。"
_RESAVE_XLSX = "请用 Excel 或 WPS 打开后另存为 xlsx，再重新检查。"
_RESAVE_ANY = "请用 Word、Excel 或 WPS 打开后另存为 docx 或 xlsx，再重新检查。"

REASONS: dict[str, str] = {
    "empty": "文件是空的（0 字节），请重新获取原文件。",
    "image": "这是图片或扫描件，暂不能读取。请提供 Word 或 Excel 原件。",
    "rtf": f"这是 RTF 文件，暂不能读取。{_RESAVE_DOCX}",
    "xml": f"这是 XML 格式的 Office 文件，暂不能读取。{_RESAVE_ANY}",
    "xlsb": f"这是 Excel 二进制工作簿（xlsb），暂不能读取。{_RESAVE_XLSX}",
    "ofd": "这是 OFD 版式文件，暂不能读取。请提供 Word 或 Excel 原件。",
    "ppt": "这是演示文稿，不能读取。若其中有自评表，请提供 Word 或 Excel 原件。",
    "archive": "这是压缩包，暂不能读取。请解压后检查其中的文件。",
    "ole": f"认不出这是哪种旧版 Office 文件，或文件已损坏。{_RESAVE_ANY}",
    "binary": "认不出这是什么文件，未读取。请提供 Word、Excel 或制表符分隔的文本文件。",
}
"""Why a file of that kind is not read, and what to do."""

CONVERTIBLE = frozenset(("rtf",))
"""Kinds without a reader of ours that LibreOffice can make readable."""

NEVER_A_FORM: dict[str, str] = {"program": "这是程序或数据文件", "media": "这是音频或视频文件"}
"""Kinds that cannot hold a form: nothing to audit, and no reason to worry."""


def sniff(content: Content) -> str:
    """The kind of a file: the name of a format, `encrypted`, or a key of `REASONS` or `NEVER_A_FORM`."""
    data = content.data
    if not data:
        return "empty"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(content.archive)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    if data[4:8] == b"ftyp":
        return "image" if data[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "media"
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (not magic.isalnum() or b"\0" in data[:64]):
            return kind
    return _markup_kind(data[:4096]) or "text"


def _zip_kind(archive: Archive) -> str:
    names = archive.names()
    if "mimetype" in archive:
        kind = archive.part("mimetype").decode("ascii", "replace")
        return next((name for word, name in _OPEN_DOCUMENTS if f"opendocument.{word}" in kind), "archive")
    for start, kind in _PARTS:
        if any(name.startswith(start) for name in names):
            return kind if "_rels/.rels" in archive or kind == "ofd" else "archive"
    return "archive"


def _ole_kind(data: bytes) -> str:
    """By the stream that stands first in the directory: those of embedded objects come later."""
    found = ((_stream_at(data, name), kind) for name, kind in _STREAMS)
    return min(((at, kind) for at, kind in found if at >= 0), default=(0, "ole"))[1]


def _stream_at(data: bytes, name: str) -> int:
    """Where the directory entry (128 bytes, name in front, its length at 64) of that name is, or -1."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at >= 0:
        if at % 128 == 0 and int.from_bytes(data[at + 64 : at + 66], "little") == len(wanted):
            break
        at = data.find(wanted, at + 1)
    return at


def _markup_kind(head: bytes) -> str | None:
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(_PAGE):
        return "html"
    if text.startswith((b"mime-version:", b"from: <saved by")) and b"mime-version:" in text:
        return "html"
    if text.startswith((b"<?xml", b"<!--")):
        if b"<html" in text or b"<table" in text:
            return "html"
        return "xml" if any(mark in text for mark in _OFFICE_XML) else None
    return None
