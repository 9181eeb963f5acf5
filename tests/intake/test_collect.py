from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest

from audit.intake import Intake, read_files
from audit.model.run import NotAudited
from audit.shipped import shipped
from tests.readers.word import docx as word_file
from tests.readers.word import paragraph

VOCABULARY = shipped("rules") / "self-evaluation" / "form.yaml"
FORM = """{name}绩效自评表
（2024年度）

项目名称\t\t{name}\t\t\t\t\t\t\t
主管部门\t\t某局\t\t\t实施单位\t某局\t\t\t
项目资金（万元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\t
\t\t年度资金总额：\t270\t270\t270\t10\t100%\t10\t
年度总体目标\t预期目标\t\t\t\t实际完成情况\t\t\t\t
\t做好工作。\t\t\t\t已做好工作。\t\t\t\t
绩效指标\t一级指标\t二级指标\t三级指标\t\t年度指标值\t实际完成值\t分值\t得分\t偏差原因及改进措施
\t产出指标（50分）\t数量指标\t培训人数\t\t≥160人\t180人\t50\t50\t
\t效益指标（30分）\t社会效益指标\t知晓率\t\t≥90%\t95%\t30\t30\t
\t满意度指标（10分）\t服务对象满意度指标\t群众满意度\t\t≥90%\t95%\t10\t10\t
总分\t\t\t\t\t\t\t100\t100\t
"""


def form(name: str) -> bytes:
    return FORM.format(name=name).encode()


def report() -> bytes:
    stream = io.BytesIO()
    written = docx.Document()
    written.add_paragraph("绩效评价工作报告")
    written.add_table(2, 2).cell(0, 0).text = "附件"
    written.save(stream)
    return stream.getvalue()


def make(folder: Path, **files: bytes) -> None:
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content)


def read(*paths: Path, cache: Path | None = None, jobs: int | None = None, year: int | None = None) -> Intake:
    return read_files(paths, vocabulary=VOCABULARY, cache=cache, jobs=jobs, year=year)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good forms among files that hold none, cannot be read, or are the same again."""
    folder = tmp_path_factory.mktemp("送审")
    make(folder, a_txt=form("甲项目"), b_docx=b"PK\x03\x04 cut off", c_txt=form("丙项目"), d_pdf=b"%PDF-1.7")
    make(
        folder,
        e_txt=form("甲项目"),
        f_docx=report(),
        g_xlsx=b"",
        h_docx=word_file(paragraph("通知")),
        i_exe=b"MZ",
    )
    return folder


def test_one_bad_file_touches_no_good_one_and_nothing_is_silently_clean(mixed: Path) -> None:
    found = read(mixed)
    assert [(f.source, f.head["project_name"]) for f in found.forms] == [
        ("a.txt", "甲项目"),
        ("c.txt", "丙项目"),
    ]
    assert [entry.source for entry in found.unaudited] == ["b.docx", "d.pdf", "g.xlsx"]
    assert [entry.source for entry in found.no_form] == ["f.docx", "h.docx", "i.exe"]
    assert found.same_files == {"a.txt": ("e.txt",)}
    assert [file.source for file in found.files] == sorted(path.name for path in mixed.iterdir())
    assert all(entry.reason for entry in (*found.unaudited, *found.no_form))


def test_the_number_of_workers_changes_nothing(mixed: Path) -> None:
    assert read(mixed, jobs=1) == read(mixed, jobs=2)


def test_a_second_run_reads_from_the_cache_and_gives_the_same(mixed: Path, tmp_path: Path) -> None:
    first = read(mixed, cache=tmp_path)
    entries = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert len(entries) == 8 + 1  # and the mark of the last eviction
    assert read(mixed, cache=tmp_path) == first
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == entries


def test_a_cached_form_goes_by_the_name_that_its_file_has_today(tmp_path: Path) -> None:
    make(tmp_path, a_txt=form("甲项目"))
    read(tmp_path / "a.txt", cache=tmp_path / "cache")
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    found = read(tmp_path / "b.txt", cache=tmp_path / "cache")
    assert (found.forms[0].source, found.forms[0].head["source"]) == ("b.txt", "b.txt")


def test_form_ids_are_the_hash_of_the_file_and_the_place_in_it(tmp_path: Path) -> None:
    make(tmp_path, a_txt=form("甲项目") + b"\n" + form("乙项目"))
    found = read(tmp_path, year=2023)
    digest = found.files[0].sha256
    assert digest is not None
    assert [f.id for f in found.forms] == [f"{digest[:16]}-1", f"{digest[:16]}-2"]
    assert [f.head["year"] for f in found.forms] == [2023, 2023]


def test_progress_counts_every_different_file(mixed: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    read_files(
        [mixed], vocabulary=VOCABULARY, cache=tmp_path, progress=lambda done, of: seen.append((done, of))
    )
    assert seen == [(n, 8) for n in range(1, 9)]


def test_the_same_form_as_text_word_and_excel_is_read_alike(tmp_path: Path) -> None:
    lines = [line.split("\t") for line in FORM.format(name="甲项目").splitlines()]
    book, word = openpyxl.Workbook(), docx.Document()
    sheet = book.active
    assert sheet is not None
    for title in lines[:2]:
        word.add_paragraph(title[0])
    grid = word.add_table(len(lines) - 3, 10)
    for number, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            sheet.cell(number, column, text)
            if number > 3:
                grid.cell(number - 4, column - 1).text = text
    book.save(tmp_path / "b.xlsx")
    word.save(str(tmp_path / "c.docx"))
    make(tmp_path, a_txt=form("甲项目"))
    found = read(tmp_path)
    assert [f.source for f in found.forms] == ["a.txt", "b.xlsx", "c.docx"]
    heads = [{k: v for k, v in f.head.items() if k not in ("form_id", "source", "text")} for f in found.forms]
    assert heads[0] == heads[1] == heads[2]


def test_a_file_that_nobody_may_open_is_named_with_the_reason(tmp_path: Path) -> None:
    make(tmp_path, a_txt=form("甲项目"), b_txt=b"x")
    big = tmp_path / "c.docx"
    with big.open("wb") as file:
        file.truncate((50 << 20) + 1)
    found = read(tmp_path)
    assert [entry.source for entry in found.unaudited] == ["c.docx"]
    assert isinstance(found.unaudited[0], NotAudited)
    assert "50 MB" in found.unaudited[0].reason
    assert found.files[2].sha256 is None
