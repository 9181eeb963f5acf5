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


@pytest.mark.parametrize(
    ("key", "clean"), [("name", False), ("name, form.unit", True), ("form.project_name", True)]
)
def test_a_window_that_does_not_say_whose_forms_is_told(tmp_path: Path, key: str, clean: bool) -> None:
    rule = GOOD.replace("fault: score", f"fault: count(*) over (partition by {key}) > 1 and score")
    assert [("没有按单位或项目分组" in line) for line in said(tmp_path, rule)] == ([] if clean else [True])


def test_an_amount_that_no_rule_uses_is_told(tmp_path: Path) -> None:
    assert said(tmp_path, GOOD, "spare: {value: 1}") == ["parameters.yaml:1: 参数 spare 没有规则用到。"]


@pytest.mark.parametrize(
    ("when", "fault", "message"),
    [
        ("weight > 10 and weight < 5", "score > weight", "weight 的上下限互相矛盾"),
        ("weight >= 10 and 10 > weight", "score > weight", "weight 的上下限互相矛盾"),
        ("weight = 10 and weight > 10", "score > weight", "weight 的上下限互相矛盾"),
        ("weight is not null and score > 5", "score < 5", "score 的上下限互相矛盾"),
        ("weight is not null and (score < 5 or score > 5)", "score > weight", "漏了分界"),
    ],
)
def test_intervals_that_contradict_or_leave_a_gap_are_told(
    tmp_path: Path, when: str, fault: str, message: str
) -> None:
    rule = f"over: indicators\nwhen: {when}\nfault: {fault}\nmessage: 得分 ${{score}} ${{weight}}"
    assert any(message in line for line in said(tmp_path, rule))


@pytest.mark.parametrize(
    "when", ["weight >= 10 and weight <= 10", "weight > 5 and weight < 10", "weight = 10"]
)
def test_intervals_with_a_number_in_them_are_no_fault(tmp_path: Path, when: str) -> None:
    rule = f"over: indicators\nwhen: score is not null and {when}\nfault: score > weight\nmessage: ${{score}}"
    assert said(tmp_path, rule) == []


def test_grades_that_go_up_or_do_not_reach_the_ground_are_told(tmp_path: Path) -> None:
    rule = GOOD.replace("score > weight", "band(score, $a) <> band(score, $b) and score > weight")
    bands = "a: {value: [[中, 60], [优, 90]]}\nb: {value: [[优, 90], [中, 60]]}"
    told = "\n".join(said(tmp_path, rule, bands))
    assert "参数 a：" in told
    assert "从高到低" in told
    assert "没有包括 60 以下" in told


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ("when: weight is not null and score is not null\nfault: weight < score", True),
        ("when: score is not null and weight is not null\nassert: weight >= score", True),
        ("when: score is not null and weight is not null\nlet: {top: weight}\nfault: score > top", True),
        ("when: score is not null and weight is not null\nfault: score >= weight", False),
        ("when: score is not null and weight is not null\nfault: score > weight\nuntil: 2019-12-31", False),
    ],
)
def test_rules_that_say_the_same_in_other_words_are_told(tmp_path: Path, other: str, alike: bool) -> None:
    rules = {"a": GOOD + "since: 2020-01-01", "b": f"over: indicators\nmessage: ${{score}}\n{other}"}
    told = [str(problem) for problem in lint(load_rulebook([write(tmp_path, rules)]))]
    assert [line for line in told if "条件与 a 相同" in line] == ([] if not alike else told)
    assert bool(told) is alike


def test_lists_of_words_are_used_and_hold_a_word_once(tmp_path: Path) -> None:
    rule = GOOD.replace("score > weight", "score > weight and reason in $done")
    folder = write(tmp_path, {"a": rule}, "done: {words: words/done.yaml}") / "self-evaluation"
    (folder / "words").mkdir()
    (folder / "words/done.yaml").write_text("- {word: 无, reason: 空}\n- {word: 无, reason: 空}\n", "utf-8")
    (folder / "words/spare.yaml").write_text("- 无\n", "utf-8")
    told = [str(problem) for problem in lint(load_rulebook([tmp_path]))]
    assert any("words/done.yaml:2: “无”写了两遍" in line for line in told)
    assert any("words/spare.yaml:1: 没有参数用到这个词表" in line for line in told)
