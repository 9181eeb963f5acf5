"""The report folder: well formed, complete, harmless, without a network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser

from audit.model.form import Form
from audit.model.ledger import GivenVerdict, Verdict
from audit.model.run import NotAudited, Run
from audit.writers import html
from audit.writers.html import Others
from audit.writers.pages import page_name
from tests.writers import sample

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
HOSTILE = "\"><script>window.HIT=1</script><img src=x onerror=window.HIT=1>'{{7*7}}../../"
FORM = sample.form().id
SECOND = FORM.removesuffix("-1") + "-2"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    second = sample.form(
        sample.grid(), source="b.txt", position=2, project_name="党内关怀帮扶资金", department=None
    )
    second.reading.flags["complete"] = False
    second.reading.doubtful = True
    second.reading.doubts.append("资金表一行也没有读到")
    run = sample.run(sample.result(), sample.result(second, found=()))
    html.write(run, made, others=Others(manual=sample.manual()))
    return made


def pages(folder: Path) -> dict[str, parser.HtmlElement]:
    return {path.relative_to(folder).as_posix(): parse(path) for path in sorted(folder.rglob("*.html"))}


def parse(path: Path) -> parser.HtmlElement:
    return parser.document_fromstring(path.read_text("utf-8"))


def mailed(folder: Path) -> parser.HtmlElement:
    return parse(folder / "projects" / f"{page_name(FORM)}.html")


def said(element: parser.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content())


def data(folder: Path, name: str) -> list[Any]:
    """What a data file hands to the script."""
    text = (folder / "d" / name).read_text("utf-8")
    found = re.fullmatch(r"audit\.\w+\((.*)\);\n", text, re.DOTALL)
    assert found, name
    values: list[Any] = json.loads(f"[{found[1]}]")
    return values


def test_the_folder_holds_pages_assets_and_data(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names - {name for name in names if name.startswith("rulebook/")} == {
        "index.html", "project.html", "department.html", "style.css", "site.js", "list.js", "cards.js",
        "index.js", "project.js", "department.js", "d/site.js", "d/list.js", "d/000.js", "d/ap.js",
        "findings.json", "findings.xlsx", f"projects/{FORM}.html", f"projects/{SECOND}.html",
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
            if anchor and "=" not in anchor:
                assert anchor in ids[target.relative_to(folder.resolve()).as_posix()], (name, link)


def test_every_rule_that_is_named_in_the_index_leads_to_its_page(folder: Path) -> None:
    links = parse(folder / "index.html").xpath("//section[@aria-labelledby='rules']//a[@class='code']/@href")
    assert f"rulebook/rules/{sample.EXECUTION.id}.html" in links
    assert parse(folder / "rulebook" / "index.html").xpath("//header//a/@href") == ["../index.html"]


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(folder: Path) -> None:
    for name, page in pages(folder).items():
        if not name.startswith("projects/"):
            assert page.xpath("string(//meta[@http-equiv]/@content)") == POLICY, name
            assert not page.xpath("//style"), name
        assert not page.xpath("//@style | //script[not(@src)] | //iframe | //object | //base"), name
        assert not [attribute for attribute in page.xpath("//@*") if attribute.attrname.startswith("on")], (
            name
        )
    for path in folder.glob("**/*"):
        if path.suffix in (".html", ".css", ".js"):
            assert not re.search(r"(?i)https?:|//[a-z]|@import|url\(", _without_comments(path)), path.name


def _without_comments(path: Path) -> str:
    return re.sub(r"(?m)^\s*//.*$|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def test_a_page_for_mailing_needs_no_other_file_and_no_script_and_lets_in_our_style_alone(
    folder: Path,
) -> None:
    page = mailed(folder)
    assert not page.xpath("//script | //link | //@src | //a[not(starts-with(@href, '#'))]")
    style = (folder / "style.css").read_text("utf-8")
    assert page.xpath("string(//style)") == style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page.xpath("string(//meta[@http-equiv]/@content)")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_a_wrong_cell_is_marked_and_linked_with_its_finding_both_ways(folder: Path) -> None:
    page = mailed(folder)
    cell = page.get_element_by_id("cell-1-4-9")
    assert said(cell) == "9.9 错1"
    assert cell.get("class") == "marked error"
    assert cell.xpath("string(a/@href)") == "#finding-1"
    assert page.get_element_by_id("finding-1").xpath(".//p[@class='places']/a/@href") == ["#cell-1-4-9"]
    assert said(page.get_element_by_id("cell-1-16-9")) == "99 错2 错3"
    links = page.get_element_by_id("finding-4").xpath(".//p[@class='places']/a/@href")
    assert links == ["#cell-1-10-7", "#cell-1-11-7"]


def test_a_finding_tells_what_was_filed_what_was_due_why_and_what_to_do(folder: Path) -> None:
    told = said(mailed(folder).get_element_by_id("finding-1"))
    parts = (
        "预算执行率得分计算错误", "年度资金总额", "第6行第9列", "要求单位自评一级指标权重",
        "填报9.9", "应为10", "算式分值 10 × 取小",
        "依据财预〔2020〕10号《项目支出绩效评价管理办法》 指标权重（转引）；审核惯例",
        "怎么改核对后更正。", "用到的数全年预算数 270",
    )  # fmt: skip
    places = [told.index(part) for part in parts]
    assert places == sorted(places)


def test_symptoms_stand_folded_under_their_cause(folder: Path) -> None:
    symptom = mailed(folder).get_element_by_id("finding-3")
    assert "TOT-01" in said(symptom)
    assert symptom.xpath("string(ancestor::article/@id)") == "finding-2"
    assert said(symptom.xpath("ancestor::details/summary")[0]) == "由此引起 1 条"


def test_what_is_open_unread_passed_or_cut_off_is_said(folder: Path) -> None:
    told = said(mailed(folder))
    assert "EXEC-02 执行率计算错误 · 其他资金 未能判断，缺：全年执行数、总分" in told
    assert "第8行第1列 上年结转资金 0 — — 行首没有认识的栏目" in told
    assert "national表样是财预〔2020〕10号的格式" in told
    assert "没有读到末尾" not in told
    assert "没有读到末尾" in said(parse(folder / "projects" / f"{SECOND}.html"))


def test_the_outcome_of_every_rule_and_the_cell_of_every_value_stand_in_tables(folder: Path) -> None:
    page = mailed(folder)
    outcomes = page.xpath("//table[contains(@class, 'outcomes')]/tbody/tr")
    assert len(outcomes) == len(sample.RULES)
    assert [" ".join(said(cell) for cell in row) for row in outcomes][-3:] == [
        "EXEC-02 执行率计算错误 未能判断", "RSN-01 扣分未说明原因 通过",
        "SAT-09 同一单位各项目总分雷同 不适用",
    ]  # fmt: skip
    (read,) = page.xpath("//table[contains(@class, 'read')]/tbody/tr")
    assert said(read) == "年度资金总额：得分 9.9 分值 10 "
    assert read.xpath(".//a/@href") == ["#cell-1-4-9", "#cell-1-4-7"]


def test_the_index_counts_by_severity_cause_department_and_rule_and_names_what_was_not_audited(
    folder: Path,
) -> None:
    index = parse(folder / "index.html")
    assert [said(li).strip() for li in index.xpath("//ul[@class='totals']/li")] == [
        "3 错误", "2 警告", "2 提示", "6 起因", "2 自评表", "2 未能判断",
        "1 未能审核的文件", "1 没有自评表的文件",
    ]  # fmt: skip
    first, second = index.xpath("//table[@id='project-table']/tbody/tr")
    assert [said(cell) for cell in first] == [
        "基层党建工作经费", "市委组织部", "市委组织部", "", "3", "2", "1", "5", "1", "99", "forms.txt",
    ]  # fmt: skip
    assert [said(cell) for cell in second][4:7] == ["0", "0", "0"]
    assert "旧表.doc" in said(index)
    assert "附件/通知.docx" in said(index)
    assert "（未填主管部门）" in said(index)


def test_forms_that_were_not_read_in_full_are_listed_for_a_person(folder: Path) -> None:
    (section,) = parse(folder / "index.html").xpath("//section[@aria-labelledby='look']")
    assert [said(line).strip() for line in section.xpath(".//li")] == [
        "基层党建工作经费 forms.txt · 有没读到的行",
        "党内关怀帮扶资金 b.txt · 没有读到末尾、有没读到的行、表样识别存疑",
    ]  # fmt: skip


def test_a_form_that_may_have_been_misread_says_so_first(folder: Path) -> None:
    (notice, *_) = parse(folder / "projects" / f"{SECOND}.html").xpath("//main/p[@class='notice']")
    assert said(notice).startswith("这张表的识别结果存疑（可信度 100%）")
    assert said(notice).endswith("资金表一行也没有读到")


def test_charts_have_a_title_a_description_and_no_script(folder: Path) -> None:
    bars, scores = parse(folder / "index.html").xpath("//svg")
    assert said(bars.xpath("title")[0]) == "各类问题"
    assert "2 个" in said(bars.xpath("desc")[0])
    assert "2 张表能复算，1 张相符，最多差 9.9" in said(scores.xpath("desc")[0])
    assert sorted(said(dot) for dot in scores.xpath("circle")) == [
        "填报 99，复算 108.9：1 张", "填报 99，复算 99：1 张",
    ]  # fmt: skip


def test_forms_come_in_shards_of_a_hundred_and_a_shard_that_stays_the_same_is_not_written_again(
    tmp_path: Path,
) -> None:
    run = many(250)
    html.write(run, tmp_path)
    shards = sorted((tmp_path / "d").glob("[0-9]*.js"))
    assert [(path.name, len(data(tmp_path, path.name)[1])) for path in shards] == [
        ("000.js", 100), ("001.js", 100), ("002.js", 50),
    ]  # fmt: skip
    before = {path.name: path.stat().st_ino for path in shards}
    changed = replace(run.forms[120], profile_reason="另有原因")
    html.write(replace(run, forms=(*run.forms[:120], changed, *run.forms[121:])), tmp_path)
    after = {path.name: path.stat().st_ino for path in shards}
    assert [name for name in before if before[name] != after[name]] == ["001.js"]


def test_a_new_finding_across_forms_moves_no_other(tmp_path: Path) -> None:
    run = sample.run()
    (across,) = run.corpus
    html.write(replace(run, corpus=(across,)), tmp_path)
    before = (tmp_path / "d" / "000.js").read_bytes(), (tmp_path / "d" / "ap.js").read_bytes()
    other = replace(across, place="a1", forms=("another",))
    html.write(replace(run, corpus=(other, across)), tmp_path)
    assert before == ((tmp_path / "d" / "000.js").read_bytes(), (tmp_path / "d" / "ap.js").read_bytes())
    assert (tmp_path / "d" / "aa.js").is_file()


def many(count: int) -> Run:
    """So many projects, the first of them with findings."""
    base = sample.form()
    others = []
    for n in range(2, count + 1):
        reading = replace(
            base.reading,
            position=n,
            head={**base.reading.head, "project_name": f"项目{n}", "department": f"部门{n % 2}"},
        )
        others.append(sample.result(Form(f"{n:016}-1", f"{n}.txt", reading, base.tables), ()))
    return sample.run(sample.result(), *others)


def test_beyond_some_number_there_are_no_pages_for_mailing_unless_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "MAILED", 2)
    html.write(many(2), tmp_path)
    assert len(list((tmp_path / "projects").iterdir())) == 2
    html.write(many(3), tmp_path)
    assert list((tmp_path / "projects").iterdir()) == []
    html.write(many(3), tmp_path, others=Others(pages=True))
    assert len(list((tmp_path / "projects").iterdir())) == 3


def test_a_finding_that_people_reject_comes_last_and_says_why(tmp_path: Path) -> None:
    run = sample.run()
    given = GivenVerdict("p1", Verdict.REJECTED, "另有批复", "王", "p1-1")
    html.write(replace(run, verdicts={"p1": given}), tmp_path)
    card = mailed(tmp_path).get_element_by_id("finding-6")
    assert "rejected" in card.get("class").split()
    assert "认定不成立：另有批复（王）" in said(card)
    assert "1 其中经人认定不成立或豁免" in said(
        parse(tmp_path / "index.html").xpath("//ul[@class='totals']")[0]
    )


def test_a_title_that_is_a_row_of_the_form_is_not_shown_twice(folder: Path) -> None:
    assert mailed(folder).xpath("//table[@class='form']/caption/@class") == ["hidden"]


def test_hostile_text_is_text(tmp_path: Path) -> None:
    html.write(hostile_run(), tmp_path, others=Others(manual=sample.manual()))
    for path in tmp_path.rglob("*.html"):
        page = parse(path)
        assert not page.xpath("//script[not(@src)] | //img | //@onerror"), path.name
    for path in (tmp_path / "d").iterdir():
        assert not re.search("[<>&\u2028\u2029]", path.read_text("utf-8")), path.name
    assert "{{7*7}}../../" in said(parse(tmp_path / "index.html"))
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["d", "projects", "rulebook"]


def hostile_run(evil: str = HOSTILE) -> Run:
    """A run with script in every text that comes from a file."""
    grid = sample.grid(sample.FILED.replace("基层党建工作经费", evil).replace("完成", evil))
    found = sample.finding(
        grid, sample.EXECUTION, evil, (4, 9), at=evil, found=evil, expected=evil, message=evil,
        formula=evil, suggest=evil, evidence={evil: evil, "score": evil}, rows=(evil,),
    )  # fmt: skip
    form = sample.form(
        grid, evil, project_name=evil, department=evil, unit=evil, title=evil, total_score=evil
    )
    form.id = evil
    form.reading.flags["complete"] = False
    form.reading.unplaced[:] = [replace(form.reading.unplaced[0], address=evil, text=evil, reason=evil)]
    result = replace(sample.result(form, (found,)), profile=evil, profile_reason=evil, year_reason=evil)
    verdict = GivenVerdict(evil, Verdict.REJECTED, evil, evil)
    across = replace(found, rule=sample.SAME, forms=(evil,), place="across")
    return replace(
        sample.run(result, no_form=(NotAudited(evil, evil),), unaudited=(NotAudited(evil, evil),)),
        same_files={evil: (evil, f"{evil}2")}, profiles={evil: evil}, verdicts={evil: verdict},
        corpus=(across,),
    )  # fmt: skip


def test_a_page_name_means_nothing_to_a_path() -> None:
    assert page_name("../../etc/passwd\0") == "------etc-passwd-"


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        html.write(sample.run(), tmp_path / name, others=Others(manual=sample.manual()))
    files = {path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file()}
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)


def test_telephone_numbers_are_masked_and_amounts_in_their_cells_are_not(tmp_path: Path) -> None:
    grid = sample.grid(sample.FILED.replace("9.9", "13800138000").replace("完成", "电话13900139000"))
    html.write(sample.run(sample.result(sample.form(grid), ()), corpus=()), tmp_path)
    for told in (said(mailed(tmp_path)), (tmp_path / "d" / "000.js").read_text("utf-8")):
        assert "13900139000" not in told
        assert "电话139****9000" in told
        assert "13800138000" in told


def test_files_of_an_earlier_run_go_and_files_of_others_stay(tmp_path: Path) -> None:
    html.write(many(150), tmp_path)
    foreign = (tmp_path / "projects" / "notes.html", tmp_path / "d" / "mine.js")
    for path in foreign:
        path.write_text("mine")
    html.write(sample.run(sample.result(sample.form(position=2))), tmp_path)
    assert {path.name for path in (tmp_path / "projects").iterdir()} == {"notes.html", f"{SECOND}.html"}
    assert {path.name for path in (tmp_path / "d").iterdir()} == {
        "mine.js", "site.js", "list.js", "000.js", "ap.js",
    }  # fmt: skip


def test_labels_speak_english_when_asked(tmp_path: Path) -> None:
    html.write(sample.run(), tmp_path, lang="en")
    index = parse(tmp_path / "index.html")
    assert index.get("lang") == "en"
    assert "By department" in said(index)
    assert data(tmp_path, "site.js")[0]["labels"]["form.next"] == "Next project"
