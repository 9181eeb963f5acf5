"""Data for the script, in files that a page can load from a folder: no server, no network, no module."""

from __future__ import annotations

import json
from typing import Any

SHARD = 100
"""How many forms stand in one file."""

MARK = b"audit."
"""How every such file begins."""

_ESCAPED = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def encoded(value: object) -> str:
    """The value as JSON that is safe inside of a script, whatever its texts say."""
    made = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in _ESCAPED.items():
        made = made.replace(character, escape)
    return made


def call(name: str, *arguments: str) -> str:
    """A file that hands values, already encoded, to a function of the script."""
    return f"audit.{name}({','.join(arguments)});\n"


def shard_name(number: int) -> str:
    """The file of a shard."""
    return f"{number:03}.js"


def listed(values: list[str]) -> str:
    """Encoded values as one array, a line each."""
    return "[\n" + ",\n".join(values) + "\n]"


def plain(value: Any) -> Any:
    """A decimal as the text that JSON can hold, everything else as it is."""
    return value if value is None or isinstance(value, (str, int)) else f"{value.normalize():f}"
