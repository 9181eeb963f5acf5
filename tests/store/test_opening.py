"""A store that is damaged, foreign, older or newer is told apart before anything is read from it."""

from __future__ import annotations

import hashlib
import json
import os
import random
import socket
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, insert, select, text

import audit.store
from audit.errors import AuditError, Locked, StoreFault, UsageError
from audit.store import Store, opened, place_of, shown
from audit.store.chain import broken, seal
from audit.store.keeping import Moves, advance, canonical
from audit.store.tables import KEPT, METADATA, REVISION, documents, runs
from tests.postgresql import Server

RUN: dict[str, object] = {
    "run": 1, "started": "2025-01-01T02:00:00+08:00", "finished": "2025-01-01T02:01:00+08:00", "engine": "e",
    "rulebook": "r", "summary": "{}", "manifest": "{}", "manifest_sha256": "0",
}  # fmt: skip


def row(table: str, number: int = 1) -> dict[str, str]:
    left_out = {"id", "since", "until", "gone", "digest"}
    names = [column.name for column in KEPT[table].columns if column.name not in left_out]
    return {name: f"{name} {number}" for name in names}


def fill(store: Store) -> None:
    with store.writing() as connection:
        text_ = "内容".encode()
        sha256 = hashlib.sha256(text_).hexdigest()
        connection.execute(insert(documents), {"sha256": sha256, "content": text_})
        moves = {}
        for name, table in KEPT.items():
            rows = [row(name, n) for n in range(40)]
            if name == "rule_files":
                rows = [{**each, "sha256": sha256} for each in rows]
            moves[name] = advance(connection, table, 1, rows)
        head = {name: RUN[name] for name in ("run", "started", "finished", "engine", "rulebook")}
        manifest, seal_ = seal(connection, {**head, "summary": {}}, moves)
        connection.execute(insert(runs), {**RUN, "manifest": manifest, "manifest_sha256": seal_})


