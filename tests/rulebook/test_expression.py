from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import RulebookError
from audit.model.schema import TABLES, Type
from audit.rulebook.expression import check, condition
from audit.rulebook.functions import AGGREGATES, COLUMN_FUNCTIONS, FUNCTIONS
from audit.rulebook.names import Names
from audit.rulebook.syntax import Source
from audit.rulebook.term import Kind, Op, Shape, Term
from audit.yamlfile import parse_yaml

PARAMETERS: dict[str, Kind] = {
    "tolerance": Type.NUMBER, "words": Shape.LIST, "weights": Shape.MAP, "grades": Shape.BANDS,
}  # fmt: skip


def read(text: str, grain: str = "indicators") -> Term:
    node = parse_yaml(f"when: |\n  {text}".encode(), "x.yaml").mapping()["when"]
    return check(Source.of(node), Names(TABLES[grain], PARAMETERS))


def fault(text: str, grain: str = "indicators") -> str:
    with pytest.raises(RulebookError) as caught:
        read(text, grain)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("weight * least(completion, 1)", Type.NUMBER),
        ("score / weight", Type.RATIO),
        ("score - completion", Type.RATIO),
        ("count(indicators.name) + 1", Type.NUMBER),
        ("count(distinct indicators.reason)", Type.INTEGER),
        ("list(funds.budget)", Type.TEXT),
        ("sum(funds.budget) filter (where funds.nested and form.complete)", Type.NUMBER),
        ("count(*) filter (where score > 1) over (partition by form.unit, score)", Type.INTEGER),
        ("case when score is null then 'a' else name end", Type.TEXT),
        ("case level1 when 'x' then 1 else 0.5 end", Type.NUMBER),
        ("coalesce(score, completion, 0)", Type.RATIO),
        ("$weights[level1_kind]", Type.NUMBER),
        ("band(score, $grades)", Type.TEXT),
        ("reason in $words or not mentions(plain(reason), $words)", Type.BOOLEAN),
        ("parent.weight > 0 and prior.total_score is not null", Type.BOOLEAN),
        ("score between 0 and weight and kind_of is null", None),
        ("as_percent(completion, 1)", Type.TEXT),
        ("matches(name, '率$') is true", Type.BOOLEAN),
        ("year(target_date) = 2020", Type.BOOLEAN),
        ("unreadable(weight)", Type.BOOLEAN),
    ],
)
def test_an_expression_has_the_type_of_its_meaning(text: str, kind: Kind) -> None:
    if kind is None:
        assert "没有名为 kind_of 的列" in fault(text)
    else:
        assert read(text).type is kind


@pytest.mark.parametrize(
    "text",
    [
        "__class__", "name.__class__", "form.__init__", "read_csv('/etc/passwd')", "getenv('HOME')",
        "(select 1)", "exists (select 1)", "score in (select 1)", "1; drop table forms", "score -- x",
        "score /* x */", "*", "count(*)", "form.*", "score::text", "cast(score as text)", "? = 1", "$1 = 1",
        "score = :x", "name || name", "name like 'a%'", "score > all (select 1)", "score, weight",
        "score union select 1", "score from forms", "{{ score }}", "[score]", "{'a': score}",
        "interval 1 day",
        "current_date", "random() > 0",
        "score % 2", "score ^ 2", "score & 1", "name -> '$.x'", "name[1]",
        "x -> x", "lambda x: x", "list_transform([1], x -> x)", "sum(score) over ()",
        "row_number() over (partition by name)",
        "sum(sum(indicators.score))", "score collate nocase", "name similar to 'x'", "name ~ 'x'",
        "try(score)", "eval('1')", "pragma_version()", "score @> 1", "sum(distinct indicators.score)",
        "sum(indicators.score, indicators.weight)", "round(score, weight)", "round(score, 1, 2)", "'",
        "\"score\"", "`score`", "a.b.c.d", "1e5 > 0", "0x1F > 0", "9999999999999 > 0", "form_id = 'x'",
        "count(distinct indicators.name, indicators.score)",
        "max(score) over (partition by name order by row)",
        "count(*) over (partition by count(*) over (partition by name))",
    ],
)  # fmt: skip
def test_what_is_outside_the_language_is_refused(text: str) -> None:
    assert fault(text).startswith("x.yaml:2:")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("weigth > 0", "x.yaml:2:3: 没有名为 weigth 的列，是不是 weight？"),
        ("score > 0 and form.has_wieght", "x.yaml:2:22: form 没有名为 has_wieght 的列，是不是 has_weight？"),
        ("score > $tolerence", "没有名为 $tolerence 的参数，是不是 $tolerance？"),
        ("foo.bar > 0", "没有名为 foo 的表"),
        ("indicators.score > 0", "indicators 有许多行"),
        ("funds.budget > 0", "如 sum(funds.budget)"),
        ("sum(score)", "要汇总一个子表的列"),
        ("sum(indicators.score) filter (where weight > 0)", "汇总里的列要写明是 indicators 的"),
        ("sum(indicators.score + funds.budget)", "要汇总一个子表的列"),
        ("name > 3", "类型不同"),
        ("name = 3", "类型不同"),
        ("score + name", "两边应是数"),
        ("name > 'a'", "文字不能比大小"),
        ("score and weight", "这里应是条件"),
        ("coalesce(score, 'x')", "类型不同"),
        ("rond(score, 1)", "没有名为 rond 的函数，是不是 round？"),
        ("matches(name, reason)", "模式应是写在引号里的常数"),
        ("matches(name, '(?<=a)b')", "RE2 没有的写法"),
        ("matches(name, '(')", "不合语法"),
        ("parent.weight > 0 or", "不合语法"),
        ("score in $weights", "in $名字"),
        ("$words", "列表、对照表参数"),
        ("abs(name)", "abs 这里应是数，现为文字"),
        ("length(score)", "length 这里应是文字"),
    ],
)
def test_an_error_says_what_where_and_what_it_might_be(text: str, said: str) -> None:
    assert said in fault(text)


