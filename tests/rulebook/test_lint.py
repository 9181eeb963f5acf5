from __future__ import annotations

from pathlib import Path

import pytest

from audit.rulebook.lint import lint
from audit.rulebook.load import load_rulebook
from tests.engine.making import write

GOOD = """
over: indicators
when: score is not null and weight is not null
fault: score > weight
message: 得分 ${score}
"""


def said(folder: Path, rule: str, parameters: str = "") -> list[str]:
    return [str(problem) for problem in lint(load_rulebook([write(folder, {"a": rule}, parameters)]))]


def test_a_sound_rule_has_nothing_to_say_about(tmp_path: Path) -> None:
    assert said(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            GOOD.replace("when: score is not null and weight is not null", "when: weight > 0"),
            "score 可能空白",
        ),
        (GOOD.replace("${score}", ""), "message 里没有数"),
        (GOOD + "let: {x: score + 1}", "let 的 x 没有用到"),
        (GOOD + "since: 2021-01-01\nuntil: 2020-01-01", "until 早于 since"),
        (GOOD + "collect: form", "collect 要有 row"),
    ],
)
def test_what_is_suspicious_is_told_with_its_line(tmp_path: Path, rule: str, message: str) -> None:
    (line,) = said(tmp_path, rule)
    assert message in line
    assert line.startswith(tmp_path.as_posix())


@pytest.mark.parametrize(
    "fault",
    [
        "target_op is null or target_op in ('<=')",
        "coalesce(target_op in ('<='), false)",
        "case when target_op is null then false else true end",
    ],
)
def test_a_blank_that_is_spoken_of_is_no_fault(tmp_path: Path, fault: str) -> None:
    assert said(tmp_path, f"over: indicators\nfault: {fault}\nmessage: 符号 ${{target_op}}") == []


def test_an_amount_that_no_rule_uses_is_told(tmp_path: Path) -> None:
    assert said(tmp_path, GOOD, "spare: {value: 1}") == ["parameters.yaml:1: 参数 spare 没有规则用到。"]
