"""A folder may put a rule out of use, with a reason that everybody sees."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from audit.engine import judge, load_compiled
from audit.errors import RulebookError
from audit.model.rule import Outcome, Silence
from audit.rulebook.load import load_rulebook
from audit.writers import text
from tests.engine.making import form, write
from tests.writers import sample

RULE = """
over: indicators
when: score is not null and weight is not null
fault: score > weight
message: 得分 ${score}
"""


def own(folder: Path, silence: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "silence.yaml").write_text(silence, "utf-8")
    return folder


def folders(tmp_path: Path, silence: str) -> list[Path]:
    return [write(tmp_path / "shipped", {"a": RULE, "b": RULE}), own(tmp_path / "own", silence)]


def outcomes(rules: list[Path], **judging: str) -> dict[str, Outcome]:
    made = form(indicators=[{"score": 9, "weight": 5, "name": "指标"}])
    (result,), _ = judge(load_compiled(rules), [made], **judging)  # type: ignore[arg-type]
    return dict(result.outcomes)


def test_a_silenced_rule_is_not_judged_and_keeps_its_reason(tmp_path: Path) -> None:
    rules = folders(tmp_path, "a: {reason: 本局另有规定}")
    assert load_rulebook(rules).silenced == {"a": Silence("a", "本局另有规定")}
    assert outcomes(rules) == {"b": Outcome.FINDING}


def test_a_rule_may_be_silenced_for_some_profiles_and_those_that_extend_them(tmp_path: Path) -> None:
    rules = folders(tmp_path, "a: {reason: 本省表没有此项, profiles: [hubei]}")
    assert outcomes(rules, profile="hubei") == {"b": Outcome.FINDING}
    assert set(outcomes(rules, profile="national")) == {"a", "b"}


def test_what_is_silenced_survives_the_cache(tmp_path: Path) -> None:
    rules = folders(tmp_path, "a: {reason: 本局另有规定, profiles: [hubei]}")
    fresh = load_compiled(rules, cache=tmp_path / "cache").silenced
    assert load_compiled(rules, cache=tmp_path / "cache").silenced == fresh
    assert fresh["a"].profiles == ("hubei",)


@pytest.mark.parametrize(
    ("silence", "said"),
    [
        ("score-exceed: {reason: 不用}", "没有编号为 score-exceed 的规则"),
        ("a: {profiles: [hubei]}", "理由"),
        ("a: {reason: ''}", "不能空白"),
        ("a: {reason: 不用, profiles: [hunan]}", "没有名为 hunan 的口径"),
    ],
)
def test_a_silence_without_reason_or_target_is_refused(tmp_path: Path, silence: str, said: str) -> None:
    with pytest.raises(RulebookError, match=said):
        load_rulebook(folders(tmp_path, silence))


def test_the_summary_names_what_was_silenced() -> None:
    first = sample.RULES[0]
    stream = StringIO()
    text.write(sample.run(silenced=(Silence(first.id, "本局另有规定", ("national",)),)), stream)
    said = stream.getvalue()
    assert "1 条规则已停用" in said
    assert f"{first.code} {first.title}" in said
    assert "本局另有规定" in said
