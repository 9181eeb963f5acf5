"""PDF as office programs and browsers print it: page breaks, turned and spread pages, scans, no ruling."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from html import escape
from pathlib import Path

import docx
import openpyxl
import pypdfium2 as pdfium
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from audit.errors import UnreadableFile
from audit.intake import Intake
from audit.model.form import Reading
from audit.readers import read
from tests.forms.drawing import as_docx, draw, read_forms, told
from tests.forms.drawn import SIGNED, SIGNED_TITLE, STANDARD, STANDARD_TITLE
from tests.forms.test_layouts import NAMES, load
from tests.intake.test_collect import read as take
from tests.office import convert

FORMS = {name: load(name)["blocks"] for name in NAMES}
FORMS |= {"standard": [STANDARD_TITLE, STANDARD], "signed": [SIGNED_TITLE, SIGNED]}


@dataclass(frozen=True)
class Paper:
    """How a form is printed: a size of letters that makes it break elsewhere, a way to lay the paper."""

    points: int
    across: bool = False
    whole_rows: bool = False


PAPERS = (Paper(11), Paper(14), Paper(16, across=True), Paper(18), Paper(14, whole_rows=True))
BROKEN = ("standard", "signed", "guangxi", "sichuan", "yinchuan", "anhui-whole", "hubei")


def printed(path: Path, paper: Paper, *blocks: str) -> Path:
    """The form as Word lays it out on that paper."""
    document = docx.Document(str(as_docx(path, *blocks)))
    section, sides = document.sections[0], (Cm(21), Cm(29.7))
    section.page_width, section.page_height = reversed(sides) if paper.across else sides
    section.orientation = WD_ORIENT.LANDSCAPE if paper.across else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(1.8)
    document.styles["Normal"].font.size = Pt(paper.points)
    for row in document.tables[0].rows if paper.whole_rows else ():
        row._tr.get_or_add_trPr().insert_element_before(OxmlElement("w:cantSplit"))
    document.save(str(path))
    return path


def sheet(path: Path, *blocks: str, fitted: bool) -> Path:
    """The form as a clerk lays it out in Excel: bordered, wrapped, printed as wide as the paper or wider."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([blocks[0]])
    drawing, line = draw(blocks[1]), Side(style="thin")
    for cell in drawing.cells:
        at = page.cell(cell.row + 1, cell.column, cell.text)
        at.alignment = Alignment(wrap_text=True, vertical="center")
        if cell.rowspan > 1 or cell.colspan > 1:
            page.merge_cells(None, cell.row + 1, cell.column, cell.last_row + 1, cell.last_column)
        for row in page.iter_rows(cell.row + 1, cell.last_row + 1, cell.column, cell.last_column):
            for each in row:
                each.border = Border(line, line, line, line)
    for row_number in range(1, drawing.rows + 2):
        page.row_dimensions[row_number].height = 45
    for number in range(1, drawing.columns + 1):
        page.column_dimensions[get_column_letter(number)].width = 14
    page.page_setup.paperSize = 9
    if fitted:
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every form and paper as PDF, printed in one go."""
    made = tmp_path_factory.mktemp("pdf")
    words = [
        printed(made / f"{name}-{number}.docx", paper, *FORMS[name])
        for name in BROKEN
        for number, paper in enumerate(PAPERS)
    ]
    words += [as_docx(made / f"{name}.docx", *blocks) for name, blocks in FORMS.items()]
    words.append(as_docx(made / "two.docx", *FORMS["standard"], *FORMS["signed"]))
    convert(words, "pdf", made)
    sheets = [
        sheet(made / f"{name}-{word}.xlsx", *FORMS[name], fitted=fitted)
        for name in ("standard", "signed")
        for word, fitted in (("fitted", True), ("spread", False))
    ]
    convert(sheets, "pdf", made)
    return made / "pdf"


def said(path: Path) -> list[dict[str, object]]:
    """What a file says, without doubts about rows at page breaks."""
    return [
        {key: value for key, value in told(form).items() if key != "unplaced"} for form in read_forms(path)
    ]


def pages(path: Path) -> int:
    document = pdfium.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


@pytest.mark.parametrize("name", FORMS)
def test_a_form_says_as_pdf_what_it_says_in_word(folder: Path, name: str) -> None:
    assert said(folder / f"{name}.pdf") == said(folder.parent / f"{name}.docx")


@pytest.mark.parametrize("number", range(len(PAPERS)))
@pytest.mark.parametrize("name", BROKEN)
def test_wherever_pages_break_the_form_says_the_same(folder: Path, name: str, number: int) -> None:
    assert said(folder / f"{name}-{number}.pdf") == said(folder.parent / f"{name}.docx")


def test_some_of_those_forms_do_break_over_pages(folder: Path) -> None:
    assert sum(pages(path) > 1 for path in folder.glob("*-[0-9].pdf")) >= 20


@pytest.mark.parametrize("name", ["standard", "signed"])
@pytest.mark.parametrize("way", ["fitted", "spread"])
def test_a_sheet_fitted_to_the_paper_or_spread_over_pages_says_the_same(
    folder: Path, name: str, way: str
) -> None:
    path = folder / f"{name}-{way}.pdf"
    assert said(path) == said(folder.parent / f"{name}.docx")
    if way == "spread":
        assert pages(path) > 1
        (reading,) = read_forms(path)
        assert "右接第" in reading.cells["forms", 1, "project_name"].part


def test_two_forms_in_one_file_are_two(folder: Path) -> None:
    assert said(folder / "two.pdf") == [
        {**one} for path in ("standard", "signed") for one in said(folder.parent / f"{path}.docx")
    ]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(folder: Path, tmp_path: Path, turns: int) -> None:
    assert said(turned(folder / "standard.pdf", tmp_path / "turned.pdf", turns)) == said(
        folder / "standard.pdf"
    )


def turned(path: Path, made: Path, turns: int) -> Path:
    """The file with its pages drawn sideways and shown upright, as scanners and printers leave them."""
    document = pdfium.PdfDocument(path)
    for page in document:
        width, height = page.get_size()
        way = {
            1: (0, 1, -1, 0, height, 0), 2: (-1, 0, 0, -1, width, height), 3: (0, -1, 1, 0, 0, width),
        }[turns]  # fmt: skip
        matrix = pdfium.raw.FS_MATRIX(*way)
        pdfium.raw.FPDFPage_TransFormWithClip(page, matrix, None)
        if turns % 2:
            page.set_mediabox(0, 0, height, width)
        page.set_rotation(90 * turns)
    document.save(made)
    document.close()
    return made


def test_a_scan_is_unaudited_with_that_reason(folder: Path, tmp_path: Path) -> None:
    scan = scanned(folder / "standard.pdf", tmp_path / "scan.pdf")
    with pytest.raises(UnreadableFile, match="扫描件"):
        read(scan)
    assert "扫描件" in _reason(take(tmp_path))


def scanned(path: Path, made: Path) -> Path:
    """The first page as a picture on a page of its own."""
    source, document = pdfium.PdfDocument(path), pdfium.PdfDocument.new()
    width, height = source[0].get_size()
    image = pdfium.PdfImage.new(document)
    image.set_bitmap(source[0].render(scale=1))
    image.set_matrix(pdfium.PdfMatrix().scale(width, height))
    page = document.new_page(width, height)
    page.insert_obj(image)
    page.gen_content()
    document.save(made)
    document.close()
    source.close()
    return made


def _reason(found: Intake) -> str:
    (missing,) = found.unaudited
    return missing.reason


BORDERS = {
    "all": "td{border:1px solid #000}",
    "thin": "td{border:0.5pt solid #888;padding:2px}",
    "open": "td{border:1px solid #000} table{border-style:hidden}",
    "across": "td{border-top:1px solid #000;border-bottom:1px solid #000}",
    "none": "",
}


@pytest.fixture(scope="module")
def browsed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The standard form as Chromium prints a web page, by its borders."""
    made = tmp_path_factory.mktemp("chromium")
    program = shutil.which("chromium")
    assert program is not None, "make system"
    printing = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    for name, style in BORDERS.items():
        (made / f"{name}.html").write_text(web_page(style, *FORMS["standard"]), "utf-8")
        target = [f"--print-to-pdf={made / name}.pdf", (made / f"{name}.html").as_uri()]
        subprocess.run([*printing, *target], check=True, capture_output=True, timeout=120)
    return {name: made / f"{name}.pdf" for name in BORDERS}


