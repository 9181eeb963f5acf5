"""Compiled rules and tables of forms to outcomes and findings; only here is a dialect known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.engine.judgement import judge
from audit.engine.memory import Memory, rule_keys
from audit.engine.verdicts import is_wide
from audit.rulebook.load import load_rulebook

if TYPE_CHECKING:
    from audit.rulebook.book import Rulebook
    from audit.rulebook.definition import Definition

__all__ = ["Memory", "is_wide", "judge", "load_compiled", "rule_keys"]


def load_compiled(
    folders: Sequence[Path],
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    cache: Path | None = None,
) -> Rulebook:
    """Load the rules of all folders, compiled for this engine, from the cache where it has them."""
    return load_rulebook(folders, select=select, ignore=ignore, cache=cache, compiler=_compile)


def _compile(definition: Definition) -> dict[str, Any]:
    from audit.engine.compile import compile_rule

    return compile_rule(definition)
