"""What the command line says of mistakes, and help that speaks one language throughout."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from audit.cli import COMMANDS, run

SAMPLE = next((Path(__file__).parents[2] / "sample_forms" / "docx").glob("*.docx"))


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as stop:
        run(list(arguments))
    captured = capsys.readouterr()
    return int(str(stop.value.code or 0)), captured.out + captured.err


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("chek", "x"), "没有 chek 这个命令"),
        (("contract", "exprt"), "没有 exprt 这个命令，可用的有 export。是不是 export？"),
        (("check",), "缺少 PATH…。"),
        (("contract", "export"), "缺少 -o/--output。"),
        (("check", ".", "--profil", "x"), "没有 --profil 这个选项。是不是 --profile"),
        (("check", ".", "--fail-on", "high"), "--fail-on 只能是 error、warning、note、never。"),
        (("check", ".", "--year", "24"), "--year 应是 1990 到 2100 的整数。"),
        (("check", ".", "--jobs", "x"), "--jobs 应是 1 以上的整数。"),
        (("check", ".", "-o", "{file}"), "-o/--output：{file} 是文件，这里要文件夹。"),
        (("check", ".", "--prior", "{file}.none"), "--prior：找不到 {file}.none。"),
        (("check", ".", "--budget", "{folder}"), "--budget：{folder} 是文件夹，这里要文件。"),
        (("check", ".", "--year"), "--year 后面要写值。"),
        (("rules", "list", "x"), "多出了 x，不知道是什么。"),
    ],
)
def test_a_mistake_is_told_with_what_there_is_instead(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple[str, ...], wanted: str
) -> None:
    file = tmp_path / "一.txt"
    file.write_text("")
    places = {"file": str(file), "folder": str(tmp_path)}
    code, text = said(capsys, *(argument.format(**places) for argument in arguments))
    assert code == 2
    assert wanted.format(**places) in text


@pytest.mark.parametrize("group", [(), ("rules",), ("contract",)])
def test_a_group_without_a_command_shows_its_help(
    capsys: pytest.CaptureFixture[str], group: tuple[str, ...]
) -> None:
    code, text = said(capsys, *group)
    assert code == 2
    assert text.startswith("用法：audit")
    assert "命令:" in text


def test_a_folder_that_cannot_be_written_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("")
    code, text = said(capsys, "check", str(SAMPLE), "-o", str(tmp_path / "taken" / "report"))
    assert code == 2
    assert f"错误：{tmp_path / 'taken' / 'report'}：" in text
    assert "请检查路径、权限和磁盘空间" in text
    assert "Traceback" not in text


BUSY = """
import signal, sys
import duckdb
import audit.pipeline
from audit.cli import run
def busy(*_, **__):
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    duckdb.sql("SELECT sum(a.range * b.range) FROM range(100000) a, range(50000) b").fetchall()
audit.pipeline.check = busy
run(["check", "."])
"""


def test_ctrl_c_while_rules_are_judged_is_an_interruption_and_no_fault() -> None:
    done = subprocess.run([sys.executable, "-c", BUSY], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr == "已中断。\n"


ASK = """
import json, sys
from audit.cli import run
for arguments in json.loads(sys.argv[1]):
    print("\\0")
    try:
        run(arguments)
    except SystemExit as stop:
        assert not stop.code, arguments
"""


def _helps(*lang: str, before: bool = False) -> list[str]:
    """The help of every command, from a process that speaks one language."""
    groups = {"rules": ("list", "show", "lint", "test", "strength", "site"), "contract": ("export",)}
    below = [(group, name) for group, names in groups.items() for name in names]
    commands: list[tuple[str, ...]] = [(), *((name,) for name in COMMANDS), *below]
    asked = [[*lang, *c, "--help"] if before else [*c, *lang, "--help"] for c in commands]
    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(asked)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    texts = done.stdout.split("\0\n")[1:]
    assert len(texts) == len(commands)
    return texts


@pytest.mark.parametrize("before", [True, False], ids=["before", "behind"])
def test_help_is_english_where_english_is_wanted(before: bool) -> None:
    for text in _helps("--lang", "en", before=before):
        assert text.startswith("Usage: audit")
        assert re.findall("[\u4e00-\u9fff]+", text) == []


def test_help_is_chinese_else() -> None:
    for text in _helps():
        assert text.startswith("用法：audit")
        for english in ("Usage", "Options", "Show ", "required", "OPTIONS", "COMMAND", "ARGS"):
            assert english not in text


def test_a_folder_without_any_form_is_not_told_as_clean(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, text = said(capsys, "check", str(tmp_path))
    assert code == 5
    assert text.startswith("没有找到自评表，什么也没有审核。")
