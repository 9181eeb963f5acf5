"""Forms without an error, drawn in the layouts that are met and read as any other form is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from audit.forms.recognise import readings
from audit.forms.tables import build
from audit.forms.vocabulary import Vocabulary
from audit.model.form import Form
from audit.model.grid import Cell, Document, Grid, Paragraph, PartKind
from audit.strength.projects import PROJECTS, Project

Lines = list[list[str]]


def clean_forms(vocabulary: Vocabulary) -> tuple[Form, ...]:
    """Every project in every layout."""
    made = []
    for name, layout in LAYOUTS.items():
        for project in PROJECTS:
            for reading in readings(_document(project, layout(project)), vocabulary):
                source = f"{project.name}（{name}）"
                made.append(build(reading, form_id=source, source=source, year=None, vocabulary=vocabulary))
    return tuple(made)


def _document(project: Project, lines: Lines) -> Document:
    """A title and a table, as a text file would hold them."""
    columns = max(len(line) for line in lines)
    cells = tuple(
        Cell(row, column, line[column - 1] if column <= len(line) else "")
        for row, line in enumerate(lines, 1)
        for column in range(1, columns + 1)
    )
    grid = Grid("表1", PartKind.TEXT, len(lines), columns, cells, first_line=2)
    return Document("text", (Paragraph(f"{project.year}年度项目支出绩效自评表"), grid))


def _standard(project: Project) -> Lines:
    """The form of 财预〔2020〕10号."""
    return [
        *_head(project, 9),
        [f"项目资金（{project.money}）", "", "年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"],
        *(["", *row] for row in project.fund_rows()),
        ["年度总体目标", "预期目标", "", "", "", "实际完成情况"],
        ["", project.expected, "", "", "", project.actual],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        *(["", *levels, row["name"], _target(row), _actual(row), *_points(row)] for levels, row in _levelled(project)),
        ["总分", "", "", "", "", "", "100", project.total, ""],
    ]  # fmt: skip


def _no_initial(project: Project) -> Lines:
    """A form that does not ask for the initial budget, with the weight before the target."""
    return [
        *_head(project, 9),
        [f"资金情况（{project.money}）", "", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"],
        *(["", row[0], *row[2:]] for row in project.fund_rows()),
        ["年度总体目标", "年初设定目标", "", "", "", "年度总体目标完成情况综述"],
        ["", project.expected, "", "", "", project.actual],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "分值", "年度指标值", "全年实际值", "得分", "未完成原因及拟采取的改进措施"],
        *(["", *levels, row["name"], row["weight"], _target(row), _actual(row), row["score"], row["reason"]]
          for levels, row in _levelled(project)),
        ["总分", "", "", "", "100", "", "", project.total, ""],
    ]  # fmt: skip


def _signed(project: Project) -> Lines:
    """A form with sign, target and unit apart, and a grade."""
    return [
        *_head(project, 10),
        [f"项目资金（{project.money}）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        *(["", *row] for row in project.fund_rows()),
        ["年度总体目标", "预期目标", "", "", "", "实际完成情况"],
        ["", project.expected, "", "", "", project.actual],
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        *([level1.partition("（")[0], level2, *(row[key] for key in ("name", "sign", "target", "unit")),
           _actual(row), *_points(row)] for (level1, level2), row in _levelled(project)),
        ["总分", "", "", "", "", "", "", "100", project.total, "优"],
    ]  # fmt: skip


def _short(project: Project) -> Lines:
    """A form with the total fund row alone, without rates, and labels without points."""
    label, _, budget, executed, weight, _, score = project.fund_rows()[0]
    return [
        *_head(project, 8),
        [f"项目资金（{project.money}）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"],
        ["", label, budget, budget, executed, weight, score],
        ["年度总体目标", "年初设定目标", "", "", "全年完成情况"],
        ["", project.expected, "", "", project.actual],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "全年完成值", "分值", "得分", "未完成原因和改进措施"],
        *([level1.partition("（")[0], level2, row["name"], _target(row), _actual(row), *_points(row)]
          for (level1, level2), row in _levelled(project)),
        ["总分", "", "", "", "", "100", project.total, ""],
    ]  # fmt: skip


def _score_only(project: Project) -> Lines:
    """A form whose indicators have no weight: only the labels of the first level carry points."""
    return [
        *_head(project, 8),
        [f"项目资金（{project.money}）", "", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        *(["", row[0], *row[2:]] for row in project.fund_rows()),
        ["年度总体目标", "年初设定目标", "", "", "全年完成情况"],
        ["", project.expected, "", "", project.actual],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年初目标值", "实际完成值", "得分", "偏差原因"],
        *(["", *levels, row["name"], _target(row), _actual(row), row["score"], row["reason"]]
          for levels, row in _levelled(project)),
        ["总分", "", "", "", "", "", project.total, ""],
    ]  # fmt: skip


def _total_in_head(project: Project) -> Lines:
    """A form with the total and the grade above, and no total row."""
    lines = _standard(project)
    return [*lines[:2], ["自评得分", project.total, "", "", "自评等级", "优"], *lines[2:-1]]


LAYOUTS: dict[str, Callable[[Project], Lines]] = {
    "通用表样": _standard,
    "无年初预算": _no_initial,
    "指标值分栏": _signed,
    "总分在表头": _total_in_head,
    "只有资金总额": _short,
    "没有分值栏": _score_only,
}


def _head(project: Project, columns: int) -> Lines:
    return [
        ["项目名称", project.name],
        ["主管部门", "甲县财政局", *[""] * (columns - 6), "实施单位", "甲县项目服务中心"],
    ]


def _levelled(project: Project) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    """The indicators with the labels that are printed before them, each once."""
    for level1, of_level1 in groupby(project.rows(), key=lambda row: row["level1"]):
        rows = list(of_level1)
        points = sum(int(row["weight"]) for row in rows)
        before = ""
        for number, row in enumerate(rows):
            printed = f"{level1}指标（{points}分）" if number == 0 else ""
            yield (printed, row["level2"] if row["level2"] != before else ""), row
            before = row["level2"]


def _target(row: dict[str, str]) -> str:
    return f"{row['sign']}{row['target']}{row['unit']}"


def _actual(row: dict[str, str]) -> str:
    return f"{row['actual']}{row['unit']}"


def _points(row: dict[str, str]) -> tuple[str, str, str]:
    return row["weight"], row["score"], row["reason"]
