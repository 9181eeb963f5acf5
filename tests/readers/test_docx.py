from __future__ import annotations

import io

import docx as python_docx
import pytest

from audit.errors import UnreadableFile
from audit.model.grid import Cell, Grid, Paragraph, PartKind
from audit.readers import read_bytes
from tests.readers.word import (
    RELATIONS,
    cell,
    control,
    document,
    docx,
    paragraph,
    row,
    run_cell,
    table,
    zipped,
)


def grids(body: str) -> tuple[Grid, ...]:
    return read_bytes(docx(body)).grids


def cells(*rows: str) -> list[tuple[int, int, str, int, int]]:
    (grid,) = grids(table(*rows))
    return [(c.row, c.column, c.text, c.rowspan, c.colspan) for c in grid.cells]


def test_a_cell_after_grid_before_stands_in_its_true_column() -> None:
    found = cells(
        row(cell("甲"), cell("乙"), cell("丙")), row(cell("丁"), properties='<w:gridBefore w:val="2"/>')
    )
    assert found[-1] == (2, 3, "丁", 1, 1)


def test_grid_after_leaves_the_end_of_a_row_open() -> None:
    (grid,) = grids(
        table(row(cell("甲"), cell("乙")), row(cell("丙"), properties='<w:gridAfter w:val="1"/>'))
    )
    assert (grid.rows, grid.columns, len(grid.cells)) == (2, 2, 3)


