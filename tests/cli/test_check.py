"""`audit check` as a person calls it: what it prints, writes and returns."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from audit.cli import run
from audit.shipped import shipped

SAMPLES = shipped("rules").parent / "sample_forms"
DOCX = sorted((SAMPLES / "docx").glob("*.docx"))
TEXT = SAMPLES / "四个项目.txt"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("AUDIT_LANG", raising=False)


def _run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as stopped:
        run([str(argument) for argument in arguments])
    assert isinstance(stopped.value.code, int)
    return stopped.value.code


def test_findings_of_severity_error_give_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("check", DOCX[0]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert any("错误 EXEC-01" in line and DOCX[0].name in line and "9.9" in line for line in printed)
    assert printed[-1].startswith("审核 1 个文件、1 张自评表：错误 ")


def test_never_failing_gives_zero() -> None:
    assert _run("check", DOCX[0], "--fail-on", "never") == 0


def test_a_folder_without_a_form_gives_five(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "会议纪要.txt").write_text("会议纪要\n\n议题\t结论\n预算\t通过\n", "utf-8")
    assert _run("check", tmp_path) == 5
    assert "会议纪要.txt" in capsys.readouterr().out


def test_the_json_has_version_one_and_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("check", TEXT, "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == 1
    assert [form["project_name"] for form in document["forms"]] == [
        "基层党建工作经费",
        "党内关怀帮扶专项资金",
        "干部教育培训经费",
        "人才工作经费",
    ]
    assert all(form["outcomes"]["failed"] == 0 for form in document["forms"])


def test_one_bad_file_costs_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(DOCX[0], tmp_path / "好表.docx")
    (tmp_path / "空文件.docx").write_bytes(b"")
    (tmp_path / "损坏.docx").write_bytes(DOCX[0].read_bytes()[:4000])
    (tmp_path / "照片.docx").write_bytes(PNG)
    (tmp_path / "炸弹.docx").write_bytes(_bomb())
    assert _run("check", tmp_path, "--format", "json") == 3
    document = json.loads(capsys.readouterr().out)
    assert [form["source"] for form in document["forms"]] == ["好表.docx"]
    reasons = {entry["source"]: entry["reason"] for entry in document["unaudited"]}
    assert reasons.keys() == {"空文件.docx", "损坏.docx", "照片.docx", "炸弹.docx"}
    assert len(set(reasons.values())) == 4


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"<w>" + b" " * (300 << 20) + b"</w>")
    return stream.getvalue()


def test_a_form_without_its_total_row_is_undecided_about_totals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = TEXT.read_text("utf-8").strip("\n").split("\n\n")[:2]
    cut = "\n\n".join(first).rsplit("\n", 1)[0]
    (tmp_path / "无总分.txt").write_text(cut + "\n", "utf-8")
    _run("check", tmp_path, "--format", "json")
    form = json.loads(capsys.readouterr().out)["forms"][0]
    assert "total-score-mismatch" not in {finding["rule"] for finding in form["findings"]}
    assert "category-points-mismatch" in {entry["rule"] for entry in form["open"]}


@pytest.mark.parametrize(
    ("assertion", "wanted"),
    [
        ("scor <= weight", "score"),
        ("().__class__ is null", "__class__"),
        ("score <= (select max(x) from read_csv('a.csv'))", "fault.yaml"),
        ("read_csv('a.csv') is null", "read_csv"),
    ],
)
def test_a_wrong_rule_is_named_with_its_file_and_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], assertion: str, wanted: str
) -> None:
    (tmp_path / "self-evaluation" / "own").mkdir(parents=True)
    rule = tmp_path / "self-evaluation" / "own" / "own-fault.yaml"
    rule.write_text(
        "code: OWN-01\ntitle: 得分超过分值\nseverity: error\nbasis: [practice/arithmetic]\nover: indicators\n"
        f'when: weight > 0\nassert: "{assertion}"\ncell: score\nmessage: 得分 ${{score}} 超过 ${{weight}}\n'
        "suggest: 更正。\nexamples:\n"
        "  pass:\n  - {weight: 10, score: 9}\n  fail:\n  - {weight: 10, score: 11}\n",
        "utf-8",
    )
    assert _run("check", DOCX[0], "--rules", tmp_path) == 2
    message = capsys.readouterr().err
    assert "own-fault.yaml:7:" in message
    assert wanted.casefold() in message.casefold()


@pytest.mark.parametrize(
    ("format_", "begin"),
    [
        ("json", b"{\n"),
        ("jsonl", b'{"version": 1'),
        ("sarif", b"{\n"),
        ("junit", b"<?xml"),
        ("csv", b"\xef\xbb\xbf"),
    ],
)
def test_a_format_for_programs_is_utf_8_whatever_the_console(
    tmp_path: Path, format_: str, begin: bytes
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "audit", "check", str(DOCX[0]), "--format", format_],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "gbk", "PATH": "", "AUDIT_CACHE": str(tmp_path), "HOME": str(tmp_path)},
    )
    assert done.returncode == 1, done.stderr.decode("gbk", "replace")
    assert done.stdout.startswith(begin)
    assert "预算执行率得分计算错误" in done.stdout.decode("utf-8")


def test_a_report_folder_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("check", DOCX[0], DOCX[1], "-o", tmp_path / "报告", "--fail-on", "never") == 0
    assert {path.name for path in (tmp_path / "报告").iterdir()} >= {
        "index.html",
        "findings.json",
        "findings.xlsx",
    }
    assert "index.html" in capsys.readouterr().out


def test_what_people_typed_into_the_ledger_is_carried_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = tmp_path / "报告" / "findings.xlsx"
    assert _run("check", DOCX[0], "-o", ledger.parent, "--fail-on", "never") == 0
    first = ledger.read_bytes()
    assert _run("check", DOCX[0], "-o", ledger.parent, "--fail-on", "never") == 0
    assert ledger.read_bytes() == first
    book = openpyxl.load_workbook(ledger)
    book["问题清单"]["Y2"] = "已请单位更正"
    book.save(ledger)
    assert _run("check", DOCX[0], DOCX[1], "-o", ledger.parent, "--fail-on", "never") == 0
    assert "未变" in capsys.readouterr().out
    assert "已请单位更正" in {row[24].value for row in openpyxl.load_workbook(ledger)["问题清单"]}
    assert _run("check", DOCX[0], "-o", tmp_path / "新", "--merge", ledger, "--fail-on", "never") == 0
    merged = openpyxl.load_workbook(tmp_path / "新" / "findings.xlsx")["问题清单"]
    assert "已请单位更正" in {row[24].value for row in merged}
    assert "本次未审" in {row[20].value for row in merged}


def test_a_ledger_that_people_have_filled_in_is_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("甲", "乙"):
        assert _run("check", DOCX[0], "-o", tmp_path / name, "--fail-on", "never") == 0
    for name in ("甲", "乙"):
        openpyxl.load_workbook(tmp_path / name / "findings.xlsx").save(tmp_path / name / "findings.xlsx")
    typed = (tmp_path / "乙" / "findings.xlsx").read_bytes()
    assert _run("check", DOCX[0], "-o", tmp_path / "乙", "--merge", tmp_path / "甲" / "findings.xlsx") == 2
    assert "会被覆盖" in capsys.readouterr().err
    (tmp_path / "甲" / "findings.xlsx").write_bytes(b"broken")
    assert _run("check", DOCX[0], "-o", tmp_path / "甲") == 2
    assert (tmp_path / "乙" / "findings.xlsx").read_bytes() == typed


def test_what_people_rejected_is_told_as_such_and_does_not_fail_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = tmp_path / "报告" / "findings.xlsx"
    assert _run("check", DOCX[0], "-o", ledger.parent, "--fail-on", "error") == 1
    book = openpyxl.load_workbook(ledger)
    page = book["问题清单"]
    heads = {cell.value: number for number, cell in enumerate(page[1], 1)}
    for row in range(2, page.max_row + 1):
        page.cell(row, heads["是否属实（认定）"]).value = "不成立"
        page.cell(row, heads["不成立理由"]).value = "已有批复"
    book.save(ledger)
    capsys.readouterr()
    assert _run("check", DOCX[0], "--merge", ledger, "--fail-on", "error") == 0
    said = capsys.readouterr().out
    assert "[认定不成立：已有批复]" in said.splitlines()[0]
    assert "条经人认定不成立" in said


def test_english_speaks_of_labels_and_leaves_rule_texts_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("check", DOCX[0], "--lang", "en") == 1
    printed = capsys.readouterr().out
    assert "Audited 1 forms in 1 files" in printed
    assert "预算执行率得分计算错误" in printed


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["chek"], "是不是 check"),
        (["check", "--formt", "json", "x"], "--format"),
        (["check", "--format", "xml", "x"], "--format 只能是"),
        (["check"], "缺少"),
        (["check", "没有这个文件.docx"], "没有这个文件.docx"),
        (["check", "x", "--config", "没有.toml"], "没有.toml"),
    ],
)
def test_wrong_usage_says_what_there_is(
    capsys: pytest.CaptureFixture[str], arguments: list[str], wanted: str
) -> None:
    assert _run(*arguments) == 2
    assert wanted in capsys.readouterr().err


def test_a_console_of_another_character_set_does_not_crash(tmp_path: Path) -> None:
    (tmp_path / "罕见𠮷☑.txt").write_text(TEXT.read_text("utf-8"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "audit", "check", str(tmp_path)],
        capture_output=True,
        check=False,
        env={
            "PYTHONIOENCODING": "gbk",
            "PATH": "",
            "AUDIT_CACHE": str(tmp_path / "cache"),
            "HOME": str(tmp_path),
        },
    )
    assert done.returncode == 1, done.stderr.decode("gbk", "replace")
    assert "预算执行率得分计算错误" in done.stdout.decode("gbk")


def test_the_year_before_is_compared_project_by_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, now = tmp_path / "2023", tmp_path / "2024"
    for folder in (before, now):
        folder.mkdir()
        (folder / "表.docx").write_bytes(DOCX[0].read_bytes())
    assert _run("check", now, "--prior", before, "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)["forms"][0]["findings"]
    copied = [finding for finding in found if finding["rule"] == "form-copied-from-last-year"]
    assert len(copied) == 1
    assert "与上年相同（100%）" in copied[0]["message"]
    _run("check", now, "--format", "json")
    assert "form-copied-from-last-year" not in capsys.readouterr().out


def test_a_folder_of_the_year_before_without_a_form_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "上年").mkdir()
    assert _run("check", DOCX[0], "--prior", tmp_path / "上年") == 2
    assert "没有读到上年的自评表" in capsys.readouterr().err


def test_a_list_of_budgeted_projects_lies_beside_the_forms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    budget = tmp_path / "预算.txt"
    budget.write_text("项目名称\t预算数（万元）\n不存在的项目\t20\n", "utf-8")
    for format_ in ("json", "text", "jsonl", "sarif", "junit", "csv"):
        assert _run("check", DOCX[0], "--budget", budget, "--format", format_, "--select", "XF") == 1
        assert "“不存在的项目”（预算数 20）未见自评表" in capsys.readouterr().out
    assert _run("check", DOCX[0], "--budget", budget, "-o", tmp_path / "报告", "--fail-on", "never") == 0
    assert "不存在的项目" in (tmp_path / "报告" / "index.html").read_text("utf-8")
    budget.write_text("姓名\t电话\n某\t1\n", "utf-8")
    assert _run("check", DOCX[0], "--budget", budget) == 2
    assert "“项目名称”和“预算数”" in capsys.readouterr().err
