"""The documents that rules cite: which clause says what, and how certain we are of it."""

from __future__ import annotations

from collections.abc import Iterable

from audit.model.rule import Basis, Certainty
from audit.yamlfile import Node, nearest

_DOCUMENT = ("document", "title", "issuer", "date", "url", "note", "clauses")
_CLAUSE = ("clause", "summary", "certainty", "note", "source")


def read_basis(node: Node) -> dict[str, Basis]:
    """Every clause by id, `document/clause`."""
    found = {}
    for name, document in node.mapping().items():
        keys = document.mapping(_DOCUMENT)
        for needed in ("document", "clauses"):
            if needed not in keys:
                raise document.error(f"{name} 缺少 {needed}。")
        for clause, entry in keys["clauses"].mapping().items():
            found[f"{name}/{clause}"] = _clause(f"{name}/{clause}", keys, entry)
    return found


def cited(node: Node, known: dict[str, Basis]) -> tuple[Basis, ...]:
    """The clauses that a rule lists by id."""
    for item in node.sequence():
        if item.string() not in known:
            raise item.error(f"basis.yaml 里没有 {item.text}{nearest(item.text, known)}")
    return tuple(known[item.text] for item in node.sequence())


def _clause(id_: str, document: dict[str, Node], node: Node) -> Basis:
    keys = node.mapping(_CLAUSE)
    for needed in ("clause", "summary", "certainty"):
        if needed not in keys:
            raise node.error(f"{id_} 缺少 {needed}。")
    certainty = keys["certainty"].string()
    if certainty not in set(Certainty):
        raise keys["certainty"].error(f"certainty 应为 {_listed(Certainty)} 之一。")
    return Basis(
        id_,
        _text(document, "document"),
        _text(document, "title"),
        _text(document, "issuer"),
        _text(document, "date"),
        keys["clause"].string(),
        keys["summary"].string(),
        Certainty(certainty),
    )


def _text(keys: dict[str, Node], name: str) -> str:
    return keys[name].text if name in keys else ""


def _listed(values: Iterable[str]) -> str:
    return "、".join(str(value) for value in values)
