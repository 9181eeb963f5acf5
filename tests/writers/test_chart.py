"""The figures behind the two charts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from audit.writers.chart import BAR_WIDTH, SIDE, bars, scores
from audit.writers.pages import ProjectRow, RuleRow, tally
from tests.writers import sample


def row(stated: str | None, recomputed: str | None) -> ProjectRow:
    base = tally(sample.run()).rows[0]
    return replace(
        base,
        stated=Decimal(stated) if stated else None,
        recomputed=Decimal(recomputed) if recomputed else None,
    )


def test_bars_come_longest_first_with_parts_side_by_side() -> None:
    rows = [
        RuleRow(replace(sample.EXECUTION, family="execution"), 3, 3, 3),
        RuleRow(replace(sample.SATISFACTION, family="execution"), 1, 1, 1),
        RuleRow(replace(sample.YEAR, family="identity"), 8, 8, 8),
        RuleRow(replace(sample.UNUSED, family="reasons"), 0, 0, 0),
    ]
    longest, other = bars(rows)
    assert (longest.family, longest.total, longest.parts) == ("identity", 8, (("note", 8, 0.0, BAR_WIDTH),))
    assert other.parts == (("error", 3, 0.0, 150.0), ("warning", 1, 150.0, 50.0))


def test_equal_totals_lie_on_the_line_and_the_others_off_it() -> None:
    drawn = scores(
        [row("99", "108.9"), row("99", "108.9"), row("100", "100"), row("90", None), row(None, "90")]
    )
    assert drawn
    assert (drawn.forms, drawn.equal, drawn.widest) == (3, 1, "9.9")
    twice, once = drawn.dots
    assert (twice.forms, twice.stated, twice.recomputed, twice.equal) == (2, "99", "108.9", False)
    assert once.equal
    assert once.x == SIDE - once.y
    assert twice.radius > once.radius
    assert [score for score, _ in drawn.ticks] == [90, 100, 110]


def test_without_a_recomputed_total_there_is_no_chart() -> None:
    assert scores([row("90", None)]) is None


def test_a_single_score_still_has_an_axis() -> None:
    drawn = scores([row("100", "100")])
    assert drawn
    assert [score for score, _ in drawn.ticks] == [100, 110]
