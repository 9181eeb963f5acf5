"""The night's run part by part: the first, an unchanged one, then one file, one amount, one rule changed."""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import samples
from benchmarks.measure import process

PARTS = {
    "reading": ("audit.pipeline", "extract"),
    "judging": ("audit.engine.judgement", "sit_with_memory"),
    "rules_across_forms": ("audit.engine.judgement", "sit_wide_with_memory"),
    "report": ("audit.nightly", "stage"),
    "store": ("audit.nightly", "record"),
    "contract": ("audit.contract", "check_tables"),
    "cross_check": ("audit.contract", "cross_check"),
}
"""What is measured by itself; judging is that of rules that look at one form alone."""

TOLD = "night.json"
"""Where a night notes what it took."""

AMOUNT = """\
score_tolerance:
  label: 得分容差
  values:
    - {from: 2000-01-01, value: 0.06, basis: practice/arithmetic}
"""


def measure(sizes: Sequence[int]) -> dict[str, Any]:
    """Five nights over folders of mixed files."""
    return {f"{size}_files": _nights(size) for size in sizes if size > 1}


def _nights(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        told = dict(nights(Path(name), count))
    first, later = (told[night]["cpu_s"] for night in ("first", "unchanged"))
    share = (later["reading"] + later["judging"]) / (first["reading"] + first["judging"])
    return {**told, "unchanged_reading_and_judging_percent": round(100 * share, 2)}


def nights(folder: Path, count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each night by its name, with what it took and what it has added to the store."""
    samples.write(folder / "forms", count)
    _configure(folder)
    yield "first", _night(folder)
    yield "unchanged", _night(folder)
    (folder / "forms" / "000003.txt").write_bytes(samples.varied("txt", count + 3))
    yield "one_file_changed", _night(folder)
    (folder / "ours").mkdir()
    (folder / "ours" / "parameters.yaml").write_text(AMOUNT, "utf-8")
    _configure(folder, 'rules = ["ours"]')
    yield "one_amount_changed", _night(folder)
    _configure(folder, 'rules = ["ours"]', 'ignore = ["EXEC-01"]')
    yield "one_rule_out_of_use", _night(folder)


def _configure(folder: Path, *lines: str) -> None:
    (folder / "audit.toml").write_text("\n".join(['folders = ["forms"]', *lines, ""]), "utf-8")


def _night(folder: Path) -> dict[str, Any]:
    """One night in a process of its own."""
    before = _size(folder)
    done = process(["-m", "benchmarks.night", str(folder)], {"AUDIT_CACHE": str(folder / "cache")})
    if done.code:
        raise RuntimeError(f"python -m benchmarks.night {folder}: {done.code}")
    told: dict[str, Any] = json.loads((folder / TOLD).read_text("utf-8"))
    return {**told, "peak_mib": round(done.peak), "store_grew_kib": round((_size(folder) - before) / 1024)}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("audit.db*"))


def _used() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _timed(function: Callable[..., Any], name: str, taken: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: Any, **values: Any) -> Any:
        start = _used()
        try:
            return function(*args, **values)
        finally:
            taken[name] = taken.get(name, 0.0) + _used() - start

    return timed


def main(folder: Path) -> None:
    """Run a night with a clock around each part, and note beside it what it took."""
    from audit.config import load_config
    from audit.nightly import Places, nightly

    taken: dict[str, float] = dict.fromkeys(PARTS, 0.0)
    for name, (module, function) in PARTS.items():
        place = importlib.import_module(module)
        setattr(place, function, _timed(getattr(place, function), name, taken))
    os.chdir(folder)
    config = load_config(folder / "audit.toml")
    start = _used()
    told = nightly(config, Places.of(config, folder))
    total = _used() - start
    changes = {kind: count for kind, count in told.recorded.changes.counts().items() if count}
    cpu = {name: round(seconds, 2) for name, seconds in {**taken, "total": total}.items()}
    (folder / TOLD).write_text(json.dumps({"cpu_s": cpu, "changes": changes}), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
