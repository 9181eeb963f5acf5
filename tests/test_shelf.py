"""Bytes that are put aside come back as they were, wherever they lay."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import shelf
from audit.shelf import Shelf


def open_files() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


@given(st.lists(st.binary(max_size=50)), st.integers(0, 200))
def test_bytes_come_back_as_they_were_in_memory_and_from_the_disk(given: list[bytes], at_hand: int) -> None:
    whole = Shelf(at_hand)
    put = [whole.put(data) for data in given]
    assert [aside() for aside in put] == given
    assert [aside() for aside in reversed(put)] == given[::-1]
    assert [pickle.loads(pickle.dumps(aside))() for aside in put] == given


def test_the_file_has_no_name_and_goes_with_the_last_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = open_files()
    aside = Shelf(0).put(b"abc")
    assert [*tmp_path.iterdir()] == []
    assert open_files() == before + 1
    assert aside() == b"abc"
    del aside
    assert open_files() == before


def test_where_the_disk_takes_nothing_bytes_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf, "TemporaryFile", full)
    assert Shelf(0).put(b"abc")() == b"abc"
