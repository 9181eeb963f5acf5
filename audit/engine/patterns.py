"""Whether the database can run a regular expression; one that it cannot would stop every rule."""

from __future__ import annotations

from functools import cache


@cache
def pattern_fault(pattern: str) -> str | None:
    """What the database says against a pattern, None where it takes it."""
    import duckdb

    try:
        duckdb.execute("SELECT regexp_matches('', ?)", [pattern]).fetchall()
    except duckdb.Error as error:
        return str(error).partition("\n")[0]
    return None
