"""Desks to break, the process that breaks them, and what an unbroken run says."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from audit.nightly.publishing import files_of
from audit.store import opened
from audit.store.keeping import held
from audit.store.tables import findings, outputs
from tests.nightly.desk import ROOT, Desk, form

FULL = os.environ.get("FAULT") == "full"
RULES = 'select = ["EXEC", "TOT", "WGT"]'
FILES = 8


def told(figures: str) -> None:
    """Show figures in the output of `make fault`."""
    sys.stdout.write(f"\n{figures}\n")


def often(full: int, short: int) -> int:
    """How often: as ordered by `make fault`, or a few times in `make test`."""
    return full if FULL else short


@dataclass
class Zygote:
    """Orders to the process that forks nights."""

    process: subprocess.Popen[str]
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def order(self, desk: Desk, **order: Any) -> dict[str, Any]:
        """Have a night run as ordered: what came of it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        said = order.setdefault("said", str(desk.folder / f"said-{next(self.numbers)}-"))
        full = {"folder": str(desk.folder), "cache": str(desk.folder / "cache"), **order}
        self.process.stdin.write(json.dumps(full) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the process that forks has died"
        told: dict[str, Any] = json.loads(answer)
        for number, run in enumerate(told["runs"]):
            for kind in ("out", "err"):
                file = Path(f"{said}{number}.{kind}")
                run[kind] = file.read_text("utf-8", "replace") if file.exists() else ""
        return told

    def night(self, desk: Desk, **order: Any) -> dict[str, Any]:
        """One night as ordered."""
        run: dict[str, Any] = self.order(desk, **order)["runs"][0]
        return run

    def finish(self, desk: Desk) -> dict[str, Any]:
        """Let a night come to its end; a server may need a moment to see that somebody has died."""
        for _ in range(20):
            run = self.night(desk)
            if run["code"] != 4:
                break
        assert run["code"] in (0, 3), run
        return run


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    yield Zygote(process)
    assert process.stdin is not None
    process.stdin.close()
    process.wait(60)


def submissions() -> dict[str, str]:
    """Some forms of several units."""
    made = {}
    for number in range(FILES):
        text = form(number % 4 + 1).replace("中共中卫市委员会组织部", f"第{number // 3}单位")
        made[f"{number:02}.txt"] = text.replace("经费", f"经费{number}")
    return made


def corrected(text: str) -> str:
    """The form with a figure corrected."""
    return text.replace("100%\t9.9", "100%\t10")


def laid_out(folder: Path, store: str) -> Desk:
    """A desk with all submissions."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = Desk(folder, store)
    desk.forms.mkdir()
    for name, text in submissions().items():
        desk.write(name, text)
    desk.configure(RULES)
    return desk


def change_some(desk: Desk) -> None:
    """What happens by day: some figures are corrected, a form goes, one comes."""
    for name in ("01.txt", "05.txt", "07.txt"):
        desk.write(name, corrected(submissions()[name]))
    (desk.forms / "02.txt").unlink()
    desk.write("99.txt", form(2).replace("经费", "经费99"))


@dataclass(frozen=True)
class Truth:
    """What a store and a report say, whenever they were made."""

    findings: tuple[tuple[object, ...], ...]
    report: bytes
    files: dict[str, str]


def truth(desk: Desk) -> Truth:
    """All that stands in the store and in the report now."""
    columns = [c for c in findings.columns if c.name not in ("id", "since", "until", "gone")]
    with opened(desk.places().store) as store, store.reading() as connection:
        last = store.last()
        rows = connection.execute(select(*columns).where(held(findings, last))).all()
    keys = [tuple(row) for row in rows]
    assert len(keys) == len(set(keys)), "a finding is there twice"
    return Truth(
        tuple(sorted(keys, key=str)),
        (desk.report / "findings.json").read_bytes(),
        files_of(desk.report, ("history.html",)),  # it tells when the runs were
    )


def assert_whole(desk: Desk) -> int:
    """The store is sound and the report is that of its last run or of the one before: the last run."""
    file = desk.folder / "audit.db"
    if not file.exists() or not file.stat().st_size:
        assert not desk.report.exists()
        return 0
    if desk.store == "audit.db":
        with closing(sqlite3.connect(file)) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            if not plain.execute("SELECT name FROM sqlite_master WHERE name = 'runs'").fetchall():
                return 0
    with opened(desk.places().store, make=True) as store:
        last = store.last()
        of_report = select(outputs.c.path, outputs.c.sha256)
        with store.reading() as connection:
            sealed = [
                dict(connection.execute(of_report.where(held(outputs, n))).all())
                for n in (last, last - 1)
                if n > 0
            ]
    there = files_of(desk.report) if desk.report.exists() else None
    assert there in [*sealed, *([None] if last <= 1 else [])], "the report is neither the old nor the new one"
    return last


def copied(desk: Desk, folder: Path) -> Desk:
    """The same desk elsewhere; its store is a file of the folder."""
    assert desk.store == "audit.db"
    shutil.copytree(desk.folder, folder)
    return Desk(folder, "audit.db")


@pytest.fixture(scope="session")
def first(zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk after its first night, with changes waiting for the second."""
    desk = laid_out(tmp_path_factory.mktemp("first") / "desk", "audit.db")
    zygote.finish(desk)
    change_some(desk)
    return desk


@pytest.fixture(scope="session")
def unbroken(zygote: Zygote, first: Desk, tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """What the second night says when nobody disturbs it."""
    desk = copied(first, tmp_path_factory.mktemp("unbroken") / "desk")
    zygote.finish(desk)
    return truth(desk)
