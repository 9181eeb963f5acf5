"""The proof: each run's manifest seals what the run has changed, and the manifest before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, or_, select

from audit.store.keeping import Moves, Row, canonical, digest_of, held, root
from audit.store.tables import KEPT, documents, rule_files, runs

FORMAT = 1

_IN_BOTH = ("run", "started", "finished", "engine", "rulebook")
"""What the manifest says, and a column of the run too."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that does not hold: the run, which table or part of it, in which way, and the row's name."""

    run: int
    what: str
    how: str
    name: str = ""


def seal(connection: Connection, head: Mapping[str, Any], moves: Mapping[str, Moves]) -> tuple[str, str]:
    """The manifest of a run, and its hash: what it has changed, table by table, after the run before it."""
    before = connection.execute(select(runs.c.manifest_sha256).order_by(runs.c.run.desc()).limit(1)).scalar()
    manifest = {
        "version": FORMAT,
        **head,
        "tables": {name: moves.get(name, Moves()).told() for name in KEPT},
        "previous": before,
    }
    text = canonical(manifest)
    return text, hashlib.sha256(text.encode()).hexdigest()


def broken(connection: Connection, *, rows: bool = True) -> Iterator[Broken]:
    """Every link of the store that does not hold, oldest run first; without `rows` the seals alone."""
    previous, expected = None, 1
    for run in connection.execute(select(runs).order_by(runs.c.run)).mappings():
        while expected < run["run"]:
            yield Broken(expected, "runs", "missing")
            expected += 1
        expected += 1
        links = list(_of_seal(run, previous))
        yield from links
        if rows and not links:
            yield from _of_rows(connection, run)
        previous = run["manifest_sha256"]
    if rows:
        yield from _beyond(connection, expected - 1)
        yield from _of_documents(connection)


def _of_seal(run: Row, previous: str | None) -> Iterator[Broken]:
    number = run["run"]
    if hashlib.sha256(run["manifest"].encode()).hexdigest() != run["manifest_sha256"]:
        yield Broken(number, "manifest", "edited")
        return
    manifest = json.loads(run["manifest"])
    if manifest.get("previous") != previous:
        yield Broken(number, "manifest", "unlinked")
    if any(manifest.get(name) != run[name] for name in _IN_BOTH):
        yield Broken(number, "runs", "edited")
    if canonical(manifest.get("summary")) != run["summary"]:
        yield Broken(number, "summary", "edited")


def _of_rows(connection: Connection, run: Row) -> Iterator[Broken]:
    tables = json.loads(run["manifest"])["tables"]
    for name, table in KEPT.items():
        told = tables.get(name) or Moves().told()  # a run of before that table
        yield from _of_table(connection, table, run["run"], told)


def _of_table(connection: Connection, table: Table, run: int, told: Mapping[str, Any]) -> Iterator[Broken]:
    """What began and what ended in a run, against what its manifest says of the table."""
    rows = connection.execute(
        select(table).where(or_(table.c.since == run, table.c.until == run)).order_by(table.c.id)
    ).mappings()
    opened: list[str] = []
    closed: list[tuple[str, str]] = []
    for row in rows:
        if row["since"] == run:
            opened.append(row["digest"])
            if digest_of(table, row) != row["digest"]:
                yield Broken(run, table.name, "edited", name_of(row))
        if row["until"] == run:
            closed.append((row["digest"], row["gone"] or ""))
    found = Moves(tuple(opened), tuple(closed)).told()
    for kind in ("opened", "closed"):
        if found[kind] != told[kind]:
            yield Broken(run, table.name, _way(found[kind][0], told[kind][0], kind))


def _way(found: Any, told: Any, kind: str) -> str:
    """How a set of rows differs from what was sealed."""
    if found == told:
        return "replaced"
    return f"{kind}_{'added' if found > told else 'deleted'}"


def _beyond(connection: Connection, last: int) -> Iterator[Broken]:
    """Rows of runs that there are not: before the first, after the last, or backwards."""
    for table in KEPT.values():
        odd = or_(
            table.c.since > last, table.c.since < 1, table.c.until > last, table.c.until <= table.c.since
        )
        for row in connection.execute(select(table).where(odd).order_by(table.c.id)).mappings():
            yield Broken(row["since"], table.name, "astray", name_of(row))


def _of_documents(connection: Connection) -> Iterator[Broken]:
    """Rule files whose text is not what their hash says, or is not there."""
    wrong = {
        sha256
        for sha256, content in connection.execute(select(documents.c.sha256, documents.c.content))
        if hashlib.sha256(content).hexdigest() != sha256
    }
    known = set(connection.execute(select(documents.c.sha256)).scalars())
    named = connection.execute(select(rule_files).order_by(rule_files.c.since, rule_files.c.path)).mappings()
    for row in named:
        if row["sha256"] in wrong or row["sha256"] not in known:
            how = "edited" if row["sha256"] in wrong else "missing"
            yield Broken(row["since"], "documents", how, row["path"])


def name_of(row: Row) -> str:
    """A row as people know it."""
    for column in ("place", "source", "path", "name", "waiver"):
        if column in row:
            return str(row[column])
    return str(row["id"])


def state(connection: Connection, table: Table, run: int) -> tuple[int, str]:
    """How many rows held in a run, and one hash for all of them."""
    digests = connection.execute(select(table.c.digest).where(held(table, run))).scalars().all()
    return len(digests), root(digests)
