"""Comments in a copy of a workbook, each at its cell; comments that stand there stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from audit.model.grid import column_letters
from audit.readers.package import Relation, main_part, relations
from audit.writers.annotated.notes import Note, Notes
from audit.writers.annotated.vml import Box, Sizes, drawing
from audit.writers.masking import printable
from audit.writers.package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

LIMIT = 32_767
"""Characters that a comment may have."""

_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_R_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_COMMENTS = '<comments xmlns="{}"><authors/><commentList/></comments>'
_AFTER = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
"""What stands behind the name of the drawing in a sheet."""

_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
"""What old objects and controls stand in."""

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def annotate(data: bytes, notes: Notes, author: str) -> tuple[bytes, tuple[str, ...]]:
    """The file with the notes as comments, and the headings of those that found no place."""
    package = Package(data)
    lost: list[str] = []
    by_part: dict[str, Notes] = {}
    for place, placed in notes.items():
        by_part.setdefault(place[0], {})[place] = placed
    for number, (name, part) in enumerate(_sheets(package), 1):
        if name in by_part:
            lost += _Sheet(package, part, number, author).annotate(by_part.pop(name))
    lost += [note.heading for left in by_part.values() for placed in left.values() for note in placed]
    return package.to_bytes(), tuple(lost)


def _sheets(package: Package) -> Iterator[tuple[str, str]]:
    """Name and part of every worksheet, each name once."""
    main = main_part(package.archive)
    book = package.tree(main)
    s, known = f"{{{book.nsmap[book.prefix]}}}", {r.id: r.target for r in relations(package.archive, main)}
    seen: set[str] = set()
    for node in book.iterfind(f"{s}sheets/{s}sheet"):
        ids = [
            value for key, value in node.attrib.items() if str(key) in (f"{{{_R}}}id", f"{{{_R_STRICT}}}id")
        ]
        part, name = known.get(str(ids[0])) if ids else None, node.get("name", "")
        if part is not None and part in package and name not in seen:
            seen.add(name)
            yield name, part


class _Sheet:
    """One sheet that comments are added to."""

    def __init__(self, package: Package, part: str, number: int, author: str) -> None:
        self._package, self._part, self._number, self._author = package, part, number, author
        self._root = package.tree(part)
        namespace = self._root.nsmap[self._root.prefix] or ""
        self._s, self._namespace, self._strict = f"{{{namespace}}}", namespace, namespace == _STRICT
        self._related = relations(package.archive, part)

    def annotate(self, notes: Notes) -> list[str]:
        """Add the notes; the headings of those whose cell holds a conversation, which nothing can join."""
        root, part = self._comments()
        talks = {node.get("ref") for node in root.iter(self._s + "comment") if self._is_talk(root, node)}
        lost, boxes = [], []
        for (_, row, column), placed in sorted(notes.items()):
            if f"{column_letters(column)}{row}" in talks:
                lost += [note.heading for note in placed]
            elif self._add(root, f"{column_letters(column)}{row}", placed):
                said = "\n".join(line for note in placed for line in (note.heading, *note.lines))
                boxes.append(Box(row, column, said))
        self._package.put(part, root)
        if boxes:
            self._draw(boxes)
        return lost

    def _comments(self) -> tuple[_Element, str]:
        """The part with the comments of the sheet, a new one where there is none."""
        from lxml import etree

        there = self._first("comments")
        if there is not None:
            return self._package.tree(there.target), there.target
        part = self._package.unused("xl/comments{}.xml")
        root = etree.fromstring(_NO_COMMENTS.format(self._namespace))
        self._package.declare(part, _COMMENTS)
        self._package.relate(self._part, "comments", part, strict=self._strict)
        return root, part

    def _first(self, kind: str) -> Relation | None:
        return next((r for r in self._related if r.kind == kind and r.target in self._package), None)

    def _is_talk(self, root: _Element, comment: _Element) -> bool:
        names = [node.text or "" for node in root.iterfind(f"{self._s}authors/{self._s}author")]
        number = comment.get("authorId", "")
        return number.isdecimal() and int(number) < len(names) and names[int(number)].startswith("tc={")

    def _add(self, root: _Element, reference: str, placed: Iterable[Note]) -> bool:
        """Write the notes of a cell, below what somebody else has said there; whether it needs a box."""
        s = self._s
        listed = _child(root, s + "commentList")
        there = next((node for node in listed if node.get("ref") == reference), None)
        if there is not None:
            text = _child(there, s + "text")
            for run in self._runs(text, placed, apart=True):
                text.append(run)
            return False
        comment = listed.makeelement(s + "comment", {"ref": reference, "authorId": self._author_id(root)})
        text = _child(comment, s + "text")
        for run in self._runs(text, placed):
            text.append(run)
        listed.insert(sum(_order(node.get("ref", "")) < _order(reference) for node in listed), comment)
        return True

    def _author_id(self, root: _Element) -> str:
        authors = _child(root, self._s + "authors")
        names = [node.text for node in authors]
        if self._author not in names:
            _child(authors, self._s + "author", new=True).text = self._author
            names.append(self._author)
        return str(names.index(self._author))

    def _runs(self, text: _Element, placed: Iterable[Note], *, apart: bool = False) -> Iterator[_Element]:
        """Headings in bold, the rest below them, cut where a comment is full."""
        left, breaks = LIMIT, "\n\n" if apart else ""
        for note in placed:
            for bold, said in ((True, breaks + note.heading), (False, "".join(f"\n{x}" for x in note.lines))):
                shown = printable(said).replace("\r", "")
                shown = shown if len(shown) * 2 <= left else shown[: max(left // 2 - 1, 0)] + "…"
                left -= len(shown) * 2
                if shown and left > 0:
                    yield self._run(text, shown, bold=bold)
            breaks = "\n\n"

    def _run(self, text: _Element, said: str, *, bold: bool) -> _Element:
        s = self._s
        run = text.makeelement(s + "r")
        style = _child(run, s + "rPr")
        if bold:
            _child(style, s + "b")
        for tag, value in (
            ("sz", "9"),
            ("color", ""),
            ("rFont", "宋体"),
            ("family", "3"),
            ("charset", "134"),
        ):
            _child(style, s + tag).set(*(("indexed", "81") if tag == "color" else ("val", value)))
        shown = _child(run, s + "t")
        shown.text = _ESCAPE.sub("_x005F_", said)
        shown.set(_SPACE, "preserve")
        return run

    def _draw(self, boxes: list[Box]) -> None:
        """Draw the boxes; a drawing that the sheet names is gone on with."""
        package, s = self._package, self._s
        legacy = self._root.find(s + "legacyDrawing")
        ids = [str(value) for value in legacy.attrib.values()] if legacy is not None else []
        old = next((r for r in self._related if r.id in ids and r.target in package), None)
        part = old.target if old else package.unused("xl/drawings/vmlDrawing{}.vml")
        sizes = Sizes.of(self._root, s)
        package.put(part, drawing(boxes, sizes, self._number, package.part(part) if old else None))
        if old is None:
            package.declare(part, _VML, extension=True)
            self._name(package.relate(self._part, "vmlDrawing", part, strict=self._strict), legacy)

    def _name(self, relation: str, legacy: _Element | None) -> None:
        """Let the sheet name its drawing, in the place that the schema has for it."""
        s = self._s
        key = f"{{{_R_STRICT if self._strict else _R}}}id"
        if legacy is None:
            later = {s + name for name in _AFTER} | {_CHOICE}
            behind = [at for at, node in enumerate(self._root) if node.tag in later]
            legacy = self._root.makeelement(s + "legacyDrawing", None, {"r": key[1:-3]})
            self._root.insert(min(behind, default=len(self._root)), legacy)
        legacy.set(key, relation)
        self._package.put(self._part, self._root)


def _child(parent: _Element, tag: str, *, new: bool = False) -> _Element:
    """The child of that tag, made where there is none."""
    there = None if new else parent.find(tag)
    if there is None:
        there = parent.makeelement(tag)
        parent.append(there)
    return there


def _order(reference: str) -> tuple[int, int, str]:
    """A cell's place in reading order."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    return int(digits) if digits and len(digits) < 9 else 0, len(letters), letters
