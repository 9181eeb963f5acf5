"""Annotated copies of awkward files: comments and drawings of others, odd tables, hostile packages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.comments import Comment

from audit.errors import AuditError
from audit.model.rule import Severity
from audit.writers.annotated import docx, xlsx
from audit.writers.annotated.notes import Note, Notes
from audit.writers.package import Package
from tests.readers import excel, word
from tests.writers.test_xlsx import FORMULAS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
THREAD = '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>tc={1}</author></authors><commentList><comment ref="A1" authorId="0"><text><t>[Threaded comment]</t></text></comment></commentList></comments>'  # noqa: E501


def note(heading: str = "1. 错误", *lines: str) -> list[Note]:
    return [Note((Severity.ERROR.rank, 1), heading, lines)]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def changed(data: bytes, more: Mapping[str, str | bytes]) -> bytes:
    """The package with parts added or put in place of others."""
    return word.zipped({**parts(data), **more})


def doc(*body: str) -> bytes:
    return changed(word.docx("".join(body)), {"[Content_Types].xml": TYPES})


def book(*sheets: str) -> bytes:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = {
        "workbook": "sheet.main",
        **{f"worksheets/sheet{n}": "worksheet" for n in range(1, len(sheets) + 1)},
    }
    overrides = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{main}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return changed(
        excel.xlsx(*sheets), {"[Content_Types].xml": TYPES.replace("</Types>", f"{overrides}</Types>")}
    )


def commented(data: bytes) -> list[str]:
    """The text of each cell of the main part around which a comment stands, as often as it does."""
    made = []
    for mark in etree.fromstring(parts(data)["word/document.xml"]).iter(W + "commentRangeStart"):
        cell = next(mark.iterancestors(W + "tc"))
        made.append("".join(text.text or "" for text in cell.iter(W + "t")))
    return made


def annotated(data: bytes, notes: Notes) -> bytes:
    made, lost = docx.annotate(data, notes, "审核")
    assert lost == ()
    return made


def sheet(data: bytes, notes: Notes, title: str = "第1页") -> dict[str, str]:
    """The comments of a sheet of the annotated copy."""
    made, lost = xlsx.annotate(data, notes, "审核")
    assert lost == ()
    page = openpyxl.load_workbook(io.BytesIO(made))[title]
    return {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}


def test_odd_tables_are_counted_as_the_reader_counts_them() -> None:
    inner = word.table(word.row(word.cell("内")))
    holding = f"<w:tc>{inner}<w:p><w:r><w:t>外</w:t></w:r></w:p></w:tc>"
    data = doc(
        word.table(
            word.row(word.cell("甲", '<w:gridSpan w:val="2"/>'), word.control(word.cell("乙"))),
            word.row(word.cell("丙", '<w:vMerge w:val="restart"/>'), word.cell("丁"), holding),
            word.row(word.cell("", "<w:vMerge/>"), word.cell(), "<w:tc/>"),
            word.row(word.cell("戊"), properties='<w:gridBefore w:val="2"/>'),
        )
    )
    for place, text in {
        (1, 1): "甲", (1, 3): "乙", (2, 1): "丙", (2, 2): "丁", (3, 2): "", (4, 3): "戊",
    }.items():  # fmt: skip
        assert commented(annotated(data, {("表1", *place): note()})) == [text]
    assert commented(annotated(data, {("表1", 2, 3): note()})) == ["内外"]
    assert commented(annotated(data, {("表2", 1, 1): note()})) == ["内"]


def test_a_cell_that_is_not_there_is_told_and_harms_no_other() -> None:
    data = doc(word.table(word.row(word.cell("甲"))))
    made, lost = docx.annotate(data, {("表9", 1, 1): note("9. 没有"), ("表1", 1, 1): note()}, "审核")
    assert lost == ("9. 没有",)
    assert commented(made) == ["甲"]
    made, lost = xlsx.annotate(
        book(excel.data('<row r="1"/>')), {("没有", 1, 1): note("9. 没有"), ("第1页", 1, 1): note()}, "审核"
    )
    assert lost == ("9. 没有",)
    assert "A1" in parts(made)["xl/comments1.xml"].decode()


def test_comments_that_stand_in_a_word_file_stay_and_ids_do_not_meet() -> None:
    first = annotated(
        doc(word.table(word.row(word.cell("甲"), word.cell("乙")))), {("表1", 1, 1): note("1. 甲")}
    )
    second = annotated(first, {("表1", 1, 2): note("2. 乙")})
    inside = parts(second)
    assert [name for name in inside if "comments" in name] == ["word/comments1.xml"]
    root = etree.fromstring(inside["word/comments1.xml"])
    assert [node.get(W + "id") for node in root] == ["0", "1"]
    assert ["".join(map(str, node.itertext())) for node in root] == ["1. 甲", "2. 乙"]
    assert inside["word/_rels/document.xml.rels"] == parts(first)["word/_rels/document.xml.rels"]
    assert inside["[Content_Types].xml"] == parts(first)["[Content_Types].xml"]


def with_comment_of_somebody() -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = "第1页"
    page["A1"], page["B2"] = "甲", "乙"
    page["B2"].comment = Comment("请核对", "王某")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_comments_that_stand_in_a_sheet_stay_and_ours_join_them() -> None:
    data = with_comment_of_somebody()
    told = sheet(data, {("第1页", 1, 1): note("1. 甲", "说明"), ("第1页", 2, 2): note("2. 乙")})
    assert told["A1"] == "1. 甲\n说明"
    assert told["B2"].startswith("请核对\n\n2. 乙")
    inside = parts(xlsx.annotate(data, {("第1页", 1, 1): note()}, "审核")[0])
    assert len([name for name in inside if "comment" in name and name.endswith(".xml")]) == 1
    (drawing,) = [part for name, part in inside.items() if name.endswith(".vml")]
    assert drawing.count(b":shape ") == 2
    assert drawing.count(b'id="_x0000_t202"') == 1
    assert inside["xl/worksheets/sheet1.xml"] == parts(data)["xl/worksheets/sheet1.xml"]


def test_a_drawing_of_controls_stays_and_holds_our_boxes_too() -> None:
    shape = '<v:shape id="_x0000_s3077" type="#_x0000_t201"><br></v:shape>'
    vml = f'<xml xmlns:v="urn:schemas-microsoft-com:vml">{shape}\n</xml>'
    data = changed(
        book(f'{excel.data()}<legacyDrawing xmlns:r="{_RELS}" r:id="rId7"/>'),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
            f'package/2006/relationships"><Relationship Id="rId7" Type="{_RELS}/vmlDrawing" '
            'Target="../drawings/old.vml"/></Relationships>',
            "xl/drawings/old.vml": vml,
        },
    )
    inside = parts(xlsx.annotate(data, {("第1页", 1, 1): note()}, "审核")[0])
    assert inside["xl/drawings/old.vml"].startswith(vml.removesuffix("</xml>").encode())
    assert b'id="_x0000_s3078"' in inside["xl/drawings/old.vml"]
    assert inside["xl/worksheets/sheet1.xml"] == parts(data)["xl/worksheets/sheet1.xml"]
    assert not [name for name in inside if "vmlDrawing" in name]


def test_the_drawing_is_named_where_the_schema_has_it() -> None:
    data = book(f'{excel.data()}<pageMargins left="1"/><tableParts count="0"/><extLst/>')
    made = parts(xlsx.annotate(data, {("第1页", 3, 2): note()}, "审核")[0])["xl/worksheets/sheet1.xml"]
    names = [etree.QName(node).localname for node in etree.fromstring(made)]
    assert names == ["sheetData", "pageMargins", "legacyDrawing", "tableParts", "extLst"]


def test_each_sheet_has_its_own_comments() -> None:
    data = book(excel.data(), excel.data(), excel.data())
    notes = {("第3页", 1, 2): note("1. 三"), ("第1页", 2, 1): note("2. 一")}
    assert sheet(data, notes) == {"A2": "2. 一"}
    assert sheet(data, notes, "第3页") == {"B1": "1. 三"}


def test_a_cell_with_a_conversation_keeps_it_and_the_note_is_told_as_lost() -> None:
    data = changed(
        book(excel.data()),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
            f'package/2006/relationships"><Relationship Id="rId1" Type="{_RELS}/comments" '
            'Target="../comments9.xml"/></Relationships>',
            "xl/comments9.xml": THREAD,
        },
    )
    _, lost = xlsx.annotate(data, {("第1页", 1, 1): note("1. 甲")}, "审核")
    assert lost == ("1. 甲",)


def test_the_strict_flavour_is_answered_in_its_own_words() -> None:
    transitional = parts(doc(word.table(word.row(word.cell("甲")))))
    strict = {
        name: part.replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                           b"http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                 b"http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, part in transitional.items()
    }  # fmt: skip
    inside = parts(annotated(word.zipped(strict), {("表1", 1, 1): note()}))
    assert b"purl.oclc.org/ooxml/wordprocessingml/main" in inside["word/comments1.xml"]
    assert (
        b"purl.oclc.org/ooxml/officeDocument/relationships/comments" in inside["word/_rels/document.xml.rels"]
    )


def test_macros_and_parts_with_wicked_names_are_copied_and_never_unpacked() -> None:
    bomb = zipfile.ZipInfo("../../evil.bin")
    bomb.compress_type = zipfile.ZIP_DEFLATED
    stream = io.BytesIO(doc(word.table(word.row(word.cell("甲")))))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(bomb, b"\0" * 40_000_000)
        package.writestr("word/vbaProject.bin", b"macro")
    made = annotated(stream.getvalue(), {("表1", 1, 1): note()})
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.getinfo("../../evil.bin").file_size == 40_000_000
        assert package.read("word/vbaProject.bin") == b"macro"
    assert len(made) < 60_000


def hostile() -> dict[str, bytes]:
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    plain = doc(word.table(word.row(word.cell("甲"))))
    overlapping = bytearray(plain)
    at = overlapping.rfind(b"PK\x01\x02")
    overlapping[at + 20 : at + 24] = (1 << 20).to_bytes(4, "little")
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">&e;</Relationships>'
    return {
        "no content types": word.docx(word.table(word.row(word.cell("甲")))),
        "entity in the relations": changed(plain, {"word/_rels/document.xml.rels": entity + rels}),
        "entity in the content types": changed(plain, {"[Content_Types].xml": entity + TYPES}),
        "sizes that cannot be": bytes(overlapping),
        "no zip": b"PK\x03\x04",
    }


@pytest.mark.parametrize("kind", hostile())
def test_a_hostile_package_is_refused_by_name(kind: str) -> None:
    with pytest.raises(AuditError):
        docx.annotate(hostile()[kind], {("表1", 1, 1): note()}, "审核")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_a_finding_becomes_a_field_a_formula_or_a_link(text: str) -> None:
    notes = {("表1", 1, 1): note(text, text)}
    inside = parts(annotated(doc(word.table(word.row(word.cell("甲")))), notes))
    tags = {etree.QName(node).localname for node in etree.fromstring(inside["word/comments1.xml"]).iter()}
    assert tags <= {"comments", "comment", "p", "r", "annotationRef", "rPr", "rFonts", "b", "sz", "t", "br"}
    told = sheet(book(excel.data()), {("第1页", 1, 1): note(text, text)})
    assert told["A1"].replace("\ufffd", "\r") == f"{text}\n{text}".replace("\r", "")


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_any_text_gives_files_that_open(text: str) -> None:
    data = doc(word.table(word.row(word.cell("甲"))))
    etree.fromstring(parts(annotated(data, {("表1", 1, 1): note(text, text)}))["word/comments1.xml"])
    assert set(sheet(book(excel.data()), {("第1页", 1, 1): note("1. " + text, text)})) == {"A1"}


def test_a_comment_keeps_to_the_limit_of_a_cell_and_says_that_it_is_cut() -> None:
    told = sheet(book(excel.data()), {("第1页", 1, 1): note("1. 长", "𠮷" * 40_000)})["A1"]
    assert told.endswith("…")
    assert len(told.encode("utf-16-le")) // 2 <= xlsx.LIMIT


def test_rare_characters_and_escapes_of_excel_stay_as_they_are() -> None:
    made, _ = xlsx.annotate(book(excel.data()), {("第1页", 1, 1): note("1. 𠮷", "_x0041_")}, "审核")
    said = parts(made)["xl/comments1.xml"].decode()
    assert "1. 𠮷<" in said
    assert "\n_x005F_x0041_<" in said


def test_what_was_not_changed_keeps_its_packed_bytes() -> None:
    data = doc(word.table(word.row(word.cell("甲" * 500))))
    package = Package(data)
    assert parts(package.to_bytes()) == parts(data)
    stored = {entry.filename: entry.compress_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    made = zipfile.ZipFile(io.BytesIO(package.to_bytes())).infolist()
    assert {entry.filename: entry.compress_size for entry in made} == stored
