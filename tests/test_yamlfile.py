from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import RulebookError
from audit.yamlfile import load_yaml, nearest, parse_yaml


def fault(text: str) -> str:
    with pytest.raises(RulebookError) as caught:
        parse_yaml(text.encode(), "x.yaml")
    return str(caught.value)


def test_numbers_are_decimals_and_words_of_yaml_1_1_are_text() -> None:
    node = parse_yaml(b"{a: 0.05, b: 12, c: true, d: null, e: 'on', f: no, g: 2020-02-25}", "x.yaml")
    assert node.plain() == {
        "a": Decimal("0.05"), "b": 12, "c": True, "d": None, "e": "on", "f": "no", "g": "2020-02-25",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", "x.yaml:2:1: 键 a 写了两次（第一次在第 1 行）"),
        ("a: &x 1\nb: *x", "x.yaml:1:4: 不允许锚点"),
        ("a: !!python/object:os.system 1", "x.yaml:1:4: 不允许类型标签"),
        ("a: [1", "x.yaml:1:6: 不是合法的 YAML"),
        ("a: 1\n---\nb: 2", "x.yaml:2:1: 一个文件只能有一个"),
        ("", "文件是空的"),
        ("[" * 60, "嵌套超过"),
        ('a: "\\ud800"', "代理字符"),
        ("? [a]\n: 1", "键应是文字"),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_place(text: str, said: str) -> None:
    assert said in fault(text)


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    node = parse_yaml(b"a: 1\nmesage: x", "x.yaml")
    with pytest.raises(RulebookError, match=r"x.yaml:2:1: 没有名为 mesage 的键，是不是 message？"):
        node.mapping(["a", "message"])


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: one two", 1, 8),
        ("a: 'one two'", 1, 9),
        ("a: >-\n  one\n  two", 3, 3),
        ("a: |\n  one\n  two", 3, 3),
        ("a: one\n   two", 2, 4),
    ],
)
def test_the_place_of_a_word_is_found_however_the_text_is_written(text: str, line: int, column: int) -> None:
    assert parse_yaml(text.encode(), "x.yaml").mapping()["a"].place(4) == (line, column)


def test_a_file_that_is_not_utf_8_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes("a: 绩效".encode("gbk"))
    with pytest.raises(RulebookError, match="另存为 UTF-8"):
        load_yaml(file)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(RulebookError):
        parse_yaml(text.encode("utf-8", "replace"), "x.yaml").plain()


def test_a_far_name_lists_what_there_is() -> None:
    assert nearest("zzz", ["alpha", "beta"]) == "，可用的有 alpha、beta。"
