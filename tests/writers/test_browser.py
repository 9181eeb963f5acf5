"""The report in a real browser, from file://, without a network."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from audit.model.ledger import GivenVerdict, Verdict
from audit.writers import html
from audit.writers.html import Others
from audit.writers.pages import page_name
from tests.writers import sample
from tests.writers.browsing import Opener, chromium, opening
from tests.writers.test_html import hostile_run, many

FORM = page_name(sample.form().id)
PROJECT = "project.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    html.write(many(3), made, others=Others(manual=sample.manual()))
    return made


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Opener]:
    with opening(browser, folder) as opener:
        yield opener


def names(page: Page) -> list[str]:
    return [
        row.split("\n")[0] for row in page.locator("#project-table tbody tr[data-place] a").all_inner_texts()
    ]


def state(page: Page) -> str:
    return str(page.evaluate("decodeURIComponent(location.hash)"))


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_projects_are_found_by_word_and_facet_and_the_address_keeps_it(opened: Opener) -> None:
    page = opened("index.html")
    assert names(page) == ["基层党建工作经费", "项目2", "项目3"]
    page.fill("#search", "项目 3.TXT")
    assert names(page) == ["项目3"]
    assert page.inner_text("#shown") == "显示 1 张，共 3 张"
    page.fill("#search", "")
    page.select_option("[data-facet=severity]", "=none")
    page.select_option("[data-facet=department]", "=部门0")
    assert names(page) == ["项目2"]
    assert state(page) == "#severity=none&department=部门0"
    again = opened("index.html", "severity=none&department=部门0")
    assert names(again) == ["项目2"]
    assert again.input_value("[data-facet=department]") == "=部门0"
    again.click("#clear")
    assert len(names(again)) == 3


def test_a_rule_of_the_ranking_and_the_way_back_filter_too(opened: Opener) -> None:
    page = opened("index.html")
    page.click("section[aria-labelledby=rules] a >> text=超额完成三成以上未说明原因")
    assert names(page) == ["基层党建工作经费"]
    page.click("tr[data-place] a")
    page.wait_for_selector("#finding-1")
    assert page.title().startswith("基层党建工作经费")
    page.click("#back")
    page.wait_for_selector("tr[data-place]")
    assert state(page) == "#rule=DEV-01"
    assert names(page) == ["基层党建工作经费"]


def test_columns_sort_both_ways_and_then_no_more(opened: Opener) -> None:
    page = opened("index.html")
    page.click("[data-sort=name] button")
    assert names(page) == ["基层党建工作经费", "项目2", "项目3"]
    page.click("[data-sort=name] button")
    assert names(page) == ["项目3", "项目2", "基层党建工作经费"]
    assert page.get_attribute("[data-sort=name]", "aria-sort") == "descending"
    assert state(page) == "#sort=-name"
    page.click("[data-sort=name] button")
    assert names(page)[0] == "基层党建工作经费"


def test_what_is_shown_is_exported_as_text_that_a_spreadsheet_does_not_work_out(
    browser: Browser, tmp_path: Path
) -> None:
    run = many(3)
    evil = run.forms[1].form
    evil.reading.head["project_name"] = '=1+1,"x"'
    evil.reading.head["unit"] = "＝HYPERLINK(1)"
    html.write(run, tmp_path)
    with opening(browser, tmp_path, accept_downloads=True) as opener:
        page = opener("index.html")
        page.select_option("[data-facet=severity]", "=none")
        with page.expect_download() as waiting:
            page.click("#export")
        assert waiting.value.suggested_filename == "项目清单.csv"
        text = Path(waiting.value.path()).read_bytes().decode("utf-8")
    lines = text.split("\r\n")
    assert (
        lines[0]
        == "\ufeff项目,主管部门,实施单位,文件,年度,适用规定,错误,警告,提示,起因,未判断,填报总分,复算总分"
    )
    assert lines[1].startswith('"\'=1+1,""x""",部门0,\'＝HYPERLINK(1),2.txt,,national,0,0,0,0,1,99,99')
    assert len(lines) == 4


