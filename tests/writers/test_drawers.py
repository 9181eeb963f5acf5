"""Lines in order, whatever their number."""

from __future__ import annotations

import pytest

from audit.writers import drawers
from audit.writers.masking import Figure


@pytest.mark.parametrize("count", [0, 1, 3, 7, 12])
def test_lines_come_out_by_grade_then_as_they_were_put_in(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(drawers, "BUNDLE", 3)
    lines = [(number * 5 % 3, [f"{number}", "𠮷\ud800", Figure("9.9")]) for number in range(count)]
    made = drawers.Drawers()
    for grade, line in lines:
        made.put(grade, line)
    for _ in range(2):
        assert list(made.taken()) == [line for _, line in sorted(lines, key=lambda each: each[0])]
