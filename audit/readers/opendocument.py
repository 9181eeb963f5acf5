"""What text documents and spreadsheets of OpenDocument share: content, repeats, the text of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from audit.readers.content import Content
from audit.readers.guard import parse_xml
from audit.readers.limits import LIMITS
from audit.readers.reasons import damaged, encrypted, too_large

if TYPE_CHECKING:
    from lxml.etree import _Element

_ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
OFFICE, STYLE, TABLE, TEXT, DRAW = (
    f"{{{_ODF.format(name)}}}" for name in ("office", "style", "table", "text", "drawing")
)
_MANIFEST = "META-INF/manifest.xml"
_EXTENSION = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
P, H = TEXT + "p", TEXT + "h"
_SPACES, _TAB, _BREAK = TEXT + "s", TEXT + "tab", TEXT + "line-break"
_UNSEEN = frozenset(
    (
        *(TEXT + name for name in ("tracked-changes", "note", "ruby-text", "placeholder", "sequence-decls")),
        *(OFFICE + name for name in ("annotation", "annotation-end", "forms")),
        TABLE + "tracked-changes",
    )
)
_CONTROL = _EXTENSION + "content-control"
_WHITE = re.compile(r"[ \t\r\n]+")


def body(content: Content, kind: str) -> tuple[_Element, _Element]:
    """The root of content.xml and the element of that kind in its body."""
    archive = content.archive
    if _MANIFEST in archive and b"encryption-data" in archive.part(_MANIFEST):
        raise encrypted()
    root = parse_xml(archive.part("content.xml"))
    found = root.find(f"{OFFICE}body/{OFFICE}{kind}")
    if found is None:
        raise damaged("没有正文")
    return root, found


def prune(root: _Element) -> None:
    """Take out what a reader does not see: deleted text, notes, comments, prompts of empty controls."""
    for node in [*root.iter(*_UNSEEN, _CONTROL)]:
        if node.tag != _CONTROL or node.get(_EXTENSION + "showing-place-holder") == "true":
            drop(node)


def drop(node: _Element) -> None:
    """Detach an element but not the text that follows it."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if node.tail:
        if before is None:
            parent.text = (parent.text or "") + node.tail
        else:
            before.tail = (before.tail or "") + node.tail
    parent.remove(node)


def text_of(paragraphs: Iterable[_Element]) -> str:
    """The text of paragraphs, a line each."""
    return "\n".join(map(_paragraph, paragraphs)).strip()


def _paragraph(paragraph: _Element) -> str:
    if not len(paragraph):
        return _WHITE.sub(" ", paragraph.text or "")
    pieces: list[str] = []
    _walk(paragraph, pieces)
    return "".join(pieces)


def _walk(node: _Element, pieces: list[str]) -> None:
    """Collect the text below a node; white space is one space, what is drawn is apart."""
    pieces.append(_WHITE.sub(" ", node.text or ""))
    for child in node:
        if child.tag == _SPACES:
            pieces.append(" " * repeated(child.get(TEXT + "c"), LIMITS.colspan))
        elif child.tag == _TAB:
            pieces.append("\t")
        elif child.tag == _BREAK:
            pieces.append("\n")
        elif not child.tag.startswith(DRAW):
            _walk(child, pieces)
        pieces.append(_WHITE.sub(" ", child.tail or ""))


def span(cell: _Element, of: str) -> int:
    """How many rows or columns a cell covers."""
    return repeated(cell.get(f"{TABLE}number-{of}-spanned"))


def repeats(node: _Element, of: str) -> int:
    """How many times a row or cell stands there."""
    return repeated(node.get(f"{TABLE}number-{of}-repeated"))


def repeated(value: str | None, most: int | None = None) -> int:
    """A count as written, 1 where there is none; refused beyond `most`."""
    if value is None:
        return 1
    if not value.isdecimal() or len(value) > 12:
        raise damaged(f"表格的重复数不合理：{value[:20]}")
    count = max(int(value), 1)
    if most is not None and count > most:
        raise too_large(f"连续 {count} 个重复内容")
    return count
