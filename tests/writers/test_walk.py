"""From the worst project to its cell, the basis, a verdict in the ledger, and back, in a browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from audit.cli import run
from tests.writers.browsing import Opener, chromium, opening

SAMPLES = Path(__file__).parents[2] / "sample_forms" / "docx"
WORST, CODE, REASON = "人才工作经费", "EXEC-01", "上级已批复按 99% 计"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("walk")
    shutil.copytree(SAMPLES, made / "报送", ignore=shutil.ignore_patterns("*.json"))
    return made


def audited(place: Path) -> Path:
    """The report of another run over the same forms."""
    report = place / "审核报告"
    with pytest.raises(SystemExit):
        run(["check", str(place / "报送"), "-o", str(report), "--fail-on", "never", "--jobs", "1"])
    return report


def worst_project(opener: Opener) -> tuple[str, str]:
    """Its name and address: the first of the list."""
    page = opener("index.html")
    link = page.locator("tr[data-place] a").first
    return link.inner_text(), (link.get_attribute("href") or "").partition("#")[2]


def typed(ledger: Path, project: str, code: str) -> None:
    """Type a verdict into the line of that rule and project."""
    book = openpyxl.load_workbook(ledger)
    sheet = book["问题清单"]
    heads = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    for row in range(2, sheet.max_row + 1):
        if (sheet.cell(row, heads["编号"]).value, sheet.cell(row, heads["项目"]).value) == (code, project):
            sheet.cell(row, heads["是否属实（认定）"]).value = "不成立"
            sheet.cell(row, heads["不成立理由"]).value = REASON
    book.save(ledger)


def test_from_the_worst_project_to_a_verdict_and_back(place: Path) -> None:
    report = audited(place)
    with chromium() as browser:
        with opening(browser, report) as opener:
            project, address = worst_project(opener)
            assert project == WORST
            page = opener("project.html", address)
            page.wait_for_selector("#finding-1")
            card = page.locator(".finding", has_text="预算执行率得分计算错误").first
            card.locator(".places a").first.click()
            cell = page.evaluate("document.activeElement.innerText")
            assert cell.startswith("9.9")
            assert "财预〔2020〕10号" in card.locator(".facts").first.inner_text()
            card.locator(".facts a", has_text=CODE).first.click()
            page.wait_for_selector(".sheet")
            assert "预算执行率" in page.inner_text(".sheet")
        typed(report / "findings.xlsx", WORST, CODE)
        audited(place)
        with opening(browser, report) as opener:
            page = opener("project.html", address)
            page.wait_for_selector(".finding.rejected", state="attached")
            rejected = page.locator(".finding.rejected").first
            assert f"认定不成立：{REASON}" in rejected.inner_text()
            assert page.locator(".finding[id]").last.inner_text() == rejected.inner_text()
