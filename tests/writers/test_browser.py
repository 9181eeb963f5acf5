"""The report in a real browser, from file://, without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from audit.model.form import Form
from audit.model.run import Run
from audit.writers import html
from audit.writers.pages import page_name
from tests.writers import sample
from tests.writers.test_html import hostile_run

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

Opener = Callable[[Path], Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Opens pages; afterwards no page has complained, asked or looked outside of its folder."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    complaints: list[str] = []

    def watch(route: Route) -> None:
        if not route.request.url.startswith("file://"):
            complaints.append(route.request.url)
        route.continue_()

    def open_page(path: Path) -> Page:
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(path.as_uri())
        return page

    context.route("**/*", watch)
    yield open_page
    context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    html.write(many(3), made)
    return made


def many(count: int) -> Run:
    """So many projects, the first of them with findings."""
    others = [
        sample.result(
            sample.form(source=f"{n}.txt", position=n, project_name=f"项目{n}", department=f"部门{n % 2}"), ()
        )
        for n in range(2, count + 1)
    ]
    return sample.run(sample.result(), *others)


def names(page: Page) -> list[str]:
    return page.locator("#project-table tbody th").all_inner_texts()


def project(folder: Path) -> Path:
    return folder / "projects" / page_name(sample.form().id)


def test_hostile_text_runs_nothing(opened: Opener, tmp_path: Path) -> None:
    html.write(hostile_run(), tmp_path)
    for path in sorted(tmp_path.rglob("*.html")):
        assert opened(path).evaluate("window.HIT") is None, path.name


def test_hostile_text_in_the_data_file_runs_nothing(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "LISTED_PROJECTS", 0)
    html.write(hostile_run(), tmp_path)
    page = opened(tmp_path / "index.html")
    assert page.evaluate("window.HIT") is None
    assert page.locator("#project-table tbody tr").count() == 1
    assert "<" not in (tmp_path / "projects.js").read_text("utf-8")


def test_the_projects_are_found_by_word_severity_department_and_rule(opened: Opener, folder: Path) -> None:
    page = opened(folder / "index.html")
    assert names(page) == ["基层党建工作经费", "项目2", "项目3"]
    page.fill("#search", "项目 3.TXT")
    assert names(page) == ["项目3"]
    assert page.inner_text("#shown") == "显示 1 个项目"
    page.fill("#search", "")
    page.select_option("#severity", "error")
    assert names(page) == ["基层党建工作经费"]
    page.select_option("#severity", "none")
    page.select_option("#department", "=部门0")
    assert names(page) == ["项目2"]
    page.select_option("#severity", "")
    page.select_option("#department", "")
    page.click("a[data-choose=rule] >> text=DEV-01")
    assert names(page) == ["基层党建工作经费"]
    page.click("text=基层党建工作经费")
    assert page.title().startswith("基层党建工作经费")


def test_many_projects_come_in_pages_from_a_data_file(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "LISTED_PROJECTS", 200)
    run = many(3)
    form = run.forms[1].form
    copies = [
        replace(run.forms[1], form=Form(f"copy-{n}", form.source, form.reading, form.tables))
        for n in range(248)
    ]
    html.write(replace(run, forms=(*run.forms, *copies)), tmp_path)
    page = opened(tmp_path / "index.html")
    assert len(names(page)) == 200
    assert names(page)[0] == "基层党建工作经费"
    page.click("#next")
    assert len(names(page)) == 51
    assert page.inner_text("#page") == "2 / 2"
    page.fill("#search", "项目3")
    assert names(page) == ["项目3"]
    assert page.is_hidden("nav.pages")


def test_a_cell_and_its_finding_light_up_together(opened: Opener, folder: Path) -> None:
    page = opened(project(folder))
    lit = "[...document.querySelectorAll('.lit')].map(one => one.id)"
    page.hover("#finding-4")
    assert page.evaluate(lit) == ["cell-1-10-7", "cell-1-11-7"]
    page.hover("#cell-1-16-9")
    assert page.evaluate(lit) == ["cell-1-16-9", "finding-2", "finding-3"]


def test_keys_walk_through_the_findings(opened: Opener, folder: Path) -> None:
    page = opened(project(folder))
    visited = []
    for key in "jjjk":
        page.keyboard.press(key)
        visited.append(page.evaluate("document.activeElement.id"))
    assert visited == ["finding-1", "finding-2", "finding-3", "finding-2"]


def test_the_list_reads_without_script(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert names(page) == ["基层党建工作经费", "项目2", "项目3"]
    assert page.is_hidden(".filter")
    assert page.is_visible("noscript p")
    context.close()


@pytest.mark.parametrize("width", [390, 720, 1440])
def test_no_page_is_wider_than_its_window(opened: Opener, folder: Path, width: int) -> None:
    for path in (folder / "index.html", folder / "rules.html", project(folder)):
        page = opened(path)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path.name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(opened: Opener, folder: Path, scheme: str) -> None:
    for path in (folder / "index.html", project(folder)):
        page = opened(path)
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert page.evaluate(LOW_CONTRAST) == [], path.name


LOW_CONTRAST = """() => {
  const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
    if (!element.offsetParent || element.tagName === 'OPTION') continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.push(element.tagName + '.' + element.className + ' ' + contrast.toFixed(2));
  }
  return found;
}"""


def test_the_form_prints_on_one_page_width_without_navigation(opened: Opener, folder: Path) -> None:
    page = opened(project(folder))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 less its margins at 96 dots an inch
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.is_hidden(".crumbs")
    assert page.is_visible("#cell-1-4-9 .badge")
