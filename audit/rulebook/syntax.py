"""The text of an expression to a syntax tree, within limits, and faults to their place in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from audit.errors import RulebookError
from audit.yamlfile import Node

if TYPE_CHECKING:
    from sqlglot import exp

MAX_LENGTH = 2_000
MAX_WORDS = 300
MAX_DEPTH = 40

_SELECT = "SELECT "
_STRING = re.compile(r"'(?:[^']|'')*'")
_REFUSED = re.compile(r"--|/\*|\*/|[;{}`\"?\\:#~^|&]")
_WORD = re.compile(r"[^\W\d]\w*|[0-9.]+|[^\s\w]")


@dataclass(frozen=True, slots=True)
class Source:
    """An expression in a rule file: its text, and where in the value of `node` it begins."""

    node: Node
    text: str
    start: int = 0

    @classmethod
    def of(cls, node: Node) -> Source:
        """The whole value as an expression."""
        return cls(node, node.string())

    def error(self, message: str, offset: int = 0) -> RulebookError:
        """An error at a character of the expression."""
        return self.node.error(message, self.start + offset)

    def with_column(self, variable: str, column: str) -> Source:
        """The same with `@c` replaced by a column name, in `@c_step` and `@c_text` too."""
        return Source(self.node, re.sub(rf"@{variable}(?![A-Za-z0-9])", column, self.text), self.start)


def parse(source: Source) -> exp.Expr:
    """The syntax tree of one expression; anything longer, deeper or more than that is refused."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ParseError, TokenError

    _limit(source)
    try:
        statements = sqlglot.parse(_SELECT + source.text, read="duckdb")
    except ParseError as error:
        raise _syntax_error(source, error) from None
    except (TokenError, RecursionError):
        raise source.error("看不懂这个表达式：引号不成对，或嵌套过深。") from None
    tree = statements[0] if len(statements) == 1 else None
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1:
        raise source.error("这里应是一个表达式。")
    if any(value for key, value in tree.args.items() if key != "expressions"):
        raise source.error("表达式里不能有 FROM、WHERE 等查询子句。")
    only: exp.Expr = tree.expressions[0]
    return only


def offset_of(node: exp.Expr) -> int:
    """Where in the expression a node stands, as far as the parser has kept it."""
    for inner in node.walk(bfs=False):
        if "start" in inner.meta:
            return max(int(inner.meta["start"]) - len(_SELECT), 0)
    return 0


def _limit(source: Source) -> None:
    bare = _STRING.sub(lambda match: "'" + "_" * (len(match[0]) - 2) + "'", source.text)
    if len(source.text) > MAX_LENGTH:
        raise source.error(f"表达式超过 {MAX_LENGTH} 个字符，请拆成 let。")
    if match := _REFUSED.search(bare):
        raise source.error(f"表达式里不能有 {match[0]}。", match.start())
    if bare.count("'") % 2:
        raise source.error("引号不成对。", bare.rfind("'"))
    words = _WORD.findall(bare)
    if len(words) > MAX_WORDS:
        raise source.error(f"表达式超过 {MAX_WORDS} 个词，请拆成 let。")
    depth = 0
    for match in re.finditer(r"[(\[]|[)\]]|\b(?:not|case)\b|-\s*-", bare, re.IGNORECASE):
        depth += -1 if match[0] in ")]" else 1
        if depth > MAX_DEPTH:
            raise source.error(f"括号、not 或 case 超过 {MAX_DEPTH} 层。", match.start())


def _syntax_error(source: Source, error: Exception) -> RulebookError:
    details = getattr(error, "errors", None) or [{}]
    line, column = details[0].get("line") or 1, details[0].get("col") or 1
    lines = (_SELECT + source.text).split("\n")
    offset = sum(len(text) + 1 for text in lines[: line - 1]) + column - 1 - len(_SELECT)
    near = details[0].get("highlight") or ""
    where = f"“{near}”附近" if near else "这里"
    return source.error(f"看不懂这个表达式：{where}不合语法。", max(min(offset, len(source.text) - 1), 0))


def refuse(source: Source, node: exp.Expr, message: str) -> NoReturn:
    """Raise an error at a node of the syntax tree."""
    raise source.error(message, offset_of(node))
