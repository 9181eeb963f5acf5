"""A small run made by hand: one form of eleven columns, with findings of every kind."""

from __future__ import annotations

from typing import Any

from audit.model.finding import Finding, Open
from audit.model.form import CellRef, Form, Fragment, Reading, Unplaced
from audit.model.grid import Cell, Grid, PartKind
from audit.model.manual import RulePage
from audit.model.rule import Basis, Certainty, Outcome, Rule, Severity
from audit.model.run import FormResult, InputFile, NotAudited, Run

FILED = """
项目名称\t\t基层党建工作经费
主管部门\t\t市委组织部\t\t\t实施单位\t市委组织部
项目资金（万元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t\t年度资金总额：\t270\t270\t270\t10\t100%\t9.9
\t\t其中：当年财政拨款\t270\t270\t270\t—\t\t—
\t\t上年结转资金\t\t\t0\t—\t\t—
年度总体目标\t预期目标\t\t\t\t实际完成情况
\t以提升政治功能和组织功能为重点，示范带动全市基层党组织标准化建设。\t\t\t\t基层基础全面夯实，治理成效持续显现。
绩效指标\t一级指标\t二级指标\t三级指标\t\t年度指标值\t实际完成值\t分值\t得分\t偏差原因及改进措施
\t产出指标（50分）\t数量指标\t示范培训各领域基层党组织书记人数\t\t20%\t30%\t5\t5\t完成
\t\t\t示范培训全市驻村干部人数\t\t≥160人\t721人\t5\t5\t完成
\t\t质量指标\t各领域基层党建工作全面提升\t\t100%\t100%\t20\t20\t完成
\t\t成本指标\t经费开支合理、审核和控制核算全面\t\t270万元\t270万元\t20\t20\t完成
\t效益指标（30分）\t社会效益指标\t凝聚人心，促进社会和谐\t\t良好\t良好\t30\t29\t完成
\t满意度指标（20分）\t服务对象满意度指标\t党员和基层党组织满意度\t\t≥90%\t≥98%\t20\t20\t完成
总分\t\t\t\t\t\t\t100\t99
"""

PRACTICE = Basis("practice/arithmetic", "审核惯例", "", "", "", "算术关系", "", Certainty.PRACTICE)
WEIGHTS = Basis(
    "mof-2020-10/weights",
    "财预〔2020〕10号",
    "项目支出绩效评价管理办法",
    "财政部",
    "2020-02-25",
    "指标权重",
    "单位自评一级指标权重：预算执行率10%、产出50%、效益30%、满意度10%。",
    Certainty.SECONDARY,
)


def rule(
    name: str, code: str, title: str, severity: str = "error", over: str = "funds", **other: Any
) -> Rule:
    """A rule as the rulebook would hand it over."""
    given: dict[str, Any] = {
        "basis": (PRACTICE,), "condition": "abs(score - expected) > $score_tolerance",
        "suggest": "核对后更正。", "explained_by": (), "family": code.partition("-")[0].lower(),
    } | other  # fmt: skip
    return Rule(
        id=name, code=code, title=title, severity=Severity(severity), over=over,
        file=f"self-evaluation/{name}.yaml", **given,
    )  # fmt: skip


EXECUTION = rule("execution-score-mismatch", "EXEC-01", "预算执行率得分计算错误", basis=(WEIGHTS, PRACTICE))
TOTAL = rule("total-score-mismatch", "TOT-01", "总分与各项得分合计不符", over="forms")
OMITS = rule("total-omits-execution-score", "TOT-02", "总分漏计执行率得分", over="forms")
SATISFACTION = rule(
    "category-weight-off-standard",
    "CAT-01",
    "一级指标分值偏离规定",
    "warning",
    "categories",
    basis=(WEIGHTS,),
)
OVER = rule("over-achievement-unexplained", "DEV-01", "超额完成三成以上未说明原因", "warning", "indicators")
YEAR = rule("year-missing", "FORM-01", "表上没有年度", "note", "forms", suggest="在表名下写明年度。")
SAME = rule("same-score-across-unit", "SAT-09", "同一单位各项目总分雷同", "note", "forms")
RATE = rule("execution-rate-mismatch", "EXEC-02", "执行率计算错误")
UNUSED = rule("reason-missing", "RSN-01", "扣分未说明原因", "warning", "indicators")
RULES = (EXECUTION, RATE, OMITS, TOTAL, SATISFACTION, OVER, UNUSED, YEAR, SAME)


def grid(text: str = FILED, part: str = "table 1", first_line: int = 3) -> Grid:
    """A grid without spans, as the text reader makes it."""
    rows = [line.split("\t") for line in text.strip("\n").splitlines()]
    columns = max(map(len, rows))
    cells = tuple(
        Cell(r, c, (row + [""] * columns)[c - 1])
        for r, row in enumerate(rows, 1)
        for c in range(1, columns + 1)
    )
    return Grid(part, PartKind.TEXT, len(rows), columns, cells, first_line=first_line)


def ref(of: Grid, row: int, column: int) -> CellRef:
    """The reference to a cell of the grid."""
    text = next((c.text for c in of.cells if (c.row, c.column) == (row, column)), "")
    return CellRef(of.part, row, column, of.address(row, column), text, of.a1(row, column))


