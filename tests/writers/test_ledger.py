"""The ledger over many runs: what people typed is never lost, whatever they do to the sheet."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from audit.errors import UsageError
from audit.language import LANGUAGES, text
from audit.model.finding import Finding, Open
from audit.model.ledger import GivenVerdict, Verdict, verdicts_of
from audit.model.run import Run
from audit.pipeline import read_ledger
from audit.writers import ledger, xlsx
from audit.writers.listing import lines
from audit.writers.masking import printable
from audit.writers.merging import merge
from tests.readers.word import zipped
from tests.writers import sample
from tests.writers.office import saved

Change = Callable[[Worksheet], object]

PEOPLE = {
    "单位意见": "同意", "是否属实（认定）": "不成立", "不成立理由": "已有批复", "认定人": "王某",
    "整改类型": "立行立改", "整改措施": "=1+1", "整改时限": "2026-11-30", "责任部门": "办公室",
    "责任人": "王某 13800138000", "整改状态": "持续整改", "整改情况": "已核对", "证明材料": "批复.pdf",
    "销号日期": "2026-12-31", "销号人": "李某", "备注": "𠮷、<b>&\n第二行",
}  # fmt: skip


def run_of(*findings: Finding, **other: object) -> Run:
    return sample.run(sample.result(found=findings), **{"corpus": (), **other})


def found(place: str, fingerprint: str = "1") -> Finding:
    made = sample.finding(sample.grid(), sample.EXECUTION, place, message=f"问题{place}")
    return replace(made, fingerprint=fingerprint)


def written(run: Run, path: Path, old: Path | None = None, lang: str = "zh") -> Path:
    merged = merge(run, read_ledger(old) if old else None, lines(run, lang))
    xlsx.write(run, path, lang=lang, merged=merged)
    return path


def by_person(path: Path, change: Change, sheet: str = "问题清单") -> Path:
    """Open the workbook as a person would, change it, save it."""
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)
    return path


def type_in(row: int, **typed: str) -> Change:
    def change(page: Worksheet) -> None:
        for heading, said in typed.items():
            page.cell(row, column(page, heading)).value = said

    return change


def column(page: Worksheet, heading: str) -> int:
    return next(cell.column for cell in page[1] if cell.value == heading)


def rows(path: Path, sheet: str = "问题清单") -> list[dict[str, object]]:
    """The lines of a sheet by heading, blank cells left out."""
    head, *body = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [
        {
            str(label): value.date() if isinstance(value, datetime) else value
            for label, value in zip(head, line, strict=True)
            if value is not None
        }
        for line in body
    ]


def places(path: Path, sheet: str = "问题清单") -> list[tuple[object, object]]:
    return [(row.get("问题标识"), row.get("变化")) for row in rows(path, sheet)]


def test_what_people_typed_goes_to_the_finding_of_the_same_place_and_stays_as_typed(tmp_path: Path) -> None:
    old = by_person(written(run_of(found("a"), found("b")), tmp_path / "1.xlsx"), type_in(3, **PEOPLE))
    new = written(run_of(found("b"), found("a")), tmp_path / "2.xlsx", old)
    first, second = rows(new)
    assert first | {**PEOPLE, "整改时限": date(2026, 11, 30), "销号日期": date(2026, 12, 31)} == first
    assert not PEOPLE.keys() & second.keys()
    assert all(cell.data_type != "f" for row in openpyxl.load_workbook(new)["问题清单"] for cell in row)


def test_write_type_merge_and_merge_again_loses_nothing_and_settles(tmp_path: Path) -> None:
    run = run_of(found("a"), found("b"), found("c"))
    old = by_person(written(run, tmp_path / "1.xlsx"), type_in(2, **PEOPLE))
    by_person(old, lambda page: page.append([None, "错误", None, "另一项目", *[None] * 6, "我们自己发现的"]))
    less = run_of(found("a", "2"), found("d"))
    second = written(less, tmp_path / "2.xlsx", old)
    third = written(less, tmp_path / "3.xlsx", second)
    fourth = written(less, tmp_path / "4.xlsx", third)
    assert third.read_bytes() == fourth.read_bytes()
    for path in (second, third, fourth):
        assert rows(path)[0] | {"整改措施": "=1+1", "责任人": "王某 13800138000"} == rows(path)[0]
        own = rows(path)[-1]
        assert (own["项目"], own["具体情况"], own["变化"]) == ("另一项目", "我们自己发现的", "保留")
        assert [row["问题标识"] for row in rows(path, "已消除")] == ["b", "c"]
    assert places(second)[:2] == [("a", "有变化"), ("d", "新增")]
    assert places(third)[:2] == [("a", "未变"), ("d", "未变")]


def test_a_finding_that_comes_back_brings_back_what_was_typed(tmp_path: Path) -> None:
    old = by_person(written(run_of(found("a")), tmp_path / "1.xlsx"), type_in(2, 备注="等批复"))
    gone = written(run_of(), tmp_path / "2.xlsx", old)
    assert (places(gone), rows(gone, "已消除")[0]["备注"]) == ([], "等批复")
    back = written(run_of(found("a")), tmp_path / "3.xlsx", gone)
    assert places(back) == [("a", "再次出现")]
    assert rows(back)[0]["备注"] == "等批复"
    assert "已消除" not in openpyxl.load_workbook(back).sheetnames


def test_a_line_is_resolved_only_where_its_rule_has_judged_its_form(tmp_path: Path) -> None:
    old = written(run_of(found("a")), tmp_path / "1.xlsx")
    judged = sample.result(found=())
    unsure = replace(judged, open=(Open(sample.EXECUTION, "其他资金", "undecided", ("executed",)),))
    elsewhere = sample.result(sample.form(source="b.txt", project_name="乙项目"), ())
    without = replace(sample.run(judged, corpus=()), rules=(sample.YEAR,))
    out_of_date = replace(judged, outcomes={})
    renamed = sample.result(sample.form(source="改过的.txt"), ())
    for run, change in (
        (sample.run(unsure, corpus=()), "未能判断"),
        (sample.run(elsewhere, corpus=()), "本次未审"),
        (sample.run(out_of_date, corpus=()), "本次未审"),
        (without, "本次未审"),
    ):
        assert places(written(run, tmp_path / "2.xlsx", old)) == [("a", change)]
    new = written(sample.run(renamed, corpus=()), tmp_path / "3.xlsx", old)
    assert places(new, "已消除") == [("a", "已消除")]


def test_a_finding_across_forms_is_resolved_when_all_its_files_were_audited(tmp_path: Path) -> None:
    forms = [
        sample.form(source=f"{name}.txt", project_name=name, position=n) for n, name in enumerate("甲乙", 1)
    ]
    results = [sample.result(form, ()) for form in forms]
    old = written(sample.run(*results), tmp_path / "1.xlsx")
    assert places(old) == [("p9", None)]
    half = written(sample.run(results[0], corpus=()), tmp_path / "2.xlsx", old)
    assert places(half) == [("p9", "本次未审")]
    closed = [replace(result, open=()) for result in results]
    assert places(written(sample.run(*closed, corpus=()), tmp_path / "3.xlsx", old), "已消除") == [
        ("p9", "已消除")
    ]


def test_sorted_rows_moved_columns_own_columns_and_a_title_above_do_no_harm(tmp_path: Path) -> None:
    old = by_person(written(run_of(found("a"), found("b")), tmp_path / "1.xlsx"), type_in(3, 备注="乙的备注"))

    def rearrange(page: Worksheet) -> None:
        lines = [list(row) for row in page.iter_rows(values_only=True)]
        lines = [[*line[24:], *line[:24]] for line in (lines[0], *reversed(lines[1:]))]
        lines[0] += ["科室意见", None, "科室意见"]
        lines[1] += ["报处长", "没有表头", "再报"]
        page.delete_rows(1, page.max_row)
        page.append(["二〇二六年整改台账"])
        for line in lines:
            page.append(line)

    new = written(run_of(found("a"), found("b")), tmp_path / "2.xlsx", by_person(old, rearrange))
    first, second = rows(new)
    assert (first.get("备注"), second["备注"]) == (None, "乙的备注")
    assert (second["科室意见"], second["AO"], second["科室意见 2"]) == ("报处长", "没有表头", "再报")
    again = written(run_of(found("a"), found("b")), tmp_path / "3.xlsx", new)
    assert rows(again) == rows(new)


def test_a_cell_merged_over_rows_speaks_for_all_of_them(tmp_path: Path) -> None:
    def change(page: Worksheet) -> None:
        at = column(page, "整改措施")
        page.cell(2, at).value = "一并更正"
        page.merge_cells(start_row=2, end_row=3, start_column=at, end_column=at)

    old = by_person(written(run_of(found("a"), found("b")), tmp_path / "1.xlsx"), change)
    new = written(run_of(found("a"), found("b")), tmp_path / "2.xlsx", old)
    assert [row["整改措施"] for row in rows(new)] == ["一并更正", "一并更正"]


def test_a_copied_line_is_kept_when_something_else_is_typed_in_it(tmp_path: Path) -> None:
    old = by_person(written(run_of(found("a")), tmp_path / "1.xlsx"), type_in(2, 备注="一", 责任人="王某"))
    for remark in ("一", "二"):
        by_person(old, lambda page: page.append([*[cell.value for cell in page[2]][:38], remark]))  # noqa: B023
    new = written(run_of(found("a")), tmp_path / "2.xlsx", old)
    assert [(row["变化"], row["备注"]) for row in rows(new)] == [("未变", "一"), ("保留", "二")]
    assert rows(written(run_of(found("a")), tmp_path / "3.xlsx", new)) == rows(new)


def test_a_sheet_that_a_person_split_off_still_counts(tmp_path: Path) -> None:
    old = written(run_of(found("a"), found("b")), tmp_path / "1.xlsx")
    book = openpyxl.load_workbook(old)
    copy = book.copy_worksheet(book["问题清单"])
    copy.title = "给甲单位"
    copy.cell(2, column(copy, "备注")).value = "甲单位已回复"
    book.save(old)
    new = written(run_of(found("a"), found("b")), tmp_path / "2.xlsx", old)
    assert [row.get("备注") for row in rows(new)] == ["甲单位已回复", None]


def rejected(path: Path) -> dict[str, str]:
    given = verdicts_of(read_ledger(path))
    return {each.place: each.reason for each in given if each.verdict is Verdict.REJECTED}


def test_a_rejected_finding_can_be_read_back_with_its_reason_and_who_said_so(tmp_path: Path) -> None:
    run = run_of(found("a"), found("b"), found("c"))
    old = by_person(written(run, tmp_path / "1.xlsx"), type_in(2, **PEOPLE))
    by_person(old, type_in(3, **{"是否属实（认定）": "属实"}))
    assert verdicts_of(read_ledger(old)) == (
        GivenVerdict("a", Verdict.REJECTED, "已有批复", "王某", "1"),
        GivenVerdict("b", Verdict.UPHELD, fingerprint="1"),
    )
    english = written(run, tmp_path / "2.xlsx", old, lang="en")
    assert rejected(english) == {"a": "已有批复"}
    by_person(
        english,
        lambda page: page.cell(4, column(page, "verdict")).__setattr__("value", "rejected"),
        "Findings",
    )
    assert rejected(english) == {"a": "已有批复", "c": ""}
    assert rows(written(run, tmp_path / "3.xlsx", english))[0]["整改措施"] == "=1+1"


def test_a_verdict_stays_with_the_figures_it_was_given_on_until_it_is_given_again(tmp_path: Path) -> None:
    old = by_person(written(run_of(found("a")), tmp_path / "1.xlsx"), type_in(2, **PEOPLE))
    changed = run_of(found("a", "2"))
    new = written(changed, tmp_path / "2.xlsx", written(changed, tmp_path / "x.xlsx", old))
    (given,) = verdicts_of(read_ledger(new))
    assert given.fingerprint == "1"
    outdated = replace(changed, verdicts={"a": given})
    assert outdated.rejected(found("a", "2")) is None
    told = rows(written(outdated, tmp_path / "4.xlsx", new))[0]["认定情况"]
    assert told == "原认定不成立：已有批复（王某）；填报数已变，须重新认定"
    by_person(new, type_in(2, 不成立理由="新数也有批复"))
    third = written(changed, tmp_path / "3.xlsx", new)
    (again,) = verdicts_of(read_ledger(third))
    assert (again.fingerprint, again.reason) == ("2", "新数也有批复")
    assert replace(changed, verdicts={"a": again}).rejected(found("a", "2")) == again
    assert rows(third)[0]["整改措施"] == "=1+1"


def test_where_two_lines_disagree_the_finding_is_not_rejected(tmp_path: Path) -> None:
    old = by_person(written(run_of(found("a")), tmp_path / "1.xlsx"), type_in(2, **PEOPLE))
    for order in ("不成立", "属实"):
        by_person(old, lambda page: page.append([cell.value for cell in page[2]]))
        by_person(old, type_in(3, **{"是否属实（认定）": "属实"}))
        by_person(old, type_in(2, **{"是否属实（认定）": order}))
        assert rejected(old) == {}


def test_only_a_day_written_as_the_cell_shows_it_becomes_a_date(tmp_path: Path) -> None:
    days = ["2026-11-30", "2026/11/30", "11月底", "2026-02-30", "1899-12-31", "20261130"]
    old = written(run_of(*map(found, "abcdef")), tmp_path / "1.xlsx")
    for row, day in enumerate(days, 2):
        by_person(old, type_in(row, 整改时限=day))
    by_person(
        old, lambda page: page.cell(3, column(page, "整改时限")).__setattr__("value", date(2026, 12, 1))
    )
    new = written(run_of(*map(found, "abcdef")), tmp_path / "2.xlsx", old)
    assert [row["整改时限"] for row in rows(new)] == [
        date(2026, 11, 30),
        date(2026, 12, 1),
        *days[2:],
    ]


@given(st.text(st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=60)
def test_whatever_is_typed_comes_through_two_merges(typed: str) -> None:
    typed = printable(typed).strip().replace("\r\n", "\n").replace("\r", "\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = run_of(found("a"))
        entry = replace(
            read_ledger(written(run, folder / "1.xlsx")).entries[0], typed={"ledger.remark": typed}
        )
        merged = merge(run, replace(read_ledger(folder / "1.xlsx"), entries=(entry,)), lines(run))
        xlsx.write(run, folder / "2.xlsx", merged=merged)
        written(run, folder / "3.xlsx", folder / "2.xlsx")
        assert read_ledger(folder / "3.xlsx").entries[0].typed.get("ledger.remark", "") == typed


ROUNDS = st.lists(
    st.tuples(
        st.sets(st.sampled_from("abcd")),  # the places where something is found
        st.booleans(),  # whether the form is in the run
        st.booleans(),  # whether people copy a line
        st.booleans(),  # whether people sort the sheet
    ),
    min_size=1,
    max_size=4,
)


@given(ROUNDS)
@settings(max_examples=25)
def test_nothing_that_was_ever_typed_is_lost_over_any_runs(
    rounds: list[tuple[set[str], bool, bool, bool]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        path, typed = Path(name) / "ledger.xlsx", set[str]()
        written(run_of(found("a"), found("b")), path)
        for number, (places_found, audited, copies, sorts) in enumerate(rounds):
            typed |= _busy_person(path, number, copies=copies, sorts=sorts)
            findings = [found(place) for place in sorted(places_found)]
            elsewhere = sample.run(
                sample.result(sample.form(source="b.txt", project_name="乙"), ()), corpus=()
            )
            written(run_of(*findings) if audited else elsewhere, path, path)
            ledger = read_ledger(path)
            said = [text for e in (*ledger.entries, *ledger.resolved) for text in e.typed.values()]
            assert typed <= set(said)
            assert len(said) == len(set(said))


def _busy_person(path: Path, number: int, *, copies: bool, sorts: bool) -> set[str]:
    """Add a remark to every line that has none, and do what people do; what was typed."""
    book = openpyxl.load_workbook(path)
    page, typed = book["问题清单"], set[str]()
    at = column(page, "备注")
    if copies and page.max_row > 1:
        page.append([cell.value for cell in page[2]])
        page.cell(page.max_row, at).value = None
    for row in range(2, page.max_row + 1):
        if not page.cell(row, at).value:
            page.cell(row, at).value = f"第{number}次第{row}行"
            typed.add(f"第{number}次第{row}行")
    if sorts:
        lines = list(page.iter_rows(min_row=2, values_only=True))
        page.delete_rows(2, page.max_row)
        for line in reversed(lines):
            page.append(line)
    book.save(path)
    return typed


def test_a_workbook_knows_whether_people_have_been_at_it(tmp_path: Path) -> None:
    path = written(run_of(found("a")), tmp_path / "1.xlsx")
    assert ledger.untouched(path)
    by_person(path, type_in(2, 备注="看过"))
    assert not ledger.untouched(path)
    merged = written(run_of(found("a")), tmp_path / "2.xlsx", path)
    assert not ledger.untouched(merged)
    history = written(run_of(), tmp_path / "4.xlsx", written(run_of(found("b")), tmp_path / "5.xlsx"))
    assert not ledger.untouched(history)
    (tmp_path / "3.xlsx").write_bytes(b"PK")
    assert not ledger.untouched(tmp_path / "3.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("没有.xlsx", None, "打不开"),
        ("坏.xlsx", b"PK\x03\x04", "坏.xlsx: "),
        ("别的.xlsx", b"", "别的.xlsx: "),
    ],
)
def test_what_is_no_ledger_is_named(tmp_path: Path, name: str, content: bytes | None, wanted: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=wanted):
        read_ledger(tmp_path / name)


def test_a_workbook_of_somebody_else_is_no_ledger(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["序号", "问题"])  # type: ignore[union-attr]
    book.save(tmp_path / "台账.xlsx")
    with pytest.raises(UsageError, match="问题标识"):
        read_ledger(tmp_path / "台账.xlsx")


def test_a_heading_means_one_column_in_every_language() -> None:
    headings = [(text(label, lang), label) for lang in LANGUAGES for label in (*ledger.OURS, *ledger.THEIRS)]
    assert len({heading for heading, _ in headings}) == len(set(headings))


def test_a_long_ledger_is_read_back(tmp_path: Path) -> None:
    count = 8_000
    run = run_of(*(found(f"{number:016x}") for number in range(count)))
    path = written(run, tmp_path / "1.xlsx")
    assert len(read_ledger(path).entries) == count


@pytest.mark.parametrize("outcome", ["xlsx", "ods", "xls"])
def test_whatever_an_office_does_to_the_ledger_nothing_that_was_typed_is_lost(
    tmp_path: Path, outcome: str
) -> None:
    """Typed in, sorted by person, filtered, columns hidden, sheet renamed, saved by LibreOffice."""
    run = run_of(*map(found, "abcdef"))
    old = written(run, tmp_path / "1.xlsx")
    for row in range(2, 8):
        by_person(
            old,
            type_in(row, **{**PEOPLE, "整改措施": "更正", "备注": f"第{row}行", "责任人": f"{9 - row}号"}),
        )

    def rearrange(page: Worksheet) -> None:
        _, *lines = [list(row) for row in page.iter_rows(values_only=True)]
        at = column(page, "责任人") - 1
        for number, line in enumerate(sorted(lines, key=lambda line: str(line[at])), 2):
            for place, value in enumerate(line, 1):
                page.cell(number, place).value = value
        page.auto_filter.add_filter_column(at, ["3号"])
        page.column_dimensions["B"].hidden = True
        page.row_dimensions[4].hidden = True
        page.title = "甲单位的清单"

    before = read_ledger(old)
    (path,) = saved([by_person(old, rearrange)], outcome, tmp_path)
    after = read_ledger(path)
    assert len(after.entries) == 6
    assert {e.place: dict(e.typed) for e in after.entries} == {e.place: dict(e.typed) for e in before.entries}
    assert verdicts_of(after) == verdicts_of(before)
    new = written(run, tmp_path / "2.xlsx", path)
    assert [row["备注"] for row in rows(new)] == [f"第{row}行" for row in range(2, 8)]
    assert {row["变化"] for row in rows(new)} == {"未变"}


def test_lines_beyond_one_sheet_go_on_on_the_next_and_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "LINES", 3)
    run = run_of(*map(found, "abcdefg"))
    first = written(run, tmp_path / "1.xlsx")
    assert openpyxl.load_workbook(first).sheetnames[:3] == ["问题清单", "问题清单 2", "问题清单 3"]
    assert [row["序号"] for row in rows(first, "问题清单 3")] == [7]
    by_person(first, type_in(2, 备注="第二页"), "问题清单 2")
    gone = written(run_of(), tmp_path / "2.xlsx", first)
    assert [entry.place for entry in read_ledger(gone).resolved] == list("abcdefg")
    assert read_ledger(gone).resolved[3].typed == {"ledger.remark": "第二页"}


def test_a_hostile_ledger_is_refused_by_name(tmp_path: Path) -> None:
    path = written(run_of(found("a")), tmp_path / "1.xlsx")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    for wicked in (
        sheet.replace(b"<worksheet", entity + b"<worksheet"),
        sheet[:-40],
        sheet.replace(b"<sheetData>", b"<sheetData>" + b" " * 40_000_000),
    ):
        path.write_bytes(zipped({**parts, "xl/worksheets/sheet1.xml": wicked}))
        with pytest.raises(UsageError, match=r"1\.xlsx"):
            read_ledger(path)
