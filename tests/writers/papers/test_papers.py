"""Work papers: what they say, where they go, and that no text or template can misuse them."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from audit.cli import run as started
from audit.errors import AuditError, UsageError
from audit.model.ledger import GivenVerdict, Verdict
from audit.model.run import Run
from audit.pipeline import check
from audit.shipped import shipped
from audit.writers import json as json_writer
from audit.writers import papers
from tests.templates.make import templates
from tests.writers import sample
from tests.writers.test_xlsx import FORMULAS

SAMPLES = Path(__file__).parents[3] / "sample_forms" / "docx"


@pytest.fixture(scope="module")
def run() -> Run:
    return check([SAMPLES])


@pytest.fixture(scope="module")
def folder(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("底稿")
    papers.write(run, made)
    return made


def opened(path: Path) -> Document:
    return docx.Document(str(path))


def rows(document: Document, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[table].rows]


def said(document: Document) -> str:
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])


def whole(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def of_sample(tmp_path: Path, run: Run | None = None, kind: str = papers.REVIEW) -> Path:
    papers.write(run or sample.run(), tmp_path)
    (path,) = (tmp_path / kind).iterdir()
    return path


def test_the_shipped_templates_are_what_their_source_makes() -> None:
    for name, data in templates().items():
        assert (shipped("reports") / name).read_bytes() == data, "make templates"


def test_every_project_has_a_review_sheet_and_every_unit_a_list_and_a_work_paper(folder: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.docx"))
    assert names == [
        "复核表/0001 基层党建工作经费.docx", "复核表/0002 党内关怀帮扶专项资金.docx",
        "复核表/0003 干部教育培训经费.docx", "复核表/0004 人才工作经费.docx",
        "审计工作底稿/001 中共中卫市委员会组织部.docx", "问题清单/001 中共中卫市委员会组织部.docx",
    ]  # fmt: skip


def test_a_review_sheet_begins_with_the_execution_and_ends_with_the_total(folder: Path) -> None:
    document = opened(folder / "复核表/0001 基层党建工作经费.docx")
    head, execution, first, *_, total = rows(document, 1)
    assert head == [
        "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "自评完成值",
        "自评得分", "复核完成值", "复核得分", "偏离度", "备注（扣分原因）",
    ]  # fmt: skip
    assert execution[0] == "预算执行"
    assert execution[4:9] == ["270", "万元", "10", "270", "9.9"]
    assert execution[9:11] == ["", ""]
    assert execution[12].startswith("见问题 ")
    assert first[:3] == ["产出指标", "数量指标", "示范培训各领域基层党组织书记人数"]
    assert (first[3], first[11]) == ("定量", "+50%")
    assert (total[0], total[6], total[8]) == ("合计", "100", "99")
    assert len(rows(document, 1)) == 14


def test_the_first_level_is_merged_over_its_rows(folder: Path) -> None:
    table = opened(folder / "复核表/0001 基层党建工作经费.docx").tables[1]
    marks = [[merge.get(qn("w:val")) for merge in row._tr.iter(qn("w:vMerge"))] for row in table.rows]
    assert marks[2:6] == [["restart"], ["continue"], ["continue"], ["continue"]]


def test_the_numbers_in_the_remarks_are_those_of_the_list_below_and_of_the_page(
    run: Run, folder: Path
) -> None:
    document = opened(folder / "复核表/0001 基层党建工作经费.docx")
    found = {row[2]: row[0] for row in rows(document, 2)[1:]}
    assert found["EXEC-01"] in rows(document, 1)[1][12]
    assert len(rows(document, 2)) - 1 == len(run.forms[0].findings)


def test_every_paper_is_paged_and_names_the_digest_of_the_findings(run: Run, folder: Path) -> None:
    stream = io.StringIO()
    json_writer.write(run, stream)
    document = json.loads(stream.getvalue())
    found = [f for form in document["forms"] for f in form["findings"]] + document["corpus"]["findings"]
    lines = "".join(f"{each['place']} {each['fingerprint']}\n" for each in found)
    digest = hashlib.sha256(lines.encode()).hexdigest()
    for path in folder.rglob("*.docx"):
        footer = opened(path).sections[0].footer.paragraphs[0]
        assert digest in footer.text
        fields = [node.text or "" for node in footer._p.iter(qn("w:instrText"))]
        assert [field.strip() for field in fields] == ["PAGE", "NUMPAGES"]


def test_chinese_is_set_in_the_types_of_official_papers(folder: Path) -> None:
    for path in folder.rglob("*.docx"):
        fonts = {node.get(qn("w:eastAsia")) for node in opened(path).element.iter(qn("w:rFonts"))}
        assert fonts in ({"仿宋", "黑体", "宋体"}, {"仿宋", "黑体"})


def test_the_list_of_a_unit_has_the_gravest_first_and_names_the_review_sheet(run: Run, folder: Path) -> None:
    lines = rows(opened(folder / "问题清单/001 中共中卫市委员会组织部.docx"), 0)[1:]
    severities = [line[1] for line in lines]
    assert severities == sorted(severities, key=["错误", "警告", "提示"].index)
    assert [line[0] for line in lines] == [str(number) for number in range(1, len(lines) + 1)]
    assert len(lines) == len(run.findings())
    assert lines[0][2] == "基层党建工作经费（FH-0001）"


def test_the_work_paper_names_facts_basis_and_attachments_and_leaves_the_conclusion_to_people(
    folder: Path,
) -> None:
    document = opened(folder / "审计工作底稿/001 中共中卫市委员会组织部.docx")
    text = said(document)
    for part in (
        "被审计单位\n中共中卫市委员会组织部", "审计事项", "审计过程", "认定事实", "依据：财预〔2020〕10号",
        "复核表 FH-0003　干部教育培训经费　03-干部教育培训经费.docx", "问题清单 WT-001", "结论",
    ):  # fmt: skip
        assert part in text
    assert rows(document, 1)[1][:3] == ["FH-0001", "基层党建工作经费", "99"]
    assert len(rows(document, 1)) == 5
    assert rows(document, 2) == [["审计结论", ""], ["编制人、日期", ""], ["复核意见、复核人、日期", ""]]


def test_what_people_rejected_stands_apart_with_the_reason(tmp_path: Path) -> None:
    given = GivenVerdict("p1", Verdict.REJECTED, "已有批复", "王某", "p1-1")
    run = sample.run(verdicts={"p1": given})
    for kind in papers.KINDS:
        document = opened(of_sample(tmp_path, run, kind))
        assert "（认定不成立：已有批复（王某））" in said(document)
    document = opened(of_sample(tmp_path, run))
    assert "EXEC-01" not in {row[2] for row in rows(document, 2)}
    assert rows(document, 1)[1][12] == ""


def test_a_second_run_gives_the_same_bytes_and_takes_away_what_is_gone(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    papers.write(run, tmp_path)
    papers.write(run, tmp_path)
    first = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.docx")}
    again = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.docx")}
    assert first == again
    (tmp_path / "复核表" / "说明.docx").write_bytes(b"of somebody else")
    papers.write(replace(run, forms=run.forms[:1], corpus=()), tmp_path)
    assert sorted(path.name for path in (tmp_path / "复核表").iterdir()) == [
        "0001 基层党建工作经费.docx", "说明.docx",
    ]  # fmt: skip


def test_a_paper_that_people_have_filled_in_is_never_overwritten(tmp_path: Path) -> None:
    path = of_sample(tmp_path)
    document = opened(path)
    document.tables[1].rows[2].cells[10].text = "5"
    document.core_properties.last_modified_by = "王某"
    document.core_properties.modified = __import__("datetime").datetime(2026, 3, 1)
    document.save(str(path))
    before = path.read_bytes()
    with pytest.raises(UsageError, match="有人填过"):
        papers.write(sample.run(), tmp_path)
    assert path.read_bytes() == before


NAMES = [
    "../../etc/passwd", "..\\..\\windows", "C:\\x", "/abs", "CON", "nul.txt", "a/b", "甲\x00乙",
    "。" * 300, "尾. . ",
    "%2e%2e%2f", "\u202egnp.exe", "", ".", "..", "𠮷" * 200, "LPT1", "~$锁", "名称\n换行", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_the_folder_or_breaks_a_file_system(tmp_path: Path, name: str) -> None:
    run = sample.run(sample.result(sample.form(project_name=name, unit=name, source=name)))
    (tmp_path / "out").mkdir()
    papers.write(run, tmp_path / "out")
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(made) == 3
    for path in made:
        assert path.parent.parent == tmp_path / "out"
        assert path.suffix == ".docx"
        assert len(path.name.encode()) <= 255
        assert not set(path.name) & set('<>:"/\\|?*\0\u202e')


MARKS = [
    "{{ 7*7 }}", "{% for x in y %}", "{{ ''.__class__ }}", "{_{ 7*7 }_}", "{#", "<w:p/>", "]]>", "&#x41;",
]  # fmt: skip


@pytest.mark.parametrize("text", [*FORMULAS, *MARKS])
@pytest.mark.parametrize("kind", papers.KINDS)
def test_a_text_of_a_form_stands_there_as_it_is_and_becomes_no_mark_field_or_link(
    tmp_path: Path, text: str, kind: str
) -> None:
    evil = sample.finding(
        sample.grid(), sample.EXECUTION, text, at=text, found=text, expected=text, message=text, suggest=text
    )
    form = sample.form(source=text, project_name=text, department=text, unit=text, title=text)
    path = of_sample(tmp_path, sample.run(sample.result(form, (evil,)), corpus=()), kind)
    inside = whole(path)
    assert b"w:hyperlink" not in inside["word/document.xml"]
    assert b"instrText" not in inside["word/document.xml"]
    assert b"fldSimple" not in inside["word/document.xml"]
    shown = text.replace("\t", " ").replace("\r", "\n")
    assert shown in said(opened(path)).replace("\r", "\n")


def test_illegal_and_rare_characters_and_long_cells_come_through(tmp_path: Path) -> None:
    form = sample.form(project_name="甲\x00\x0b\ud800\uffff乙𠮷", department="长" * 32_767)
    text = said(opened(of_sample(tmp_path, sample.run(sample.result(form), corpus=()))))
    assert "甲\ufffd\ufffd\ufffd\ufffd乙𠮷" in text
    assert "长" * 32_767 in text


def test_telephone_numbers_are_masked_in_text_and_in_names_of_files(tmp_path: Path) -> None:
    form = sample.form(project_name="联系 13800138000", unit="13800138000")
    papers.write(sample.run(sample.result(form), corpus=()), tmp_path)
    for path in tmp_path.rglob("*.docx"):
        assert "13800138000" not in path.name
        assert all(b"13800138000" not in part for part in whole(path).values())


def own_template(folder: Path, *paragraphs: str, kind: str = papers.REVIEW) -> Path:
    folder.mkdir(exist_ok=True)
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(folder / f"{kind}.docx"))
    return folder


def test_a_bureau_has_its_own_template_and_ours_for_the_rest(tmp_path: Path) -> None:
    own = own_template(
        tmp_path / "模板", "某审计局复核记录", "{{ project.name }}：{{ findings|length }} 个问题"
    )
    papers.write(sample.run(), tmp_path / "out", own)
    (path,) = (tmp_path / "out" / papers.REVIEW).iterdir()
    assert [paragraph.text for paragraph in opened(path).paragraphs] == [
        "某审计局复核记录", "基层党建工作经费：6 个问题",
    ]  # fmt: skip
    (path,) = (tmp_path / "out" / papers.LIST).iterdir()
    assert "绩效自评问题清单" in said(opened(path))


@pytest.mark.parametrize(
    ("mark", "wanted"),
    [
        ("{{ project.nmae }}", "nmae"),
        ("{{ projekt }}", "projekt"),
        ("{% for x in findings %}", "模板有错"),
        ("{{ ''.__class__.__mro__ }}", "模板有错"),
        ("{% for x in range(10000000) %}{% endfor %}", "模板有错"),
        ("{{ findings.append(1) }}", "模板有错"),
        ("{{ 1 / 0 }}", "模板有错"),
    ],
)
def test_a_wrong_or_wicked_template_is_named(tmp_path: Path, mark: str, wanted: str) -> None:
    own = own_template(tmp_path / "模板", mark)
    with pytest.raises(AuditError, match=wanted) as told:
        papers.write(sample.run(), tmp_path / "out", own)
    assert "复核表.docx" in str(told.value)


def test_a_file_that_is_no_template_and_a_folder_without_one_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有文书模板"):
        papers.load(tmp_path)
    (tmp_path / "复核表.docx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(AuditError, match=r"复核表\.docx"):
        papers.load(tmp_path)


def command(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        started([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


def test_the_command_writes_papers_by_the_templates_of_the_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_template(tmp_path / "模板", "本局复核记录")
    (tmp_path / "audit.toml").write_text('templates = "模板"\nfail_on = "never"\n', "utf-8")
    given = ("check", SAMPLES / "01-基层党建工作经费.docx", "--config", tmp_path / "audit.toml")
    assert command(*given, "--papers", tmp_path / "底稿") == 0
    assert (
        f"底稿：{tmp_path / '底稿'}（复核表 1 份，问题清单和审计工作底稿各 1 份）" in capsys.readouterr().out
    )
    (path,) = (tmp_path / "底稿" / papers.REVIEW).iterdir()
    assert said(opened(path)) == "本局复核记录"
    assert command(*given, "--papers", tmp_path / "底稿", "--templates", tmp_path) == 2
    assert "没有文书模板" in capsys.readouterr().err


def test_papers_are_chinese_whatever_the_program_speaks_and_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for lang in ("zh", "en"):
        given = ("check", SAMPLES / "01-基层党建工作经费.docx", "--fail-on", "never", "--lang", lang)
        assert command(*given, "--papers", tmp_path / lang) == 0
    assert "Papers, in Chinese: " in capsys.readouterr().out
    chinese, english = (
        {path.name: path.read_bytes() for path in (tmp_path / lang).rglob("*.docx")} for lang in ("zh", "en")
    )
    assert chinese == english


def test_papers_do_not_land_among_the_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(SAMPLES, tmp_path / "报送")
    assert command("check", tmp_path / "报送", "--papers", tmp_path / "报送" / "底稿") == 2
    assert "另选一个文件夹" in capsys.readouterr().err
    assert not (tmp_path / "报送" / "底稿").exists()


JINJA = {
    "and", "tr", "p", "for", "in", "endfor", "if", "endif", "not", "or", "length", "vm", "each", "fact",
    "row", "group",
}  # fmt: skip


def test_every_variable_that_a_shipped_template_uses_is_documented() -> None:
    told = set(re.findall(r"`(?:\w+\.)?(\w+)`", (shipped("reports") / "README.md").read_text("utf-8")))
    for name in templates():
        for part in whole(shipped("reports") / name).values():
            marks = re.findall(r"\{[{%](.*?)[}%]\}", part.decode("utf-8", "ignore"))
            used = {name for mark in marks for name in re.findall(r"[a-z_]+", mark)}
            ours = used - JINJA
            assert ours <= told
