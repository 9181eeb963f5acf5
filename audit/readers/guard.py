"""Guards that stand between a hostile file and the libraries: zip parts and XML within the limits."""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO, TYPE_CHECKING, cast

from audit.readers.limits import LIMITS, Limits
from audit.readers.reasons import damaged, encrypted, suspicious

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.\-]+)""")
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")


class Archive:
    """A zip in memory that hands out its parts within the limits; names fold case and slashes."""

    def __init__(self, data: bytes, limits: Limits = LIMITS) -> None:
        self.limits = limits
        if data.count(b"PK\x01\x02") > limits.zip_entries:
            raise suspicious(f"超过 {limits.zip_entries} 个条目")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:
            raise damaged("压缩结构不完整") from error
        self._entries = {_folded(entry.filename): entry for entry in self._zip.infolist()}
        self._unpacked = 0
        if any(entry.flag_bits & 1 for entry in self._entries.values()):
            raise encrypted()
        if sum(entry.file_size for entry in self._entries.values()) > limits.unpacked_bytes:
            raise suspicious(f"解开后超过 {limits.unpacked_bytes >> 20} MB")

    def names(self) -> tuple[str, ...]:
        """The names of all parts, folded."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._entries

    def part(self, name: str) -> bytes:
        """The bytes of one part, read with a hard cap whatever size it declares."""
        entry = self._entries.get(_folded(name))
        if entry is None:
            raise damaged(f"缺少 {name}")
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(self.limits.part_bytes + 1)
        except MemoryError:
            raise
        except Exception as error:
            raise damaged(f"{name} 解不开") from error
        self._check(name, len(data), entry.compress_size)
        return data

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream that ends with an error where it goes beyond the limits."""
        entry = self._entries.get(_folded(name))
        if entry is None:
            raise damaged(f"缺少 {name}")
        return cast("IO[bytes]", _Capped(name, self._zip, entry, self.limits))

    def _check(self, name: str, size: int, packed: int) -> None:
        limits = self.limits
        self._unpacked += size
        if size > limits.part_bytes:
            raise suspicious(f"{name} 解开后超过 {limits.part_bytes >> 20} MB")
        if size > limits.ratio_from and size > limits.ratio * packed:
            raise suspicious(f"{name} 的压缩比超过 {limits.ratio} 倍")
        if self._unpacked > limits.unpacked_bytes:
            raise suspicious(f"解开后超过 {limits.unpacked_bytes >> 20} MB")


class _Capped:
    """What is read of a part, counted."""

    def __init__(self, name: str, package: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> None:
        self._name, self._packed, self._limits, self._size = name, entry.compress_size, limits, 0
        try:
            self._stream = package.open(entry)
        except Exception as error:
            raise damaged(f"{name} 解不开") from error

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        try:
            data = self._stream.read(size)
        except Exception as error:
            raise damaged(f"{self._name} 解不开") from error
        self._size += len(data)
        if self._size > self._limits.part_bytes:
            raise suspicious(f"{self._name} 解开后超过 {self._limits.part_bytes >> 20} MB")
        if self._size > self._limits.ratio_from and self._size > self._limits.ratio * self._packed:
            raise suspicious(f"{self._name} 的压缩比超过 {self._limits.ratio} 倍")
        return data


def parse_xml(data: bytes, limits: Limits = LIMITS) -> _Element:
    """The root of an XML part without DTD, entities, comments, or more tags than the limit."""
    from lxml import etree

    data = _as_utf8(data)
    if b"<!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
        raise suspicious("含有 DOCTYPE 或 ENTITY 声明")
    if data.count(b"<") > limits.tags:
        raise suspicious(f"超过 {limits.tags} 个标记")
    if b"purl.oclc.org/ooxml" in data[:8192]:
        data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise suspicious("标记嵌套过深") from error
        raise damaged("XML 不完整") from error


def _as_utf8(data: bytes) -> bytes:
    """Office parts are UTF-8 or UTF-16; every other encoding could hide what the guards look for."""
    if b"\0" in data[:64]:
        try:
            text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le")
        except UnicodeDecodeError as error:
            raise damaged("XML 编码不明") from error
        return re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).encode()
    declared = _ENCODING.match(data[:200].removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise damaged("XML 编码不是 UTF-8")
    return data


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
