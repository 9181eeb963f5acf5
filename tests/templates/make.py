"""The Word templates of `reports/`, made from what stands here: `make templates`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Made
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FOLDER = Path(__file__).parents[2] / "reports"
BODY, HEAD, PLAIN = "仿宋", "黑体", "宋体"
PAGE = {"portrait": (Cm(21), Cm(29.7)), "landscape": (Cm(29.7), Cm(21))}
UNNEEDED = ("stylesWithEffects", "customXml", "numbering", "webSettings", "theme", "fontTable", "thumbnail")
STYLES = ("Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid", "Footer", "FooterChar")
Line = Sequence[str]
"""The texts of a table row."""


def templates() -> dict[str, bytes]:
    """Every template by its file name."""
    return {"复核表.docx": review(), "问题清单.docx": listing(), "审计工作底稿.docx": work_paper()}


def review() -> bytes:
    """One project: self-evaluation, and the columns of the reviewer."""
    made = page("landscape")
    title(made, "项目支出绩效自评复核表")
    note(made, "编号：FH-{{ number }}　　金额单位：{{ project.money_unit }}")
    table(
        made, (2.6, 11.2, 2.6, 10.3), [
            ("项目名称", "{{ project.name }}", "年度", "{{ project.year }}"),
            ("主管部门", "{{ project.department }}", "实施单位", "{{ project.unit }}"),
            ("送审文件", "{{ project.source }}（第 {{ project.position }} 张表）", "适用规定", "{{ project.profile }}"),
        ], labels=(0, 2),
    )  # fmt: skip
    gap(made)
    table(
        made, (2.0, 2.0, 4.2, 1.6, 2.2, 1.3, 1.2, 2.2, 1.3, 2.1, 1.3, 1.7, 3.6), [
            ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "自评完成值", "自评得分",
             "复核完成值", "复核得分", "偏离度", "备注（扣分原因）"),
            ("预算执行", "", "{{ execution.label }}{% if execution.rate %}（执行率 {{ execution.rate }}）{% endif %}", "",
             "{{ execution.budget }}", "{{ project.money_unit }}", "{{ execution.weight }}",
             "{{ execution.executed }}", "{{ execution.score }}", "", "", "",
             remark("execution")),
            ("{%tr for group in groups %}",),
            ("{%tr for row in group.rows %}",),
            ("{% vm %}{{ group.level1 }}", "{{ row.level2 }}", "{{ row.name }}", "{{ row.nature }}",
             "{{ row.target }}", "{{ row.measure_unit }}", "{{ row.weight }}", "{{ row.actual }}", "{{ row.score }}",
             "", "", "{{ row.deviation }}", remark("row")),
            ("{%tr endfor %}",),
            ("{%tr endfor %}",),
            ("合计", "", "", "", "", "", "{{ total.weight }}", "", "{{ total.score }}", "", "", "", remark("total")),
        ], head=True, centred=(0, 1, *range(3, 12)), size=9,
    )  # fmt: skip
    note(
        made,
        "{% if not project.complete %}这张表没有读到末尾（可能被截断），靠合计的规则没有下结论。{% endif %}",
    )
    heading(
        made,
        "一、机器审核发现的问题（错误 {{ counts.error }}，警告 {{ counts.warning }}，提示 {{ counts.note }}）",
    )
    table(
        made, (1.1, 1.2, 2.0, 2.3, 8.3, 5.6, 4.4, 1.8), [
            ("序号", "等级", "编号", "位置", "问题和事实", "依据", "怎么改", "核实"),
            ("{%tr for each in findings %}",),
            ("{{ each.number }}", "{{ each.severity }}", "{{ each.code }}", "{{ each.cell or each.at }}",
             "{{ each.title }}：{{ each.message }}{% if each.formula %} 算式：{{ each.formula }}{% endif %}"
             "{% if each.cause %}（由第 {{ each.cause }} 条引起）{% endif %}",
             "{{ each.basis }}", "{{ each.suggest }}", ""),
            ("{%tr endfor %}",),
        ], head=True, centred=(0, 1, 2), long=True, size=9,
    )  # fmt: skip
    rejected(made, "二、经人认定不成立的问题（{{ rejected|length }} 条）")
    heading(made, "三、没有下结论、须人工核对的事项（{{ open|length + unplaced|length }} 项）")
    lines(
        made,
        "open",
        "{{ each.code }} {{ each.title }}{% if each.at %}（{{ each.at }}）{% endif %}：{{ each.why }}",
    )
    lines(made, "unplaced", "{{ each.address }} 没有归入任何栏目：{{ each.text }}（{{ each.reason }}）")
    heading(made, "四、复核意见")
    signature(made, ("复核意见", ""), ("复核人、日期", ""), ("被复核单位意见（盖章）", ""))
    return finished(made)


def listing() -> bytes:
    """One unit: what was found, line by line."""
    made = page("landscape")
    title(made, "绩效自评问题清单")
    note(made, "编号：WT-{{ number }}　　被审计单位：{{ unit }}　　主管部门：{{ department }}")
    note(
        made,
        "自评表 {{ counts.forms }} 张；错误 {{ counts.error }}，警告 {{ counts.warning }}，提示 {{ counts.note }}；"
        "另有 {{ counts.undecided }} 项规则未能判断，须人工核对（见各项目复核表）。",
    )
    table(
        made, (1.1, 1.2, 2.8, 2.5, 3.0, 6.4, 1.7, 5.8, 2.2), [
            ("序号", "等级", "项目", "位置", "问题", "事实及判定", "涉及金额", "依据和建议", "单位意见"),
            ("{%tr for each in lines %}",),
            ("{{ each.line }}", "{{ each.severity }}",
             "{{ each.project }}{% if each.review %}（FH-{{ each.review }}）{% endif %}",
             "{{ each.at }}{% if each.at and each.cell %} {% endif %}{{ each.cell }}", "{{ each.code }} {{ each.title }}",
             "{{ each.message }}", "{{ each.amount }}",
             "{{ each.basis }}{% if each.suggest %}　建议：{{ each.suggest }}{% endif %}", ""),
            ("{%tr endfor %}",),
        ], head=True, centred=(0, 1), long=True, size=9,
    )  # fmt: skip
    note(made, "{% if left_out %}另有 {{ left_out }} 条没有列在这里，全部见 findings.xlsx。{% endif %}")
    rejected(made, "经人认定不成立的问题（{{ rejected|length }} 条）")
    signature(made, ("编制人、日期", ""), ("复核人、日期", ""), ("单位负责人（盖章）、日期", ""))
    return finished(made)


def work_paper() -> bytes:
    """One unit: how it was audited, the facts problem by problem, the basis, and room for the conclusion."""
    made = page("portrait")
    title(made, "审计工作底稿")
    table(
        made, (3.0, 13.4), [
            ("编号", "DG-{{ number }}"),
            ("被审计单位", "{{ unit }}"),
            ("主管部门", "{{ department }}"),
            ("审计事项", "项目支出绩效自评表的真实性、准确性、完整性（{{ counts.forms }} 个项目）"),
            ("审计过程",
             "用 {{ engine }}（规则库 {{ rulebook }}，{{ rules }} 条规则）逐条审核 {{ counts.forms }} 张自评表："
             "通过 {{ counts.passed }} 项次，有问题 {{ counts.finding }} 项次，不适用 {{ counts.not_applicable }} 项次，"
             "未能判断 {{ counts.undecided }} 项次，规则出错 {{ counts.failed }} 项次。未能判断的须人工核对。"),
        ], labels=(0,),
    )  # fmt: skip
    heading(
        made,
        "认定事实（{{ problems|length }} 类问题，错误 {{ counts.error }} 个，警告 {{ counts.warning }} 个，提示 {{ counts.note }} 个）",
    )
    text(made, "{%p for each in problems %}")
    text(
        made,
        "{{ each.number }}. {{ each.title }}（{{ each.code }}，{{ each.severity }}，{{ each.projects }} 个项目、"
        "{{ each.count }} 处）",
        font=HEAD,
    ).paragraph_format.keep_with_next = True
    text(made, "{%p for fact in each.facts %}")
    text(
        made,
        "{{ fact.project }}{% if fact.review %}（FH-{{ fact.review }}{% if fact.cell %}，{{ fact.cell }}{% endif %}）"
        "{% endif %}：{{ fact.message }}{% if fact.amount %}（涉及 {{ fact.amount }}）{% endif %}",
        indent=True,
    )
    text(made, "{%p endfor %}")
    text(made, "{%p if each.left_out %}")
    text(made, "另有 {{ each.left_out }} 处，见问题清单 WT-{{ number }}。", indent=True)
    text(made, "{%p endif %}")
    text(made, "依据：{{ each.basis }}", indent=True)
    text(made, "{%p endfor %}")
    text(made, "{%p if not problems %}")
    text(made, "没有发现问题。", indent=True)
    text(made, "{%p endif %}")
    rejected(made, "经人认定不成立的问题（{{ rejected|length }} 条）")
    heading(made, "项目汇总")
    table(
        made, (1.9, 4.6, 1.7, 1.7, 1.5, 1.3, 1.3, 1.3, 1.1), [
            ("复核表", "项目名称", "自评得分", "复核得分", "偏差", "错误", "警告", "提示", "备注"),
            ("{%tr for each in projects %}",),
            ("FH-{{ each.number }}", "{{ each.name }}", "{{ each.score }}", "", "", "{{ each.error }}",
             "{{ each.warning }}", "{{ each.note }}", ""),
            ("{%tr endfor %}",),
        ], head=True, centred=(0, *range(2, 8)), size=9,
    )  # fmt: skip
    heading(made, "附件索引")
    text(made, "问题清单 WT-{{ number }}", indent=True)
    lines(made, "projects", "复核表 FH-{{ each.number }}　{{ each.name }}　{{ each.source }}")
    heading(made, "结论")
    text(made, "（以上为机器审核指出的表内和表间矛盾，经核实后由审计人员作出结论。）", indent=True)
    signature(made, ("审计结论", ""), ("编制人、日期", ""), ("复核意见、复核人、日期", ""))
    return finished(made)


def remark(name: str) -> str:
    """What the last column says of a row: the form's own reason, then the numbers of the findings."""
    reason = "" if name == "total" else "{{ ROW.reason }}{% if ROW.reason and ROW.numbers %}；{% endif %}"
    return f"{reason}{{% if ROW.numbers %}}见问题 {{{{ ROW.numbers }}}}{{% endif %}}".replace("ROW", name)


