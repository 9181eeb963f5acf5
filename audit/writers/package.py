"""An office file with parts changed or added; everything else stays as it is, packed bytes and all."""

from __future__ import annotations

import io
import posixpath
import zipfile
from copy import copy
from typing import TYPE_CHECKING

from audit.readers.guard import Archive, parse_xml
from audit.readers.reasons import damaged, suspicious

if TYPE_CHECKING:
    from lxml.etree import _Element

TYPES = "[Content_Types].xml"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_HEADER = 30
"""Bytes of a local header before the name."""

_TYPES_NS = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELS_NS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NO_RELATIONS = f'<Relationships xmlns="{_RELS_NS.strip("{}")}"/>'
_RELS_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_TYPE = "http://purl.oclc.org/ooxml/officeDocument/relationships"


class Package:
    """A zip in memory; what is not asked for is never unpacked."""

    def __init__(self, data: bytes) -> None:
        self.archive = Archive(data)
        self._data = data
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self._entries = {entry.filename: entry for entry in package.infolist()}
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in self._entries}
        self._changed: dict[str, bytes] = {}
        if sum(entry.compress_size for entry in self._entries.values()) > len(data):
            raise suspicious("条目互相重叠")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def part(self, name: str) -> bytes:
        """The bytes of a part, as changed."""
        known = self._names.get(name.lower(), name)
        return self._changed[known] if known in self._changed else self.archive.part(name)

    def tree(self, name: str) -> _Element:
        """A part to be edited: nothing of it is left out, once the guard has let it through."""
        from lxml import etree

        data = self.part(name)
        parse_xml(data)
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))

    def put(self, name: str, part: bytes | _Element) -> None:
        """Change a part, or add one."""
        from lxml import etree

        known = self._names.setdefault(name.lower(), name)
        if not isinstance(part, bytes):
            part = etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
        self._changed[known] = part

    def unused(self, pattern: str) -> str:
        """The first name of the pattern, numbered from 1, that no part has."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def relate(self, part: str, kind: str, target: str, *, strict: bool = False) -> str:
        """Let a part name another one; the id by which it does."""
        from lxml import etree

        listing = posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")
        root = self.tree(listing) if listing in self else etree.fromstring(_NO_RELATIONS)
        taken, number = {node.get("Id") for node in root}, 1
        while f"rIdAudit{number}" in taken:
            number += 1
        path = posixpath.relpath(target, posixpath.dirname(part) or ".")
        type_ = f"{_STRICT_TYPE if strict else _RELS_TYPE}/{kind}"
        etree.SubElement(root, f"{_RELS_NS}Relationship", Id=f"rIdAudit{number}", Type=type_, Target=path)
        self.put(listing, root)
        return f"rIdAudit{number}"

    def declare(self, part: str, content_type: str, *, extension: bool = False) -> None:
        """Say what a part is, by its name or by its extension."""
        from lxml import etree

        root = self.tree(TYPES)
        tag, key = ("Default", "Extension") if extension else ("Override", "PartName")
        name = part.rpartition(".")[2] if extension else f"/{part}"
        if not any(node.get(key, "").lower() == name.lower() for node in root.iterfind(_TYPES_NS + tag)):
            node = etree.Element(_TYPES_NS + tag, {key: name, "ContentType": content_type})
            root.insert(0 if extension else len(root), node)
            self.put(TYPES, root)

    def to_bytes(self) -> bytes:
        """The file with its changes; what was not changed is copied as it is packed."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
            for name, entry in self._entries.items():
                if name in self._changed:
                    made.writestr(_new(name), self._changed[name])
                else:
                    self._copy(entry, made)
            for name in sorted(self._changed.keys() - self._entries.keys()):
                made.writestr(_new(name), self._changed[name])
        return stream.getvalue()

    def _copy(self, entry: zipfile.ZipInfo, made: zipfile.ZipFile) -> None:
        """Copy the packed bytes of an entry: zipfile itself can only unpack and pack anew."""
        at = entry.header_offset
        header = self._data[at : at + _HEADER]
        if not header.startswith(b"PK\x03\x04"):
            raise damaged("压缩结构不完整")
        start = (
            at + _HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        )
        own, out = copy(entry), made.fp
        assert out is not None
        own.header_offset, own.extra = out.tell(), b""
        own.flag_bits &= ~0x08
        out.write(own.FileHeader())
        out.write(self._data[start : start + entry.compress_size])
        made.filelist.append(own)
        made.NameToInfo[own.filename] = own
        made.start_dir = out.tell()
        made._didModify = True  # type: ignore[attr-defined]  # so that the directory lists it


def _new(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
