"""Whole processes: one file cold, and folders of mixed files."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import samples
from benchmarks.measure import Process, median_process, milliseconds, process, ratio

REPEATS = 7
YARDSTICK = "import pandas, duckdb, sqlglot, jinja2, click"


def measure(sizes: Sequence[int]) -> dict[str, Any]:
    """One docx cold beside a Python that only imports, then each number of mixed files."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            "one_docx_cold": _one(Path(folder)),
            **{f"{size}_mixed_files": _many(Path(folder), size) for size in sizes if size > 1},
        }


def _one(folder: Path) -> dict[str, Any]:
    """The file is one that was never read, with the cache of rules warm, then with no cache at all."""
    imports = median_process(["-c", YARDSTICK], {}, REPEATS)
    _audit(folder, 0, "warm")
    warm = _middle([_audit(folder, number, "warm") for number in range(1, REPEATS + 1)])
    bare = _middle([_audit(folder, number, f"bare-{number}") for number in range(1, REPEATS + 1)])
    return {
        "yardstick": YARDSTICK,
        "yardstick_cpu_ms": milliseconds(imports.cpu),
        "with_rule_cache": _cold(warm, imports),
        "without_cache": _cold(bare, imports),
    }


def _cold(run: Process, imports: Process) -> dict[str, Any]:
    return {
        "cpu_ms": milliseconds(run.cpu),
        "wall_ms": milliseconds(run.wall),
        "peak_mib": round(run.peak),
        "ratio": ratio(run.cpu, imports.cpu),
    }


def _audit(folder: Path, number: int, cache: str) -> Process:
    file = folder / f"one-{number}.docx"
    file.write_bytes(samples.varied("docx", number))
    return _checked(process(["-m", "audit", "check", str(file), "--fail-on", "never"], _cache(folder, cache)))


def _many(folder: Path, count: int) -> dict[str, Any]:
    """A folder for the first time, then once more with everything as it was."""
    files = folder / f"{count}-files"
    samples.write(files, count)
    arguments = ["-m", "audit", "check", str(files), "--format", "json", "--fail-on", "never"]
    runs = {name: _checked(process(arguments, _cache(folder, f"of-{count}"))) for name in ("first", "again")}
    return {
        name: {
            "cpu_s": round(run.cpu, 2),
            "wall_s": round(run.wall, 2),
            "peak_mib_of_largest_process": round(run.peak),
            "cpu_ms_a_file": milliseconds(run.cpu / count),
        }
        for name, run in runs.items()
    }


def _middle(runs: Sequence[Process]) -> Process:
    return sorted(runs, key=lambda run: run.cpu)[len(runs) // 2]


def _cache(folder: Path, name: str) -> dict[str, str]:
    return {"AUDIT_CACHE": str(folder / "caches" / name)}


def _checked(run: Process) -> Process:
    if run.code:
        raise SystemExit(f"the measured command failed with {run.code}")
    return run
