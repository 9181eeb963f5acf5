"""150 hostile texts in every field, file name and rule text, through every page, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from audit.model.run import FormResult, Run
from audit.writers import html
from audit.writers.html import Others
from audit.writers.lists import LISTED
from audit.writers.masking import safe
from tests.writers import sample
from tests.writers.browsing import chromium, opening
from tests.writers.hostile_texts import PAYLOADS
from tests.writers.test_html import hostile_run


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile")
    html.write(run(), made, others=Others(manual=sample.manual()))
    return made


def run() -> Run:
    """A form, a finding across forms and files not audited for each text."""
    single = [hostile_run(evil) for evil in PAYLOADS]
    rules = tuple(
        replace(rule, title=evil, suggest=evil, condition=evil, family=evil)
        for rule, evil in zip(sample.RULES, PAYLOADS, strict=False)
    )
    return replace(
        single[0],
        rules=rules,
        forms=tuple(named(one.forms[0], number) for number, one in enumerate(single)),
        corpus=tuple(replace(one.corpus[0], forms=(key(number),)) for number, one in enumerate(single)),
        unaudited=tuple(entry for one in single for entry in one.unaudited),
        no_form=tuple(entry for one in single for entry in one.no_form),
        verdicts={place: given for one in single for place, given in one.verdicts.items()},
        same_files={name: others for one in single for name, others in one.same_files.items()},
        profiles={evil: evil for evil in PAYLOADS},
    )


def key(number: int) -> str:
    return f"{number:016x}-1"


def named(result: FormResult, number: int) -> FormResult:
    result.form.id = key(number)
    return result


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_there_are_150_different_texts() -> None:
    assert len(set(PAYLOADS)) == 150


def test_the_index_lists_and_offers_them_all_as_text(browser: Browser, folder: Path) -> None:
    with opening(browser, folder) as opener:
        page = opener("index.html")
        offered = page.locator("[data-facet=department] option").all_inner_texts()
        assert {plain(f"{safe(evil)} (1)") for evil in PAYLOADS} <= set(map(plain, offered))
        for top in range(0, 6_000, 400):
            page.evaluate(f"document.getElementById('window').scrollTop = {top}")
            page.wait_for_timeout(20)
        while page.locator("#across .more").count():
            page.click("#across .more")
        assert page.locator("#across .finding").count() == LISTED
        assert page.evaluate("window.HIT") is None


def test_every_project_view_shows_them_as_text(browser: Browser, folder: Path) -> None:
    with opening(browser, folder) as opener:
        page = opener("project.html", f"form={key(0)}")
        for number, evil in enumerate(PAYLOADS):
            page.evaluate(f"location.hash = 'form={key(number)}'")
            page.wait_for_selector(f"#steps a[href='projects/{key(number)}.html']")
            assert plain(page.inner_text("h1")) == plain(safe(evil))
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            assert page.evaluate("window.HIT") is None, evil


def test_every_page_for_mailing_shows_them_as_text(browser: Browser, folder: Path) -> None:
    with opening(browser, folder) as opener:
        page = opener("index.html")
        for number, evil in enumerate(PAYLOADS):
            page.goto((folder / "projects" / f"{key(number)}.html").as_uri())
            assert plain(page.inner_text("h1")) == plain(safe(evil))
            assert page.evaluate("window.HIT") is None, evil


def test_a_department_shows_them_as_text_in_its_name_its_list_and_its_ledger(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    with opening(browser, folder) as opener:
        page = opener("department.html")
        for evil in PAYLOADS[::10]:
            page.select_option("#department", safe(evil))
            expect(page.locator("h1")).to_have_text(safe(evil))
            page.wait_for_selector(".ledger tbody tr", state="attached")
            assert page.evaluate("window.HIT") is None, evil
    together = run()
    for result in together.forms:
        result.form.reading.head["department"] = "部门"
    html.write(together, tmp_path)
    with opening(browser, tmp_path) as opener:
        page = opener("department.html", "department=部门")
        page.click("#lines .more")
        page.wait_for_selector(".ledger tbody tr", state="attached")
        while page.locator(".ledger tbody tr").count() < len(PAYLOADS):
            page.locator("#lines > .more").last.click()
        while page.locator("#across .more").count():
            page.click("#across .more")
        assert page.locator(".ledger tbody tr").count() == len(PAYLOADS)
        assert page.evaluate("window.HIT") is None