def rejected(made: Made, said: str) -> None:
    """What people have rejected, with the reason, where there is any."""
    text(made, "{%p if rejected %}")
    heading(made, said)
    lines(made, "rejected", "{{ each.code }} {{ each.title }}：{{ each.message }}（{{ each.rejected }}）")
    text(made, "{%p endif %}")


def lines(made: Made, name: str, said: str) -> None:
    """A paragraph for each entry of a list."""
    text(made, f"{{%p for each in {name} %}}")
    text(made, said, indent=True)
    text(made, "{%p endfor %}")


def page(orientation: str) -> Made:
    """An empty A4 document with our type and the footer."""
    made = Document()
    slim(made)
    typeface(made.styles["Normal"].element.get_or_add_rPr(), BODY)
    made.styles["Normal"].font.size = Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    made.styles["Normal"].element.get_or_add_rPr().append(language)
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if orientation == "landscape" else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAGE[orientation]
    side = Cm(1.5) if orientation == "landscape" else Cm(2.3)
    section.left_margin = section.right_margin = side
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.6)
    footer(section.footer.paragraphs[0])
    return made


def slim(made: Made) -> None:
    """Leave out what python-docx brings along and no paper needs: every paper carries its template."""
    for rels in (made.part.rels, made.part.package.rels):
        for key, rel in [*rels.items()]:
            if rel.reltype.rpartition("/")[2] in UNNEEDED:
                rels.pop(key)
    styles = made.styles.element
    for node in [*styles]:
        if node.tag == qn("w:latentStyles") or (
            node.tag == qn("w:style") and node.get(qn("w:styleId")) not in STYLES
        ):
            styles.remove(node)