@pytest.mark.parametrize(
    "opening", ["(", "not ", "abs(", "-", "- ", "case when true then ", "[", "coalesce(score, "]
)
def test_deep_nesting_is_refused_and_never_exhausts_the_stack(opening: str) -> None:
    for times in (60, 150, 700):
        assert fault(opening * times).startswith("x.yaml:2:")


def test_a_long_expression_is_refused() -> None:
    assert "超过" in fault(" or ".join(["score > 0"] * 400))


def test_lets_that_grow_without_end_are_refused() -> None:
    names = Names(TABLES["indicators"], {})
    node = parse_yaml(b"a: score + score", "x.yaml").mapping()["a"]
    names.lets["l0"] = check(Source.of(node), names)
    for number in range(1, 9):
        doubled = parse_yaml(f"a: l{number - 1} + l{number - 1}".encode(), "x.yaml").mapping()["a"]
        names.lets[f"l{number}"] = check(Source.of(doubled), names)
    last = parse_yaml(b"a: l8 + l8", "x.yaml").mapping()["a"]
    with pytest.raises(RulebookError, match="超过 3000 项"):
        check(Source.of(last), names)


def test_the_place_of_an_error_counts_lines_of_a_folded_text() -> None:
    node = parse_yaml(b"when: >-\n  score > 0\n  and weigth > 0", "x.yaml").mapping()["when"]
    with pytest.raises(RulebookError, match=r"^x.yaml:3:7: "):
        condition(Source.of(node), Names(TABLES["indicators"], {}))


def test_a_condition_must_be_true_or_false() -> None:
    node = parse_yaml(b"when: score", "x.yaml").mapping()["when"]
    with pytest.raises(RulebookError, match="这里应是条件"):
        condition(Source.of(node), Names(TABLES["indicators"], {}))


def test_label_is_the_chinese_name_in_its_own_table() -> None:
    assert read("label(reason)").value == "偏差原因"
    assert read("label(form.reason)").value == "原因说明"


@pytest.mark.parametrize("name", [*FUNCTIONS, *AGGREGATES, *COLUMN_FUNCTIONS])
def test_the_parser_takes_no_function_name_for_a_keyword(name: str) -> None:
    takes = len(FUNCTIONS[name].takes) if name in FUNCTIONS else 1
    assert "没有名为 nonsense" in fault(f"{name}({', '.join(['nonsense'] * takes)})") or name in AGGREGATES
    assert "不合语法" not in fault(f"{name}({', '.join(['nonsense'] * takes)})")


@given(
    st.text(
        alphabet="score weight()'$+-*/<>=.,andornotcase when then end in is null 0123456789中", max_size=50
    )
)
def test_any_text_is_typed_or_refused_in_words(text: str) -> None:
    node = parse_yaml(b"when: x", "x.yaml").mapping()["when"]
    try:
        term = check(Source(node, text), Names(TABLES["indicators"], PARAMETERS))
    except RulebookError:
        return
    assert term.op in set(Op)
