from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest

from audit.forms.tables import build
from audit.forms.vocabulary import load_vocabulary
from audit.model.form import Form, Reading
from audit.model.schema import TABLES
from audit.shipped import shipped

VOCABULARY = load_vocabulary(shipped("rules") / "self-evaluation" / "form.yaml")
Texts = dict[str, str | None]


def reading(**parts: list[Texts]) -> Reading:
    head: Texts = {
        "title": "项目支出绩效自评表",
        "money_unit": "万元",
        "total_score": "99",
        "total_weight": "100",
    }
    flags = {"has_weight": True, "has_score": True, "complete": True}
    made = Reading("table", "national", head, flags)
    for name, rows in parts.items():
        setattr(made, name, rows)
    return made


def built(made: Reading, year: int | None = None) -> Form:
    return build(made, form_id="f-1", source="a.docx", year=year, vocabulary=VOCABULARY)


def row(level1: str | None, level2: str | None, name: str, **texts: str | None) -> Texts:
    return {"level1": level1, "level2": level2, "name": name, "weight": "10", "score": "10", **texts}


def test_every_row_has_every_column_of_its_table() -> None:
    form = built(
        reading(
            funds=[{"label": "总额", "kind": "total", "budget": "10"}],
            indicators=[row("产出指标", "数量指标", "人数")],
            fields=[{"section": "head", "label": "填报人", "value": None}],
            placeholders=[{"level1": "产出指标", "level2": None, "text": "……"}],
        )
    )
    for name, rows in form.tables.items():
        for number, values in enumerate(rows, 1):
            assert set(values) == {column.name for column in TABLES[name].columns}
            assert (values["form_id"], values["row"]) == ("f-1", number)
    assert len(form.tables["forms"]) == 1


def test_the_total_fund_row_stands_in_the_form() -> None:
    total: Texts = {
        "label": "年度资金总额", "kind": "total", "budget_initial": "300", "budget": "270",
        "executed": "270.50", "weight": "10", "rate": "86.19%", "score": "9.9",
    }  # fmt: skip
    head = built(reading(funds=[{"label": "其中", "kind": "fiscal", "budget": "1"}, total])).head
    assert (head["budget_initial"], head["budget"], head["executed"]) == (300, 270, Decimal("270.5"))
    assert (head["executed_text"], head["executed_step"]) == ("270.50", Decimal("0.01"))
    assert (head["execution_rate"], head["execution_rate_step"]) == (Decimal("0.8619"), Decimal("0.0001"))
    assert (head["execution_weight"], head["execution_score"]) == (10, Decimal("9.9"))


def test_points_printed_beside_the_block_are_the_weight_where_the_row_has_none() -> None:
    made = reading(funds=[{"label": "总额", "kind": "total", "weight": None, "score": "20"}])
    made.head["execution_points"] = "20"
    assert built(made).head["execution_weight"] == 20
    made.funds[0]["weight"] = "10"
    assert built(made).head["execution_weight"] == 10


def test_a_form_without_a_total_row_has_no_totals() -> None:
    head = built(reading(funds=[{"label": "其他", "kind": "other", "budget": "5"}])).head
    assert head["budget"] is None
    assert head["budget_text"] is None


def test_unreadable_numbers_are_null_named_and_keep_their_text() -> None:
    total: Texts = {
        "label": "总额",
        "kind": "total",
        "budget": "约100",
        "executed": "—",
        "score": "优",
        "weight": "",
    }
    form = built(reading(funds=[total]))
    (fund,) = form.tables["funds"]
    assert (fund["budget"], fund["budget_text"]) == (None, "约100")
    assert (fund["executed"], fund["executed_text"]) == (None, "—")
    assert fund["weight_text"] is None
    assert fund["unreadable"] == ",budget,score,"
    assert form.head["unreadable"] == ",budget,execution_score,"