def footer(paragraph: Paragraph) -> None:
    """Page of pages, and the digest by which the findings of a paper can be known again."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for said in ("第 ", "PAGE", " 页　共 ", "NUMPAGES", " 页"):
        if said.isascii():
            field(paragraph, said)
        else:
            styled(paragraph.add_run(said), PLAIN, 9)
    paragraph.add_run().add_break()
    styled(paragraph.add_run("结论摘要 {{ digest }}　规则库 {{ rulebook }}"), PLAIN, 7)


def field(paragraph: Paragraph, name: str) -> None:
    """A field that the office program works out: the page, the number of pages."""
    for kind in ("begin", "instr", "separate", "text", "end"):
        run = styled(paragraph.add_run("1" if kind == "text" else ""), PLAIN, 9)
        if kind == "instr":
            node = OxmlElement("w:instrText")
            node.set(qn("xml:space"), "preserve")
            node.text = f" {name} "
            run._r.append(node)
        elif kind != "text":
            node = OxmlElement("w:fldChar")
            node.set(qn("w:fldCharType"), kind)
            run._r.append(node)


def title(made: Made, said: str) -> None:
    """The name of the paper."""
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    styled(paragraph.add_run(said), HEAD, 18)


def heading(made: Made, said: str) -> None:
    """The name of a part of the paper."""
    paragraph = text(made, said, font=HEAD, size=12)
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True


def note(made: Made, said: str) -> None:
    """A line of small print."""
    text(made, said, font=PLAIN, size=10)


def text(made: Made, said: str, *, font: str = BODY, size: float = 11, indent: bool = False) -> Paragraph:
    """A paragraph."""
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    styled(paragraph.add_run(said), font, size)
    return paragraph


def gap(made: Made) -> Paragraph:
    """Two tables must not grow together."""
    return text(made, "", size=4)


def table(
    made: Made, widths: Sequence[float], rows: Sequence[Line], *, head: bool = False, labels: Sequence[int] = (),
    centred: Sequence[int] = (), long: bool = False, size: float = 10.5,
) -> Table:  # fmt: skip
    """A ruled table; a row of one mark alone repeats or ends the rows between, and goes itself.

    The head stays with the first row; rows of a `long` table may go on over the page, others are not cut.
    """
    grid: Table = made.add_table(rows=0, cols=len(widths))
    grid.style, grid.autofit = "Table Grid", False
    grid._tblPr.append(margins())
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)
    for number, line in enumerate(rows):
        cells = grid.add_row().cells  # type: ignore[no-untyped-call]
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            label = (head and number == 0) or column in labels
            fill(cell, line[column] if column < len(line) else "", width, bold=label, size=size)
            if label or not long:
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            if label or column in centred:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            cell.paragraphs[0].paragraph_format.keep_with_next = head and number == 0
    for row in grid.rows[: 1 if long else None]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    if head:
        grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return grid


def margins() -> OxmlElement:  # type: ignore[valid-type]
    """Room between the lines of a table and its texts, in twentieths of a point."""
    made = OxmlElement("w:tblCellMar")
    for side, room in (("top", 40), ("left", 70), ("bottom", 40), ("right", 70)):
        node = OxmlElement(f"w:{side}")
        node.set(qn("w:w"), str(room))
        node.set(qn("w:type"), "dxa")
        made.append(node)
    return made


def fill(cell: _Cell, said: str, width: float, *, bold: bool, size: float) -> None:
    """Write into a cell."""
    cell.width = Cm(width)
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    styled(paragraph.add_run(said), HEAD if bold else BODY, size)


def signature(made: Made, *rows: Line) -> None:
    """Room for people to write in, all of it on one page."""
    landscape = made.sections[0].orientation == WD_ORIENT.LANDSCAPE
    gap(made).paragraph_format.keep_with_next = True
    grid = table(made, (5.6, 21.1) if landscape else (5.4, 11.0), rows, labels=(0,))
    for number, row in enumerate(grid.rows, 1):
        row.height = Cm(1.3)
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = number < len(rows)


def styled(run: Run, font: str, size: float) -> Run:
    """The run in a type and size."""
    typeface(run._r.get_or_add_rPr(), font)
    run.font.size = Pt(size)
    return run


def typeface(properties: OxmlElement, font: str) -> None:  # type: ignore[valid-type]
    """Chinese in that type, figures and letters in one that goes with it."""
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    for name in ("ascii", "hAnsi"):
        fonts.set(qn(f"w:{name}"), "Times New Roman")
    fonts.set(qn("w:eastAsia"), font)


def finished(made: Made) -> bytes:
    """The bytes of the file, the same each time."""
    stream, again = io.BytesIO(), io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(stream) as package, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in package.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, package.read(name))
    return again.getvalue()


if __name__ == "__main__":
    for name, data in templates().items():
        (FOLDER / name).write_bytes(data)
