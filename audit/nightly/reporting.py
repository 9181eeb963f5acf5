"""The night's report: written beside the old one, and as a whole only where it would say something else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from audit.nightly import publishing
from audit.nightly.entries import Entries
from audit.pipeline import read_ledger
from audit.shipped import program
from audit.store import Store
from audit.store.keeping import held
from audit.store.tables import outcomes, outputs, runs
from audit.writers.html import FINDINGS, LEDGER

if TYPE_CHECKING:
    from audit.model.history import History
    from audit.model.ledger import Ledger
    from audit.model.manual import RulePage
    from audit.model.run import Run

_THEN = "-"


@dataclass(frozen=True, slots=True)
class Told:
    """What a report needs besides the run: its language, what forms were read by, the rulebook's pages.

    `typed` is the hash of the ledger before it, `ledger` what that holds; both are nothing where nobody
    has written in it.
    """

    lang: str
    reading: str
    manual: Sequence[RulePage]
    typed: str | None
    ledger: Ledger | None


@dataclass(frozen=True, slots=True)
class Staged:
    """A report that waits for its history: `says` stands for everything else in it.

    `finish` writes the history and tells the hash of every file.
    """

    says: str
    finish: Callable[[History], dict[str, str]]


def stage(store: Store, report: Path, run: Run, told: Told) -> Staged:
    """Write the report beside the old one, which is copied where it says the same."""
    from audit.writers import history, html

    known = sealed_outputs(store)
    foreign = publishing.strangers(report, known) if report.is_dir() else set()
    says = sign(run, told)
    said = _last_said(store)
    same = says == said and publishing.holds(report, known)
    fresh = publishing.prepare(report)
    if not same:
        with publishing.written(report):
            entries = _entries(store, report, known) if _common(says) == _common(said) else None
            others = html.Others(
                manual=told.manual,
                history=True,
                known=entries.of if entries else None,
                reading=told.reading,
            )
            html.write(run, fresh, lang=told.lang, old=told.ledger, others=others)

    def finish(past: History) -> dict[str, str]:
        with publishing.written(report):
            history.write(past, fresh, lang=told.lang)
            return publishing.files_of(fresh, foreign)

    return Staged(says, finish)


def sign(run: Run, told: Told) -> str:
    """What stands for all that a report says: for what each form's entry hangs on, then for the rest."""
    common = (program(), told.lang, told.reading, *_said_of_all(run))
    return f"{_digest(common)}{_THEN}{_digest((told.typed, *_said(run)))}"


def _common(says: str) -> str:
    """Of a report, what stands for the program, the rules and what people say of findings."""
    return says.partition(_THEN)[0]


def _digest(parts: Iterable[str | None]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _said_of_all(run: Run) -> Iterator[str]:
    """What the entry of any form may hang on, besides its result."""
    yield repr((run.engine, run.rulebook, [rule.id for rule in run.rules], run.silenced, run.profiles))
    yield repr((sorted(run.verdicts.items()), run.waivers))


def _said(run: Run) -> Iterator[str]:
    """The rest of a run in texts; equal texts, equal reports."""
    yield repr((run.files, run.no_form, run.unaudited, sorted(run.same_files.items())))
    for result in run.forms:
        judged = (result.profile, result.profile_reason, result.year, result.year_reason, result.mark)
        yield repr((result.form.id, result.form.source, *judged))
    for finding in run.corpus:
        yield repr((finding.place, finding.fingerprint, finding.message, finding.forms))


def _entries(store: Store, report: Path, known: Mapping[str, str]) -> Entries | None:
    """The entries of the findings.json of last night, as long as nobody has touched it."""
    file = report / FINDINGS
    if FINDINGS not in known or publishing.hash_of(file) != known[FINDINGS]:
        return None
    with store.reading() as connection:
        marks = connection.execute(select(outcomes.c.mark).where(held(outcomes, store.last()))).scalars()
        return Entries(file, frozenset(marks))


def _last_said(store: Store) -> str:
    """What the report of the last run said."""
    wanted = select(runs.c.manifest).order_by(runs.c.run.desc()).limit(1)
    with store.reading() as connection:
        manifest = connection.execute(wanted).scalar()
    return str(json.loads(manifest).get("report", "")) if manifest else ""


def sealed_outputs(store: Store) -> dict[str, str]:
    """The files of the last run's report, by hash."""
    last = store.last()
    with store.reading() as connection:
        found = connection.execute(select(outputs.c.path, outputs.c.sha256).where(held(outputs, last)))
        return dict(found.all())


def old_ledger(report: Path) -> Ledger | None:
    """The ledger of the night before, with what people typed into it since."""
    from audit.writers.ledger import untouched

    file = report / LEDGER
    return read_ledger(file) if file.is_file() and not untouched(file) else None
