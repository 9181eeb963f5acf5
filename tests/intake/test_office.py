"""Old formats through LibreOffice: real files that it wrote, and programs that misbehave as it may."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from audit.intake import Intake
from audit.intake.office import Office
from audit.model.form import Form
from tests.intake.test_collect import form, read
from tests.office import convert
from tests.readers.test_doc import FAST_SAVED, flagged
from tests.readers.word import zipped

SAMPLES = Path(__file__).parents[2] / "sample_forms" / "docx"
HARMLESS = b"{\\rtf1\\ansi a letter\\par}"


@pytest.fixture(scope="session")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two of the sample forms as doc that our own reader leaves alone, and as rtf."""
    folder = tmp_path_factory.mktemp("旧")
    samples = sorted(SAMPLES.glob("*.docx"))[:2]
    # Straight from docx, this LibreOffice writes a doc that it cannot read itself.
    for path in convert(convert(samples, "odt", folder), "doc", folder):
        path.write_bytes(flagged(path.read_bytes(), FAST_SAVED))
    convert(samples, "rtf", folder)
    return folder


def laid_out(old: Path, folder: Path) -> Path:
    """The old files side by side, one of them under a wrong name."""
    for path in (*(old / "doc").iterdir(), *(old / "rtf").iterdir()):
        (folder / path.name).write_bytes(path.read_bytes())
    (first, *_) = sorted(folder.glob("*.doc"))
    first.rename(first.with_suffix(".wps"))
    return folder


def values(form: Form) -> tuple[object, ...]:
    """What stands in the form, wherever it stands."""
    head = {name: form.reading.head[name] for name in sorted(form.reading.head)}
    return head, form.reading.funds, form.reading.indicators


def reasons(found: Intake) -> dict[str, str]:
    return {file.source: file.reason for file in found.unaudited}


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def test_old_word_and_rich_text_say_what_the_docx_says(old: Path, tmp_path: Path) -> None:
    found = read(laid_out(old, tmp_path))
    said = {values(form)[0]["project_name"]: values(form) for form in read(SAMPLES).forms}  # type: ignore[index]
    assert sorted(str(file.format) for file in found.files) == ["doc", "doc", "rtf", "rtf"]
    assert len(found.forms) == 4
    for made in found.forms:
        assert values(made) == said[made.reading.head["project_name"]]
        assert made.reading.cells["forms", 1, "total_score"].address.startswith("表")


def test_without_libreoffice_each_old_file_is_named_and_the_others_are_read(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out(old, tmp_path)
    (tmp_path / "甲.txt").write_bytes(form("甲"))
    with monkeypatch.context() as without:
        without.setenv("PATH", "")
        found = read(tmp_path, cache=tmp_path / "cache")
    assert [made.source for made in found.forms] == ["甲.txt"]
    assert len(reasons(found)) == 4
    assert all("请安装 LibreOffice 或另存为 docx 后重试" in reason for reason in reasons(found).values())
    assert len(read(tmp_path, cache=tmp_path / "cache").forms) == 5


def test_what_was_converted_is_known_again(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read(laid_out(old, tmp_path), cache=tmp_path / "cache")
    monkeypatch.setenv("PATH", "")
    assert read(tmp_path, cache=tmp_path / "cache") == first
    another_year = read(tmp_path, cache=tmp_path / "cache", year=2020)
    assert [made.head["year"] for made in another_year.forms] == [2020] * 4


def test_an_old_file_in_an_archive_is_converted(old: Path, tmp_path: Path) -> None:
    (path, *_) = sorted((old / "doc").iterdir())
    (tmp_path / "包.zip").write_bytes(zipped({"表.doc": path.read_bytes()}))
    assert [(made.source, made.id[-2:]) for made in read(tmp_path).forms] == [("包.zip/表.doc", "-1")]


def test_a_broken_old_file_touches_no_good_one_and_is_not_called_clean(old: Path, tmp_path: Path) -> None:
    laid_out(old, tmp_path)
    (path, *_) = sorted((old / "doc").iterdir())
    content = path.read_bytes()
    (tmp_path / "断.doc").write_bytes(content[: len(content) * 2 // 3])
    (tmp_path / "空.rtf").write_bytes(b"{\\rtf1")
    found = read(tmp_path)
    assert len(found.forms) == 4
    assert "断.doc" in reasons(found)


def stand_in(folder: Path, script: str) -> str:
    """A program that is called like LibreOffice; `make` turns one file into docx."""
    program = folder / "soffice"
    program.write_text(
        '#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\nout=$2; shift 2\n'
        f'echo $# >> "{folder}/calls"\nmake() {{ n=${{1##*/}}; cp "$1" "$out/${{n%.*}}.docx"; }}\n{script}\n'
    )
    program.chmod(0o755)
    return str(program)


def wanted(folder: Path, number: int) -> dict[str, tuple[Path, str]]:
    files = {f"k{position}": folder / f"{position}.rtf" for position in range(number)}
    for path in files.values():
        path.write_bytes(HARMLESS)
    return {key: (path, "rtf") for key, path in files.items()}


def calls(folder: Path) -> list[int]:
    return sorted(int(line) for line in (folder / "calls").read_text().split())


def test_what_it_silently_leaves_out_is_counted_and_tried_once_more_alone(tmp_path: Path) -> None:
    program = stand_in(tmp_path, 'for f in "$@"; do case $f in */k3.*|*/k5.*) ;; *) make "$f";; esac; done')
    made = Office(program, tmp_path / "own").convert(wanted(tmp_path, 7))
    assert sorted(made) == ["k0", "k1", "k2", "k4", "k6"]
    assert calls(tmp_path) == [1, 1, 7]


def test_what_fails_in_company_may_work_alone(tmp_path: Path) -> None:
    program = stand_in(tmp_path, '[ $# -gt 1 ] && exit 1; make "$1"')
    assert len(Office(program, tmp_path / "own").convert(wanted(tmp_path, 3))) == 3
    assert calls(tmp_path) == [1, 1, 1, 3]


def test_a_call_holds_at_most_two_hundred_files_and_calls_share_the_work(tmp_path: Path) -> None:
    program = stand_in(tmp_path, 'for f in "$@"; do make "$f"; done')
    assert len(Office(program, tmp_path / "own", calls=2).convert(wanted(tmp_path, 410))) == 410
    assert calls(tmp_path) == [10, 200, 200]


def test_a_call_that_hangs_is_killed_with_its_children(tmp_path: Path) -> None:
    program = stand_in(tmp_path, f'make "$1"; sleep 60 & echo $! > "{tmp_path}/child"; wait')
    started = time.monotonic()
    made = Office(program, tmp_path / "own", starts=0.5, each=0.1).convert(wanted(tmp_path, 1))
    assert time.monotonic() - started < 10
    assert list(made) == ["k0"]
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_nothing_of_a_call_stays_but_what_it_made(tmp_path: Path) -> None:
    program = stand_in(tmp_path, 'for f in "$@"; do make "$f"; done')
    made = Office(program, tmp_path / "own").convert(wanted(tmp_path, 2))
    left = [path for path in (tmp_path / "own").rglob("*") if path.is_file()]
    assert sorted(left) == sorted(made.values())


@pytest.mark.usefixtures("no_office")
def test_a_folder_without_old_files_needs_no_libreoffice(tmp_path: Path) -> None:
    assert os.environ["PATH"] == ""
    (tmp_path / "甲.txt").write_bytes(form("甲"))
    assert len(read(tmp_path).forms) == 1