def web_page(style: str, title: str, drawn: str) -> str:
    drawing = draw(drawn)
    rows = [""] * drawing.rows
    for c in drawing.cells:
        rows[c.row - 1] += f'<td rowspan="{c.rowspan}" colspan="{c.colspan}">{escape(c.text)}</td>'
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    sheet = f"body{{font:9pt 'Noto Sans CJK SC'}} table{{border-collapse:collapse;width:100%}} {style}"
    head = f'<meta charset="utf-8"><style>{sheet}</style>'
    return f"<html><head>{head}</head><body><p>{title}</p><table>{table}</table></body></html>"


@pytest.mark.parametrize("borders", ["all", "thin", "open"])
def test_a_page_that_a_browser_printed_says_the_same(
    browsed: dict[str, Path], folder: Path, borders: str
) -> None:
    assert said(browsed[borders]) == said(folder.parent / "standard.docx")


@pytest.mark.parametrize("borders", ["across", "none"])
def test_a_table_without_ruling_is_named_and_never_guessed(
    browsed: dict[str, Path], tmp_path: Path, borders: str
) -> None:
    shutil.copy(browsed[borders], tmp_path)
    assert "没有框线的表格" in _reason(take(tmp_path))


def test_a_row_that_many_others_end_beside_is_one_row_without_a_doubt(tmp_path: Path) -> None:
    long = STANDARD.replace("养护里程 |", f"养护里程{'含县道乡道村道日常养护保洁绿化' * 60} |")
    path = printed(tmp_path / "long.docx", Paper(12), STANDARD_TITLE, long)
    (made,) = convert([path], "pdf", tmp_path)
    assert said(made) == said(path)
    assert not read_forms(made)[0].unplaced


def test_a_row_that_goes_on_in_one_cell_beside_few_is_read_and_flagged(tmp_path: Path) -> None:
    long = SIGNED.replace("无{8}", f"{'本项目按月发放并在村务公开栏公示接受监督' * 90}{{8}}")
    path = printed(tmp_path / "long.docx", Paper(12), SIGNED_TITLE, long)
    (made,) = convert([path], "pdf", tmp_path)
    assert said(made) == said(path)
    reading: Reading = read_forms(made)[0]
    assert any("分页处断开" in row.reason for row in reading.unplaced)