def test_from_the_index_to_the_cell_by_keyboard(opened: Opener) -> None:
    page = opened("index.html")
    page.focus("#search")
    page.keyboard.type("党建")
    for key in ("ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("#finding-1")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "finding-1"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "cell-1-4-9"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "finding-1"


def test_arrows_walk_down_the_list_and_up_again(opened: Opener) -> None:
    page = opened("index.html")
    page.focus("#search")
    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        walked.append(page.evaluate("document.activeElement.textContent"))
    assert walked == ["基层党建工作经费", "项目2", "项目3", "项目2"]


def test_ten_thousand_forms_keep_the_page_small(browser: Browser, tmp_path: Path) -> None:
    html.write(many(10_000), tmp_path)
    with opening(browser, tmp_path) as opener:
        page = opener("index.html")
        assert page.inner_text("#shown") == "显示 10000 张，共 10000 张"
        assert page.evaluate("document.querySelectorAll('*').length") < 1500
        assert (tmp_path / "index.html").stat().st_size < 100_000
        page.evaluate("document.getElementById('window').scrollTop = 200000")
        page.wait_for_selector("tr[data-place='0']", state="detached")
        assert len(names(page)) < 60
        assert page.locator("tr[data-place]").first.get_attribute("aria-rowindex")
        page.fill("#search", "项目9876")
        assert names(page) == ["项目9876"]
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.wait_for_selector("table.form")
        assert page.inner_text("h1") == "项目9876"
        loaded = "[...document.querySelectorAll('script')].map(one => one.getAttribute('src'))"
        assert [name for name in page.evaluate(loaded) if re.match(r"d/\d", name)] == ["d/098.js"]


def test_a_cell_and_its_finding_light_up_together(opened: Opener) -> None:
    page = opened(PROJECT, f"form={FORM}")
    page.wait_for_selector("#finding-4")
    lit = "[...document.querySelectorAll('.lit')].map(one => one.id)"
    page.hover("#finding-4 h3")
    assert page.evaluate(lit) == ["cell-1-10-7", "cell-1-11-7", "finding-4"]
    page.hover("#cell-1-16-9")
    assert page.evaluate(lit) == ["cell-1-16-9", "finding-2", "finding-3"]


def test_keys_walk_through_causes_and_unfold_their_symptoms(opened: Opener) -> None:
    page = opened(PROJECT, f"form={FORM}")
    page.wait_for_selector("#finding-1")
    visited = []
    for key in "jjjkoj":
        page.keyboard.press(key)
        visited.append(page.evaluate("document.activeElement.id"))
    assert visited == ["finding-1", "finding-2", "finding-4", "finding-2", "finding-2", "finding-3"]


def test_a_fold_says_how_many_findings_are_below_it_however_deep(browser: Browser, tmp_path: Path) -> None:
    grid = sample.grid()
    chain = [("a", None), ("b", "a"), ("c", "b"), ("d", "b")]
    found = tuple(
        replace(
            sample.finding(grid, sample.EXECUTION, name), fingerprint=name, explained_by=cause, message=name
        )
        for name, cause in chain
    )
    html.write(sample.run(sample.result(found=found), corpus=()), tmp_path)
    with opening(browser, tmp_path) as opener:
        page = opener(PROJECT, f"form={FORM}")
        page.wait_for_selector(".finding")
        folds = ["由此引起 3 条", "由此引起 2 条"]
        assert page.locator("summary", has_text="由此引起").all_text_contents() == folds
        mailed = opener(f"projects/{FORM}.html")
        assert mailed.locator("summary", has_text="由此引起").all_text_contents() == folds


def test_a_finding_across_forms_names_forms_of_one_name_once_and_leads_to_each(
    browser: Browser, tmp_path: Path
) -> None:
    forms = [sample.form(source=f"{n}.txt", position=n) for n in (1, 2, 3)]
    across = sample.finding(
        sample.grid(), sample.SAME, "x", forms=tuple(form.id for form in forms), message="雷同",
        rows=("基层党建工作经费", "基层党建工作经费", "培训人数"),
    )  # fmt: skip
    html.write(sample.run(*(sample.result(form, ()) for form in forms), corpus=(across,)), tmp_path)
    with opening(browser, tmp_path) as opener:
        page = opener("index.html")
        page.wait_for_selector("#across .finding")
        places = page.locator("#across .places")
        assert places.inner_text() == "跨 3 张表：基层党建工作经费 (2) (3)"
        keys = {page_name(form.id) for form in forms}
        links = [link.get_attribute("href") or "" for link in places.locator("a").all()]
        assert {link.partition("=")[2] for link in links} == keys
        facts = page.locator("#across .facts").inner_text()
        assert "培训人数" in facts
        assert "基层党建工作经费" not in facts


def test_a_cell_of_thirty_thousand_characters_leaves_the_form_its_shape(
    browser: Browser, tmp_path: Path
) -> None:
    grid = sample.grid()
    cells = tuple(
        cell._replace(text="落地见效" * 8000) if (cell.row, cell.column) == (4, 9) else cell
        for cell in grid.cells
    )
    long = sample.finding(grid, sample.EXECUTION, "p", (4, 9), found="落地见效" * 8000)
    html.write(
        sample.run(sample.result(sample.form(replace(grid, cells=cells)), (long,)), corpus=()), tmp_path
    )
    with opening(browser, tmp_path) as opener:
        for name, state in ((PROJECT, f"form={FORM}"), (f"projects/{FORM}.html", "")):
            page = opener(name, state)
            page.wait_for_selector("table.form .huge")
            assert page.evaluate("document.documentElement.scrollHeight") < 5_000
            widths = "[...document.querySelectorAll('.form td')].map(cell => cell.offsetWidth)"
            assert min(width for width in page.evaluate(widths) if width) >= 24
            assert len(page.inner_text("table.form .huge")) == 32_000


def test_a_badge_in_a_cell_unfolds_the_finding_that_it_leads_to(opened: Opener) -> None:
    page = opened(PROJECT, f"form={FORM}")
    page.click("#cell-1-16-9 a >> text=错3")
    assert page.evaluate("document.activeElement.id") == "finding-3"
    assert page.is_visible("#finding-3")


def test_the_next_project_of_the_list_is_one_key_away(opened: Opener) -> None:
    page = opened("index.html", "sort=-name")
    page.click("tr[data-place] a >> nth=0")
    page.wait_for_selector("table.form")
    assert page.inner_text("#steps .fine") == "第 1 张，共 3 张"
    page.keyboard.press("n")
    expect(page.locator("h1")).to_have_text("项目2")
    page.keyboard.press("p")
    expect(page.locator("h1")).to_have_text("项目3")


def test_the_view_and_the_page_for_mailing_say_the_same(opened: Opener) -> None:
    view = opened(PROJECT, f"form={FORM}")
    view.wait_for_selector("#across")
    view.wait_for_selector(".cards .finding")
    mail = opened(f"projects/{FORM}.html")
    for page in (view, mail):
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for part in (
        "table.form", ".head", ".totals", "#finding-1", "#finding-2", "#finding-4", ".read", ".outcomes",
        "[aria-labelledby=undecided]", "[aria-labelledby=unplaced]",
    ):  # fmt: skip
        assert words(view.locator(part).first.inner_text()) == words(mail.locator(part).first.inner_text()), (
            part
        )


def test_a_finding_leads_to_the_page_of_its_rule(opened: Opener) -> None:
    page = opened(PROJECT, f"form={FORM}")
    page.click("#finding-1 .facts a >> text=EXEC-01")
    page.wait_for_selector(".sheet")
    assert page.url.endswith("/rulebook/rules/execution-score-mismatch.html")


def test_a_department_shows_its_forms_what_they_share_and_its_ledger(opened: Opener) -> None:
    page = opened("department.html", "department=市委组织部")
    page.wait_for_selector(".ledger tbody tr")
    assert page.inner_text("h1") == "市委组织部"
    assert names(page) == ["基层党建工作经费"]
    assert "4 个项目总分都是 99" in page.inner_text("#across")
    ledger = page.locator(".ledger tbody tr").all_inner_texts()
    assert len(ledger) == 6
    assert "预算执行率得分计算错误" in ledger[0]
    with page.expect_download() as waiting:
        page.click("text=导出清单（CSV）")
    assert len(Path(waiting.value.path()).read_text("utf-8").splitlines()) == 7
    page.select_option("#department", "部门1")
    expect(page.locator("h1")).to_have_text("部门1")
    page.wait_for_load_state("networkidle")


def test_forms_of_one_name_are_told_apart_by_their_files_in_the_ledger_of_a_department(
    browser: Browser, tmp_path: Path
) -> None:
    forms = [sample.form(source=f"{name}.docx") for name in ("初稿", "定稿")]
    html.write(sample.run(*map(sample.result, forms), corpus=()), tmp_path)
    with opening(browser, tmp_path) as opener:
        page = opener("department.html")
        page.wait_for_selector(".ledger tbody tr")
        lines = page.locator(".ledger tbody tr").all_inner_texts()
    assert [("初稿.docx" in line) + ("定稿.docx" in line) for line in lines] == [1] * len(lines)


def test_the_ledger_of_a_department_tells_what_people_rejected(browser: Browser, tmp_path: Path) -> None:
    given = GivenVerdict("p1", Verdict.REJECTED, "已有批复", "王某", "p1-1")
    html.write(sample.run(verdicts={"p1": given}), tmp_path)
    with opening(browser, tmp_path) as opener:
        page = opener("department.html", "department=市委组织部")
        page.wait_for_selector(".ledger tbody tr")
        (line,) = page.locator(".ledger tr.rejected").all_inner_texts()
        assert "预算执行率得分计算错误" in line
        assert "认定不成立：已有批复（王某）" in line
        with page.expect_download() as waiting:
            page.click("text=导出清单（CSV）")
        head, *rows = csv.reader(Path(waiting.value.path()).read_text("utf-8-sig").splitlines())
        standing = head.index("认定情况")
        assert [row[standing] for row in rows if row[standing]] == ["认定不成立：已有批复（王某）"]


def test_the_rules_that_come_again_in_a_department_are_counted(browser: Browser, tmp_path: Path) -> None:
    second = sample.form(source="b.txt", position=2)
    html.write(sample.run(sample.result(), sample.result(second)), tmp_path)
    with opening(browser, tmp_path) as opener:
        page = opener("department.html", "department=市委组织部")
        assert "预算执行率得分计算错误\t错误\t2 张，占 100%" in page.inner_text("#common")


def test_an_english_page_says_which_of_its_texts_are_chinese(browser: Browser, tmp_path: Path) -> None:
    html.write(sample.run(), tmp_path, lang="en")
    unmarked = """[...document.querySelectorAll('main *, h1')].filter(one => one.tagName !== 'OPTION'
        && [...one.childNodes].some(node => node.nodeType === 3 && /[\\u4e00-\\u9fff]/.test(node.data))
        && !one.closest('[lang=zh-CN]')).map(one => one.outerHTML.slice(0, 100))"""
    with opening(browser, tmp_path) as opener:
        for name, state, shown in (
            (PROJECT, f"form={FORM}", ".cards .finding"),
            ("department.html", "department=市委组织部", ".ledger tbody tr"),
            (f"projects/{FORM}.html", "", "#finding-1"),
        ):
            page = opener(name, state)
            page.wait_for_selector(shown)
            assert page.evaluate(unmarked) == [], name


def test_a_missing_data_file_is_named(browser: Browser, tmp_path: Path) -> None:
    html.write(many(2), tmp_path)
    (tmp_path / "d" / "000.js").unlink()
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / PROJECT).as_uri() + f"#form={FORM}")
    page.wait_for_selector("[role=alert]")
    assert "d/000.js 没有读到" in page.inner_text("[role=alert]")
    context.close()