def sealed_of_old(connection: Connection, moves: dict[str, Moves]) -> dict[str, object]:
    """A run as it was sealed by a program that had these tables and no others."""
    head = {name: RUN[name] for name in ("run", "started", "finished", "engine", "rulebook")}
    manifest = json.loads(seal(connection, {**head, "summary": {}}, moves)[0])
    manifest["tables"] = {name: told for name, told in manifest["tables"].items() if name in moves}
    said = canonical(manifest)
    return {**RUN, "manifest": said, "manifest_sha256": hashlib.sha256(said.encode()).hexdigest()}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A SQLite store with rows in it."""
    with opened(place_of("audit.db", tmp_path), make=True) as store:
        fill(store)
    return tmp_path / "audit.db"


def test_a_new_store_has_the_tables_of_the_program_and_no_others(store: str, tmp_path: Path) -> None:
    with opened(place_of(store, tmp_path), make=True) as made, made.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_sqlite_keeps_what_is_committed_through_a_loss_of_power(tmp_path: Path) -> None:
    with opened(place_of("audit.db", tmp_path), make=True) as made, made.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2


def test_an_upgrade_from_the_first_schema_keeps_every_row(store: str, tmp_path: Path) -> None:
    place = place_of(store, tmp_path)
    engine = create_engine(place)
    config = Config()
    config.set_main_option("script_location", str(Path(audit.store.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {audit.store.tables.APPLICATION}")
        old = set(MigrationContext.configure(connection).dialect.get_table_names(connection))
        sha256 = hashlib.sha256(b"x").hexdigest()
        connection.execute(insert(documents), {"sha256": sha256, "content": b"x"})
        filled = {name: table for name, table in KEPT.items() if name in old}
        rows = {name: row(name) for name in filled}
        rows["rule_files"]["sha256"] = sha256
        moves = {name: advance(connection, table, 1, [rows[name]]) for name, table in filled.items()}
        run = sealed_of_old(connection, moves)
        connection.execute(insert(runs), run)
        before = {name: connection.execute(select(table)).all() for name, table in filled.items()}
    engine.dispose()
    assert len(filled) >= 8
    with opened(place) as store_now, store_now.reading() as connection:
        after = {name: connection.execute(select(table)).all() for name, table in filled.items()}
        assert after == before
        assert dict(connection.execute(select(runs)).mappings().one()) == run
        assert list(broken(connection)) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == REVISION


def test_two_machines_on_one_server_the_second_names_the_first(database: Server, tmp_path: Path) -> None:
    place = place_of(database.fresh(), tmp_path)
    with opened(place, make=True) as one, opened(place) as other:
        with one.alone(), pytest.raises(Locked, match=f"{socket.gethostname()} 上的进程 {os.getpid()}"):
            other.alone().__enter__()
        with other.alone():
            pass


def test_a_newer_store_is_refused_and_left_alone(store: str, tmp_path: Path) -> None:
    place = place_of(store, tmp_path)
    with opened(place, make=True) as made, made.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreFault, match="更新的版本"), opened(place, make=True):
        pass


def test_a_store_of_another_program_is_refused_and_left_alone(store: str, tmp_path: Path) -> None:
    place = place_of(store, tmp_path)
    engine = create_engine(place)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (x INTEGER)"))
    engine.dispose()
    with pytest.raises(StoreFault, match="别的程序"), opened(place, make=True):
        pass


def test_a_store_that_lacks_a_table_is_refused(store: str, tmp_path: Path) -> None:
    place = place_of(store, tmp_path)
    with opened(place, make=True) as made, made.writing() as connection:
        connection.execute(text("DROP TABLE findings"))
    with pytest.raises(StoreFault, match="缺少 findings"), opened(place):
        pass


def test_without_a_store_there_is_nothing_to_look_at(store: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="先运行 audit nightly"), opened(place_of(store, tmp_path)):
        pass


def test_a_text_in_place_of_a_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "audit.db").write_text("这不是存档" * 1000, "utf-8")
    with pytest.raises(StoreFault, match="不是 SQLite"), opened(place_of("audit.db", tmp_path), make=True):
        pass
    assert (tmp_path / "audit.db").read_text("utf-8").startswith("这不是存档")


def test_a_folder_in_place_of_a_store_and_a_lost_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "audit.db").mkdir()
    with pytest.raises(StoreFault, match="不是文件"), opened(place_of("audit.db", tmp_path), make=True):
        pass
    with pytest.raises(UsageError, match="没有"), opened(place_of("none/audit.db", tmp_path), make=True):
        pass


@pytest.mark.parametrize("part", range(1, 20))
def test_a_store_cut_short_is_found_out(kept: Path, part: int) -> None:
    data = kept.read_bytes()
    kept.write_bytes(data[: len(data) * part // 20])
    with pytest.raises(AuditError), opened(place_of("audit.db", kept.parent)):
        pass


def test_a_flipped_bit_is_found_out_or_changes_nothing(kept: Path) -> None:
    """What SQLite's own check cannot see is seen by the seals."""
    data = kept.read_bytes()
    sound = everything(kept)
    chance = random.Random(7)
    told = 0
    for _ in range(200):
        flipped = bytearray(data)
        at = chance.randrange(len(flipped))
        flipped[at] ^= 1 << chance.randrange(8)
        kept.write_bytes(flipped)
        try:
            rows = everything(kept)
        except AuditError:
            told += 1
        else:
            assert rows == sound, f"a bit at {at} changed what the store says, and nothing told"
    assert told > 30, "most bits of a small store lie in free space"


def everything(kept: Path) -> dict[str, list[dict[str, object]]]:
    """All that a store says; what is not as it was sealed is an error."""
    with opened(place_of("audit.db", kept.parent)) as store, store.reading() as connection:
        tables = {**KEPT, "runs": runs, "documents": documents}
        rows = {
            name: [dict(r) for r in connection.execute(select(t)).mappings()] for name, t in tables.items()
        }
        links = list(broken(connection))
    if links:
        raise StoreFault(str(links[0]))
    for name in KEPT:
        for each in rows[name]:
            del each["id"]  # a number of the database's own
    return rows


def test_a_log_of_another_store_does_no_harm(kept: Path) -> None:
    kept.with_name("audit.db-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(5000))
    with opened(place_of("audit.db", kept.parent)) as store, store.reading() as connection:
        assert connection.execute(select(runs.c.run)).scalars().all() == [1]


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    place = place_of("postgresql://audit:secret@nowhere.invalid/audit", tmp_path)
    assert "secret" not in shown(place)
    with pytest.raises(StoreFault, match="连接不上") as caught, opened(place):
        pass
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("store", ["mysql://x/y", "nonsense://", "http://x"])
def test_other_databases_are_refused(store: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        place_of(store, tmp_path)


def test_a_file_on_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.store.opening._file_system", lambda _: "nfs4")
    with pytest.raises(UsageError, match="网络共享"), opened(place_of("audit.db", tmp_path), make=True):
        pass
