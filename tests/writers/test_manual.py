"""The manual of the rules: complete, well formed, harmless, the same bytes each time."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from lxml import html as parser
from playwright.sync_api import Browser, sync_playwright

from audit.engine import load_compiled
from audit.engine.examples import said
from audit.model.manual import RulePage
from audit.model.rule import Beyond
from audit.model.strength import Caught, Strength
from audit.rulebook.manual import rule_pages
from audit.shipped import shipped
from audit.writers import manual
from audit.writers.rule import lines
from tests.writers.test_html import POLICY

RELEASE = {"engine": "jixiao-audit 0", "rulebook": "sha256:1"}
MISMATCH = "execution-score-mismatch"
CAUGHT = Caught("total_up", "总分多 1 分", False, 4, 3, 3, {MISMATCH: 3, "gone": 1})
MEASURED = Strength("sha256:2", 2, 4, (CAUGHT,), ("total-missing",), ("project-filed-twice",))


@cache
def pages() -> tuple[RulePage, ...]:
    book = load_compiled([shipped("rules")])
    told = said(book)
    return tuple(replace(page, said=told.get(page.rule.id)) for page in rule_pages(book))


def page(rule: str) -> RulePage:
    return next(page for page in pages() if page.rule.id == rule)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("manual")
    manual.write(pages(), made, release=RELEASE, strength=MEASURED)
    return made


def parsed(path: Path) -> parser.HtmlElement:
    return parser.document_fromstring(path.read_text("utf-8"))


def told(element: parser.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content())


def test_every_rule_has_a_page_and_every_link_leads_somewhere(folder: Path) -> None:
    made = {path.stem for path in (folder / "rules").glob("*.html")}
    assert made == {page.rule.id for page in pages()}
    for path in [folder / "index.html", *sorted((folder / "rules").glob("*.html"))]:
        tree = parsed(path)
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), path.name
        for link in tree.xpath("//@href | //@src"):
            target, _, anchor = str(link).partition("#")
            assert (path.parent / target).is_file() if target else anchor in ids, (path.name, link)


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        tree = parsed(path)
        assert tree.xpath("string(//meta[@http-equiv]/@content)") == POLICY
        assert not tree.xpath("//style | //@style | //script[not(@src)] | //iframe | //object | //base")
        assert not [name for name in tree.xpath("//@*") if name.attrname.startswith("on")]


def test_a_page_tells_what_why_how_amounts_cases_and_neighbours(folder: Path) -> None:
    shown = told(parsed(folder / "rules" / f"{MISMATCH}.html"))
    for part in (
        "EXEC-01", "错误", "填报 9.9 分", "预算执行率按执行数与预算数之比计分", "（转引）",
        "abs(score - expected) <= $score_tolerance", "score 得分", "得分容差", "0.05", "资金总额", "99%",
        "可能由这些规则引起", "可以解释这些规则", "总分多 1 分 75.0%",
    ):  # fmt: skip
        assert part in shown


def test_the_cell_at_fault_is_marked_in_failing_cases_only(folder: Path) -> None:
    tree = parsed(folder / "rules" / f"{MISMATCH}.html")
    marked = tree.xpath("//td[contains(@class, 'marked')]")
    assert [cell.text for cell in marked] == ["9.9", "9.94", "10"]
    assert all(cell.xpath("ancestor::div[contains(@class, 'case finding')]") for cell in marked)


def test_the_index_has_the_strength_by_kind_and_says_that_it_is_of_another_rulebook(folder: Path) -> None:
    shown = told(parsed(folder / "index.html"))
    for part in ("种下 4 个错误", "75.0%", "另一版规则库", "预算执行率得分计算错误 3", "1 条规则没有查出"):
        assert part in shown


def test_without_strength_nothing_is_said_of_it(tmp_path: Path) -> None:
    manual.write(pages()[:3], tmp_path, release=RELEASE)
    assert "查出能力" not in told(parsed(tmp_path / "index.html"))


def test_a_check_that_is_no_rule_stands_in_the_index_with_its_reason(tmp_path: Path) -> None:
    manual.write(
        [pages()[0], Beyond("not-public", "DIS-01", "未公开", "要上网查")], tmp_path, release=RELEASE
    )
    shown = told(parsed(tmp_path / "index.html"))
    assert all(part in shown for part in ("没有做成规则的检查", "DIS-01", "未公开", "要上网查"))
    assert len(list((tmp_path / "rules").glob("*.html"))) == 1


def test_the_same_bytes_come_out_again_and_old_pages_go(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "old-rule.html").write_text("x", encoding="utf-8")
    (tmp_path / "rules" / "notes.txt").write_text("x", encoding="utf-8")
    manual.write(pages(), tmp_path, release=RELEASE, strength=MEASURED)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert made.pop(Path("rules/notes.txt")) == b"x"
    assert made == {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    one = replace(page(MISMATCH), why="<script>window.HIT=1</script>", said='"><img src=x onerror=1>')
    manual.write([one], tmp_path, release=RELEASE)
    tree = parsed(tmp_path / "rules" / f"{MISMATCH}.html")
    assert not tree.xpath("//img | //script[not(@src)]")
    assert "<script>window.HIT=1</script>" in tree.text_content()


def test_most_rules_show_what_a_report_says() -> None:
    silent = [page.rule.id for page in pages() if page.said is None]
    assert len(silent) <= len(pages()) // 10, silent


def test_a_rule_as_text_has_the_same() -> None:
    shown = "\n".join(lines(page("category-weight-off-standard"), MEASURED))
    for part in ("WGT-04", "自 2019-01-01 起", "湖北", "不作要求", "产出 50", "例子", "种下的错误没有用到"):
        assert part in shown
    assert "没有参加" in "\n".join(lines(page("project-filed-twice"), MEASURED))


def test_pages_fit_a_telephone_and_a_screen(folder: Path) -> None:
    with sync_playwright() as playwright:
        chromium: Browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for width in (390, 1440):
            opened = chromium.new_page(viewport={"width": width, "height": 900})
            for name in ("index.html", f"rules/{MISMATCH}.html", "rules/total-score-mismatch.html"):
                opened.goto((folder / name).as_uri())
                assert opened.evaluate("document.documentElement.scrollWidth") <= width, name
        chromium.close()
