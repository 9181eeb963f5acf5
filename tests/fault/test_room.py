"""No room, no right to write: told in words, nothing lost, taken up when there is room again."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fault.conftest import Truth, Zygote, assert_whole, copied, truth
from tests.nightly.desk import Desk


def assert_told(run: dict[str, object], *words: str) -> None:
    """It ended by itself, with a sentence and without a traceback."""
    assert run["code"] == 70, run
    said = str(run["err"])
    assert "Traceback" not in said, said
    assert any(word in said for word in words), said


@pytest.mark.parametrize("size", [2_000, 20_000, 60_000, 200_000, 600_000])
def test_a_file_that_may_not_grow_is_told(
    zygote: Zygote, first: Desk, unbroken: Truth, tmp_path: Path, size: int
) -> None:
    desk = copied(first, tmp_path / "desk")
    run = zygote.night(desk, fsize=size)
    if run["code"] != 0:
        assert_told(run, "写不进去", "磁盘")
        assert assert_whole(desk) == 1
    zygote.finish(desk)
    assert truth(desk).findings == unbroken.findings


def test_a_store_that_is_full_is_told(zygote: Zygote, first: Desk, unbroken: Truth, tmp_path: Path) -> None:
    desk = copied(first, tmp_path / "desk")
    pages = (desk.folder / "audit.db").stat().st_size // 4096
    for more in (0, 1, 3):
        run = zygote.night(desk, pages=pages + more)
        if run["code"] != 0:
            assert_told(run, "磁盘可能满了")
            assert assert_whole(desk) == 1
    zygote.finish(desk)
    assert truth(desk).findings == unbroken.findings


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own on that folder; only root may make one."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no right to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_full_is_told_and_used_again_when_there_is_room(
    zygote: Zygote, first: Desk, unbroken: Truth, tmp_path: Path
) -> None:
    place = tmp_path / "disk"
    with small_disk(place, "size=24m"):
        desk = copied(first, place / "desk")
        ballast = place / "ballast"
        free = shutil.disk_usage(place).free
        for left in (0, 4_096, 100_000, 400_000):
            ballast.write_bytes(bytes(max(free - left, 0)))
            run = zygote.night(desk, said=str(tmp_path / "said"))
            ballast.unlink()
            if run["code"] != 0:
                assert_told(run, "写不进去", "磁盘", "空间")
                assert assert_whole(desk) == 1
        zygote.finish(desk)
        assert truth(desk).findings == unbroken.findings


def test_a_folder_that_may_not_be_written_is_told(zygote: Zygote, first: Desk, tmp_path: Path) -> None:
    place = tmp_path / "disk"
    with small_disk(place, "size=24m"):
        desk = copied(first, place / "desk")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        cache = tmp_path / "cache"
        shutil.copytree(desk.folder / "cache", cache)
        run = zygote.night(desk, cache=str(cache), said=str(tmp_path / "said"))
        assert_told(run, "权限", "写不进去")
        subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
        assert zygote.finish(desk)["code"] == 0


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_report_folder_that_may_not_be_written_is_told(zygote: Zygote, first: Desk, tmp_path: Path) -> None:
    desk = copied(first, tmp_path / "desk")
    desk.folder.chmod(0o555)
    try:
        assert_told(zygote.night(desk, said=str(tmp_path / "said")), "权限", "写不进去")
    finally:
        desk.folder.chmod(0o755)