def form(of: Grid | None = None, source: str = "forms.txt", position: int = 1, **head: str | None) -> Form:
    """A form that was read from the grid."""
    of = of or grid()
    reading = Reading(
        layout="mof-2020",
        profile="national",
        position=position,
        head={
            "title": "中卫市基层党建工作经费绩效自评表",
            "project_name": "基层党建工作经费", "department": "市委组织部", "unit": "市委组织部",
            "money_unit": "万元", "goal_expected": "以提升政治功能和组织功能为重点。",
            "goal_actual": "基层基础全面夯实。", "total_weight": "100", "total_score": "99", **head,
        },
        flags={"complete": True},
        funds=[
            {"label": "年度资金总额：", "kind": "total", "budget_initial": "270", "budget": "270",
             "executed": "270", "weight": "10", "rate": "100%", "score": "9.9"},
        ],
        indicators=[
            {"level1": "产出指标", "level1_points": "50", "level2": "数量指标",
             "name": "示范培训全市驻村干部人数",
             "target": "≥160人", "actual": "721人", "weight": "5", "score": "5", "reason": "完成"},
        ],
        cells={("funds", 1, "score"): ref(of, 4, 9), ("funds", 1, "weight"): ref(of, 4, 7)},
        unplaced=[Unplaced(of.part, 6, of.address(6, 1), "上年结转资金 0 — —", "行首没有认识的栏目")],
        fragments=[Fragment(of, 1, of.rows)],
    )  # fmt: skip
    return Form(id=f"{'ab12' * 16}-{position}", source=source, reading=reading, tables={"forms": [{}]})


def finding(of: Grid, by: Rule, place: str, cell: tuple[int, int] | None = None, **other: Any) -> Finding:
    """A finding of the rule at the cell."""
    given: dict[str, Any] = {
        "at": "form", "field": None, "found": None, "expected": None, "message": f"{by.title}。",
        "suggest": by.suggest, "evidence": {},
    } | other  # fmt: skip
    where = ref(of, *cell) if cell else None
    return Finding(rule=by, cell=where, place=place, fingerprint=f"{place}-1", **given)


def findings(of: Grid) -> tuple[Finding, ...]:
    """Findings with a cell, without, with many cells, explained by another."""
    return (
        finding(
            of, EXECUTION, "p1", (4, 9), at="年度资金总额", field="score", found="9.9", expected="10",
            message="执行率 100%，分值 10，应得 10 分，填报 9.9 分，相差 -0.1 分",
            formula="分值 10 × 取小(全年执行数 270 ÷ 全年预算数 270, 1) = 10",
            evidence={"budget": "270", "executed": "270", "weight": "10", "score": "9.9", "ratio": "1"},
        ),
        finding(
            of, TOTAL, "p2", (16, 9), field="total_score", found="99", expected="108.9", explained_by="p3-1",
            message="各项得分 9.9+5+5+20+20+29+20 = 108.9，总分填 99，相差 -9.9",
        ),
        finding(
            of, OMITS, "p3", (16, 9), field="total_score", found="99", expected="108.9",
            message="总分 99 正好是各指标得分之和，漏计执行率得分 9.9",
        ),
        finding(
            of, SATISFACTION, "p4", (15, 2), at="满意度指标", found="20", expected="10",
            message="满意度指标 20 分，规定 10 分",
        ),
        finding(
            of, OVER, "p5", (11, 7), rows=("示范培训各领域基层党组织书记人数", "示范培训全市驻村干部人数"),
            marks=(ref(of, 10, 7), ref(of, 11, 7)), message="2 个指标超额三成以上，原因栏只写“完成”",
        ),
        finding(of, YEAR, "p6", message="表名和表头都没有写年度"),
    )  # fmt: skip


def result(made: Form | None = None, found: tuple[Finding, ...] | None = None) -> FormResult:
    """The form judged."""
    made = made or form()
    found = findings(made.reading.fragments[0].grid) if found is None else found
    outcomes = dict.fromkeys((rule.id for rule in RULES), Outcome.PASSED)
    outcomes |= {f.rule.id: Outcome.FINDING for f in found}
    outcomes |= {RATE.id: Outcome.UNDECIDED, SAME.id: Outcome.NOT_APPLICABLE}
    return FormResult(
        form=made, profile="national", profile_reason="表样是财预〔2020〕10号的格式", year=None,
        year_reason="表上没有年度，用最近的标准", outcomes=outcomes, findings=found,
        open=(Open(RATE, "其他资金", "undecided", ("executed", "form.total_score")),),
    )  # fmt: skip


def run(*results: FormResult, **other: Any) -> Run:
    """A run over the forms, with a finding across them and files that hold none."""
    results = results or (result(),)
    first = results[0].form
    across = finding(
        grid(), SAME, "p9", message="4 个项目总分都是 99", forms=tuple(r.form.id for r in results)
    )
    given: dict[str, Any] = {
        "corpus": (across,),
        "no_form": (NotAudited("附件/通知.docx", "没有自评表"),),
        "unaudited": (NotAudited("旧表.doc", "文件已加密，请另存为不加密的文件"),),
        "same_files": {first.source: ("副本/forms.txt",)},
    } | other  # fmt: skip
    return Run(
        engine="jixiao-audit 0.1.0", rulebook="cd34" * 16, rules=RULES,
        files=(InputFile(first.source, "ab12" * 16, "text"),), forms=results, **given,
    )  # fmt: skip


def manual() -> tuple[RulePage, ...]:
    """A page for each rule."""
    return tuple(
        RulePage(each, "资金", "", (("fault", "score > 10"),), {}, each.title, (), None, None, (), (), (), ())
        for each in RULES
    )
