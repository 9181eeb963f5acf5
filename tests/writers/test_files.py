"""A file is written whole, only when it changes, and only ours are removed."""

from __future__ import annotations

from pathlib import Path

from audit.writers.files import forget, put


def test_a_file_that_stays_the_same_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    assert put(path, "甲")
    before = path.stat()
    assert not put(path, "甲".encode())
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert put(path, "乙")
    assert path.read_text("utf-8") == "乙"
    assert [each.name for each in path.parent.iterdir()] == ["a.txt"]


def test_only_files_that_begin_with_our_mark_and_are_not_current_are_removed(tmp_path: Path) -> None:
    for name, content in {
        "old.js": "audit.x",
        "now.js": "audit.y",
        "mine.js": "var a",
        "old.txt": "audit.",
    }.items():
        (tmp_path / name).write_text(content)
    forget(tmp_path, "*.js", {"now.js"}, b"audit.")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.js", "now.js", "old.txt"]
