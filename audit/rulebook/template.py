"""Texts with `${expression}`: data, never code; the expressions are those of the rule language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audit.rulebook.expression import check
from audit.rulebook.names import Names
from audit.rulebook.syntax import Source
from audit.rulebook.term import Term
from audit.yamlfile import Node

MAX_LENGTH = 1_000
ROWS = "rows"
COUNT = "count"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for what only a collected finding knows: `rows` or `count`."""

    name: str


Template = tuple[str | Slot | Term, ...]
"""Text, slots and expressions in turn."""

_HOLE = re.compile(r"\$\{((?:[^{}']|'[^']*')*)\}")


def read_template(
    node: Node, names: Names, variant: tuple[str, str] | None, slots: Sequence[str] = ()
) -> Template:
    """Split a text at its expressions and check each of them."""
    text = node.string()
    if len(text) > MAX_LENGTH:
        raise node.error(f"文字超过 {MAX_LENGTH} 个字符。")
    parts: list[str | Slot | Term] = []
    end = 0
    for match in _HOLE.finditer(text):
        parts.append(text[end : match.start()])
        inner = match[1].strip()
        if inner in slots:
            parts.append(Slot(inner))
        else:
            source = Source(node, match[1], match.start(1))
            parts.append(check(source.with_column(*variant) if variant else source, names))
        end = match.end()
    parts.append(text[end:])
    if (stray := next((p for p in parts if isinstance(p, str) and "${" in p), None)) is not None:
        raise node.error("“${”没有配对的“}”。", text.index(stray) + stray.index("${"))
    return tuple(part for part in parts if part != "")


def terms(template: Template) -> list[Term]:
    """The expressions of a template."""
    return [part for part in template if isinstance(part, Term)]
