"""Strict YAML 1.2 with the place of every value: no anchors, no tags, no duplicate or unknown keys."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from audit.errors import RulebookError

MAX_BYTES = 1_000_000
MAX_DEPTH = 24

Scalar = str | int | Decimal | bool | None

_INTEGER = re.compile(r"[-+]?[0-9]{1,30}")
_DECIMAL = re.compile(r"[-+]?([0-9]{1,30}\.[0-9]{0,30}|\.[0-9]{1,30})")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a YAML file and where it stands; lines and columns count from 1.

    `value` is a scalar, a list of nodes, or a dict of nodes by key; `text` is a scalar as written,
    without quotes, `source` its characters in the file; `keys` has the place of each key of a dict.
    """

    file: str
    line: int
    column: int
    value: Scalar | list[Node] | dict[str, Node]
    text: str = ""
    source: str = ""
    keys: dict[str, tuple[int, int]] | None = None

    def error(self, message: str, offset: int = 0) -> RulebookError:
        """An error at this value, `offset` characters into its text."""
        return RulebookError(message, self.file, *self.place(offset))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character of the text, folded or literal as it may be written."""
        if not self.source:
            return self.line, self.column
        ink = sum(not c.isspace() for c in self.text[:offset])
        for index, character in enumerate(self.source):
            if character.isspace():
                continue
            if ink == 0:
                before = self.source[:index]
                line = before.count("\n")
                return self.line + line, (index - before.rfind("\n") if line else self.column + index)
            ink -= 1
        return self.line, self.column + len(self.source)

    def mapping(self, allowed: Iterable[str] | None = None) -> dict[str, Node]:
        """The nodes by key; a key that is not allowed is an error with the nearest that is."""
        if not isinstance(self.value, dict):
            raise self.error("这里应是“键: 值”的形式。")
        known = None if allowed is None else list(allowed)
        for key in self.value if known is not None else ():
            if key not in (known or ()):
                assert self.keys is not None
                raise RulebookError(
                    f"没有名为 {key} 的键{nearest(key, known or ())}", self.file, *self.keys[key]
                )
        return self.value

    def sequence(self) -> list[Node]:
        """The nodes of a list."""
        if not isinstance(self.value, list):
            raise self.error("这里应是列表，如 [甲, 乙]。")
        return self.value

    def string(self) -> str:
        """The text of a scalar that must not be blank, a number as written."""
        if isinstance(self.value, list | dict) or not self.text.strip():
            raise self.error("这里应是文字，不能空白。")
        return self.text

    def strings(self) -> tuple[str, ...]:
        """The texts of a list."""
        return tuple(item.string() for item in self.sequence())

    def day(self) -> date:
        """A date written as 2020-02-25."""
        try:
            return date.fromisoformat(self.string())
        except ValueError:
            raise self.error(f"日期应写成 2020-02-25 的形式，现为 {self.text}。") from None

    def plain(self) -> Any:
        """The value alone, without places: str, int, Decimal, bool, None, list, dict."""
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        return self.value


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: what it might have meant."""
    known = list(known)
    close = difflib.get_close_matches(name, known, 1, 0.6)
    if close:
        return f"，是不是 {close[0]}？"
    return f"，可用的有 {'、'.join(known)}。" if 0 < len(known) <= 20 else "。"


def load_yaml(path: Path, shown: str | None = None) -> Node:
    """Read one document; every fault is a `RulebookError` that names file, line and column."""
    name = shown or path.as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RulebookError(f"读不了文件（{error.strerror}）。", name) from error
    return parse_yaml(data, name)


def parse_yaml(data: bytes, name: str) -> Node:
    """Parse the bytes of one document."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(data) > MAX_BYTES:
        raise RulebookError(f"文件超过 {MAX_BYTES} 字节。", name)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return _Builder(name, text, YAML(typ="safe", pure=True).parse(text)).document()
    except UnicodeDecodeError as error:
        raise RulebookError("文件不是 UTF-8 编码，请另存为 UTF-8。", name) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (mark.line + 1, mark.column + 1) if mark else ()
        raise RulebookError(f"不是合法的 YAML：{error.problem}。", name, *where) from error
    except YAMLError as error:
        raise RulebookError(f"不是合法的 YAML：{error}。", name) from error


class _Builder:
    """Turns the parser's events into nodes and refuses what we do not allow."""

    def __init__(self, name: str, text: str, events: Iterator[Any]) -> None:
        self.name, self.text, self.events = name, text, events

    def document(self) -> Node:
        """The only document of the stream."""
        kinds = []
        root: Node | None = None
        for event in self.events:
            kind = type(event).__name__
            if kind in ("StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"):
                kinds.append(kind)
                if kinds.count("DocumentStartEvent") > 1:
                    raise self._error(event, "一个文件只能有一个 YAML 文档。")
                continue
            root = self._node(event, 0)
        if root is None:
            raise RulebookError("文件是空的。", self.name)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event).__name__
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            raise self._error(event, "不允许锚点和别名（& 与 *），请写全。")
        if getattr(event, "tag", None) or getattr(getattr(event, "ctag", None), "suffix", None):
            raise self._error(event, "不允许类型标签（!）。")
        if depth > MAX_DEPTH:
            raise self._error(event, f"嵌套超过 {MAX_DEPTH} 层。")
        if kind == "ScalarEvent":
            return self._scalar(event)
        return self._list(event, depth) if kind == "SequenceStartEvent" else self._dict(event, depth)

    def _scalar(self, event: Any) -> Node:
        start, end = event.start_mark, event.end_mark
        source = self.text[start.index : end.index]
        line, column = start.line + 1, start.column + 1
        if event.style in ("'", '"'):
            source, column = source[1:-1], column + 1
        elif event.style in ("|", ">"):
            _, _, source = source.partition("\n")
            line, column = line + 1, 1
        if any("\ud800" <= character <= "\udfff" for character in event.value):
            raise self._error(event, "文字里有不成对的代理字符。")
        value = event.value if event.style else _resolve(event.value)
        return Node(self.name, line, column, value, event.value, source)

    def _list(self, event: Any, depth: int) -> Node:
        items = []
        for inner in self.events:
            if type(inner).__name__ == "SequenceEndEvent":
                break
            items.append(self._node(inner, depth + 1))
        return Node(self.name, event.start_mark.line + 1, event.start_mark.column + 1, items)

    def _dict(self, event: Any, depth: int) -> Node:
        nodes: dict[str, Node] = {}
        places: dict[str, tuple[int, int]] = {}
        for inner in self.events:
            if type(inner).__name__ == "MappingEndEvent":
                break
            key = self._node(inner, depth + 1)
            if isinstance(key.value, list | dict) or not key.text:
                raise key.error("键应是文字。")
            if key.text in nodes:
                raise key.error(f"键 {key.text} 写了两次（第一次在第 {places[key.text][0]} 行）。")
            nodes[key.text] = self._node(next(self.events), depth + 1)
            places[key.text] = (key.line, key.column)
        where = event.start_mark
        return Node(self.name, where.line + 1, where.column + 1, nodes, keys=places)

    def _error(self, event: Any, message: str) -> RulebookError:
        return RulebookError(message, self.name, event.start_mark.line + 1, event.start_mark.column + 1)


def _resolve(text: str) -> Scalar:
    """A plain scalar by the core schema, numbers as decimals."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text