def test_a_form_that_is_gone_is_said_to_be_gone(opened: Opener) -> None:
    assert "报告里没有这张表" in opened(PROJECT, "form=abc").inner_text("#view")


def test_the_worst_projects_read_without_script(browser: Browser, folder: Path) -> None:
    with opening(browser, folder, java_script_enabled=False) as opener:
        page = opener("index.html")
        assert page.locator("#project-table tbody th").all_inner_texts() == [
            "基层党建工作经费",
            "项目2",
            "项目3",
        ]
        assert page.is_hidden(".filter")
        page.click("#project-table a >> nth=0")
        assert page.inner_text("h1") == "基层党建工作经费"
        assert page.is_visible("#finding-3")


@pytest.mark.parametrize("width", [390, 720, 1440])
def test_no_page_is_wider_than_its_window(opened: Opener, width: int) -> None:
    for name in ("index.html", PROJECT, "department.html", f"projects/{FORM}.html", "rulebook/index.html"):
        page = opened(name, f"form={FORM}" if name == PROJECT else "")
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_a_department_of_a_very_long_name_fits_a_telephone(browser: Browser, tmp_path: Path) -> None:
    form = sample.form(department="219-池州市贵池区棠溪镇人民政府社会事务办公室乡村振兴工作领导小组")
    html.write(sample.run(sample.result(form)), tmp_path)
    with opening(browser, tmp_path, viewport={"width": 320, "height": 640}) as opener:
        for name in ("index.html", "department.html"):
            page = opener(name)
            page.wait_for_selector("tr[data-place]")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_at_twice_the_size_nothing_is_cut_off(browser: Browser, folder: Path) -> None:
    with opening(browser, folder, viewport={"width": 640, "height": 450}, device_scale_factor=2) as opener:
        for name in ("index.html", PROJECT, "department.html"):
            page = opener(name, f"form={FORM}" if name == PROJECT else "")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_the_form_prints_on_one_page_width_without_navigation_and_unfolded(opened: Opener) -> None:
    page = opened(PROJECT, f"form={FORM}")
    page.wait_for_selector("#finding-1")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 less its margins at 96 dots an inch
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.is_hidden(".crumbs")
    assert page.is_visible("#cell-1-4-9 .badge")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.is_visible("#finding-3")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.is_hidden("#finding-3")


