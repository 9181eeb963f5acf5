"""Whatever is changed in the store or the report is named."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Connection, Table, delete, insert, select, update

from audit.errors import UsageError
from audit.nightly.proof import Anchor, checked, read_anchor, write_anchor
from audit.store import Store, opened
from audit.store.chain import Broken, broken
from audit.store.keeping import digest_of
from audit.store.tables import BOOKKEEPING, KEPT, documents, outputs, runs
from audit.writers.html import LEDGER
from tests.nightly.desk import Desk, form

WAIVER = """\
- rule: WGT-03
  reason: 理由
  basis: 依据
  requested_by: 甲
  approved_by: 乙
  until: 2099-12-31
  bound: {count: 9}
"""
FIRST_RULES = 'select = ["EXEC", "TOT", "WGT"]'


@pytest.fixture(scope="module")
def desk(shared_store: str, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Three nights, with something changed in every table."""
    desk = Desk.of(tmp_path_factory.mktemp("desk"), shared_store, FIRST_RULES)
    (desk.folder / "waivers.yaml").write_text(WAIVER, "utf-8")
    desk.write("附件.txt", "会议纪要\n\n议题\t结论\n预算\t通过\n")
    desk.night()
    desk.write("一.txt", form().replace("100%\t9.9", "100%\t9.5"))
    desk.configure(f'{FIRST_RULES}\nfail_on = "note"')
    desk.night()
    (desk.forms / "附件.txt").unlink()
    desk.night()
    return desk


@pytest.fixture
def store(desk: Desk) -> Iterator[Store]:
    with opened(desk.places().store) as store:
        yield store


@pytest.fixture
def open_to_change(store: Store) -> Iterator[Connection]:
    """A transaction that is taken back."""
    with store.engine.connect() as connection:
        change = connection.begin()
        yield connection
        change.rollback()


@dataclass(frozen=True)
class Change:
    """A manipulation, and the run and table that must be named first."""

    name: str
    make: Callable[[Connection], tuple[int, str]]


def _rows(connection: Connection, table: Table) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]


def edit(table: Table, column: str, *, sealed: bool) -> Change:
    """Edit a column of the first row; `sealed` computes the row's digest anew."""

    def make(connection: Connection) -> tuple[int, str]:
        row = _rows(connection, table)[0]
        row[column] = f"{row[column]}0"
        values = {column: row[column]}
        if sealed:
            values["digest"] = digest_of(table, row)
        connection.execute(update(table).where(table.c.id == row["id"]).values(**values))
        return int(str(row["since"])), table.name

    return Change(f"{table.name}-{column}-{'sealed' if sealed else 'edited'}", make)


def remove(table: Table, which: int) -> Change:
    def make(connection: Connection) -> tuple[int, str]:
        row = _rows(connection, table)[which]
        connection.execute(delete(table).where(table.c.id == row["id"]))
        return int(str(row["since"])), table.name

    return Change(f"{table.name}-deleted-{which}", make)


def add(table: Table, since: int) -> Change:
    """Insert a row that looks right in every way."""

    def make(connection: Connection) -> tuple[int, str]:
        row = _rows(connection, table)[0]
        name = next(name for name in row if name not in BOOKKEEPING)
        row |= {name: f"{row[name]}x", "since": since, "until": None, "gone": None}
        row["digest"] = digest_of(table, row)
        del row["id"]
        connection.execute(insert(table), row)
        return since, table.name

    return Change(f"{table.name}-inserted-{since}", make)


def move(table: Table, column: str, to: int) -> Change:
    """Let a row begin or end in another run."""

    def make(connection: Connection) -> tuple[int, str]:
        row = next(row for row in _rows(connection, table) if row["since"] == 1)
        target = to if row[column] != to else to - 1
        connection.execute(update(table).where(table.c.id == row["id"]).values({column: target}))
        named = {int(str(value)) for value in (row[column], target) if value is not None}
        return min(named), table.name

    return Change(f"{table.name}-{column}-to-{to}", make)


