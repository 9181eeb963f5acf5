"""Rows that hold from run to run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.exc import IntegrityError

from audit.store import Memory, opened, place_of
from audit.store.keeping import STAYS, advance, held
from audit.store.tables import METADATA, input_files


def row(name: str, sha256: str = "a") -> dict[str, str]:
    return {"source": name, "sha256": sha256, "format": "docx"}


def sources(connection: Connection, run: int) -> set[str]:
    return set(connection.execute(select(input_files.c.source).where(held(input_files, run))).scalars())


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(input_files)).scalar() or 0


def test_what_does_not_change_is_not_written_again(store: str, tmp_path: Path) -> None:
    with opened(place_of(store, tmp_path), make=True) as made, made.writing() as connection:
        advance(connection, input_files, 1, [row("a"), row("b")])
        moves = advance(connection, input_files, 2, [row("b"), row("a")])
        assert (moves.opened, moves.closed) == ((), ())
        assert count(connection) == 2


def test_a_write_repeated_changes_nothing_more(store: str, tmp_path: Path) -> None:
    with opened(place_of(store, tmp_path), make=True) as made, made.writing() as connection:
        advance(connection, input_files, 1, [row("a"), row("b")])
        for _ in range(2):
            advance(connection, input_files, 2, [row("a", "changed"), row("c")])
            assert count(connection) == 4
            assert sources(connection, 1) == {"a", "b"}
            assert sources(connection, 2) == {"a", "c"}


def test_the_same_row_twice_is_refused_by_the_database(store: str, tmp_path: Path) -> None:
    with opened(place_of(store, tmp_path), make=True) as made:
        with made.writing() as connection:
            advance(connection, input_files, 1, [row("a")])
            digest = connection.execute(select(input_files.c.digest)).scalar()
        with pytest.raises(IntegrityError), made.engine.begin() as connection:
            connection.execute(input_files.insert(), {**row("a"), "since": 2, "digest": digest})


def test_a_row_that_nobody_could_look_after_stays(store: str, tmp_path: Path) -> None:
    with opened(place_of(store, tmp_path), make=True) as made, made.writing() as connection:
        advance(connection, input_files, 1, [row("a"), row("b")])
        advance(connection, input_files, 2, [], why=lambda r: STAYS if r["source"] == "a" else "resolved")
        assert sources(connection, 2) == {"a"}
        assert connection.execute(select(input_files.c.gone)).scalars().all() == [None, "resolved"]


@given(st.lists(st.sets(st.sampled_from("abcdefgh")), min_size=1, max_size=8))
def test_every_run_can_be_told_as_it_was(nights: list[set[str]]) -> None:
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        for number, names in enumerate(nights, 1):
            advance(connection, input_files, number, [row(name) for name in sorted(names)])
        for number, names in enumerate(nights, 1):
            assert sources(connection, number) == names


def test_what_the_rules_said_is_recalled_only_as_it_was_kept(store: str, tmp_path: Path) -> None:
    with opened(place_of(store, tmp_path), make=True) as made:
        memory = Memory(made, 1)
        memory.keep({"k1": "甲", "k2": "乙"})
        memory.keep({"k2": "丙"})
        assert memory.recall(["k1", "k2", "k3"]) == {"k1": "甲", "k2": "丙"}
        with made.writing() as connection:
            connection.exec_driver_sql("UPDATE judgements SET digest = 'x' WHERE key = 'k1'")
        assert Memory(made, 2).recall(["k1", "k2"]) == {"k2": "丙"}


def test_what_a_run_did_not_ask_for_is_forgotten(store: str, tmp_path: Path) -> None:
    with opened(place_of(store, tmp_path), make=True) as made:
        Memory(made, 1).keep({"old": "x", "used": "y"})
        memory = Memory(made, 2)
        memory.recall(["used"])
        with made.writing() as connection:
            memory.forget_unused(connection)
        assert Memory(made, 3).recall(["old", "used"]) == {"used": "y"}
