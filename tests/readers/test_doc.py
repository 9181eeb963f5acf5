"""Old Word files as LibreOffice writes them, also those that it cannot read itself."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from audit.errors import NotOurs, UnreadableFile
from audit.model.grid import Document, Grid
from audit.readers import read, read_bytes
from tests.forms.drawing import as_docx
from tests.forms.drawn import SIGNED, SIGNED_TITLE, STANDARD, STANDARD_TITLE
from tests.forms.test_layouts import NAMES, load
from tests.office import convert

FAST_SAVED, ENCRYPTED = 0x0004, 0x0100
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def flagged(content: bytes, flag: int) -> bytes:
    """The file with a flag set in the header of its text."""
    at = next(at for at in range(0, len(content), 512) if content[at : at + 2] == b"\xec\xa5") + 10
    flags = int.from_bytes(content[at : at + 2], "little") | flag
    return content[:at] + flags.to_bytes(2, "little") + content[at + 2 :]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Document, Path]]:
    """Each drawn form as Word reads it, and as an old file; one more with odd things in its cells."""
    folder = tmp_path_factory.mktemp("doc")
    drawn = {name: load(name)["blocks"] for name in NAMES}
    drawn |= {"standard": [STANDARD_TITLE, STANDARD], "signed": [SIGNED_TITLE, SIGNED]}
    files = [as_docx(folder / f"{name}.docx", *blocks) for name, blocks in drawn.items()]
    files.append(_odd(folder / "odd.docx"))
    return {
        path.stem: (read(path), old)
        for path, old in zip(sorted(files), convert(files, "doc", folder), strict=True)
    }


def _odd(path: Path) -> Path:
    made = docx.Document()
    cell = made.add_table(1, 2).cell(0, 0)
    run = cell.paragraphs[0].add_run("甲")
    run._r.append(parse_xml(f'<w:sym {_W} w:font="Symbol" w:char="F0B3"/>'))
    run._r.append(parse_xml(f"<w:t {_W}>90%</w:t>"))
    run.add_break()
    cell.paragraphs[0].add_run("藏").font.hidden = True
    cell.add_paragraph("乙")
    made.save(str(path))
    return path


def shape(document: Document) -> list[object]:
    """Texts and cells, whatever columns a program adds or leaves out where no cell begins."""
    return [_cells(block) if isinstance(block, Grid) else block.text for block in document.blocks]


def _cells(grid: Grid) -> list[tuple[object, ...]]:
    edges = sorted({side for cell in grid.cells for side in (cell.column, cell.last_column + 1)})
    at = {edge: number for number, edge in enumerate(edges)}
    return [
        (c.row, at[c.column], c.rowspan, at[c.last_column + 1] - at[c.column], "".join(c.text.split()))
        for c in grid.cells
    ]


@pytest.mark.parametrize("name", [*NAMES, "standard", "signed"])
def test_every_cell_and_span_of_a_drawn_form_comes_back(
    written: dict[str, tuple[Document, Path]], name: str
) -> None:
    document, old = written[name]
    found = read(old)
    assert found.format == "doc"
    assert shape(found) == shape(document)


def test_signs_breaks_and_hidden_text_are_read_as_they_are_seen(
    written: dict[str, tuple[Document, Path]],
) -> None:
    assert read(written["odd"][1]).grids[0].cells[0].text == "甲≥90%\n\n乙"


def test_a_password_is_named(written: dict[str, tuple[Document, Path]]) -> None:
    with pytest.raises(UnreadableFile, match="加了密码") as raised:
        read_bytes(flagged(written["signed"][1].read_bytes(), ENCRYPTED))
    assert not isinstance(raised.value, NotOurs)


def test_what_is_not_understood_for_certain_is_left_to_others(
    written: dict[str, tuple[Document, Path]],
) -> None:
    content = written["signed"][1].read_bytes()
    for changed in (flagged(content, FAST_SAVED), content.replace(b"\x08\xd6", b"\x08\xd7")):
        with pytest.raises(NotOurs, match="请用 Word 或 WPS 打开后另存为 docx"):
            read_bytes(changed)