def of_run(column: str) -> Change:
    def make(connection: Connection) -> tuple[int, str]:
        old = connection.execute(select(runs.c[column]).where(runs.c.run == 2)).scalar()
        connection.execute(update(runs).where(runs.c.run == 2).values({column: f"{old}0"}))
        what = {"manifest": "manifest", "manifest_sha256": "manifest", "summary": "summary"}.get(
            column, "runs"
        )
        return 2, what

    return Change(f"run-{column}", make)


def _forge(connection: Connection) -> tuple[int, str]:
    """Rewrite a manifest with its hash: the next one does not follow it."""
    text = connection.execute(select(runs.c.manifest).where(runs.c.run == 1)).scalar()
    manifest = {**json.loads(str(text)), "host": "elsewhere"}
    forged = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(forged.encode()).hexdigest()
    values = {"manifest": forged, "manifest_sha256": sha256}
    connection.execute(update(runs).where(runs.c.run == 1).values(**values))
    return 2, "manifest"


def _remove_run(number: int) -> Change:
    def make(connection: Connection) -> tuple[int, str]:
        connection.execute(delete(runs).where(runs.c.run == number))
        return number, "runs"

    return Change(f"run-{number}-deleted", make)


def _swap_runs(connection: Connection) -> tuple[int, str]:
    for old, new in ((1, 9), (2, 1), (9, 2)):
        connection.execute(update(runs).where(runs.c.run == old).values(run=new))
    return 1, "manifest"


def _insert_run(connection: Connection) -> tuple[int, str]:
    row = dict(connection.execute(select(runs).where(runs.c.run == 3)).mappings().one())
    connection.execute(insert(runs), {**row, "run": 4, "manifest_sha256": "0" * 64})
    return 4, "manifest"


def _edit_document(connection: Connection) -> tuple[int, str]:
    sha256 = connection.execute(select(documents.c.sha256).limit(1)).scalar()
    connection.execute(update(documents).where(documents.c.sha256 == sha256).values(content=b"x"))
    return 1, "documents"


def _remove_document(connection: Connection) -> tuple[int, str]:
    sha256 = connection.execute(select(documents.c.sha256).limit(1)).scalar()
    connection.execute(delete(documents).where(documents.c.sha256 == sha256))
    return 1, "documents"


FILLED = [KEPT[name] for name in KEPT if name != "verdicts"]
CHANGES = [
    *(
        edit(table, column.name, sealed=sealed)
        for table in FILLED
        for column in table.columns
        if column.name not in BOOKKEEPING
        for sealed in (False, True)
    ),
    *(edit(table, "digest", sealed=False) for table in FILLED),
    *(remove(table, which) for table in FILLED for which in (0, -1)),
    *(add(table, since) for table in FILLED for since in (1, 3)),
    *(move(table, column, to) for table in FILLED for column, to in (("since", 2), ("until", 3))),
    move(KEPT["findings"], "since", 7),
    *(of_run(c.name) for c in runs.columns if c.name not in ("run", "manifest_sha256")),
    of_run("manifest_sha256"),
    Change("manifest-forged", _forge),
    _remove_run(1),
    _remove_run(2),
    Change("runs-swapped", _swap_runs),
    Change("run-inserted", _insert_run),
    Change("document-edited", _edit_document),
    Change("document-deleted", _remove_document),
]


def test_there_are_more_than_a_hundred_manipulations() -> None:
    assert len(CHANGES) > 100


def test_an_untouched_store_and_report_hold(desk: Desk, store: Store) -> None:
    told = checked(store, desk.report)
    assert told.sound, (told.links, told.files)
    assert told.last.run == 3
    assert told.sealed_files > 5


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_of_the_store_is_named_with_its_run_and_table(
    open_to_change: Connection, change: Change
) -> None:
    assert list(broken(open_to_change)) == []
    run, table = change.make(open_to_change)
    links = list(broken(open_to_change))
    assert links
    assert (run, table) in {(link.run, link.what) for link in links}
    assert links[0].run <= run or links[0].what == "runs"


