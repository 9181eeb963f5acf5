from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import pytest

from audit.intake.cache import ReadCache
from audit.intake.packed import pack, unpack
from audit.intake.worker import Read
from audit.model.form import Form, Reading

SHA = hashlib.sha256(b"x").hexdigest()


def vocabulary(folder: Path, text: str = "a: 1") -> Path:
    path = folder / "form.yaml"
    path.write_text(text, "utf-8")
    return path


def entry() -> Read:
    form = Form(
        "x-1",
        "a.docx",
        Reading("standard", "national", {"title": "表"}, {}),
        {"forms": [{"source": "a.docx"}]},
    )
    return Read("docx", (form,))


def test_what_was_put_comes_back_equal(tmp_path: Path) -> None:
    cache = ReadCache(tmp_path, vocabulary(tmp_path), 2024)
    assert cache.get(SHA) is None
    cache.put(SHA, pack(entry()))
    assert cache.get(SHA) == entry()


def test_other_words_or_another_year_read_anew(tmp_path: Path) -> None:
    ReadCache(tmp_path, vocabulary(tmp_path), 2024).put(SHA, pack(entry()))
    assert ReadCache(tmp_path, vocabulary(tmp_path), 2023).get(SHA) is None
    assert ReadCache(tmp_path, vocabulary(tmp_path, "a: 2"), 2024).get(SHA) is None
    vocabulary(tmp_path)
    (tmp_path / "values.yaml").write_text("b: 1", "utf-8")
    assert ReadCache(tmp_path, tmp_path / "form.yaml", 2024).get(SHA) is None


@pytest.mark.parametrize("at", [0, 40, -1])
def test_a_damaged_entry_is_no_entry(tmp_path: Path, at: int) -> None:
    cache = ReadCache(tmp_path, vocabulary(tmp_path), None)
    cache.put(SHA, pack(entry()))
    (file,) = (path for path in (tmp_path / "read").rglob("*") if path.is_file())
    damaged = bytearray(file.read_bytes())
    damaged[at] ^= 1
    file.write_bytes(damaged)
    assert cache.get(SHA) is None


def test_a_cache_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "read").write_text("a file where the folder should be", "utf-8")
    cache = ReadCache(tmp_path, vocabulary(tmp_path), None)
    cache.put(SHA, pack(entry()))
    assert cache.get(SHA) is None


def test_nothing_but_our_own_data_is_let_in() -> None:
    with pytest.raises(pickle.UnpicklingError, match="pathlib"):
        unpack(pickle.dumps(Path("x")))
