"""Comments in a copy of a Word document, each around the content of its cell."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from audit.readers.formats.docx import cell_numbers
from audit.readers.guard import parse_xml
from audit.readers.package import main_part, relations
from audit.writers.annotated.notes import Note, Notes
from audit.writers.masking import printable
from audit.writers.package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SIZE = "18"
"""Half points: small print, as Word itself sets comments."""


def annotate(data: bytes, notes: Notes, author: str) -> tuple[bytes, tuple[str, ...]]:
    """The file with the notes as comments, and the headings of those that found no place."""
    package = Package(data)
    main = main_part(package.archive)
    numbers = cell_numbers(parse_xml(package.part(main)))
    root = package.tree(main)
    word = _Word(root.nsmap[root.prefix] or "")
    cells = list(root.iter(word.w + "tc"))
    listing = _Comments.of(package, main, word, root)
    lost: list[str] = []
    for place, placed in sorted(notes.items(), key=lambda item: numbers.get(item[0], -1)):
        paragraphs = word.paragraphs(cells[numbers[place]]) if place in numbers else []
        for note in placed:
            if paragraphs:
                word.mark(paragraphs, listing.add(note, author))
            else:
                lost.append(note.heading)
    listing.save(package)
    package.put(main, root)
    return package.to_bytes(), tuple(lost)


@dataclass(frozen=True, slots=True)
class _Word:
    """The markup of one flavour of the standard."""

    namespace: str

    @property
    def w(self) -> str:
        """What stands before the name of a tag."""
        return f"{{{self.namespace}}}"

    def paragraphs(self, cell: _Element) -> list[_Element]:
        """The first and the last paragraph of a cell, not of one in a table inside of it."""
        inner = (self.w + "tc", self.w + "txbxContent")
        own = [p for p in cell.iter(self.w + "p") if next(p.iterancestors(*inner), None) is cell]
        return own and [own[0], own[-1]]

    def mark(self, paragraphs: list[_Element], number: str) -> None:
        """Let a comment begin in the first paragraph and end in the last."""
        w, (first, last) = self.w, paragraphs
        start = first.makeelement(w + "commentRangeStart", {w + "id": number})
        before = takewhile(lambda node: node.tag in (w + "pPr", w + "commentRangeStart"), first)
        first.insert(sum(1 for _ in before), start)
        last.append(last.makeelement(w + "commentRangeEnd", {w + "id": number}))
        run = _below(last, w + "r")
        _below(run, w + "commentReference", {w + "id": number})


@dataclass(slots=True)
class _Comments:
    """The part that holds the comments, an older one gone on with."""

    part: str
    root: _Element
    word: _Word
    next_id: int
    added: bool
    main: str

    @classmethod
    def of(cls, package: Package, main: str, word: _Word, document: _Element) -> _Comments:
        """The comments of a document, with ids that nothing in it has."""
        from lxml import etree

        w = word.w
        known = [r.target for r in relations(package.archive, main) if r.kind == "comments"]
        there = [name for name in known if name in package]
        part = there[0] if there else package.unused(f"{posixpath.dirname(main) or 'word'}/comments{{}}.xml")
        root = package.tree(part) if there else etree.Element(w + "comments", None, {"w": word.namespace})
        tags = (w + "comment", w + "commentRangeStart", w + "commentReference")
        taken = [node.get(w + "id", "") for tree in (root, document) for node in tree.iter(*tags)]
        number = max((int(each) for each in taken if each.isdecimal() and len(each) < 10), default=-1)
        return cls(part, root, word, number + 1, not there, main)

    def add(self, note: Note, author: str) -> str:
        """Add a comment; its id."""
        w, number = self.word.w, str(self.next_id)
        self.next_id += 1
        named = {w + "id": number, w + "author": author, w + "initials": author[:1]}
        comment = _below(self.root, w + "comment", named)
        for at, said in enumerate((note.heading, *note.lines)):
            self._paragraph(comment, said, first=at == 0)
        return number

    def _paragraph(self, comment: _Element, said: str, *, first: bool) -> None:
        w = self.word.w
        paragraph = _below(comment, w + "p")
        if first:
            _below(_below(paragraph, w + "r"), w + "annotationRef")
        for at, line in enumerate(printable(said).split("\n")):
            run = _below(paragraph, w + "r")
            style = _below(run, w + "rPr")
            for tag, attributes in self._style(bold=first):
                _below(style, w + tag, {w + name: value for name, value in attributes.items()})
            if at:
                _below(run, w + "br")
            text = _below(run, w + "t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
            text.text = line.replace("\t", " ").replace("\r", "")

    def _style(self, *, bold: bool) -> Iterator[tuple[str, dict[str, str]]]:
        yield "rFonts", {"eastAsia": "宋体", "hint": "eastAsia"}
        if bold:
            yield "b", {}
        yield "sz", {"val": _SIZE}

    def save(self, package: Package) -> None:
        """Put the part into the package, and name it where it is new."""
        package.put(self.part, self.root)
        if self.added:
            package.declare(self.part, _TYPE)
            package.relate(self.main, "comments", self.part, strict=self.word.namespace == _STRICT)


def _below(parent: _Element, tag: str, attributes: dict[str, str] | None = None) -> _Element:
    made = parent.makeelement(tag, attributes or {})
    parent.append(made)
    return made
