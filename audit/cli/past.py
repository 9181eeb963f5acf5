"""What the commands that look at the store share: opening it, and findings as one line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.cli import options
from audit.cli.terminal import say
from audit.model.schema import TABLES
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
    was = _was(said(change.row), said(change.before)) if change.before is not None else ""
    return f"{line}\n    {was}" if was else line


def _was(now: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """The message as it was; where it is the same, the figures behind it that are not."""
    if now["message"] != before["message"]:
        return say("diff.was", message=before["message"])
    old = before["evidence"]
    moved = [
        f"{_label(name)} {old[name] or '—'} → {value or '—'}"
        for name, value in now["evidence"].items()
        if old.get(name, value) != value
    ]
    return say("diff.behind", figures="；".join(moved)) if moved else ""


def _label(name: str) -> str:
    """A column as forms call it, whichever table it is of."""
    column = name.rpartition(".")[2]
    return next((found.label for table in TABLES.values() if (found := table.column(column))), name)


def one_line(row: Row) -> str:
    """A finding as one line: files, cell, severity, code, title, message, place."""
    told = said(row)
    cell = told["cell"]["address"] if told.get("cell") else say("finding.whole_form")
    where = f"{files(row['source'])} {cell}: " if row["source"] else ""
    severity = say(f"severity.{row['severity']}")
    message = f"{severity} {row['code']} {told['title']}：{told['message']}"
    return safe(f"{where}{message} [{row['place']}]")


def files(sources: str) -> str:
    """The file of a finding; of many the first, and how many."""
    first, *more = sources.split("、")
    return say("past.files", first=first, count=len(more) + 1) if more else first


def counted(counts: Mapping[str, int]) -> str:
    """How many findings of each kind of change there is any of."""
    told = "，".join(f"{say(f'fate.{kind}')} {count}" for kind, count in counts.items() if count)
    return told or say("past.no_change")


def moment(stamp: str) -> str:
    """A moment of the store as the clock on the wall shows it."""
    return f"{datetime.fromisoformat(stamp).astimezone():%Y-%m-%d %H:%M}"
