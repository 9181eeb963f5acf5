"""The same form in the formats that an office suite writes gives the same tables and the same findings."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copyfile

import pytest

from audit.intake.office import libreoffice
from audit.model.run import FormResult
from audit.pipeline import Settings, check
from tests.forms.drawing import as_docx, as_text, as_xlsx, pasted
from tests.forms.test_layouts import NAMES, load
from tests.office import convert

SAMPLES = Path(__file__).parents[1] / "sample_forms"
PUBLISHED = sorted((Path(__file__).parent / "public_forms").glob("*.tsv"))
"""Read in every format with FORMATS=full, else one in four of them."""

STEMS = [path.stem for path in PUBLISHED if "shenbao" not in path.stem]
PUBLIC = STEMS if os.environ.get("FORMATS") == "full" else STEMS[::4]
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
    """A sample, forms of every layout and published ones, as read and judged: by format, then by name."""
    folder = tmp_path_factory.mktemp("formats")
    for kind in ("docx", "xlsx", "txt"):
        (folder / kind).mkdir()
    drawn = {name: load(name)["blocks"] for name in NAMES}
    for name, blocks in drawn.items():
        as_text(folder / "txt" / f"{name}.txt", *blocks)
    for path in PUBLISHED:
        if path.stem in PUBLIC:
            drawn[path.stem] = pasted(path.read_text("utf-8"))
            copyfile(path, folder / "txt" / f"{path.stem}.txt")
    for name, blocks in drawn.items():
        as_docx(folder / "docx" / f"{name}.docx", *blocks, one_page=True)
        as_xlsx(folder / "xlsx" / f"{name}.xlsx", *blocks)
    for kind in ("docx", "xlsx"):
        copyfile(min((SAMPLES / kind).glob(f"*.{kind}")), folder / kind / f"sample.{kind}")
    for kind, source in WRITTEN.items():
        convert((folder / source).iterdir(), kind, folder)
    settings = Settings(cache=folder / "cache")
    return {
        kind: {Path(form.form.source).stem: form for form in check([folder / kind], settings).forms}
        for kind in ("docx", "xlsx", "txt", *WRITTEN)
    }


def _values(result: FormResult) -> dict[str, list[dict[str, object]]]:
    """Every value of every table; identities, places and the name of the file left out."""
    apart = {"form_id", "source", "position", *LOOKS}
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
@pytest.mark.parametrize("name", ["sample", *NAMES, *PUBLIC])
def test_a_form_says_the_same_in_every_format(
    results: dict[str, dict[str, FormResult]], kind: str, name: str
) -> None:
    if (kind, name) == ("txt", "sample"):
        pytest.skip("the samples have one text file for all")
    said, says = results["docx"][name], results[kind][name]
    assert _values(says) == _values(said)
    assert _findings(says) == _findings(said)
    assert len(says.form.reading.unplaced) == len(said.form.reading.unplaced)


def test_libreoffice_is_there_to_write_them() -> None:
    assert libreoffice() is not None