def test_the_given_year_wins_over_the_written_one() -> None:
    made = reading(indicators=[row("产出指标", "时效指标", "完成时间", target="12月底前", actual="11月")])
    made.head["year_written"] = "2023年度"
    assert (built(made).head["year"], built(made).head["year_written"]) == (2023, 2023)
    form = built(made, 2024)
    assert (form.head["year"], form.head["year_written"]) == (2024, 2023)
    assert form.tables["indicators"][0]["target_date"] == date(2024, 12, 31)


def test_the_unit_of_money_is_told_by_a_cell_where_the_head_has_none() -> None:
    made = reading(funds=[{"label": "总额", "kind": "total", "budget": "5万元", "executed": "40000元"}])
    made.head["money_unit"] = None
    assert built(made).tables["funds"][0]["executed"] == 4


def test_nothing_but_prose_stands_in_the_running_text() -> None:
    made = reading(
        indicators=[row("产出指标", "数量指标", "预算执行率", reason="已调整")],
        fields=[
            {"section": "head", "label": "实施单位", "value": "水利局"},
            {"section": "foot", "label": "说明", "value": "追加预算"},
        ],
    )
    made.head["goal_actual"] = "完成培训"
    assert built(made).head["text"] == "完成培训\n已调整\n追加预算"


def test_categories_are_derived_where_the_reading_gives_none() -> None:
    made = reading(
        indicators=[
            row("产出指标", "数量指标", "甲", level1_points="50"),
            row("产出指标", "质量指标", "乙", level1_points="50"),
            row("效益指标", "社会效益指标", "丙", level1_points="30"),
        ]
    )
    made.flags["complete"] = False
    form = built(made)
    first, second = form.tables["categories"]
    assert (first["ordinal"], first["level1_kind"], first["level1_points"]) == (1, "产出", 50)
    assert first["closed"] is True
    assert (second["ordinal"], second["level1_kind"], second["closed"]) == (2, "效益", False)
    assert [r["category"] for r in form.tables["indicators"]] == [1, 1, 2]
    assert form.head["level1_kinds"] == "产出,效益"


def test_a_blank_level1_is_told_by_its_second_level() -> None:
    made = reading(
        indicators=[
            row(None, "数量指标", "甲", level1_points="50"),
            row(None, "成本指标", "乙", level1_points="50"),
            row(None, "社会效益指标", "丙", level1_points="30"),
        ]
    )
    form = built(made)
    assert [r["level1_kind"] for r in form.tables["categories"]] == ["产出", "效益"]
    assert [r["level1_kind"] for r in form.tables["indicators"]] == ["产出", "产出", "效益"]


def test_a_printed_group_without_rows_has_none_named() -> None:
    made = reading(
        categories=[{"ordinal": "1", "level1": "产出指标", "closed": "true"}],
        groups=[
            {"category": "1", "level2": "数量指标", "closed": "true"},
            {"category": "1", "level2": "质量指标", "closed": "true"},
        ],
        indicators=[
            row("产出指标", "数量指标", "指标1：培训人数", category="1"),
            row("产出指标", "数量指标", "指标2：/", category="1"),
            row("产出指标", "数量指标", "其中：女", category="1", is_sub="true", parent_row="1"),
        ],
    )
    form = built(made)
    assert [(g["level2_kind"], g["named"]) for g in form.tables["groups"]] == [("数量", 1), ("质量", 0)]
    assert [r["named"] for r in form.tables["indicators"]] == [True, False, True]


@pytest.mark.parametrize(
    ("sign", "target", "unit", "shown"),
    [
        ("≧", "100", "%", "≧100%"),
        ("═", "100%", "%", "═100%"),
        ("≥", "≥160人", "人", "≥160人"),
        ("定量指标", "≥6次", "次", "≥6次"),
        ("定量指标", "43", "次", "43次"),
        ("≥", "10万", "元", "≥10万元"),
        (None, "20", None, "20"),
        (None, "良好", "%", "良好"),
        ("≥", "/", "%", "/"),
        ("≥", None, "%", None),
    ],
)
def test_a_target_is_shown_with_its_sign_and_unit_once(
    sign: str | None, target: str | None, unit: str | None, shown: str | None
) -> None:
    made = reading(
        indicators=[row("产出指标", "数量指标", "甲", sign=sign, target=target, measure_unit=unit)]
    )
    assert built(made).tables["indicators"][0]["target_shown"] == shown


