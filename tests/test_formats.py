"""The same form in the formats that an office suite writes gives the same tables and the same findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile

import pytest

from audit.intake.office import libreoffice
from audit.model.run import FormResult
from audit.pipeline import Settings, check
from tests.forms.drawing import as_docx, as_text, as_xlsx
from tests.forms.test_layouts import NAMES, load
from tests.office import convert

SAMPLES = Path(__file__).parents[1] / "sample_forms"
WRITTEN = {
    "odt": "docx",
    "doc": "docx",
    "rtf": "docx",
    "html": "docx",
    "pdf": "docx",
    "ods": "xlsx",
    "xls": "xlsx",
}
"""Each format, and the one that LibreOffice wrote it from."""

LOOKS = frozenset(("spaced_terms", "spaces-inside-terms"))
"""A page shows no space at the end of a line, so what counts spaces may differ."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, FormResult]]:
    """A sample and a form of every layout in every format, as read and judged: by format, then by name."""
    folder = tmp_path_factory.mktemp("formats")
    for kind, write in (("docx", as_docx), ("xlsx", as_xlsx), ("txt", as_text)):
        (folder / kind).mkdir()
        for name in NAMES:
            write(folder / kind / f"{name}.{kind}", *load(name)["blocks"])
    for kind in ("docx", "xlsx"):
        copyfile(min((SAMPLES / kind).glob(f"*.{kind}")), folder / kind / f"sample.{kind}")
    for kind, source in WRITTEN.items():
        convert((folder / source).iterdir(), kind, folder)
    settings = Settings(cache=folder / "cache")
    return {
        kind: {Path(form.form.source).stem: form for form in check([folder / kind], settings).forms}
        for kind in ("docx", "xlsx", "txt", *WRITTEN)
    }


SURE = frozenset(("confidence", "doubts"))
"""A row that a page break cuts through is flagged, so such a form is read less surely."""


def _values(result: FormResult, cut: Sequence[object]) -> dict[str, list[dict[str, object]]]:
    """Every value of every table; identities, places and the name of the file left out."""
    apart = {"form_id", "source", "position", *LOOKS, *(SURE if cut else ())}
    return {
        name: [{key: value for key, value in row.items() if key not in apart} for row in rows]
        for name, rows in result.form.tables.items()
    }


def _findings(result: FormResult) -> list[tuple[object, ...]]:
    return [
        (finding.rule.id, finding.at, finding.rows, finding.expected, finding.message)
        for finding in result.findings
        if finding.rule.id not in LOOKS
    ]


@pytest.mark.parametrize("kind", ["xlsx", "txt", *WRITTEN])
@pytest.mark.parametrize("name", ["sample", *NAMES])
def test_a_form_says_the_same_in_every_format(
    results: dict[str, dict[str, FormResult]], kind: str, name: str
) -> None:
    if (kind, name) == ("txt", "sample"):
        pytest.skip("the samples have one text file for all")
    said, says = results["docx"][name], results[kind][name]
    cut = [place for place in says.form.reading.unplaced if "分页处" in place.reason]
    assert kind == "pdf" or not cut
    assert _values(says, cut) == _values(said, cut)
    assert _findings(says) == _findings(said)
    assert len(says.form.reading.unplaced) - len(cut) == len(said.form.reading.unplaced)


def test_libreoffice_is_there_to_write_them() -> None:
    assert libreoffice() is not None
