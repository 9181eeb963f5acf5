"""A store that is open: one transaction at a time, and what the rules last said of each form."""

from __future__ import annotations

import hashlib
import os
import socket
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import URL, Connection, Engine, delete, insert, select, text

from audit.errors import Locked
from audit.model.identity import Former, Formers
from audit.store.keeping import batched, root
from audit.store.lock import Holder
from audit.store.opening import connect, explained, file_of, shown
from audit.store.tables import judgements, outcomes, runs

_LOCK = 0x6A786A63


@dataclass(slots=True)
class Store:
    """Runs and what they found; open it with `opened`."""

    url: URL
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store."""
        with explained(self.url), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: everything in it or nothing."""
        with explained(self.url), self.engine.begin() as connection:
            yield connection

    def last(self) -> int:
        """The number of the last run, 0 before the first."""
        with self.reading() as connection:
            return connection.execute(select(runs.c.run).order_by(runs.c.run.desc()).limit(1)).scalar() or 0

    def formers(self) -> Formers:
        """Which form each identity last stood for."""
        wanted = select(outcomes.c.form, outcomes.c.form_id, outcomes.c.source, outcomes.c.until.is_(None))
        with self.reading() as connection:
            rows = connection.execute(wanted.order_by(outcomes.c.since)).all()
        return {form: Former(form_id, source, bool(held)) for form, form_id, source, held in rows}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other machines from running on a PostgreSQL store; a SQLite file has a lock beside it."""
        if file_of(self.url) is not None:
            yield
            return
        with self.reading() as connection:
            # no transaction meanwhile: a server may end one that is idle for long, and the lock with it
            session = connection.execution_options(isolation_level="AUTOCOMMIT")
            if not session.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar():
                who = _holder(session) or "另一台机器上的 audit nightly"
                raise Locked(f"{shown(self.url)}: {who} 正在运行，本次没有做。等它结束后再运行。")
            name = f"{os.getpid()} {socket.gethostname()}"
            session.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name})
            yield


def _holder(connection: Connection) -> Holder | None:
    """Who holds the lock of a PostgreSQL store, where the server tells it us."""
    row = connection.execute(text(_HOLDING), {"lock": _LOCK}).one_or_none()
    pid, _, host = (row.application_name or "").partition(" ") if row else ("", "", "")
    return Holder(int(pid), host, row.backend_start.isoformat()) if row and pid.isdigit() else None


_HOLDING = """
SELECT application_name, backend_start FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = :lock
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@contextmanager
def opened(url: URL, *, make: bool = False) -> Iterator[Store]:
    """The store at that address, checked before it is used."""
    engine = connect(url, make=make)
    try:
        yield Store(url, engine)
    finally:
        engine.dispose()


@dataclass(slots=True)
class Memory:
    """What the rules said before, by the key that the engine gives it: one transaction a file.

    `reading` stands for how forms were read, `formers` tell what they were called. A text that is not what
    was kept is no text.
    """

    store: Store
    run: int
    reading: str = ""
    formers: Formers = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def unread(self, sources: Collection[str]) -> None:
        """Note which files could not be read."""
        self.formers = {
            name: former._replace(unread=former.source in sources) for name, former in self.formers.items()
        }

    def recall(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The texts kept under these keys, those that are known and whole."""
        found: dict[str, str] = {}
        wanted = select(judgements.c.key, judgements.c.content, judgements.c.digest)
        with self.store.reading() as connection:
            for some in batched(keys):
                for key, content, digest in connection.execute(wanted.where(judgements.c.key.in_(some))):
                    if _digest(key, content) == digest:
                        found[key] = zlib.decompress(content).decode()
        self.used |= set(found)
        return found

    def keep(self, said: Mapping[str, str]) -> None:
        """Keep these texts, over older ones of the same key."""
        for key, told in said.items():
            content = zlib.compress(told.encode(), 1)
            row = {"key": key, "run": self.run, "content": content, "digest": _digest(key, content)}
            with self.store.writing() as connection:
                connection.execute(delete(judgements).where(judgements.c.key == key))
                connection.execute(insert(judgements), row)
        self.used |= set(said)

    def forget_unused(self, connection: Connection) -> str:
        """Drop what this run neither recalled nor kept; one hash for what is left."""
        known = dict(connection.execute(select(judgements.c.key, judgements.c.digest)).all())
        for some in batched([key for key in known if key not in self.used]):
            connection.execute(delete(judgements).where(judgements.c.key.in_(some)))
        return root(digest for key, digest in known.items() if key in self.used)


def _digest(key: str, content: bytes) -> str:
    return hashlib.sha256(key.encode() + content).hexdigest()
