"""Killed anywhere, a night is taken up where it was: the old state or the new one, never half of one."""

from __future__ import annotations

import random
import shutil
import signal
from pathlib import Path

import pytest

from tests.fault.conftest import (
    FULL,
    Truth,
    Zygote,
    assert_whole,
    change_some,
    copied,
    laid_out,
    often,
    told,
    truth,
)
from tests.nightly.desk import Desk

KILLS, A_ROUND = often(200, 4), often(10, 4)


@pytest.fixture(scope="module")
def seconds(zygote: Zygote, first: Desk, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long a night with an empty cache takes here."""
    desk = copied(first, tmp_path_factory.mktemp("timed") / "desk")
    shutil.rmtree(desk.folder / "cache")
    return float(zygote.night(desk)["waited"])


def test_killed_at_random_times_nothing_is_lost_and_nothing_is_double(
    zygote: Zygote, first: Desk, unbroken: Truth, seconds: float, tmp_path: Path
) -> None:
    chance, kills, numbers = random.Random(KILLS), 0, 0
    while kills < KILLS:
        numbers += 1
        desk = copied(first, tmp_path / f"{numbers}")
        shutil.rmtree(desk.folder / "cache")
        for _ in range(A_ROUND):
            run = zygote.night(desk, seconds=chance.uniform(0, seconds * 0.9))
            kills += bool(run["killed"])
            assert_whole(desk)
            if not run["killed"]:
                break  # it has come to its end, and nothing is left to kill
        zygote.finish(desk)
        assert truth(desk) == unbroken
        told(f"{kills} kills in {numbers} rounds")
        shutil.rmtree(desk.folder)


def test_killed_at_every_commit_and_rename_the_state_is_the_old_or_the_new_one(
    zygote: Zygote, first: Desk, unbroken: Truth, tmp_path: Path
) -> None:
    points = zygote.night(copied(first, tmp_path / "counted"))["points"]
    assert points > 15
    chosen = [(n, side) for n in range(1, points + 1) for side in ("before", "after")]
    if not FULL:
        chosen = [*random.Random(1).sample(chosen, 2), (points, "before"), (points, "after")]
    for number, (point, side) in enumerate(chosen):
        desk = copied(first, tmp_path / f"{number}")
        assert zygote.night(desk, point=point, side=side)["killed"]
        last = assert_whole(desk)
        assert last in (1, 2)
        said = zygote.finish(desk)
        assert "上次运行没有做完" in said["err"] or point < 3
        assert truth(desk).findings == unbroken.findings
        shutil.rmtree(desk.folder)
    told(f"{len(chosen)} kills at {points} commits and renames")


def test_killed_in_the_first_night_it_begins_anew(
    zygote: Zygote, first: Desk, unbroken: Truth, tmp_path: Path
) -> None:
    empty = laid_out(tmp_path / "empty", "audit.db")
    shutil.copytree(first.folder / "cache", empty.folder / "cache")
    change_some(empty)
    points = zygote.night(copied(empty, tmp_path / "counted"))["points"]
    chance = random.Random(2)
    for number in range(often(40, 1)):
        desk = copied(empty, tmp_path / f"{number}")
        order = {"point": chance.randrange(1, points + 1), "side": chance.choice(["before", "after"])}
        assert zygote.night(desk, **order)["killed"]
        assert assert_whole(desk) in (0, 1)
        zygote.finish(desk)
        assert truth(desk).findings == unbroken.findings
        shutil.rmtree(desk.folder)
    told(f"the first night has {points} commits and renames")


def test_killed_on_postgresql_a_night_is_taken_up_too(
    zygote: Zygote, request: pytest.FixtureRequest, unbroken: Truth, tmp_path: Path
) -> None:
    server = request.getfixturevalue("database")
    chance = random.Random(3)
    for number in range(often(20, 1)):
        desk = laid_out(tmp_path / f"{number}", server.fresh())
        zygote.finish(desk)
        change_some(desk)
        points = 40
        for _ in range(3):
            zygote.night(desk, point=chance.randrange(1, points), side=chance.choice(["before", "after"]))
        zygote.finish(desk)
        assert truth(desk).findings == unbroken.findings
        shutil.rmtree(desk.folder)


def test_a_killed_reader_of_files_costs_at_most_one_retry(
    zygote: Zygote, first: Desk, unbroken: Truth, tmp_path: Path
) -> None:
    chance, met, number = random.Random(5), 0, 0
    while met < often(100, 3):
        number += 1
        assert number < 500, f"only {met} readers could be killed"
        desk = copied(first, tmp_path / f"{number}")
        shutil.rmtree(desk.folder / "cache")
        answer = zygote.order(desk, workers=[chance.uniform(0, 0.5) for _ in range(3)])
        met += answer["hunted"]
        assert answer["runs"][0]["code"] in (0, 3), answer["runs"][0]
        zygote.finish(desk)
        assert truth(desk).findings == unbroken.findings
        shutil.rmtree(desk.folder)
    told(f"{met} readers killed in {number} nights")


def test_asked_to_end_a_night_ends_soon_and_is_taken_up_later(
    zygote: Zygote, first: Desk, unbroken: Truth, seconds: float, tmp_path: Path
) -> None:
    chance = random.Random(9)
    for number in range(often(20, 2)):
        desk = copied(first, tmp_path / f"{number}")
        shutil.rmtree(desk.folder / "cache")
        run = zygote.night(desk, seconds=chance.uniform(0.1, seconds * 0.8), signal=signal.SIGTERM)
        assert run["waited"] < 5
        assert run["killed"] or run["code"] in (0, 130)
        assert_whole(desk)
        zygote.finish(desk)
        assert truth(desk) == unbroken
        shutil.rmtree(desk.folder)


def test_two_at_once_one_runs_and_the_other_names_it(zygote: Zygote, first: Desk, tmp_path: Path) -> None:
    desk = copied(first, tmp_path / "desk")
    for _ in range(often(50, 3)):
        before = assert_whole(desk)
        runs = zygote.order(desk, at_once=2)["runs"]
        ran, waited = sorted(runs, key=lambda run: run["code"] == 4)
        assert (ran["code"], waited["code"]) == (0, 4)
        assert f"进程 {ran['pid']}" in waited["err"]
        assert assert_whole(desk) == before + 1
