"""The page of the history: what it counts, and that it needs nothing but itself."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from audit.model.history import History
from audit.store import opened
from audit.store.history import past_runs
from audit.store.trend import trend
from tests.nightly.desk import ZONE, Desk, form

RULES = 'select = ["EXEC", "TOT"]'
WAIVER = """\
- rule: TOT
  project: 没有的项目
  reason: <b>理由</b>
  basis: 依据
  requested_by: 甲
  approved_by: 乙
  until: {until}
  bound: {{count: 1}}
"""


@pytest.fixture
def desk(tmp_path: Path, store: str) -> Desk:
    """Four nights, a day apart: the second finds a figure corrected, the fourth finds it wrong again."""
    desk = Desk.of(tmp_path, store, RULES)
    (tmp_path / "waivers.yaml").write_text(WAIVER.format(until="2025-06-20"), "utf-8")
    for night, text in enumerate((form(), corrected(), corrected(), form())):
        desk.write("一.txt", text)
        desk.night(datetime(2025, 6, 1, 2, tzinfo=ZONE) + timedelta(days=night))
    return desk


def corrected() -> str:
    return form().replace("100%\t9.9", "100%\t10")


def history(desk: Desk) -> History:
    with opened(desk.places().store) as store, store.reading() as connection:
        return trend(connection, past_runs(connection))


def test_each_run_is_counted_as_it_was_and_repairs_by_their_days(desk: Desk) -> None:
    told = history(desk)
    assert [point.run for point in told.runs] == [1, 2, 3, 4]
    by_family = {series.name: series.counts for series in told.families}
    assert sum(counts[0] for counts in by_family.values()) == sum(told.runs[0].counts.values())
    one, two, three, four = by_family["execution"]
    assert one > two == three < four == one
    (repair,) = [repair for repair in told.repairs if repair.family == "execution"]
    assert repair.open == four
    assert repair.oldest == 3
    assert [ending.days for ending in told.endings] == [16]


def test_the_page_stands_in_the_report_and_needs_no_script(desk: Desk) -> None:
    page = (desk.report / "history.html").read_text("utf-8")
    assert "<script" not in page
    assert "style=" not in page
    assert "&lt;b&gt;理由" in page
    assert not re.search(r"https?://", page)
    assert page.count("<svg") >= 3
    assert 'href="history.html"' in (desk.report / "index.html").read_text("utf-8")


def test_the_page_can_be_had_alone(desk: Desk) -> None:
    done = desk.audit("history", "-o", "历史")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (desk.folder / "历史").iterdir()} == {"history.html", "style.css"}
