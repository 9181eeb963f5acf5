from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.intake.folders import files


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")


def sources(*paths: Path, leave_out: Path | None = None) -> list[str]:
    return [given.source for given in files(paths, leave_out=leave_out)]


def test_a_folder_is_walked_in_order_and_sources_are_relative_to_it(tmp_path: Path) -> None:
    make(tmp_path, "乙/二.docx", "甲/一.xlsx", "三.txt")
    assert sources(tmp_path) == ["三.txt", "乙/二.docx", "甲/一.xlsx"]


def test_lock_files_hidden_files_junk_and_our_cache_are_left_out(tmp_path: Path) -> None:
    make(
        tmp_path,
        "a.docx",
        "~$a.docx",
        ".a.docx",
        "Thumbs.db",
        "desktop.ini",
        ".git/b",
        "__MACOSX/a.docx",
        "cache/read/x",
    )
    assert sources(tmp_path, leave_out=tmp_path / "cache") == ["a.docx"]


def test_a_report_of_ours_is_no_submission_but_what_was_put_beside_it_is(tmp_path: Path) -> None:
    make(tmp_path, "a.docx", "报告/index.html", "报告/findings.json", "报告/findings.xlsx", "报告/b.docx")
    make(tmp_path, "报告/projects/ab-1.html", "网页/index.html", "网页/projects/c.html")
    assert sources(tmp_path) == ["a.docx", "报告/b.docx", "网页/index.html", "网页/projects/c.html"]


def test_a_single_file_goes_by_its_name(tmp_path: Path) -> None:
    make(tmp_path, "甲/一.docx")
    assert sources(tmp_path / "甲" / "一.docx") == ["一.docx"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, "一.docx")
    assert sources(tmp_path, tmp_path / "一.docx") == ["一.docx"]


def test_equal_names_in_different_folders_stay_apart(tmp_path: Path) -> None:
    make(tmp_path, "甲/一.docx", "乙/一.docx")
    assert sources(tmp_path / "甲", tmp_path / "乙") == ["乙/一.docx", "甲/一.docx"]


def test_paths_that_do_not_exist_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"没有1.*没有2"):
        files([tmp_path, tmp_path / "没有1", tmp_path / "没有2"])


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    make(tmp_path, "一.docx")
    (tmp_path / "圈").symlink_to(tmp_path, target_is_directory=True)
    assert sources(tmp_path) == ["一.docx"]
