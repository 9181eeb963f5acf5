"""Whether the database can run a regular expression; one that it cannot would stop every rule."""

from __future__ import annotations

import re
from functools import cache

_PART = re.compile(
    r"(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<either>\|)|(?P<edge>[\^$])"
    r"|(?P<many>(?:[*+?]|\{[0-9]{1,2}(?:,(?:[0-9]{1,2})?)?\})\??)"
    r"|(?P<one>\[\^?-?(?:0-9|a-z|A-Z|[^\\\[\]^-])+-?\]|\\[dsw.*+?()|\[\]{}^$\\]|[^\\\[\](){}*+?|^$])"
)
"""Parts of patterns that every engine takes."""

MANY = 1_000
"""The database takes no pattern that repeats a part more often, repeats within repeats multiplied."""


@cache
def pattern_fault(pattern: str) -> str | None:
    """What the database says against a pattern, None where it takes it; only then is it asked."""
    if _is_plain(pattern):
        return None
    import duckdb

    try:
        duckdb.execute("SELECT regexp_matches('', ?)", [pattern]).fetchall()
    except duckdb.Error as error:
        return str(error).partition("\n")[0]
    return None


def _is_plain(pattern: str) -> bool:
    """Whether it is made of plain parts in a plain order, so that nobody needs to be asked."""
    at, before, last, groups = 0, "", 1, [1]
    while at < len(pattern):
        part = _PART.match(pattern, at)
        if part is None or (part["many"] and before not in ("one", "close")):
            return False
        before, at = str(part.lastgroup), part.end()
        times = [int(count) for count in re.findall("[0-9]+", part["many"] or "")]
        if before == "open":
            groups.append(1)
        elif before == "close":
            last = groups.pop()
        last = last * (max(times, default=1) or 1) if before in ("close", "many") else 1
        if not groups or times != sorted(times) or last > MANY:
            return False
        groups[-1] = max(groups[-1], last)
    return len(groups) == 1 and pattern.isprintable()