def test_paper_holds_the_list_and_its_text_can_be_read_back(opened: Opener, tmp_path: Path) -> None:
    import pypdfium2

    page = opened("index.html")
    page.pdf(path=tmp_path / "index.pdf", prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(tmp_path / "index.pdf")
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    assert round(document[0].get_width()) == 595
    for said in ("绩效自评表审核报告", "基层党建工作经费", "项目3", "预算执行率得分计算错误"):
        assert said in words(text)


def test_every_printed_page_of_the_list_has_its_heads(browser: Browser, tmp_path: Path) -> None:
    import pypdfium2

    html.write(many(120), tmp_path / "report")
    with opening(browser, tmp_path / "report") as opener:
        page = opener("index.html")
        page.wait_for_selector("tr[data-place]")
        page.pdf(path=tmp_path / "index.pdf", prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(tmp_path / "index.pdf")
    pages = [words(sheet.get_textpage().get_text_range()) for sheet in document]
    listed = [said for said in pages if said.count("市委组织部") > 10]
    assert len(listed) > 3
    assert {said[:8] for said in listed[1:]} == {"项目错误警告提示"}


def test_rows_that_the_message_names_are_not_named_twice(browser: Browser, tmp_path: Path) -> None:
    one = replace(sample.result().findings[0], rows=("甲指标", "乙指标"))
    found = (
        replace(one, message="“甲指标”和“乙指标”未达目标", place="a", fingerprint="a"),
        replace(one, message="2 项指标未达目标", place="b", fingerprint="b"),
    )
    html.write(sample.run(sample.result(found=found), corpus=()), tmp_path)
    with opening(browser, tmp_path) as opener:
        for name, state in ((PROJECT, f"form={FORM}"), (f"projects/{FORM}.html", "")):
            page = opener(name, state)
            page.wait_for_selector("#finding-2", state="attached")
            facts = page.locator(".finding .facts").all_text_contents()
            assert ["涉及" in said for said in facts] == [False, True], name


def test_nothing_is_cut_off_on_paper(opened: Opener) -> None:
    cut = """[...document.querySelectorAll('.scroll')].filter(box =>
        box.firstElementChild.offsetHeight > box.offsetHeight + 1
        || box.firstElementChild.offsetWidth > box.offsetWidth + 1).map(box => box.outerHTML.slice(0, 80))"""
    for name, state in (
        ("index.html", ""),
        ("department.html", "department=市委组织部"),
        (PROJECT, f"form={FORM}"),
    ):
        page = opened(name, state)
        page.set_viewport_size({"width": 703, "height": 1000})
        page.wait_for_selector("tr[data-place], #finding-1")
        page.emulate_media(media="print")
        assert page.evaluate(cut) == [], name


def test_hostile_text_runs_nothing_and_is_shown_as_it_is(browser: Browser, tmp_path: Path) -> None:
    run = hostile_run()
    html.write(run, tmp_path, others=Others(manual=sample.manual()))
    form = page_name(run.forms[0].form.id)
    with opening(browser, tmp_path) as opener:
        for path in sorted(tmp_path.rglob("*.html")):
            name = path.relative_to(tmp_path).as_posix()
            page = opener(name, f"form={form}" if name == PROJECT else "")
            page.wait_for_load_state()
            assert page.evaluate("window.HIT") is None, name
        page = opener(PROJECT, f"form={form}")
        page.wait_for_selector("#finding-1")
        assert "<script>window.HIT=1</script>" in page.inner_text("#finding-1")


def test_many_files_that_were_not_audited_are_all_in_the_list(browser: Browser, tmp_path: Path) -> None:
    from audit.model.run import NotAudited

    none = tuple(NotAudited(f"附件/{n}.docx", "没有自评表") for n in range(3_000))
    html.write(replace(sample.run(), no_form=none), tmp_path)
    with opening(browser, tmp_path) as opener:
        page = opener("index.html")
        table = "[data-files=no_form]"
        assert page.locator(f"{table} tbody tr").count() < 200
        page.evaluate("document.querySelector('[data-files=no_form]').parentNode.scrollTop = 1e6")
        page.wait_for_selector("text=附件/2999.docx")
