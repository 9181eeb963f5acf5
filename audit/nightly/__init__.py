"""The night's run: read, judge, compare with the night before, keep, publish, tell."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL

from audit.config import Config
from audit.errors import StoreFault, UsageError
from audit.nightly import publishing, reporting, rows
from audit.nightly.opinions import FIXED, Opinions, heard
from audit.nightly.proof import Anchor, write_anchor
from audit.nightly.recording import Night, Recorded, record
from audit.nightly.reporting import old_ledger, sealed_outputs, stage
from audit.nightly.telling import tell
from audit.nightly.waivers import read_waivers
from audit.nightly.waiving import PAGES
from audit.pipeline import (
    Progress,
    Settings,
    check,
    manual,
    reading_version,
    rule_folders,
)
from audit.store import Memory, Store, file_of, opened, place_of, shown
from audit.store.chain import broken
from audit.store.history import PastRun, past_runs
from audit.store.lock import held as locked
from audit.writers.html import LEDGER

if TYPE_CHECKING:
    from audit.model.run import Run

REPORT, WAIVERS = "审核报告", "waivers.yaml"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a night's run reads and writes, with every default filled in."""

    folders: tuple[Path, ...]
    report: Path
    store: URL
    lock: Path
    waivers: Path
    anchor: Path | None

    @classmethod
    def of(cls, config: Config, folder: Path) -> Places:
        """As configured, paths from the folder of `audit.toml`."""
        report = config.report or folder / REPORT
        store = place_of(config.store, folder)
        file = file_of(store)
        beside = file or report
        return cls(
            config.folders,
            report,
            store,
            beside.with_name(f"{beside.name}.lock"),
            config.waivers or folder / WAIVERS,
            config.anchor,
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """What people should know besides: a text `nightly.remark.…` and its values."""

    key: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Told:
    """A run that is done: what it found, what has changed, and what people should know besides."""

    number: int
    run: Run
    recorded: Recorded
    before: str | None
    remarks: tuple[Remark, ...]


def nightly(
    config: Config,
    places: Places,
    *,
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    progress: Progress | None = None,
) -> Told:
    """Audit the folders, keep what has changed, publish the report.

    Raises:
        Locked: another run is at work.
        StoreFault: the store is damaged, or there is no room for it or for the report.
    """
    _check_places(places)
    started = _stamp(now())
    with locked(places.lock, started) as died, opened(places.store, make=True) as store, store.alone():
        remarks = [Remark("died", {"holder": str(died)})] if died else []
        if publishing.recover(places.report, sealed_outputs(store)):
            remarks.append(Remark("published", {}))
        return _run(config, places, store, _Clock(started, now, remarks), progress)


@dataclass(frozen=True, slots=True)
class _Clock:
    started: str
    now: Callable[[], datetime]
    remarks: list[Remark]


def _run(config: Config, places: Places, store: Store, clock: _Clock, progress: Progress | None) -> Told:
    before = _earlier(store, clock)
    number = before[-1].run + 1 if before else 1
    settings = Settings(**{field.name: getattr(config, field.name) for field in fields(Settings)})
    memory = Memory(store, number, reading_version(settings), store.formers())
    listed = read_waivers(places.waivers)
    run = check(places.folders, settings, contract=config.contract.nightly, progress=progress, memory=memory)
    read = publishing.hash_of(places.report / LEDGER)
    ledger = old_ledger(places.report)
    if before and before[-1].summary["files"] and not run.files:
        clock.remarks.append(Remark("empty", {"count": before[-1].summary["files"]}))
    with store.reading() as connection:
        today = max([clock.now().date(), *(datetime.fromisoformat(past.finished).date() for past in before)])
        opinions = heard(connection, run, ledger, listed, today)
    told = reporting.Told(
        config.lang, memory.reading, (*manual(settings), *PAGES), read if ledger else None, ledger
    )
    staged = stage(store, places.report, opinions.run, told)
    night = Night(
        number=number,
        started=clock.started,
        finished=_stamp(clock.now()),
        host=socket.gethostname(),
        settings=_told_settings(config, places),
        rule_texts=rows.rule_texts(rule_folders(settings)),
        report=staged,
        memory=memory,
        more=opinions.rows,
    )
    recorded = record(store, night, opinions.run)
    saved = publishing.publish(places.report, LEDGER, read)
    if saved is not None:
        clock.remarks.append(Remark("saved", {"file": saved}))
    if still_there := recorded.judged.get(FIXED):
        clock.remarks.append(Remark("fixed", {"count": still_there}))
    clock.remarks.extend(_tell(config, places, night, recorded, opinions))
    return Told(number, opinions.run, recorded, before[-1].started if before else None, tuple(clock.remarks))


def _earlier(store: Store, clock: _Clock) -> list[PastRun]:
    """The runs before this one; a broken chain of theirs, or a clock set back, is remarked."""
    with store.reading() as connection:
        before = past_runs(connection)
        clock.remarks.extend(
            Remark("broken", {"run": link.run}) for link in islice(broken(connection, rows=False), 1)
        )
    if before and datetime.fromisoformat(before[-1].finished) > datetime.fromisoformat(clock.started):
        clock.remarks.append(Remark("clock", {"now": clock.started, "before": before[-1].finished}))
    return before


def _tell(
    config: Config, places: Places, night: Night, recorded: Recorded, opinions: Opinions
) -> Iterator[Remark]:
    """Keep the seal elsewhere, run the checkpoint, send the notice; what fails is told and fails no run."""
    if places.anchor is not None:
        try:
            write_anchor(places.anchor, Anchor(night.number, recorded.manifest_sha256))
        except StoreFault as fault:
            yield Remark("notice", {"failure": str(fault)})
    for failure in tell(config, night, opinions.run, opinions.lapsed):
        yield Remark("notice", {"failure": failure})


def _check_places(places: Places) -> None:
    """Refuse what cannot come to a good end."""
    if not places.folders:
        raise UsageError('audit.toml 里没有写 folders（报送材料的文件夹），如 folders = ["报送材料"]。')
    file = file_of(places.store)
    for folder in places.folders:
        if file is not None and file.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"store（{file}）在报送材料的文件夹 {folder} 里，会被当作材料。请放到外面。")


def _told_settings(config: Config, places: Places) -> dict[str, object]:
    """The configuration as it is kept: what decides on findings, without keys and addresses."""
    names = [
        field.name for field in fields(Config) if field.name not in ("contract", "notices", "store", "jobs")
    ]
    told = {name: getattr(config, name) for name in names}
    told |= {"store": shown(places.store), "folders": [str(folder) for folder in places.folders]}
    return {name: _plain(value) for name, value in told.items() if value not in (None, ())}


def _plain(value: object) -> object:
    if isinstance(value, tuple | list):
        return "、".join(map(str, value))
    return value


def _stamp(moment: datetime) -> str:
    """A moment as it is kept, to the second, with its time zone."""
    return moment.isoformat(timespec="seconds")