def test_an_edited_row_is_named(open_to_change: Connection) -> None:
    table = KEPT["findings"]
    row = _rows(open_to_change, table)[0]
    open_to_change.execute(update(table).where(table.c.id == row["id"]).values(severity="note!"))
    assert Broken(1, "findings", "edited", str(row["place"])) in list(broken(open_to_change))


def test_a_store_cut_short_is_told_by_a_seal_kept_elsewhere(desk: Desk, store: Store, tmp_path: Path) -> None:
    kept = tmp_path / "anchor.json"
    write_anchor(kept, checked(store, desk.report).last)
    anchor = read_anchor(str(kept))
    with store.engine.connect() as connection:
        change = connection.begin()
        connection.execute(delete(runs).where(runs.c.run == 3))
        for table in KEPT.values():
            connection.execute(delete(table).where(table.c.since == 3))
            back = update(table).where(table.c.until == 3).values(until=None, gone=None)
            connection.execute(back)
        assert list(broken(connection)) == [], "the chain itself cannot tell"
        change.rollback()
    assert checked(store, desk.report, anchor).lost is None
    assert checked(store, desk.report, read_anchor(anchor.sha256)).lost is None
    other = Anchor(4, "0" * 64)
    assert checked(store, desk.report, other).lost == other
    with pytest.raises(UsageError):
        read_anchor(str(desk.folder / "audit.toml"))


def _reports(desk: Desk) -> list[str]:
    return sorted(p.relative_to(desk.report).as_posix() for p in desk.report.rglob("*") if p.is_file())


def test_every_file_of_the_report_is_watched(desk: Desk, store: Store, tmp_path: Path) -> None:
    names = [name for name in _reports(desk) if not name.startswith("rulebook/")]
    assert {"index.html", "findings.json", LEDGER} <= set(names)
    names.remove(LEDGER)
    for number, name in enumerate((*names, "rulebook/index.html")):
        copy = tmp_path / str(number)
        shutil.copytree(desk.report, copy)
        with (copy / name).open("ab") as stream:
            stream.write(b" ")
        assert checked(store, copy).files == ((name, "edited"),)
        (copy / name).unlink()
        assert checked(store, copy).files == ((name, "missing"),)
        shutil.rmtree(copy)


def test_in_the_ledger_people_may_write_in_their_half_and_not_in_ours(
    desk: Desk, store: Store, tmp_path: Path
) -> None:
    copy = tmp_path / "report"
    shutil.copytree(desk.report, copy)
    book = openpyxl.load_workbook(copy / LEDGER)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    book.save(copy / LEDGER)
    told = checked(store, copy)
    assert told.sound
    assert told.filled
    message = next(cell for cell in cells if "9.5" in str(cell.value) and "应得" in str(cell.value))
    message.value = str(message.value).replace("9.5", "9.6")
    book.save(copy / LEDGER)
    assert checked(store, copy).files == ((LEDGER, "edited"),)


def test_a_file_put_into_the_report_and_two_files_exchanged_are_named(
    desk: Desk, store: Store, tmp_path: Path
) -> None:
    copy = tmp_path / "report"
    shutil.copytree(desk.report, copy)
    (copy / "d" / "999.js").write_text("x")
    assert checked(store, copy).files == (("d/999.js", "stranger"),)
    (copy / "d" / "999.js").unlink()
    one, other = copy / "index.html", copy / "findings.json"
    aside = copy / "aside"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    assert dict(checked(store, copy).files) == {"index.html": "edited", "findings.json": "edited"}


def test_the_files_of_the_last_run_are_those_of_the_report(desk: Desk, store: Store) -> None:
    with store.reading() as connection:
        held = connection.execute(select(outputs.c.path).where(outputs.c.until.is_(None))).scalars()
        assert sorted(held) == _reports(desk)
