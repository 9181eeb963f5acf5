"""The report folder: well formed, complete, harmless, without a network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html as parser

from audit.model.run import NotAudited, Run
from audit.writers import html
from audit.writers.pages import page_name
from tests.writers import sample

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"
HOSTILE = "\"><script>window.HIT=1</script><img src=x onerror=window.HIT=1>'{{7*7}}../../"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    second = sample.form(
        sample.grid(), source="b.txt", position=2, project_name="党内关怀帮扶资金", department=None
    )
    second.reading.flags["complete"] = False
    html.write(sample.run(sample.result(), sample.result(second, found=())), made)
    return made


def pages(folder: Path) -> dict[str, parser.HtmlElement]:
    return {path.relative_to(folder).as_posix(): parse(path) for path in sorted(folder.rglob("*.html"))}


def parse(path: Path) -> parser.HtmlElement:
    return parser.document_fromstring(path.read_text("utf-8"))


def first_project(folder: Path) -> parser.HtmlElement:
    return parse(folder / "projects" / page_name(sample.form().id))


def said(element: parser.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content())


def test_the_folder_holds_pages_assets_and_data(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    form = sample.form().id
    second = form.removesuffix("-1") + "-2"
    assert names == {
        "index.html", "rules.html", "style.css", "script.js", "findings.json", "findings.xlsx",
        f"projects/{form}.html", f"projects/{second}.html",
    }  # fmt: skip


def test_every_link_leads_somewhere_and_no_id_stands_twice(folder: Path) -> None:
    made = pages(folder)
    ids = {name: page.xpath("//@id") for name, page in made.items()}
    for name, page in made.items():
        assert len(ids[name]) == len(set(ids[name])), name
        for link in page.xpath("//@href | //@src"):
            path, _, anchor = str(link).partition("#")
            target = ((folder / name).parent / path).resolve() if path else (folder / name).resolve()
            assert target.is_file(), (name, link)
            if anchor:
                assert anchor in ids[target.relative_to(folder.resolve()).as_posix()], (name, link)


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(folder: Path) -> None:
    for name, page in pages(folder).items():
        assert page.xpath("string(//meta[@http-equiv]/@content)") == POLICY, name
        assert not page.xpath("//style | //@style | //script[not(@src)] | //iframe | //object | //base"), name
        assert not [attribute for attribute in page.xpath("//@*") if attribute.attrname.startswith("on")], (
            name
        )
    for path in folder.glob("**/*"):
        if path.suffix in (".html", ".css", ".js"):
            assert not re.search(r"(?i)https?:|//[a-z]|@import|url\(", _without_comments(path)), path.name


def _without_comments(path: Path) -> str:
    return re.sub(r"(?m)^\s*//.*$|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def test_a_wrong_cell_is_marked_and_linked_with_its_finding_both_ways(folder: Path) -> None:
    page = first_project(folder)
    cell = page.get_element_by_id("cell-1-4-9")
    assert said(cell) == "9.9 错1"
    assert cell.xpath("string(a/@href)") == "#finding-1"
    finding = page.get_element_by_id("finding-1")
    assert finding.get("data-cells") == "cell-1-4-9"
    assert finding.xpath(".//p[@class='places']/a/@href") == ["#cell-1-4-9"]
    assert said(page.get_element_by_id("cell-1-16-9")) == "99 错2 错3"
    assert page.get_element_by_id("finding-4").get("data-cells") == "cell-1-10-7 cell-1-11-7"


def test_a_finding_tells_what_was_filed_what_was_due_why_and_what_to_do(folder: Path) -> None:
    told = said(first_project(folder).get_element_by_id("finding-1"))
    for part in (
        "预算执行率得分计算错误", "年度资金总额", "第6行第9列", "填报9.9", "应为10", "算式分值 10 × 取小",
        "要求单位自评一级指标权重", "财预〔2020〕10号《项目支出绩效评价管理办法》 指标权重（转引）",
        "审核惯例 算术关系",
        "怎么改核对后更正。", "全年预算数 270",
    ):  # fmt: skip
        assert part in told


def test_symptoms_stand_under_their_cause(folder: Path) -> None:
    symptom = first_project(folder).get_element_by_id("finding-3")
    assert "TOT-01" in said(symptom)
    assert symptom.xpath("string(ancestor::article/@id)") == "finding-2"


def test_what_is_open_unread_passed_or_cut_off_is_said(folder: Path) -> None:
    told = said(first_project(folder))
    assert "EXEC-02 执行率计算错误 · 其他资金 未能判断，缺：全年执行数、总分" in told
    assert "第8行第1列 上年结转资金 0 — — 行首没有认识的栏目" in told
    assert "通过的规则 1 RSN-01" in told
    assert "不适用的规则 1" in told
    assert "national表样是财预〔2020〕10号的格式" in told
    assert "没有读到末尾" not in told
    assert "没有读到末尾" in said(parse(folder / "projects" / f"{'ab12' * 16}-2.html"))


def test_the_index_counts_by_severity_department_and_rule_and_names_what_was_not_audited(
    folder: Path,
) -> None:
    index = parse(folder / "index.html")
    assert [said(li).strip() for li in index.xpath("//ul[@class='totals']/li")] == [
        "3 错误", "2 警告", "2 提示", "2 自评表", "1 未能审计的文件", "1 没有自评表的文件",
    ]  # fmt: skip
    first, second = index.xpath("//table[@id='project-table']/tbody/tr")
    assert [said(cell) for cell in first] == [
        "基层党建工作经费",
        "市委组织部",
        "市委组织部",
        "forms.txt",
        "3",
        "2",
        "1",
        "1",
    ]
    assert [said(cell) for cell in second][4:7] == ["0", "0", "0"]
    assert "旧表.doc" in said(index)
    assert "附件/通知.docx" in said(index)
    assert "（未填主管部门）" in said(index)


def test_nothing_is_asked_of_a_browser_that_chromium_90_lacks(folder: Path) -> None:
    style, script = ((folder / name).read_text("utf-8") for name in ("style.css", "script.js"))
    assert not re.search(r":has\(|@container|@layer|@scope|color-mix|oklch|\d[dls]v[hw]\b|&\s*[.:{]", style)
    assert not re.search(
        r"\.at\(|structuredClone|Object\.hasOwn|findLast|toSorted|\?\?=|static \{|fetch\(", script
    )


def test_a_title_that_is_a_row_of_the_form_is_not_shown_twice(tmp_path: Path) -> None:
    titled = sample.form(sample.grid("中卫市 基层党建工作经费绩效自评表\t\n项目名称\t甲"))
    html.write(sample.run(sample.result(titled, ()), corpus=()), tmp_path)
    assert first_project(tmp_path).xpath("//table[@class='form']/caption/@class") == ["hidden"]


def test_hostile_text_is_text(tmp_path: Path) -> None:
    html.write(hostile_run(), tmp_path)
    for path in tmp_path.rglob("*.html"):
        page = parse(path)
        assert not page.xpath("//script[not(@src)] | //img | //@onerror"), path.name
    assert "{{7*7}}../../" in said(parse(tmp_path / "index.html"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "findings.json", "findings.xlsx", "index.html", "projects", "rules.html", "script.js", "style.css",
    ]  # fmt: skip


def hostile_run() -> Run:
    """A run with script in every text that comes from a file."""
    grid = sample.grid(sample.FILED.replace("基层党建工作经费", HOSTILE).replace("完成", HOSTILE))
    evil = sample.finding(
        grid, sample.EXECUTION, HOSTILE, (4, 9), at=HOSTILE, found=HOSTILE, expected=HOSTILE, message=HOSTILE,
        formula=HOSTILE, suggest=HOSTILE, evidence={HOSTILE: HOSTILE}, rows=(HOSTILE,),
    )  # fmt: skip
    form = sample.form(grid, HOSTILE, project_name=HOSTILE, department=HOSTILE, unit=HOSTILE, title=HOSTILE)
    form.id = HOSTILE
    return sample.run(sample.result(form, (evil,)), no_form=(NotAudited(HOSTILE, HOSTILE),))


def test_a_page_name_means_nothing_to_a_path() -> None:
    assert page_name("../../etc/passwd\0") == "------etc-passwd-.html"


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        html.write(sample.run(), tmp_path / name)
    files = {path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file()}
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)


def test_telephone_numbers_are_masked_and_amounts_in_their_cells_are_not(tmp_path: Path) -> None:
    grid = sample.grid(sample.FILED.replace("9.9", "13800138000").replace("完成", "电话13900139000"))
    html.write(sample.run(sample.result(sample.form(grid), ()), corpus=()), tmp_path)
    told = said(first_project(tmp_path))
    assert "13900139000" not in told
    assert "电话139****9000" in told
    assert "13800138000" in told


def test_pages_of_an_earlier_run_go_and_files_of_others_stay(tmp_path: Path) -> None:
    html.write(sample.run(), tmp_path)
    (tmp_path / "projects" / "notes.html").write_text("mine")
    html.write(sample.run(sample.result(sample.form(position=2))), tmp_path)
    kept = {path.name for path in (tmp_path / "projects").iterdir()}
    assert kept == {"notes.html", f"{'ab12' * 16}-2.html"}


def test_labels_speak_english_when_asked(tmp_path: Path) -> None:
    html.write(sample.run(), tmp_path, lang="en")
    index = parse(tmp_path / "index.html")
    assert index.get("lang") == "en"
    assert "By department" in said(index)
