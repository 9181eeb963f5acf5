"""The same form in the formats that an office suite writes gives the same tables and the same findings."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from audit.intake.office import libreoffice
from audit.model.run import FormResult
from audit.pipeline import Settings, check

SAMPLES = Path(__file__).parents[1] / "sample_forms"
WRITTEN = {"odt": "docx", "html": "docx", "pdf": "docx", "ods": "xlsx", "xls": "xlsx"}
"""Each format, and the sample that LibreOffice wrote it from."""

LOOKS = frozenset(("spaced_terms", "spaces-inside-terms"))
"""A page shows no space at the end of a line, so what counts spaces may differ."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FormResult]:
    """The first sample in every format, as read and judged."""
    program = libreoffice()
    assert program is not None, "make system"
    folder = tmp_path_factory.mktemp("formats")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = {kind: min((SAMPLES / kind).glob(f"*.{kind}")) for kind in ("docx", "xlsx")}
    for kind, source in WRITTEN.items():
        wanted = [program, "--headless", profile, "--convert-to", kind, "--outdir", str(folder / kind)]
        subprocess.run([*wanted, str(files[source])], check=True, capture_output=True, timeout=120)
        files[kind] = next((folder / kind).glob(f"*.{kind}"))
    settings = Settings(cache=folder / "cache")
    return {kind: check([path], settings).forms[0] for kind, path in files.items()}


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


@pytest.mark.parametrize("kind", ["xlsx", *WRITTEN])
def test_a_form_has_the_same_tables_in_every_format(results: dict[str, FormResult], kind: str) -> None:
    assert _values(results[kind]) == _values(results["docx"])


@pytest.mark.parametrize("kind", ["xlsx", *WRITTEN])
def test_a_form_has_the_same_findings_in_every_format(results: dict[str, FormResult], kind: str) -> None:
    assert _findings(results[kind]) == _findings(results["docx"])
    assert results[kind].form.reading.unplaced == []
