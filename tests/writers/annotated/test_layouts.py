"""Copies and papers of a form of every layout: each comment at a cell that says what the finding says."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.model.grid import Cell
from audit.model.run import FormResult, Run
from audit.pipeline import Settings, annotate, check
from audit.writers import papers
from audit.writers.annotated.notes import notes_of
from tests.forms.drawing import as_docx, as_xlsx
from tests.forms.test_layouts import NAMES, load
from tests.writers.annotated.test_copies import commented, sheet_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("layouts")
    (made / "in").mkdir()
    for name in NAMES:
        blocks = load(name)["blocks"]
        as_docx(made / "in" / f"{name}.docx", *blocks)
        as_xlsx(made / "in" / f"{name}.xlsx", *blocks, down=1, right=1)
    return made


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    return check([folder / "in"])


def cells(run: Run, result: FormResult) -> dict[tuple[str, int, int], Cell]:
    """The cells of the form that notes stand at."""
    grids = {fragment.grid.part: fragment.grid for fragment in result.form.reading.fragments}
    found = {place: grids[place[0]].anchor(*place[1:]) for place in sorted(notes_of(run, [result]))}
    assert all(found.values())
    return {place: cell for place, cell in found.items() if cell}


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_layout_has_its_comments_at_the_cells_of_its_findings(folder: Path, run: Run) -> None:
    annotate(run, [folder / "in"], folder / "out", Settings())
    assert len(run.forms) == 2 * len(NAMES)
    for result in run.forms:
        there = cells(run, result)
        assert there, result.form.source
        path = folder / "out" / result.form.source
        if path.suffix == ".docx":
            wanted = [squeezed(there[place].text) for place in sorted(there)]
            assert sorted(squeezed(text) for text, _ in commented(path)) == sorted(wanted)
            continue
        page = sheet_of(path)
        comments = {
            (page.title, cell.row, cell.column) for row in page.iter_rows() for cell in row if cell.comment
        }
        assert comments == set(there)
        for (_, row, column), cell in there.items():
            assert squeezed(str(page.cell(row, column).value or "")) == squeezed(cell.text)


def test_every_layout_has_its_papers(folder: Path, run: Run) -> None:
    assert papers.write(run, folder / "papers").reviews == 2 * len(NAMES)
