"""A night's run into the store, in one transaction: what has changed, and the seal on it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, insert, select

from audit.garbage import searched_no_more
from audit.model.rule import Outcome, Severity
from audit.model.run import FormResult, Run
from audit.nightly import rows
from audit.nightly.reporting import Staged
from audit.store import Memory, Store
from audit.store.chain import seal, state
from audit.store.history import DROPPED, RESOLVED, WITHDRAWN, Changes, PastRun, changes, past_runs
from audit.store.keeping import STAYS, Moves, Row, advance, batched, canonical
from audit.store.tables import KEPT, documents, runs
from audit.store.trend import trend
from audit.writers.masking import safe

TOLD = 20
"""So many of the findings that have changed are told one by one."""


@dataclass(frozen=True, slots=True)
class Night:
    """Everything that a run leaves in the store besides its findings."""

    number: int
    started: str
    finished: str
    host: str
    settings: Mapping[str, object]
    rule_texts: Mapping[str, bytes]
    report: Staged
    memory: Memory
    summary: dict[str, Any] = field(default_factory=dict)
    more: Mapping[str, Sequence[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the store says of the run that it has taken in: its changes, and its place in the chain.

    `judged` counts the findings that people have given a verdict on, by verdict.
    """

    changes: Changes
    summary: Mapping[str, Any]
    manifest_sha256: str
    judged: Mapping[str, int]


@searched_no_more()
def record(store: Store, night: Night, run: Run) -> Recorded:
    """Take a run into the store, all of it or nothing."""
    named = dict(zip(rows.identities(run), run.forms, strict=True))
    with store.reading() as connection:
        marks, known = _marks(connection), _forms_with_findings(connection)
    changed = [(form, result) for form, result in named.items() if marks.get(form) != result.mark]
    touched = {"", *(form for form, _ in changed), *((marks.keys() | known) - named.keys())}
    tables: dict[str, Sequence[Row]] = {
        "input_files": rows.of_files(run),
        "not_audited": rows.of_not_audited(run),
        "rule_files": [
            {"path": path, "sha256": hashlib.sha256(text).hexdigest()}
            for path, text in night.rule_texts.items()
        ],
        "settings": rows.of_settings(dict(night.settings)),
        "packages": rows.of_packages(),
        **night.more,
    }
    with store.writing() as connection:
        moves = {
            name: advance(connection, KEPT[name], night.number, listed) for name, listed in tables.items()
        }
        moves["outcomes"] = advance(
            connection, KEPT["outcomes"], night.number, rows.of_outcomes(changed), forms=touched
        )
        moves["findings"] = _findings(connection, night.number, run, named, touched)
        told = changes(connection, night.number - 1, night.number, most=TOLD)
        night.summary.update(findings=_open(connection), changes=told.counts())
        moves["outputs"] = _write_history(connection, night, run)
        _keep_documents(connection, night.rule_texts)
        manifest_sha256 = _seal(connection, night, run, moves)
        return Recorded(told, night.summary, manifest_sha256, _judged(connection))


def _findings(
    connection: Connection, number: int, run: Run, named: Mapping[str, FormResult], touched: Collection[str]
) -> Moves:
    """Take in the findings of the forms that are not as they were, some forms at a time."""
    moves = Moves()
    for forms in batched(sorted(touched), 200):
        found = rows.of_findings((form, named[form]) for form in forms if form in named)
        found += rows.across_forms(run) if "" in forms else ()
        fate = Fate.of(run, named, found)
        moves += advance(connection, KEPT["findings"], number, found, forms=forms, why=fate.of_row)
    return moves


def _write_history(connection: Connection, night: Night, run: Run) -> Moves:
    """Let the last page of the report be written, tonight on it, and keep what the report is made of."""
    tonight = PastRun(
        night.number, night.started, night.finished, run.engine, run.rulebook, night.summary, ""
    )
    written = night.report.finish(trend(connection, [*past_runs(connection), tonight]))
    listed = [{"path": path, "sha256": sha256} for path, sha256 in written.items()]
    return advance(connection, KEPT["outputs"], night.number, listed)


def _marks(connection: Connection) -> dict[str, str]:
    """What stood for the result of each form in the last run."""
    outcomes = KEPT["outcomes"]
    held = select(outcomes.c.form, outcomes.c.mark).where(outcomes.c.until.is_(None))
    return dict(connection.execute(held).all())


def _forms_with_findings(connection: Connection) -> set[str]:
    findings = KEPT["findings"]
    held = select(findings.c.form).where(findings.c.until.is_(None)).distinct()
    return set(connection.execute(held).scalars())


def _open(connection: Connection) -> dict[str, int]:
    """How many findings of each severity stand, those too that nobody could look after tonight."""
    findings = KEPT["findings"]
    held = select(findings.c.severity, func.count()).where(findings.c.until.is_(None))
    counts: dict[str, int] = dict(connection.execute(held.group_by(findings.c.severity)).all())
    return {severity.value: counts.get(severity, 0) for severity in Severity}


def _judged(connection: Connection) -> dict[str, int]:
    """How many findings stand on the very figures that people gave each verdict on."""
    findings, verdicts = KEPT["findings"], KEPT["verdicts"]
    same = (findings.c.place == verdicts.c.place) & (findings.c.fingerprint == verdicts.c.fingerprint)
    both = verdicts.c.until.is_(None) & findings.c.until.is_(None)
    wanted = select(verdicts.c.verdict, func.count()).select_from(findings.join(verdicts, same)).where(both)
    return dict(connection.execute(wanted.group_by(verdicts.c.verdict)).all())


def _seal(connection: Connection, night: Night, run: Run, moves: Mapping[str, Moves]) -> str:
    sizes = {"files": run.files, "forms": run.forms, "no_form": run.no_form, "unaudited": run.unaudited}
    night.summary.update({name: len(listed) for name, listed in sizes.items()})
    summary = night.summary
    head = {
        "run": night.number,
        "started": night.started,
        "finished": night.finished,
        "host": night.host,
        "engine": run.engine,
        "rulebook": run.rulebook,
        "report": night.report.says,
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
    def of(cls, run: Run, named: Mapping[str, FormResult], found: Sequence[Row]) -> Fate:
        """By what the run has looked at."""
        unread = {source for one in run.unaudited for source in _every_name(run, one.source)}
        return cls(
            named,
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
