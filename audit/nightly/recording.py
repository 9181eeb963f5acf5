"""A night's run into the store, in one transaction: what has changed, and the seal on it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select

from audit.model.rule import Outcome
from audit.model.run import FormResult, Run
from audit.nightly import rows
from audit.store import Memory, Store
from audit.store.chain import seal, state
from audit.store.history import DROPPED, RESOLVED, WITHDRAWN, Changes, changes
from audit.store.keeping import STAYS, Moves, Row, advance, canonical
from audit.store.tables import KEPT, documents, runs
from audit.writers.masking import safe


@dataclass(frozen=True, slots=True)
class Night:
    """Everything that a run leaves in the store besides its findings."""

    number: int
    started: str
    finished: str
    host: str
    settings: Mapping[str, object]
    rule_texts: Mapping[str, bytes]
    outputs: Mapping[str, str]
    memory: Memory
    summary: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Sequence[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the store says of the run that it has taken in: its changes, and its place in the chain."""

    changes: Changes
    manifest_sha256: str


def record(store: Store, night: Night, run: Run) -> Recorded:
    """Take a run into the store, all of it or nothing."""
    forms = rows.identities(run)
    found = rows.of_findings(run, forms)
    tables: dict[str, Sequence[Row]] = {
        "input_files": rows.of_files(run),
        "not_audited": rows.of_not_audited(run),
        "outcomes": rows.of_outcomes(run, forms),
        "rule_files": [
            {"path": path, "sha256": hashlib.sha256(text).hexdigest()}
            for path, text in night.rule_texts.items()
        ],
        "settings": rows.of_settings(dict(night.settings)),
        "packages": rows.of_packages(),
        "outputs": [{"path": path, "sha256": sha256} for path, sha256 in night.outputs.items()],
        **night.more,
    }
    with store.writing() as connection:
        moves = {
            name: advance(connection, KEPT[name], night.number, listed) for name, listed in tables.items()
        }
        fate = Fate.of(run, forms, found)
        moves["findings"] = advance(connection, KEPT["findings"], night.number, found, why=fate.of_row)
        told = changes(connection, night.number - 1, night.number)
        _keep_documents(connection, night.rule_texts)
        manifest_sha256 = _seal(connection, night, run, moves, told)
    return Recorded(told, manifest_sha256)


def _seal(connection: Connection, night: Night, run: Run, moves: Mapping[str, Moves], told: Changes) -> str:
    summary = {
        "files": len(run.files),
        "forms": len(run.forms),
        "no_form": len(run.no_form),
        "unaudited": len(run.unaudited),
        "findings": run.severities(),
        "changes": told.counts(),
        **night.summary,
    }
    head = {
        "run": night.number,
        "started": night.started,
        "finished": night.finished,
        "host": night.host,
        "engine": run.engine,
        "rulebook": run.rulebook,
        "summary": summary,
        "judgements": night.memory.forget_unused(connection),
        "state": {name: list(state(connection, KEPT[name], night.number)) for name in _SEALED_WHOLE},
    }
    manifest, sha256 = seal(connection, head, moves)
    row = {name: head[name] for name in ("run", "started", "finished", "engine", "rulebook")}
    connection.execute(
        insert(runs),
        {**row, "summary": canonical(summary), "manifest": manifest, "manifest_sha256": sha256},
    )
    return sha256


_SEALED_WHOLE = ("input_files", "rule_files", "settings", "packages", "outputs")
"""Tables whose whole state a manifest names, so that it stands for the run by itself."""


def _keep_documents(connection: Connection, texts: Mapping[str, bytes]) -> None:
    """Keep the text of each rule file that is not kept yet."""
    by_hash = {hashlib.sha256(text).hexdigest(): text for text in texts.values()}
    known = set(connection.execute(select(documents.c.sha256)).scalars())
    fresh = [{"sha256": key, "content": text} for key, text in sorted(by_hash.items()) if key not in known]
    if fresh:
        connection.execute(insert(documents), fresh)


@dataclass(frozen=True, slots=True)
class Fate:
    """What has become of a finding that this run has not found."""

    results: Mapping[str, FormResult]
    rules: frozenset[str]
    unread: frozenset[str]
    found: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, run: Run, forms: Sequence[str], found: Sequence[Row]) -> Fate:
        """By what the run has looked at."""
        unread = {source for one in run.unaudited for source in _every_name(run, one.source)}
        return cls(
            dict(zip(forms, run.forms, strict=True)),
            frozenset(rule.id for rule in run.rules),
            frozenset(map(safe, unread)),
            frozenset((row["place"], row["ordinal"]) for row in found),
        )

    def of_row(self, row: Row) -> str:
        """Put right, gone with its form or its rule; or it stays, for nobody could look.

        Blank where the finding is there in other words.
        """
        if (row["place"], row["ordinal"]) in self.found:
            return ""
        if not row["form"]:
            if row["rule"] not in self.rules:
                return DROPPED
            return STAYS if self.unread & set(row["source"].split("、")) else RESOLVED
        result = self.results.get(row["form"])
        if result is None:
            return STAYS if row["source"] in self.unread else WITHDRAWN
        outcome = result.outcomes.get(row["rule"])
        if outcome is None:
            return DROPPED
        doubtful = outcome in (Outcome.FAILED, Outcome.UNDECIDED) or any(
            one.rule.id == row["rule"] for one in result.open
        )
        return STAYS if doubtful else RESOLVED


def _every_name(run: Run, source: str) -> tuple[str, ...]:
    return (source, *run.same_files.get(source, ()))
