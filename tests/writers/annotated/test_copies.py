"""Annotated copies of real files: comments on the right cells, everything else as it was."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from audit.cli import run as started
from audit.model.ledger import GivenVerdict, Verdict
from audit.model.run import Run
from audit.pipeline import Settings, annotate, check
from audit.writers import annotated
from audit.writers.annotated.notes import Place, notes_of
from audit.writers.papers.review import finding_values
from audit.writers.ranking import numbered
from tests.writers import sample
from tests.writers.office import saved

SAMPLES = Path(__file__).parents[3] / "sample_forms"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMING = {
    "docx": {"[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"},
    "xlsx": {"[Content_Types].xml", "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"},
}
"""The parts that name the new ones."""


def command(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        started([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


def copies(run: Run, given: Path, folder: Path) -> annotated.Annotated:
    return annotate(run, [given], folder, Settings())


@pytest.fixture(scope="module")
def submitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("报送") / "材料"
    for name in ("docx", "xlsx"):
        shutil.copytree(SAMPLES / name, folder / "某局" / name)
    shutil.copy(SAMPLES / "四个项目.txt", folder)
    return folder


@pytest.fixture(scope="module")
def run(submitted: Path) -> Run:
    return check([submitted])


@pytest.fixture(scope="module")
def made(run: Run, submitted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("批注")
    copies(run, submitted, folder)
    return folder


def headings(run: Run, source: str) -> dict[Place, list[str]]:
    """The headings of the notes of a file by cell, in the order of the cells."""
    notes = notes_of(run, [result for result in run.forms if result.form.source == source])
    return {place: [note.heading for note in placed] for place, placed in sorted(notes.items())}


def commented(path: Path) -> list[tuple[str, list[str]]]:
    """Text and headings of every cell of a Word file with comments, in reading order."""
    document = docx.Document(str(path))
    said = {str(c.comment_id): c.paragraphs[0].text for c in document.comments}
    starts = {
        cell: [said[mark.get(qn("w:id")) or ""] for mark in cell.iter(qn("w:commentRangeStart"))]
        for cell in document.element.iter(qn("w:tc"))
    }
    texts = {cell: "".join(node.text or "" for node in cell.iter(qn("w:t"))) for cell in starts}
    return [(texts[cell].strip(), told) for cell, told in starts.items() if told]


def sheet_of(path: Path) -> Worksheet:
    page = openpyxl.load_workbook(path).worksheets[0]
    assert isinstance(page, Worksheet)
    return page


def bold_lines(page: Worksheet, row: int, column: int) -> list[str]:
    comment = page.cell(row, column).comment
    assert comment is not None
    assert comment.author == "绩效自评审核"
    return [line for line in str(comment.text).split("\n") if line[:1].isdigit() and ". " in line[:5]]


def sources(run: Run, suffix: str) -> list[str]:
    return [file.source for file in run.files if file.source.endswith(suffix)]


def test_every_finding_is_a_comment_at_its_cell_in_word(run: Run, made: Path) -> None:
    assert len(sources(run, ".docx")) == 4
    for source in sources(run, ".docx"):
        wanted = headings(run, source)
        (result,) = [result for result in run.forms if result.form.source == source]
        grid = result.form.reading.fragments[0].grid
        cells = {(grid.part, cell.row, cell.column): cell.text for cell in grid.cells}
        told = [("".join(cells[place].split()), said) for place, said in wanted.items()]
        assert [("".join(text.split()), said) for text, said in commented(made / source)] == told


def test_every_finding_is_a_comment_at_its_cell_in_excel(run: Run, made: Path) -> None:
    for source in sources(run, ".xlsx"):
        page = sheet_of(made / source)
        wanted = headings(run, source)
        there = {
            (page.title, cell.row, cell.column)
            for row in page.iter_rows()
            for cell in row
            if cell.comment is not None
        }
        assert there == set(wanted)
        for (_, row, column), said in wanted.items():
            assert bold_lines(page, row, column) == said


def test_a_comment_says_what_where_why_and_what_to_do(made: Path) -> None:
    said = str(sheet_of(made / "某局/xlsx/01-基层党建工作经费.xlsx")["I5"].comment)
    for part in (
        "错误 EXEC-01 预算执行率得分计算错误\n", "填报 9.9，应为 10\n", "算式：分值 10 × ",
        "依据：财预", "怎么改：",
    ):  # fmt: skip
        assert part in said


def test_the_same_findings_stand_in_word_and_excel_at_cells_of_the_same_text(made: Path) -> None:
    words = commented(made / "某局/docx/02-党内关怀帮扶专项资金.docx")
    page = sheet_of(made / "某局/xlsx/02-党内关怀帮扶专项资金.xlsx")
    assert len(words) == sum(cell.comment is not None for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_no_other_part_changes_and_the_original_least_of_all(
    run: Run, submitted: Path, made: Path, kind: str
) -> None:
    for source in sources(run, f".{kind}"):
        original = (submitted / source).read_bytes()
        assert hashlib.sha256(original).hexdigest() == next(f.sha256 for f in run.files if f.source == source)
        before, after = (
            zipfile.ZipFile(io.BytesIO(data)) for data in (original, (made / source).read_bytes())
        )
        assert after.testzip() is None
        changed = {
            name
            for name in before.namelist()
            if name not in after.namelist() or before.read(name) != after.read(name)
        }
        assert changed <= NAMING[kind]
        added = set(after.namelist()) - set(before.namelist())
        assert {name for name in added if name not in NAMING[kind]} <= {
            "word/comments1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
        }  # fmt: skip


def without(data: bytes, *marks: str) -> bytes:
    """The part in canonical form without some elements; with a reference to a comment its run goes."""
    root = etree.fromstring(data)
    for node in [*root.iter(*marks)] if marks else []:
        mark = node.getparent() if node.tag == W + "commentReference" else node
        assert mark is not None
        parent = mark.getparent()
        assert parent is not None
        parent.remove(mark)
    return etree.tostring(root, method="c14n")


@pytest.mark.parametrize(
    ("source", "part", "marks"),
    [
        (
            "某局/docx/01-基层党建工作经费.docx",
            "word/document.xml",
            [W + name for name in ("commentRangeStart", "commentRangeEnd", "commentReference")],
        ),
        ("某局/xlsx/01-基层党建工作经费.xlsx", "xl/worksheets/sheet1.xml", ["{*}legacyDrawing"]),
    ],
)
def test_the_part_that_names_the_comments_differs_in_nothing_else(
    submitted: Path, made: Path, source: str, part: str, marks: list[str]
) -> None:
    before, after = (zipfile.ZipFile(folder / source).read(part) for folder in (submitted, made))
    assert without(after) != without(before)
    assert without(after, *marks) == without(before)


def test_what_cannot_be_annotated_is_named_with_the_way_out(
    run: Run, submitted: Path, tmp_path: Path
) -> None:
    told = copies(run, submitted, tmp_path)
    assert [each.source for each in told.without] == ["四个项目.txt"]
    assert "另存为 docx、xlsx" in told.without[0].reason
    assert "四个项目.txt" in (tmp_path / annotated.LISTING).read_text("utf-8-sig")
    assert told.files == 8
    assert told.comments == sum(len(said) for s in sources(run, "x") for said in headings(run, s).values())


def test_a_second_run_gives_the_same_bytes(run: Run, submitted: Path, made: Path, tmp_path: Path) -> None:
    copies(run, submitted, tmp_path)
    first = {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    again = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert first == again


def test_files_of_an_archive_and_their_twins_get_copies(tmp_path: Path) -> None:
    file = SAMPLES / "docx" / "01-基层党建工作经费.docx"
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "报送.zip", "w") as archive:
        archive.write(file, "甲/表.docx")
    shutil.copy(file, tmp_path / "in" / "同一张.docx")
    run = check([tmp_path / "in"])
    assert copies(run, tmp_path / "in", tmp_path / "out").files == 2
    assert commented(tmp_path / "out/报送.zip/甲/表.docx") == commented(tmp_path / "out/同一张.docx")


def test_a_file_that_changed_since_gets_no_copy(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = Path(shutil.copy(SAMPLES / "docx" / "01-基层党建工作经费.docx", tmp_path / "in"))
    run = check([file])
    file.write_bytes(file.read_bytes() + b"\0")
    (without,) = copies(run, file, tmp_path / "out").without
    assert "重新审核" in without.reason
    assert [path.name for path in (tmp_path / "out").iterdir()] == [annotated.LISTING]


def test_copies_never_land_among_the_forms_nor_on_the_original(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    file = Path(shutil.copy(SAMPLES / "docx" / "01-基层党建工作经费.docx", tmp_path / "in"))
    before = file.read_bytes()
    for given, folder in ((file.parent, file.parent / "批注"), (file, file.parent)):
        assert command("check", given, "--annotate", folder, "--fail-on", "never") == 2
        assert "另选一个文件夹" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name]


def test_the_terminal_says_where_the_copies_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = [SAMPLES / "docx" / "01-基层党建工作经费.docx", SAMPLES / "四个项目.txt"]
    assert command("check", *given, "--annotate", tmp_path / "批注", "--fail-on", "never") == 0
    said = capsys.readouterr().out
    assert f"批注副本：{tmp_path / '批注'}（1 个文件，" in said
    assert "  四个项目.txt  这种格式不能加批注" in said


def test_libreoffice_opens_the_copies_with_the_comments_at_their_cells(made: Path, tmp_path: Path) -> None:
    word, sheet = "某局/docx/01-基层党建工作经费.docx", "某局/xlsx/01-基层党建工作经费.xlsx"
    (again,) = saved([made / word], "docx", tmp_path)
    assert [text for text, _ in commented(again)] == [text for text, _ in commented(made / word)]
    assert sum(len(said) for _, said in commented(again)) == sum(
        len(said) for _, said in commented(made / word)
    )
    (again,) = saved([made / sheet], "xlsx", tmp_path)
    pages = [sheet_of(path) for path in (made / sheet, again)]
    told = [
        {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}
        for page in pages
    ]
    assert told[0] == told[1]
    assert len(told[0]) > 20


def test_personal_numbers_of_a_form_are_masked_in_what_a_comment_says() -> None:
    found = sample.finding(
        sample.grid(), sample.EXECUTION, "p", (4, 9), at="联系 13800138000", found="13800138000",
        message="电话 13800138000", suggest="身份证 110101199003074477", rows=("１３８００１３８０００",),
    )  # fmt: skip
    result = sample.result(found=(found,))
    (placed,) = notes_of(sample.run(result, corpus=()), [result]).values()
    said = "\n".join((placed[0].heading, *placed[0].lines))
    assert "138****8000" in said
    assert "110101********4477" in said
    assert "13800138000" not in said.translate(str.maketrans("０１２３４５６７８９", "0123456789"))


def test_copies_papers_and_pages_give_a_finding_the_same_number(run: Run) -> None:
    result = run.forms[0]
    first, *_ = result.findings
    given = GivenVerdict(first.place, Verdict.REJECTED, "已有批复", "", first.fingerprint)
    judged = replace(run, verdicts={first.place: given})
    members = [member for family in numbered(judged, result.findings) for member in family.members()]
    page = {member.finding.place: member.number for member in members}
    assert page == {each["place"]: each["number"] for each in finding_values(judged, result)}
    assert page[first.place] == len(members)
    noted = {
        (note.rank[1], note.heading.split(" ")[2])
        for placed in notes_of(judged, [result]).values()
        for note in placed
    }
    told = {(member.number, member.finding.rule.code) for member in members[:-1]}
    assert {each for each in noted if each[0] <= len(members)} == told