def test_parts_below_a_row_are_summed_in_its_unit() -> None:
    made = reading(
        indicators=[
            row("产出指标", "数量指标", "养殖", actual="192只"),
            row("产出指标", "数量指标", "其中：羊", actual="180只"),
            row("产出指标", "数量指标", "其中：牛", actual="12头"),
            row("产出指标", "数量指标", "造林", actual="2万亩"),
            row("产出指标", "数量指标", "其中：甲村", actual="15000亩"),
            row("产出指标", "数量指标", "其中：乙村", actual="5000"),
            row("产出指标", "数量指标", "培训", actual="30", measure_unit="人"),
            row("产出指标", "数量指标", "其中：女", actual="10", measure_unit="人次"),
        ]
    )
    first, sub, _, second, _, _, third, _ = built(made).tables["indicators"]
    assert (third["parts"], third["parts_same_unit"], third["parts_text"]) == (1, False, "10")
    assert (sub["is_sub"], sub["parent_row"], sub["parts"]) == (True, 1, 0)
    assert (first["parts"], first["parts_same_unit"], first["parts_text"]) == (2, False, "180只+12头")
    assert (second["parts"], second["parts_actual"], second["parts_same_unit"]) == (2, 20000, True)


@pytest.mark.parametrize(
    ("rows", "points", "expected"),
    [
        ([("10", "10", "20"), ("100%", "80%", "16")], "40", [20, 20]),
        ([("10", "10", "20"), ("良好", "良好", "20")], "40", [20, 20]),
        ([("10", "12", "20"), ("良好", "良好", "20")], "40", [20, 20]),
        ([("10", "12", "24"), ("良好", "良好", "20")], "40", [20, 20]),
        ([("10", "10", "20"), ("良好", "较好", "20")], "40", [20, 20]),
        ([("10", "8", "20"), ("良好", "较好", "20")], "40", [20, 20]),
        ([("10", "10", "20"), ("良好", "较好", "16")], "40", [None, None]),
        ([("10", "10", "20"), ("100%", "100%", "16")], "40", [None, None]),
        ([("10", "0", "0"), ("100%", "100%", "40")], "40", [None, None]),
    ],
)
def test_a_weight_is_inferred_only_where_all_of_a_block_add_up(
    rows: list[tuple[str, str, str]], points: str, expected: list[int | None]
) -> None:
    made = reading(
        categories=[{"ordinal": "1", "goal": "年度绩效目标1", "goal_points": points, "level1": "产出指标"}],
        indicators=[
            {
                "goal": "年度绩效目标1",
                "level1": "产出指标",
                "name": "完成率",
                "target": t,
                "actual": a,
                "score": s,
            }
            for t, a, s in rows
        ],
    )
    made.flags["has_weight"] = False
    assert [r["effective_weight"] for r in built(made).tables["indicators"]] == expected


def test_the_weight_is_the_effective_weight_where_the_form_has_that_column() -> None:
    made = reading(
        indicators=[row("产出指标", "数量指标", "人数"), row("产出指标", "数量指标", "次数", weight=None)]
    )
    assert [r["effective_weight"] for r in built(made).tables["indicators"]] == [10, None]


def test_an_empty_form_is_built_too() -> None:
    form = built(Reading("table", "national", {}, {}))
    assert form.tables["categories"] == []
    assert form.head["level1_kinds"] is None


def test_a_form_is_built_in_a_few_milliseconds() -> None:
    made = reading(
        funds=[
            {"label": "总额", "kind": "total", "budget": "10", "executed": "9", "rate": "90%", "score": "9"}
        ],
        indicators=[
            row("产出指标", "数量指标", f"人数{n}", target=f"{n}人", actual=f"{n + 1}人") for n in range(12)
        ],
    )
    built(made)
    start = time.process_time()
    for _ in range(20):
        built(made)
    assert (time.process_time() - start) / 20 < 0.006
