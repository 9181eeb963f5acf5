"""`audit rules` as a person calls it: strength, the manual, one rule, lint."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.cli import run
from audit.shipped import shipped

TEXT = shipped("rules").parent / "sample_forms" / "四个项目.txt"


def _run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as stopped:
        run([str(argument) for argument in arguments])
    assert isinstance(stopped.value.code, int)
    return stopped.value.code


def test_strength_goes_as_json_into_the_manual_and_the_text_of_a_rule(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert _run("rules", "strength", "--format", "json", "--per-kind", "1") == 0
    file = tmp_path / "strength.json"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert json.loads(file.read_text("utf-8"))["version"] == 1
    assert _run("rules", "site", "-o", tmp_path / "manual", "--strength", file) == 0
    assert "index.html" in capsys.readouterr().out
    assert "查出能力" in (tmp_path / "manual" / "index.html").read_text("utf-8")
    assert _run("rules", "show", "tot-01", "--strength", file) == 0
    assert "总分多 1 分  100.0%" in capsys.readouterr().out


def test_strength_is_printed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("rules", "strength", "--per-kind", "1") == 0
    assert "总分多 1 分" in capsys.readouterr().out


def test_forms_with_errors_only_are_refused_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("rules", "strength", TEXT) == 2
    assert "自带的表" in capsys.readouterr().err


def test_a_check_that_is_no_rule_is_shown_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("rules", "show", "DIS-01") == 0
    assert "不连网络" in capsys.readouterr().out
    assert _run("rules", "list") == 0
    assert "不连网络" in capsys.readouterr().out


def test_the_shipped_rules_are_clean_under_lint(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("rules", "lint") == 0
    assert capsys.readouterr().out == "发现 0 处可疑。\n"
