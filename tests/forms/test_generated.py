"""Forms that nobody drew: columns in any order, other words, other merges; all must read as meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.forms.recognise import readings
from audit.model.grid import Document, Paragraph, PartKind
from tests.forms.drawing import draw, vocabulary

WORDS = {
    "target": ["年度指标值", "指标值", "年初目标值（A）", "预期实现值", "绩效标准"],
    "actual": ["实际完成值", "全年实际值(B)", "完成值", "全年完成值"],
    "weight": ["分值", "权重", "参考分值", "分 值 （90分）"],
    "score": ["得分", "自评得分", "实际得分", "指标得分（分）"],
    "reason": ["偏差原因分析及改进措施", "未完成原因及拟采取的改进措施", "偏差原因"],
}
NAMES = [
    "新建道路里程",
    "5000吨储备到位率",
    "验收合格率",
    "2022年开工项目",
    "无",
    "服务对象满意度",
    "成本控制率",
    "是否公开",
]
TARGETS = ["≥60公里", "100%", "20", "良好", "2021年12月底前", "每亩300", "≥90%", "/", ""]
ACTUALS = ["58公里", "100%", "20余场次", "良好", "已完成", "0", "≥98%", ""]
POINTS = ["5", "10", "12.5", "9.9", "20"]
LEVELS = [
    ("产出指标", ["数量指标", "质量指标", "时效指标", "成本指标"]),
    ("效益指标", ["社会效益指标", "生态效益指标", "可持续影响指标"]),
    ("满意度指标", ["服务对象满意度指标"]),
]
AMOUNTS = ["100", "98.5", "0", "1,234.56", ""]


@dataclass(frozen=True)
class Meant:
    """A generated form and what it says."""

    table: str
    funds: list[dict[str, str | None]]
    indicators: list[dict[str, str | None]]
    total: tuple[str, str]


@st.composite
def forms(draw_: st.DrawFn) -> Meant:
    """A form with its own columns and merges."""

    def pick(values: Sequence[Any]) -> Any:
        return draw_(st.sampled_from(values))

    columns = draw_(st.permutations(["target", "actual", "weight", "score"]))
    columns = [*columns, *(["reason"] if pick([True, False]) else [])]
    wide = pick([1, 2])
    block = pick([True, False])
    lines, indicators = _indicator_rows(draw_, columns, wide)
    header = ["一级指标", "二级指标", f"三级指标{{{wide}}}", *(pick(WORDS[name]) for name in columns)]
    if block:
        header.insert(0, f"绩效指标{{1,{len(lines) + 1}}}")
    width = 3 + wide - 1 + len(columns) + block
    total = (pick(POINTS), pick(POINTS))
    ends = {"weight": total[0], "score": total[1]}
    first = min(columns.index("weight"), columns.index("score"))
    tail = [ends.get(name, "") for name in columns[first:]]
    end = " | ".join([f"{pick(['总分', '合 计'])}{{{width - len(tail)}}}", *tail])
    fund_lines, funds = _fund_rows(draw_, width)
    head = [
        f"项目名称{{2}} | 养护费{{{width - 2}}}",
        f"主管部门{{2}} | 交通局{{2}} | 实施单位 | 公路站{{{width - 5}}}",
    ]
    goals = [f"总体目标 | 预期目标{{3}} | 实际完成情况{{{width - 4}}}", f"| 建成{{3}} | 完成{{{width - 4}}}"]
    table = "\n".join([*head, *fund_lines, *goals, " | ".join(header), *lines, end])
    return Meant(table, funds, indicators, total)


def _fund_rows(draw_: st.DrawFn, width: int) -> tuple[list[str], list[dict[str, str | None]]]:
    columns = {"budget": "全年预算数", "executed": "全年执行数", "rate": "执行率", "score": "得分"}
    kinds = [
        ("年度资金总额：", "total"),
        ("其中：当年财政拨款", "fiscal"),
        ("上年结转资金", "carryover"),
        ("其他资金", "other"),
    ]
    last = width - 5
    rows: list[str] = []
    meant: list[dict[str, str | None]] = []
    for printed, kind in kinds[: draw_(st.integers(1, 4))]:
        values = {"budget": draw_(st.sampled_from(AMOUNTS)), "executed": draw_(st.sampled_from(AMOUNTS))}
        values |= {
            "rate": draw_(st.sampled_from(["100%", "98.5%", ""])),
            "score": "10" if kind == "total" else "—",
        }
        rows.append(" | ".join([printed, *list(values.values())[:3], f"{values['score']}{{{last}}}"]))
        meant.append(
            {"label": printed, "kind": kind, **{name: text or None for name, text in values.items()}}
        )
    labels = list(columns.values())
    top = [f"项目资金（万元）{{1,{len(rows) + 1}}}", "", *labels[:3], f"{labels[3]}{{{last}}}"]
    return [" | ".join(top), *rows], meant


def _indicator_rows(
    draw_: st.DrawFn, columns: list[str], wide: int
) -> tuple[list[str], list[dict[str, str | None]]]:
    lines, meant = [], []
    for level1, choices in LEVELS[: draw_(st.integers(1, 3))]:
        points = draw_(st.sampled_from([None, "50", "30.5"]))
        groups = [
            (level2, draw_(st.integers(1, 3))) for level2 in choices[: draw_(st.integers(1, len(choices)))]
        ]
        for at, (level2, count) in enumerate(groups):
            for number in range(count):
                row = {name: draw_(st.sampled_from(_values(name))) for name in columns}
                name = draw_(st.sampled_from(NAMES))
                cells = [f"{name}{{{wide}}}", *(row[column] for column in columns)]
                if number == 0:
                    cells.insert(0, f"{level2}{{1,{count}}}")
                if number == at == 0:
                    label = level1 + (f"（{points}分）" if points else "")
                    cells.insert(0, f"{label}{{1,{sum(n for _, n in groups)}}}")
                lines.append(" | ".join(cells))
                told = {"level1": level1, "level1_points": points, "level2": level2, "name": name}
                meant.append(told | {key: text or None for key, text in row.items()})
    return lines, meant


def _values(column: str) -> list[str]:
    return {"target": TARGETS, "actual": ACTUALS, "reason": ["", "天气原因", "完成"]}.get(column, POINTS)


@settings(max_examples=150)
@given(meant=forms(), kind=st.sampled_from([PartKind.TEXT, PartKind.TABLE, PartKind.SHEET]))
def test_a_form_of_any_making_is_read_as_it_was_meant(meant: Meant, kind: PartKind) -> None:
    document = Document("made", (Paragraph("2022年度项目支出绩效自评表"), draw(meant.table).grid(kind)))
    (reading,) = readings(document, vocabulary())
    assert [
        {name: row[name] for name in one} for row, one in zip(reading.funds, meant.funds, strict=True)
    ] == (meant.funds)
    assert len(reading.indicators) == len(meant.indicators)
    for row, one in zip(reading.indicators, meant.indicators, strict=True):
        assert {name: row[name] for name in one} == one
    assert (reading.head["total_weight"], reading.head["total_score"]) == meant.total
    assert reading.head["unit"] == "公路站"
    assert reading.head["money_unit"] == "万元"
    assert (reading.head["goal_expected"], reading.head["goal_actual"]) == ("建成", "完成")
    assert reading.flags["complete"]
    assert not reading.unplaced
    assert reading.drifted_rows == 0
