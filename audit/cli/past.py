"""What the commands that look at the store share: opening it, and findings as one line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.cli import options
from audit.cli.terminal import say
from audit.writers.masking import safe

if TYPE_CHECKING:
    from audit.nightly import Places
    from audit.store import Store
    from audit.store.history import Change
    from audit.store.keeping import Row


@contextmanager
def store_of(config: Path | None, given: dict[str, Any]) -> Iterator[tuple[Store, Places]]:
    """The store that the configuration names, and the places around it."""
    from audit.nightly import Places
    from audit.store import opened

    chosen = options.joined(config, **given)
    places = Places.of(chosen, options.folder_of(config))
    with opened(places.store) as store:
        yield store, places


def said(row: Row) -> dict[str, Any]:
    """What a finding says, as it is kept."""
    told = json.loads(row["said"])
    assert isinstance(told, dict)
    return told


def finding_line(change: Change) -> str:
    """A finding that is not as it was, with what it was."""
    line = f"{say(f'fate.{change.kind}')}  {one_line(change.row)}"
    if change.before is not None:
        line += f"\n    {say('diff.was', message=said(change.before)['message'])}"
    return line


def one_line(row: Row) -> str:
    """A finding as one line: file, cell, severity, code, title, message, place."""
    told = said(row)
    cell = told["cell"]["address"] if told.get("cell") else say("finding.whole_form")
    severity = say(f"severity.{row['severity']}")
    message = f"{severity} {row['code']} {told['title']}：{told['message']}"
    return safe(f"{row['source']} {cell}: {message} [{row['place']}]")


def counted(counts: Mapping[str, int]) -> str:
    """How many findings of each kind of change."""
    return "，".join(f"{say(f'fate.{kind}')} {count}" for kind, count in counts.items())
