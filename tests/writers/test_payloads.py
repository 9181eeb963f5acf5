"""Formulas, links and fields in the texts of a form stay texts in everything that offices open."""

from __future__ import annotations

import csv as reader
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from audit.model.run import Run
from audit.writers import csv, papers, xlsx
from audit.writers.annotated import xlsx as copies
from audit.writers.annotated.notes import Note
from tests.writers import sample
from tests.writers.annotated.test_edges import book
from tests.writers.office import saved
from tests.writers.payloads import PAYLOADS

LIVE = re.compile(
    rb"<(?:\w+:)?(?:f|hyperlink|fldSimple|instrText)[ />]|ddeLink|oleLink|externalLink|calcChain"
)


def run_of_payloads() -> Run:
    """A form for each payload, which stands in every text of it."""
    results = []
    for number, text in enumerate(PAYLOADS, 1):
        found = sample.finding(
            sample.grid(), sample.EXECUTION, f"p{number}", at=text, found=text, expected=text, message=text,
            formula=text, suggest=text, rows=(text,),
        )  # fmt: skip
        form = sample.form(
            position=number, source=text, project_name=text, department=text, unit=text, title=text
        )
        results.append(sample.result(form, (found,)))
    return sample.run(*results, corpus=())


def live(path: Path, *names: str) -> list[str]:
    """The parts that hold a formula, a link or a field; `names` limits them."""
    with zipfile.ZipFile(path) as package:
        wanted = [name for name in package.namelist() if not names or name in names]
        return [name for name in wanted if LIVE.search(package.read(name))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("payloads")
    run = run_of_payloads()
    xlsx.write(run, made / "ledger.xlsx")
    with (made / "list.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.write(run, stream)
    papers.write(run, made / "papers")
    notes = {("第1页", row, 1): [Note((0, row), text, (text,))] for row, text in enumerate(PAYLOADS, 1)}
    copy, lost = copies.annotate(book("<sheetData/>"), notes, "审核")
    assert lost == ()
    (made / "copy.xlsx").write_bytes(copy)
    return made


def test_there_are_many_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


def test_no_file_that_we_write_holds_a_formula_a_link_or_a_field(folder: Path) -> None:
    assert live(folder / "ledger.xlsx") == []
    assert live(folder / "copy.xlsx") == []
    made = sorted((folder / "papers").rglob("*.docx"))
    assert len(made) > 60
    for path in made:
        assert live(path, "word/document.xml", "word/_rels/document.xml.rels") == []


def texts(path: Path, sheet: str) -> list[tuple[str, ...]]:
    page = openpyxl.load_workbook(path)[sheet]
    return [tuple(str(value) for value in row) for row in page.iter_rows(values_only=True)]


def plain(cell: str) -> str:
    """The text without white space; openpyxl leaves the sign for a carriage return as it is."""
    return re.sub(r"\s|_x000D_", "", cell)


def test_libreoffice_works_nothing_out_and_changes_no_text(folder: Path, tmp_path: Path) -> None:
    (ledger,) = saved([folder / "ledger.xlsx"], "xlsx", tmp_path)
    assert live(ledger) == []
    before, after = texts(folder / "ledger.xlsx", "问题清单"), texts(ledger, "问题清单")
    assert [[plain(cell) for cell in row] for row in after] == [
        [plain(cell) for cell in row] for row in before
    ]
    (listed,) = saved([folder / "list.csv"], "ods", tmp_path)
    with zipfile.ZipFile(listed) as package:
        content = package.read("content.xml")
    assert b"table:formula" not in content
    assert b"xlink:href" not in content


def test_csv_reads_back_as_what_was_written_but_for_the_guard(folder: Path) -> None:
    with (folder / "list.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(reader.reader(stream))[1:]
    told = {said for row in rows for said in (row[9], row[9].removeprefix("'"))}
    assert {text.replace("\0", "\ufffd") for text in PAYLOADS} <= told
