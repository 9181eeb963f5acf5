"""The words of forms: how labels are compared, and what a fault in the file says."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import RulebookError
from audit.forms.labels import fold, is_number, is_placeholder, label, split_points
from audit.forms.vocabulary import Words, load_vocabulary, read_sections
from audit.shipped import shipped
from audit.yamlfile import load_yaml
from tests.forms.drawing import vocabulary

FORM = shipped("rules") / "self-evaluation" / "form.yaml"


@pytest.mark.parametrize(
    ("section", "printed", "means"),
    [
        ("head", "项 目 名 称：", "project_name"),
        ("head", "实施单位 （盖章）", "unit"),
        ("head", "市级主管部门", "department"),
        ("fund_columns", "全年(调整)预算数", "budget"),
        ("fund_columns", "执 行 率\n（B/A）", "rate"),
        ("fund_columns", "全年执行数（B，万元）", "executed"),
        ("indicator_columns", "偏差原因 及改进措施", "reason"),
        ("indicator_columns", "指标权重（分）", "weight"),
        ("level2", "服务对 象满意 度指标", "服务对象满意度"),
        ("level1", "项目产出", "产出"),
        ("fund_rows", "上年结转资金", "carryover"),
        ("fund_rows", "市级财政拨款", "local"),
        ("fund_rows", "地方资金/其他", "local"),
        ("fund_rows", "其他资金", "other"),
        ("goal_columns", "年度总体目标完成情况综述", "goal_actual"),
    ],
)
def test_a_label_means_the_same_however_it_is_spaced_and_bracketed(
    section: str, printed: str, means: str
) -> None:
    assert vocabulary()[section].name(printed) == means


@pytest.mark.parametrize("printed", ["养护里程", "12", "", "完成县道养护60公里。", "一级"])
def test_other_texts_are_no_labels_of_the_head(printed: str) -> None:
    assert vocabulary()["head"].find(printed) is None


@pytest.mark.parametrize(
    ("printed", "bare", "points"),
    [
        ("产出 指标 （ 50 分）", "产出指标", "50"),
        ("产出指标(50)", "产出指标", "50"),
        ("产出指标50分", "产出指标", "50"),
        ("（50分）", None, "50"),
        ("(12.5分)", None, "12.5"),
        ("效益指标", "效益指标", None),
        ("获得目的国(地区)", "获得目的国(地区)", None),
        ("", None, None),
    ],
)
def test_points_are_taken_off_a_label(printed: str, bare: str | None, points: str | None) -> None:
    assert split_points(printed) == (bare, points)


def test_a_leading_ordinal_is_no_part_of_a_label() -> None:
    assert label("1.项目年度目标：") == label("（一）项目年度目标") == "项目年度目标"
    assert label("10分") == "10分"


@given(st.text())
def test_folding_is_idempotent_and_no_text_breaks_a_comparison(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    label(text)
    split_points(text)
    is_number(text)
    is_placeholder(text)
    vocabulary().levels(text)


def test_of_several_words_the_first_ranks_best_and_patterns_come_last() -> None:
    words = Words()
    words.add("unit", "实施单位 …单位")
    words.add("other", "外单位")
    assert words.find("实施单位") == ("unit", 0)
    assert words.find("承办单位") == ("unit", 1)
    assert words.find("外单位") == ("other", 0)


def test_the_file_is_plain_yaml_that_the_strict_reader_reads_alike() -> None:
    strict = load_yaml(FORM).plain()
    for section, names in read_sections(FORM).items():
        if set(names) == {""}:
            assert names[""].split() == strict[section].split()
        else:
            assert {name: words.split() for name, words in names.items()} == {
                name: words.split() for name, words in strict[section].items()
            }


def test_a_vocabulary_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(vocabulary()))
    assert sent["head"].name("主管部门") == "department"
    assert [layout.name for layout in sent.layouts] == [layout.name for layout in vocabulary().layouts]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("head:\n  unit: 单位\n  unit: 部门\n", "form.yaml:3: unit 写了两次"),
        ("head:\n  unit: 单位\nhead:\n  unit: 部门\n", "form.yaml:3: head 一节写了两次"),
        ("head:\n  unit: 单位\n什么\n", "form.yaml:3: 看不懂这一行"),
        ("head:\n  unit: 单位\n", "缺少 title 一节"),
    ],
)
def test_a_fault_in_the_file_names_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=says):
        load_vocabulary(path)


def test_long_groups_may_be_folded_over_lines(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("# 说明\nhead:\n  unit: 单位\n    部门\n\ntotal: 总分 合计\n", encoding="utf-8")
    assert read_sections(path) == {"head": {"unit": "单位 部门"}, "total": {"": "总分 合计"}}


def test_of_two_words_about_a_slash_the_first_tells_if_it_is_known() -> None:
    words = load_vocabulary(FORM)
    assert words["head"].name("项目实施单位/项目负责人") == "unit"
    assert words["title"].name("项目/专项支出绩效自评表") == "is"


def test_long_brackets_explain_a_label_and_say_less_than_it() -> None:
    assert load_vocabulary(FORM)["fund_rows"].name("其他资金(自有资金、以前年度结转结余资金等)") == "other"
