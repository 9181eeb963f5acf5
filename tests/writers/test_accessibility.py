"""Every kind of page keeps WCAG 2.1 AA, in both languages, light and dark, as axe sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from audit.model.history import Ending, History, Repair, RunPoint, Series
from audit.model.ledger import GivenVerdict, Verdict
from audit.model.rule import Silence
from audit.writers import history, html
from audit.writers.html import Others
from audit.writers.pages import page_name
from tests.writers import sample
from tests.writers.browsing import chromium, opening

FORM = page_name(sample.form().id)
PAGES = {
    "index": ("index.html", "", "#project-table tr[data-place]"),
    "filtered": ("index.html", "severity=error&sort=-name", "#project-table tr[data-place]"),
    "project": ("project.html", f"form={FORM}", ".cards .finding"),
    "department": ("department.html", "department=市委组织部", ".ledger tbody tr"),
    "mail": (f"projects/{FORM}.html", "", "#finding-1"),
    "history": ("history.html", "", "h1"),
    "rulebook": ("rulebook/index.html", "", "h1"),
    "rule": (f"rulebook/rules/{sample.EXECUTION.id}.html", "", "h1"),
}
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    "preload": False,  # it would fetch the stylesheet, which the policy of the page forbids
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=["zh", "en"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    second = sample.form(source="b.txt", position=2)
    second.reading.flags["complete"] = False
    run = replace(
        sample.run(sample.result(), sample.result(second)),
        verdicts={"p1": GivenVerdict("p1", Verdict.REJECTED, "另有批复", "王")},
        silenced=(Silence(sample.UNUSED.id, "本局不查"),),
    )
    others = Others(manual=sample.manual(), history=True)
    html.write(run, made, lang=request.param, others=others)
    history.write(nights(), made, lang=request.param)
    return made


def nights() -> History:
    """Three nights with everything that their page can show."""
    points = tuple(
        RunPoint(
            night,
            f"2025-06-0{night}T02:00:00+08:00",
            {"error": 9, "warning": 5, "note": night},
            dict.fromkeys(("new", "changed", "same", "again", "resolved", "withdrawn"), 1),
        )
        for night in (1, 2, 3)
    )
    waiver = {"rule": "TOT-01", "reason": "另有批复", "until": "2025-06-08", "approved_by": "乙"}
    return History(
        "jixiao-audit 0.1.0",
        "cd34" * 16,
        points,
        families=(Series("execution", (3, 2, 1)), Series("totals", (1, 1, 4))),
        departments=(Series("市委组织部", (3, 2, 1)), Series("", (1, 1, 1))),
        repairs=(Repair("execution", 2, 3, 1, 40),),
        endings=(Ending(waiver, 5),),
    )


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(browser: Browser, folder: Path, page: str) -> None:
    name, state, shown = PAGES[page]
    with opening(browser, folder) as opener:
        opened = opener(name, state)
        opened.wait_for_selector(shown, state="attached")
        opened.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found = Axe().run(opened, options=OPTIONS)
        assert found.violations_count == 0, found.generate_report()
        opened.emulate_media(color_scheme="dark")
        found = Axe().run(opened, options={**OPTIONS, "runOnly": ["color-contrast"]})
        assert found.violations_count == 0, found.generate_report()
