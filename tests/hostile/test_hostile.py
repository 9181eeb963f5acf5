"""Every hostile file ends in a named outcome while its good neighbours are audited."""

from __future__ import annotations

import time
from pathlib import Path

from audit.readers.limits import LIMITS
from tests.hostile.make import hostile
from tests.intake.test_collect import form, read

NEIGHBOURS = 20


def test_hostile_files_end_in_a_named_outcome_and_touch_no_neighbour(tmp_path: Path) -> None:
    files = hostile()
    assert len(files) >= 120
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    for number in range(NEIGHBOURS):
        (tmp_path / f"{number:02}好.txt").write_bytes(form(f"好{number}"))
    started = time.monotonic()
    found = read(tmp_path)
    assert time.monotonic() - started < 6 * LIMITS.seconds
    assert {made.source for made in found.forms} == {f"{number:02}好.txt" for number in range(NEIGHBOURS)}
    told = {file.source: file.reason for file in (*found.no_form, *found.unaudited)}
    same = {name for names in found.same_files.values() for name in names}
    inside = {source.split("/")[0] for source in told if "/" in source}
    assert set(files) <= set(told) | same | inside
    assert not {source: reason for source, reason in told.items() if "请报告此问题" in reason}
    assert all(reason.strip() for reason in told.values())
