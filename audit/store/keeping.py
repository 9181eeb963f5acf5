"""Rows that hold from run to run: a night writes what has changed, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, insert, select, update

from audit.store.tables import BOOKKEEPING

Row = Mapping[Any, Any]

STAYS = "stays"
"""The reason of a row that holds on although nobody has seen it tonight."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What a run has changed in a table: digests of rows that began to hold, and that hold no longer."""

    opened: tuple[str, ...] = ()
    closed: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: Moves) -> Moves:
        return Moves(self.opened + other.opened, self.closed + other.closed)

    def told(self) -> dict[str, list[object]]:
        """How many, and one hash for all of each kind."""
        ended = [f"{digest} {gone}" for digest, gone in self.closed]
        return {"opened": [len(self.opened), root(self.opened)], "closed": [len(ended), root(ended)]}


def root(lines: Iterable[str]) -> str:
    """One hash for a set of lines, in whatever order they come."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def canonical(value: object) -> str:
    """JSON of one spelling, which can be hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(table: Table, row: Row) -> str:
    """What stands for a row of that table, whenever it holds."""
    names = [column.name for column in table.columns if column.name not in BOOKKEEPING]
    said = canonical([table.name, *(row[name] for name in names)])
    return hashlib.sha256(said.encode()).hexdigest()


def advance(  # noqa: PLR0913 — what to change, and how far
    connection: Connection,
    table: Table,
    run: int,
    wanted: Sequence[Row],
    *,
    forms: Collection[str] | None = None,
    why: Callable[[Row], str] | None = None,
) -> Moves:
    """Let the rows wanted hold from this run on, and those end that are not wanted.

    `forms` leaves the rows of other forms as they are; `why` tells of a row that is not wanted why
    it ends, or `STAYS`. Doing it twice changes nothing more.
    """
    current = _current(connection, table, forms)
    fresh = {digest_of(table, row): row for row in wanted}
    ended = _ended(
        connection, table, [number for digest, number in current.items() if digest not in fresh], why
    )
    if ended:
        end = update(table).where(table.c.id == bindparam("of")).values(until=run, gone=bindparam("why"))
        connection.execute(end, [{"of": number, "why": gone} for number, _, gone in ended])
    opened = [digest for digest in fresh if digest not in current]
    if opened:
        rows = [{**fresh[digest], "since": run, "digest": digest} for digest in opened]
        connection.execute(insert(table), rows)
    return Moves(tuple(opened), tuple((digest, gone or "") for _, digest, gone in ended))


def _current(connection: Connection, table: Table, forms: Collection[str] | None) -> dict[str, int]:
    """The rows that hold: their numbers by digest."""
    holds = select(table.c.digest, table.c.id).where(table.c.until.is_(None))
    if forms is None:
        return dict(connection.execute(holds).all())
    found: dict[str, int] = {}
    for some in batched(sorted(forms)):
        found |= dict(connection.execute(holds.where(table.c.form.in_(some))).all())
    return found


def _ended(
    connection: Connection, table: Table, unseen: Sequence[int], why: Callable[[Row], str] | None
) -> list[tuple[int, str, str | None]]:
    """Number, digest and reason of each row that ends, of those that nobody has seen."""
    ended = []
    for numbers in batched(unseen):
        rows = connection.execute(select(table).where(table.c.id.in_(numbers)).order_by(table.c.id))
        for row in rows.mappings():
            gone = why(row) if why else ""
            if gone != STAYS:
                ended.append((row["id"], row["digest"], gone or None))
    return ended


def batched(items: Sequence[Any], size: int = 500) -> Iterator[Sequence[Any]]:
    """The items in pieces that a database takes at once."""
    return (items[start : start + size] for start in range(0, len(items), size))


def held(table: Table, run: int) -> ColumnElement[bool]:
    """The rows that held in a run."""
    return (table.c.since <= run) & (table.c.until.is_(None) | (table.c.until > run))
