"""The tree of a web page behind the guards, and the text that a reader sees in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from audit.readers.charset import CONTROL, decode
from audit.readers.limits import LIMITS
from audit.readers.reasons import damaged, suspicious

Piece = str | etree._Element
"""Some text, or a table that stands at that place."""

_LINE = "\x0b"
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "header", "hr", "li", "legend", "main", "nav", "ol", "p", "pre",
        "section", "summary", "tr", "td", "th", "ul",
    )
)  # fmt: skip
_UNSEEN = frozenset(
    (
        "head", "script", "style", "template", "noscript", "noframes", "noembed", "xml", "del", "rt",
        "rp", "iframe", "object", "svg", "math", "select", "textarea", "input", "datalist", "button",
        "title",
    )
)  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|mso-element\s*:\s*comment"
)
_WHITE = re.compile(r"[ \t\r\n\f]+")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_WRAPPED = re.compile(rf"(?<={_WIDE})[ \t\f]*[\r\n][ \t\r\n\f]*(?={_WIDE})")


def parse_html(data: bytes) -> etree._Element | None:
    """The root of a page, None for a blank one; no network, no scripts, no huge trees."""
    text = CONTROL.sub("", decode(data).replace(_LINE, " "))
    if text.count("<") > LIMITS.tags:
        raise suspicious(f"超过 {LIMITS.tags} 个标记")
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise damaged("网页不完整") from error
    if any(fault.type_name == "ERR_RESOURCE_LIMIT" for fault in parser.error_log):
        raise suspicious("标记嵌套过深")
    return root


def hidden(node: etree._Element) -> bool:
    """Whether an element is there but not shown."""
    style = node.get("style")
    return node.get("hidden") is not None or bool(style and _HIDDEN.search(style.lower()))


def pieces(node: etree._Element) -> list[Piece]:
    """What a reader sees below an element, tables whole and in their places."""
    found: list[Piece] = []
    _walk(node, found, node.tag == "pre")
    return found


def _walk(node: etree._Element, found: list[Piece], kept: bool) -> None:
    _keep(node.text, found, kept)
    for child in node:
        tag = child.tag
        if tag == "table":
            if not hidden(child):
                found.append(child)
        elif tag == "br":
            found.append(_LINE)
        elif tag in _UNSEEN:
            found.append(_control(child))
        elif not hidden(child):
            around = _LINE if tag in _BLOCKS else ""
            found.append(around)
            _walk(child, found, kept or tag == "pre")
            found.append(around)
        _keep(child.tail, found, kept)


def _keep(text: str | None, found: list[Piece], kept: bool) -> None:
    """Add written text; in a `pre` its line ends count."""
    if text:
        found.append(text.replace("\r\n", "\n").replace("\n", _LINE) if kept else text)


def _control(node: etree._Element) -> str:
    """What a field of a form shows: what was typed, ticked or chosen."""
    if hidden(node):
        return ""
    if node.tag == "input":
        kind = node.get("type", "text").lower()
        if kind in ("checkbox", "radio"):
            return "□" if node.get("checked") is None else "☑"
        return node.get("value", "") if kind in ("text", "number", "date", "tel", "email", "month") else ""
    if node.tag == "textarea":
        return (node.text or "").replace("\n", _LINE)
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return "、".join((option.text or "").strip() for option in chosen)
    return ""


def text_of(found: Iterable[Piece]) -> str:
    """The lines of the text among the pieces; a line end in the source is a space, none in Chinese."""
    written = _WRAPPED.sub("", "".join(piece for piece in found if isinstance(piece, str)))
    lines = (_WHITE.sub(" ", line).strip() for line in written.split(_LINE))
    return "\n".join(line for line in lines if line)