def test_old_horizontal_merges_join_into_one_cell() -> None:
    found = cells(row(cell("宽", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("后")))
    assert found == [(1, 1, "宽", 1, 2), (1, 3, "后", 1, 1)]


def test_a_cell_inside_a_content_control_is_read() -> None:
    assert cells(row(cell("甲"), control(cell("乙")))) == [(1, 1, "甲", 1, 1), (1, 2, "乙", 1, 1)]


def test_a_row_inside_a_content_control_is_read() -> None:
    assert cells(row(cell("甲")), control(row(cell("乙"))))[-1] == (2, 1, "乙", 1, 1)


def test_tracked_insertions_stay_and_deletions_go() -> None:
    changed = (
        "<w:tc><w:p><w:ins><w:r><w:t>90</w:t></w:r></w:ins><w:del><w:r><w:delText>80</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>70</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>%</w:t></w:r></w:moveTo></w:p></w:tc>"
    )
    assert cells(row(changed)) == [(1, 1, "90%", 1, 1)]


def test_a_row_deleted_in_review_is_gone() -> None:
    assert cells(row(cell("甲")), row(cell("乙"), properties="<w:del/>"), row(cell("丙")))[-1][:3] == (
        2,
        1,
        "丙",
    )


def test_a_cell_keeps_its_present_span_when_review_remembers_an_older_one() -> None:
    history = '<w:tcPrChange><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange>'
    assert cells(row(cell("甲", '<w:gridSpan w:val="2"/>' + history), cell("乙")))[1][:3] == (1, 3, "乙")


def test_a_nested_table_is_a_grid_of_its_own_after_its_parent() -> None:
    nested = f"<w:tc>{paragraph('外')}{table(row(cell('内')))}{paragraph()}</w:tc>"
    outer, inner = grids(table(row(nested, cell("旁"))))
    assert [c.text for c in outer.cells] == ["外", "旁"]
    assert [c.text for c in inner.cells] == ["内"]
    assert (outer.part, inner.part) == ("表1", "表2")


def test_a_vertical_merge_runs_over_the_rows_below() -> None:
    found = cells(
        row(cell("产出", '<w:vMerge w:val="restart"/>'), cell("1")),
        row(cell("", "<w:vMerge/>"), cell("2")),
        row(cell("效益", '<w:vMerge w:val="restart"/>'), cell("3")),
    )
    assert found == [
        (1, 1, "产出", 2, 1),
        (1, 2, "1", 1, 1),
        (2, 2, "2", 1, 1),
        (3, 1, "效益", 1, 1),
        (3, 2, "3", 1, 1),
    ]


def test_a_vertical_merge_without_a_start_is_a_cell_of_its_own() -> None:
    assert cells(row(cell("甲")), row(cell("乙", "<w:vMerge/>"))) == [(1, 1, "甲", 1, 1), (2, 1, "乙", 1, 1)]


def test_a_vertical_merge_ends_at_a_row_without_it() -> None:
    found = cells(
        row(cell("甲", '<w:vMerge w:val="restart"/>')), row(cell("乙")), row(cell("丙", "<w:vMerge/>"))
    )
    assert [(text, rowspan) for _, _, text, rowspan, _ in found] == [("甲", 1), ("乙", 1), ("丙", 1)]


def test_line_breaks_tabs_and_paragraphs_stay_inside_the_text() -> None:
    inside = "<w:tc><w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>"
    inside += "<w:r><w:t>一</w:t><w:br/><w:t>二</w:t>"
    inside += f"<w:tab/><w:t>三</w:t><w:noBreakHyphen/></w:r></w:p>{paragraph('四')}</w:tc>"
    assert cells(row(inside))[0][2] == "一\n二\t三-\n四"


def test_a_number_split_over_runs_is_one_text() -> None:
    assert cells(row(f"<w:tc>{paragraph('1', '00', '%')}</w:tc>"))[0][2] == "100%"


def test_field_codes_are_dropped_and_hidden_text_is_read() -> None:
    inside = run_cell("<w:instrText>SUM(ABOVE)</w:instrText><w:rPr><w:vanish/></w:rPr><w:t>95</w:t>")
    assert cells(row(inside))[0][2] == "95"


def test_check_boxes_of_picture_fonts_are_ordinary_signs() -> None:
    pairs = [("Wingdings", "F0FE"), ("Wingdings 2", "F0A3"), ("X", "F001"), ("X", "zz")]
    signs = "".join(f'<w:sym w:font="{font}" w:char="{code}"/>' for font, code in pairs)
    assert cells(row(run_cell(signs)))[0][2] == "☑□"


def test_formula_text_is_read() -> None:
    inside = "<w:tc><w:p><m:oMath><m:r><m:t>≥95%</m:t></m:r></m:oMath></w:p></w:tc>"
    assert cells(row(inside))[0][2] == "≥95%"


def test_the_prompt_of_an_empty_content_control_is_no_value() -> None:
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处输入</w:t></w:r>"
    prompt += "</w:sdtContent></w:sdt>"
    assert cells(row(f"<w:tc><w:p>{prompt}</w:p></w:tc>", cell("后"))) == [
        (1, 1, "", 1, 1),
        (1, 2, "后", 1, 1),
    ]


def test_a_text_box_is_read_once_as_a_paragraph_of_its_own() -> None:
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert read_bytes(docx(body)).blocks == (Paragraph("正文"), Paragraph("框内"))


def test_a_table_inside_a_text_box_is_a_grid() -> None:
    box = f"<w:txbxContent>{table(row(cell('甲')))}</w:txbxContent>"
    assert [c.text for c in grids(f"<w:p><w:r><v:textbox>{box}</v:textbox></w:r></w:p>")[0].cells] == ["甲"]


def test_blocks_keep_reading_order_also_inside_content_controls() -> None:
    body = (
        paragraph("标题")
        + control(table(row(cell("甲"))) + paragraph("中"))
        + table(row(cell("乙")))
        + paragraph("尾")
    )
    kinds = [
        block.text if isinstance(block, Paragraph) else block.part for block in read_bytes(docx(body)).blocks
    ]
    assert kinds == ["标题", "表1", "中", "表2", "尾"]


def test_the_main_part_is_found_by_its_relation_and_not_by_its_name() -> None:
    data = zipped(
        {
            "_rels/.rels": RELATIONS.format(target="/word/document2.xml"),
            "word/document2.xml": document(table(row(cell("甲")))),
        }
    )
    assert [c.text for c in read_bytes(data).grids[0].cells] == ["甲"]


def test_strict_open_xml_is_read_like_the_usual_one() -> None:
    strict = document(table(row(cell("甲")))).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    rels = RELATIONS.format(target="word/document.xml").replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    data = zipped({"_rels/.rels": rels, "word/document.xml": strict})
    assert [c.text for c in read_bytes(data).grids[0].cells] == ["甲"]


def test_a_document_part_in_utf16_is_read() -> None:
    part = '<?xml version="1.0" encoding="UTF-16"?>' + document(table(row(cell("甲"))))
    data = zipped(
        {
            "_rels/.rels": RELATIONS.format(target="word/document.xml"),
            "word/document.xml": part.encode("utf-16"),
        }
    )
    assert [c.text for c in read_bytes(data).grids[0].cells] == ["甲"]


@pytest.mark.parametrize("span", ["1000000000", "-3", "abc", "201"])
def test_an_impossible_span_is_refused(span: str) -> None:
    with pytest.raises(UnreadableFile, match="跨列数"):
        grids(table(row(cell("甲", f'<w:gridSpan w:val="{span}"/>'))))


def test_a_web_page_embedded_as_the_whole_body_is_named() -> None:
    with pytest.raises(UnreadableFile, match="嵌入的网页"):
        read_bytes(docx("<w:altChunk/>"))


def test_a_body_of_pictures_alone_is_named_and_not_taken_for_a_file_without_form() -> None:
    with pytest.raises(UnreadableFile, match="只有图片"):
        read_bytes(docx("<w:p><w:r><w:drawing/></w:r></w:p>"))


def test_a_merged_form_written_by_python_docx_comes_back_cell_by_cell() -> None:
    written = python_docx.Document()
    written.add_paragraph("项目支出绩效自评表")
    form = written.add_table(3, 4)
    form.cell(0, 0).merge(form.cell(2, 0)).text = "绩效指标"
    form.cell(0, 1).merge(form.cell(0, 3)).text = "年度指标值"
    for number in (1, 2):
        for column in (1, 2, 3):
            form.cell(number, column).text = f"{number}{column}"
    stream = io.BytesIO()
    written.save(stream)
    title, grid = read_bytes(stream.getvalue()).blocks
    assert title == Paragraph("项目支出绩效自评表")
    assert isinstance(grid, Grid)
    assert (grid.kind, grid.rows, grid.columns) == (PartKind.TABLE, 3, 4)
    assert grid.cells[:3] == (Cell(1, 1, "绩效指标", 3, 1), Cell(1, 2, "年度指标值", 1, 3), Cell(2, 2, "11"))
    assert grid.address(2, 2) == "表1 第2行第2列"


def test_an_embedded_object_beside_text_is_named() -> None:
    content = docx(paragraph("标题") + "<w:p><w:r><w:object/></w:r></w:p>")
    ((place, why),) = read_bytes(content).unread
    assert (place, "嵌入的对象" in why) == ("正文", True)
