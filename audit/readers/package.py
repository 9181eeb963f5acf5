"""Office packages: which part is the main one, and what a part relates to."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from audit.readers.guard import Archive, parse_xml
from audit.readers.reasons import damaged


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part: its kind is the last word of its type."""

    id: str
    kind: str
    target: str


def relations(archive: Archive, part: str = "") -> list[Relation]:
    """The relationships of a part inside the package; those of the package itself by default."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in archive:
        return []
    return [
        Relation(
            id=node.get("Id", ""),
            kind=node.get("Type", "").rpartition("/")[2],
            target=posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/"),
        )
        for node in parse_xml(archive.part(listing))
        if node.get("TargetMode") != "External"
    ]


def main_part(archive: Archive) -> str:
    """The name of the document or workbook part."""
    for relation in relations(archive):
        if relation.kind == "officeDocument":
            return relation.target
    raise damaged("找不到正文")
