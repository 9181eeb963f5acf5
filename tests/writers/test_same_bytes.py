"""The same files, rules and version give the same bytes, wherever and however the program runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "sample_forms"
WRITTEN = ("报告", "批注", "底稿")


def outputs(folder: Path, **environment: str) -> dict[str, bytes]:
    """Everything that one run writes, by path, and what it says to programs."""
    shutil.copytree(SAMPLES / "xlsx", folder / "材料" / "xlsx")
    shutil.copytree(SAMPLES / "docx", folder / "材料" / "docx")
    jobs = environment.pop("jobs")
    options = ("-o", WRITTEN[0], "--annotate", WRITTEN[1], "--papers", WRITTEN[2], "--jobs", jobs)
    done = subprocess.run(
        [sys.executable, "-m", "audit", "check", "材料", *options, "--format", "jsonl", "--fail-on", "never"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(SAMPLES.parent), **environment},
        capture_output=True, check=True,
    )  # fmt: skip
    paths = [path for name in WRITTEN for path in sorted((folder / name).rglob("*")) if path.is_file()]
    return {"": done.stdout} | {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return outputs(tmp_path_factory.mktemp("一"), jobs="1", PYTHONHASHSEED="1", TZ="UTC", LANG="C")


def test_a_run_writes_report_copies_and_papers(first: dict[str, bytes]) -> None:
    kinds = {(path.split("/")[0], Path(path).suffix) for path in first if path}
    assert kinds >= {
        ("报告", ".xlsx"),
        ("报告", ".html"),
        ("批注", ".docx"),
        ("批注", ".xlsx"),
        ("底稿", ".docx"),
    }
    assert len(first) > 20


def test_another_folder_clock_zone_language_seed_and_number_of_workers_change_no_byte(
    first: dict[str, bytes], tmp_path: Path
) -> None:
    again = outputs(tmp_path, jobs="2", PYTHONHASHSEED="7", TZ="Asia/Shanghai", LANG="zh_CN.UTF-8")
    assert again.keys() == first.keys()
    assert [path for path in first if first[path] != again[path]] == []
