"""Which encoding a text is in: a mark, what the bytes allow, at last what it says of itself."""

from __future__ import annotations

import re

from audit.errors import UnreadableFile
from audit.readers.sniff import REASONS

CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]")
"""Signs that no text holds."""

_BROKEN_UTF8 = "UTF-8 文字残缺（第 {} 字节起）。请重新获取原文件，或用记事本打开核对后另存为 UTF-8。"
_UNKNOWN = "认不出文字编码。请用记事本打开，另存为 UTF-8 编码后再检查。"
_SURELY_UTF8 = 8
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:\-]{2,40})""", re.IGNORECASE)
_OTHERS = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs"}


def decode(data: bytes) -> str:
    """The text of bytes in UTF-8, UTF-16 or GB18030, each strict."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16", _UNKNOWN)
    if b"\0" in data:
        return _utf16_without_mark(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sound = data[: error.start].decode("utf-8")
        if sum(char > "\x7f" for char in sound) >= _SURELY_UTF8:
            raise UnreadableFile(_BROKEN_UTF8.format(error.start + 1)) from error
    return _strict(data, _declared(data) or "gb18030", _UNKNOWN)


def _declared(data: bytes) -> str | None:
    """The encoding that a page names where it is neither UTF-8 nor a Chinese mainland one."""
    if b"<" not in data[:512]:
        return None
    match = _DECLARED.search(data[:4096])
    return _OTHERS.get(match[1].decode("ascii", "replace").lower()) if match else None


def _strict(data: bytes, encoding: str, reason: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(reason) from error


def _utf16_without_mark(data: bytes) -> str:
    """Only clear where one byte order, and not the other, gives text with tabs or line ends."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if ("\n" in text or "\t" in text) and not CONTROL.search(text):
            return text
    raise UnreadableFile(REASONS["binary"])
