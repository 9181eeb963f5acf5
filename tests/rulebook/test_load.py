from __future__ import annotations

import json
import sys
from pathlib import Path
from subprocess import run

import pytest

from audit.engine import load_compiled
from audit.errors import RulebookError, UsageError
from audit.rulebook.load import load_rulebook
from tests.engine.making import write

RULE = """
over: indicators
when: score is not null and weight is not null
fault: score > weight
message: 得分 ${score}
"""


def fault(folder: Path) -> str:
    with pytest.raises(RulebookError) as caught:
        load_rulebook([folder])
    return str(caught.value)


def test_rules_stand_in_the_order_of_their_codes(tmp_path: Path) -> None:
    write(tmp_path, {"b": RULE + "code: IND-10", "a": RULE + "code: IND-09", "c": RULE + "code: FUND-01"})
    assert [rule.id for rule in load_rulebook([tmp_path]).rules] == ["c", "a", "b"]


def test_a_later_folder_overrides_a_rule_and_adds_others(tmp_path: Path) -> None:
    shipped = write(tmp_path / "one", {"kept": RULE, "changed": RULE + "code: IND-01"})
    own = write(tmp_path / "two", {"changed": RULE + "code: IND-77", "added": RULE + "code: IND-02"})
    found = {rule.id: rule.code for rule in load_rulebook([shipped, own]).rules}
    assert found == {"kept": "TST-01", "changed": "IND-77", "added": "IND-02"}


def test_a_folder_may_hold_only_amounts(tmp_path: Path) -> None:
    shipped = write(tmp_path / "one", {"a": RULE}, "tolerance: {value: 1}")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "parameters.yaml").write_text("tolerance: {value: 2}", "utf-8")
    book = load_rulebook([shipped, tmp_path / "two"])
    assert book.parameters.value("tolerance", "national", None) == "2"


@pytest.mark.parametrize("name", ["a", "TST-01", "tst", "family"])
def test_rules_are_selected_by_id_code_letters_or_family(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"a": RULE})
    assert len(load_rulebook([tmp_path], select=[name]).rules) == 1
    assert len(load_rulebook([tmp_path], ignore=[name]).rules) == 0


def test_an_unknown_selection_names_the_nearest_rule(tmp_path: Path) -> None:
    write(tmp_path, {"score-exceeds-weight": RULE})
    with pytest.raises(UsageError, match="是不是 score-exceeds-weight"):
        load_rulebook([tmp_path], select=["score-exceed-weight"])


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"a": RULE + "explained_by: [b]", "b": RULE + "explained_by: [a]"}, "绕回了自己"),
        ({"a": RULE + "explained_by: [bb]"}, "没有编号为 bb 的规则"),
        ({"a": RULE + "code: X-1"}, "code 应写成"),
        ({"a": RULE + "code: IND-01", "b": RULE + "code: IND-01"}, "代码 IND-01 已用于"),
        (
            {"a": RULE + "basis: [test/two]\n".replace("basis", "basis2")},
            "没有名为 basis2 的键，是不是 basis？",
        ),
        ({"a": RULE.replace("fault", "asert")}, "没有名为 asert 的键"),
        ({"a": RULE + "assert: score > 0"}, "有且只有一个"),
        ({"a": RULE.replace("indicators", "indicator")}, "over 应为"),
        ({"a": RULE + "cell: scor"}, "是不是 score？"),
        ({"a": RULE.replace("${score}", "${scor}")}, "没有名为 scor 的列，是不是 score？"),
        ({"a": RULE.replace("${score}", "${score")}, "没有配对的"),
        ({"a": RULE + "let: {weight: score}"}, "与列、子表或别的名字相同"),
        ({"a": RULE + "let: {x: y + 1, y: score}"}, "没有名为 y 的列"),
        ({"a": RULE + "where: {w: score > 1}"}, "集合 w 里要有子表的列"),
        ({"a": RULE + "collect: rows"}, "collect 应写成"),
        ({"a": RULE + "each: {c: [scor]}"}, "是不是 score？"),
        ({"a": RULE + "examples: {pass: [{row: 1}]}"}, "examples 里要有 fail"),
        ({"a": RULE + "profiles: [hubai]"}, "是不是 hubei？"),
        ({"Bad_Name": RULE}, "文件名"),
    ],
)
def test_a_wrong_rule_does_not_load_and_says_why(tmp_path: Path, rules: dict[str, str], said: str) -> None:
    message = fault(write(tmp_path, rules))
    assert said in message
    assert message.startswith(tmp_path.as_posix())


def test_a_pattern_that_the_database_cannot_run_does_not_load(tmp_path: Path) -> None:
    write(tmp_path, {"a": RULE.replace("score > weight", "matches(name, 'a++')")})
    with pytest.raises(RulebookError, match="RE2"):
        load_compiled([tmp_path])


def test_the_cache_gives_the_same_rulebook_without_parsing(tmp_path: Path) -> None:
    folder = write(tmp_path / "rules", {"a": RULE, "b": RULE + "explained_by: [a]"}, "x: {value: 0.05}")
    first = load_compiled([folder], cache=tmp_path / "cache")
    again = load_compiled([folder], cache=tmp_path / "cache")
    assert first.definitions
    assert not again.definitions
    assert (again.rules, again.parameters, again.hash) == (first.rules, first.parameters, first.hash)
    assert dict(again.compiled) == json.loads(json.dumps(dict(first.compiled)))


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"hash": "x"}', b"\xff\xfe"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    folder = write(tmp_path / "rules", {"a": RULE})
    first = load_compiled([folder], cache=tmp_path / "cache")
    (file,) = (tmp_path / "cache" / "rules").iterdir()
    file.write_bytes(damage)
    assert load_compiled([folder], cache=tmp_path / "cache").rules == first.rules
    assert not load_compiled([folder], cache=tmp_path / "cache").definitions


def test_a_changed_rule_is_compiled_again(tmp_path: Path) -> None:
    folder = write(tmp_path / "rules", {"a": RULE})
    before = load_compiled([folder], cache=tmp_path / "cache")
    write(folder, {"a": RULE.replace("score > weight", "score >= weight")})
    after = load_compiled([folder], cache=tmp_path / "cache")
    assert before.hash != after.hash
    assert before.compiled["a"]["checks"][0]["test"] != after.compiled["a"]["checks"][0]["test"]


def test_a_cached_rulebook_needs_neither_parser(tmp_path: Path) -> None:
    folder = write(tmp_path / "rules", {"a": RULE})
    load_compiled([folder], cache=tmp_path / "cache")
    script = (
        "import sys; from pathlib import Path; from audit.engine import load_compiled;"
        f"load_compiled([Path({str(folder)!r})], cache=Path({str(tmp_path / 'cache')!r}));"
        "print([m for m in ('sqlglot', 'ruamel.yaml', 'duckdb', 'pandas', 'pyarrow') if m in sys.modules])"
    )
    said = run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
