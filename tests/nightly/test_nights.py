"""What is new, changed, as it was and gone from one night to the next, on either store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from audit.engine import memory, results
from audit.engine.findings import Draft, written_out
from audit.engine.spots import Spots
from audit.model.finding import Finding
from audit.store.history import CHANGED, DROPPED, NEW, RESOLVED, WITHDRAWN, Change
from tests.nightly.desk import ROOT, ZONE, Desk, form

RULES = 'select = ["EXEC", "TOT", "WGT", "DEV"]'
WRONG_SCORE = "100%\t9.9"


@pytest.fixture
def desk(tmp_path: Path, store: str) -> Desk:
    return Desk.of(tmp_path, store, RULES)


def kinds(desk: Desk) -> dict[str, list[str]]:
    """The codes of what has changed in the last night, by kind."""
    told: dict[str, list[str]] = {}
    for change in desk.changes(desk.hour - 1, desk.hour).changes:
        told.setdefault(change.kind, []).append(change.row["code"])
    return told


def test_the_first_night_finds_everything_new(desk: Desk) -> None:
    told = desk.night()
    counts = told.recorded.changes.counts()
    assert counts[NEW] == len(told.run.findings()) > 5
    assert sum(counts.values()) == counts[NEW]


def test_a_night_without_a_change_writes_nothing_but_its_own_row(desk: Desk) -> None:
    first = desk.night()
    second = desk.night()
    assert second.recorded.changes.counts() == {
        **dict.fromkeys(second.recorded.changes.counts(), 0),
        "same": len(first.run.findings()),
    }


def test_the_report_of_a_night_without_a_change_is_not_written_again(desk: Desk) -> None:
    desk.night()
    first = written_at(desk)
    desk.night()
    assert written_at(desk) == first
    desk.write("一.txt", form().replace(WRONG_SCORE, "100%\t10"))
    desk.night()
    assert written_at(desk) > first


def test_a_page_that_somebody_has_edited_is_as_it_was_the_next_night(desk: Desk) -> None:
    desk.night()
    page = desk.report / "index.html"
    before = page.read_bytes()
    page.write_bytes(b"nothing found")
    desk.night()
    assert page.read_bytes() == before


def written_at(desk: Desk) -> int:
    """When the ledger, which is always written whole, was written."""
    return (desk.report / "findings.xlsx").stat().st_mtime_ns


def test_a_figure_corrected_resolves_its_findings_and_no_other(desk: Desk) -> None:
    desk.night()
    desk.write("一.txt", form().replace(WRONG_SCORE, "100%\t10"))
    desk.night()
    told = kinds(desk)
    assert "EXEC-01" in told[RESOLVED]
    assert set(told) <= {RESOLVED, CHANGED}
    for change in desk.changes(1, 2).changes:
        old = change.row if change.before is None else change.before
        assert "9.9" in old["said"], "only what told the old figure may change"


def test_a_figure_made_wrong_otherwise_is_changed_and_not_new(desk: Desk) -> None:
    desk.night()
    desk.write("一.txt", form().replace(WRONG_SCORE, "100%\t9.5"))
    desk.night()
    told = kinds(desk)
    assert "EXEC-01" in told[CHANGED]
    assert NEW not in told
    (change,) = [c for c in desk.changes(1, 2).changes if c.row["code"] == "EXEC-01"]
    assert change.before is not None
    assert "9.9" in change.before["said"]
    assert "9.5" in change.row["said"]


def test_a_row_inserted_above_changes_nothing_but_the_cells(desk: Desk) -> None:
    desk.night()
    line = "\t\t其中：上年结转\t\t\t\t—\t\t—\t\n"
    text = form()
    assert "\t\t上年结转资金" in text
    desk.write("一.txt", text.replace("\t\t其他资金", f"{line}\t\t其他资金"))
    told = desk.night().recorded.changes.counts()
    assert {kind: count for kind, count in told.items() if count and kind != "same"} == {}


def test_a_form_renamed_changes_nothing(desk: Desk) -> None:
    desk.night()
    (desk.forms / "一.txt").rename(desk.forms / "改了名.txt")
    told = desk.night().recorded.changes.counts()
    assert {kind: count for kind, count in told.items() if count and kind != "same"} == {}


def test_of_forms_of_one_project_the_one_corrected_changes_and_no_other(desk: Desk) -> None:
    for number in range(6):
        desk.write(f"版本{number}.txt", form().replace(WRONG_SCORE, f"100%\t9.{number}"))
    desk.night()
    for number in range(6):
        desk.write(f"版本{number}.txt", form().replace(WRONG_SCORE, f"100%\t9.{number}5"))
        desk.night()
        told = [c for c in desk.changes(desk.hour - 1, desk.hour).changes if c.row["form"]]
        assert {change.kind for change in told} == {CHANGED}
        assert {change.row["source"] for change in told} == {f"版本{number}.txt"}


def test_of_forms_of_one_project_one_that_goes_or_comes_or_is_renamed_moves_no_other(desk: Desk) -> None:
    for number in range(5):
        desk.write(f"版本{number}.txt", form().replace(WRONG_SCORE, f"100%\t9.{number}"))
    desk.night()
    (desk.forms / "版本1.txt").unlink()
    desk.night()
    assert {c.row["source"] for c in desk.changes(1, 2).changes if c.row["form"]} == {"版本1.txt"}
    (desk.forms / "版本4.txt").rename(desk.forms / "版本0乙.txt")
    assert not any(c.row["form"] for c in _night_changes(desk))
    desk.write("新的.txt", form().replace(WRONG_SCORE, "100%\t8"))
    assert {c.row["source"] for c in _night_changes(desk) if c.row["form"]} == {"新的.txt"}
    desk.write("版本3.txt", form().replace(WRONG_SCORE, "100%\t7")).rename(desk.forms / "改正.txt")
    told = [c for c in _night_changes(desk) if c.row["form"]]
    assert {(c.kind, c.row["source"]) for c in told} == {(CHANGED, "改正.txt")}


def test_a_new_form_of_one_project_does_not_take_the_place_of_one_that_cannot_be_read(desk: Desk) -> None:
    first = desk.night()
    (desk.forms / "一.txt").write_bytes(b"PK\x03\x04 broken")
    desk.write("二.txt", form().replace(WRONG_SCORE, "100%\t9.5"))
    told = [c for c in _night_changes(desk) if c.row["form"]]
    assert {(c.kind, c.row["source"]) for c in told} == {(NEW, "二.txt")}
    desk.write("一.txt", form())
    assert not any(c.row["form"] for c in _night_changes(desk))
    assert {r.identity for r in first.run.forms} < {r.identity for r in desk.night().run.forms}


def _night_changes(desk: Desk) -> tuple[Change, ...]:
    desk.night()
    return desk.changes(desk.hour - 1, desk.hour).changes


def test_folders_without_any_file_are_told(desk: Desk) -> None:
    desk.night()
    (desk.forms / "一.txt").unlink()
    assert [remark.key for remark in desk.night().remarks] == ["empty"]
    assert desk.night().remarks == ()


def test_a_form_gone_takes_its_findings_along_and_is_told_as_such(desk: Desk) -> None:
    desk.write("二.txt", form(2).replace("中共中卫市委员会组织部", "另一单位"))
    first = desk.night()
    theirs = [r for r in first.run.forms if r.form.source == "二.txt"]
    (desk.forms / "二.txt").unlink()
    desk.night()
    told = kinds(desk)
    assert set(told) == {WITHDRAWN}
    assert len(told[WITHDRAWN]) == sum(len(result.findings) for result in theirs)


def test_a_form_that_cannot_be_read_tonight_keeps_its_findings(desk: Desk) -> None:
    first = desk.night()
    (desk.forms / "一.txt").write_bytes(b"PK\x03\x04 broken")
    second = desk.night()
    assert second.run.unaudited
    assert second.recorded.changes.counts()["same"] == len(first.run.findings())
    desk.write("一.txt", form())
    assert desk.night().recorded.changes.counts()["same"] == len(first.run.findings())


def test_a_threshold_changed_touches_only_what_hangs_on_it(desk: Desk, tmp_path: Path) -> None:
    desk.night()
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "parameters.yaml").write_text(
        "score_tolerance:\n  label: 得分容差\n  values:\n"
        "    - {from: 2000-01-01, value: 0.2, basis: practice/arithmetic}\n",
        "utf-8",
    )
    desk.configure(f'{RULES}\nrules = ["ours"]')
    desk.night()
    told = kinds(desk)
    assert "EXEC-01" in told[RESOLVED]
    assert NEW not in told


def test_a_rule_added_finds_what_is_new_and_one_put_out_of_use_is_not_resolved(desk: Desk) -> None:
    desk.configure('select = ["TOT", "WGT"]')
    desk.night()
    desk.configure('select = ["TOT", "WGT", "EXEC-01"]')
    desk.night()
    assert kinds(desk) == {NEW: ["EXEC-01"]}
    desk.configure('select = ["TOT", "WGT"]')
    desk.night()
    assert kinds(desk) == {DROPPED: ["EXEC-01"]}


def test_what_another_version_of_the_program_says_of_a_finding_is_kept_in_its_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.night()

    def louder(spots: Spots, draft: Draft) -> Finding:
        finding = written_out(spots, draft)
        return replace(finding, message=f"{finding.message}！")

    monkeypatch.setattr(results, "written_out", louder)
    for module in (results, memory):
        monkeypatch.setattr(module, "code_version", lambda: "another")
    second = desk.night()
    assert second.recorded.changes.counts()["same"] == len(first.run.findings())
    rows = [change.row for change in desk.changes(0, 2).changes]
    assert all(json.loads(row["said"])["message"].endswith("！") for row in rows)


def test_a_finding_that_comes_back_is_told_as_again(desk: Desk) -> None:
    desk.night()
    desk.write("一.txt", form().replace(WRONG_SCORE, "100%\t10"))
    desk.night()
    desk.write("一.txt", form())
    desk.night()
    assert "EXEC-01" in kinds(desk)["again"]
    assert desk.changes(1, 3).counts()["same"] == len(desk.changes(0, 1).changes)


def correct(desk: Desk) -> None:
    desk.write("一.txt", form().replace(WRONG_SCORE, "100%\t10"))


def insert_row(desk: Desk) -> None:
    line = "\t\t其中：上年结转\t\t\t\t—\t\t—\t\n"
    desk.write("一.txt", form().replace("\t\t其他资金", f"{line}\t\t其他资金"))


def rename(desk: Desk) -> None:
    (desk.forms / "一.txt").rename(desk.forms / "改了名.txt")


def allow_more(desk: Desk) -> None:
    (desk.folder / "ours").mkdir()
    amount = "{from: 2000-01-01, value: 0.2, basis: practice/arithmetic}"
    text = f"score_tolerance:\n  label: 得分容差\n  values:\n    - {amount}\n"
    (desk.folder / "ours" / "parameters.yaml").write_text(text, "utf-8")
    desk.configure(f'{RULES}\nrules = ["ours"]')


def add_rule(desk: Desk) -> None:
    desk.configure('select = ["EXEC", "TOT", "WGT", "DEV", "IND-02"]')


def withdraw(desk: Desk) -> None:
    (desk.forms / "二.txt").unlink()


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (correct, {RESOLVED, CHANGED}),
        (insert_row, set()),
        (rename, set()),
        (allow_more, {RESOLVED}),
        (add_rule, {NEW}),
        (withdraw, {WITHDRAWN}),
    ],
)
def test_what_is_told_is_all_that_two_runs_differ_in(
    desk: Desk, change: Callable[[Desk], None], wanted: set[str]
) -> None:
    desk.write("二.txt", form(2).replace("中共中卫市委员会组织部", "另一单位"))
    before = {finding.place: finding.fingerprint for finding in desk.night().run.findings()}
    change(desk)
    after = {finding.place: finding.fingerprint for finding in desk.night().run.findings()}
    told = desk.changes(1, 2)
    assert {one.kind for one in told.changes} == wanted
    places: dict[str, set[str]] = {NEW: set(), CHANGED: set(), "gone": set()}
    for one in told.changes:
        places[one.kind if one.kind in places else "gone"].add(one.row["place"])
    both = before.keys() & after.keys()
    assert places == {
        NEW: after.keys() - before.keys(),
        CHANGED: {place for place in both if before[place] != after[place]},
        "gone": before.keys() - after.keys(),
    }
    assert told.same == len(after) - len(places[NEW]) - len(places[CHANGED])


def test_the_report_of_a_night_is_that_of_a_check(desk: Desk) -> None:
    desk.night()
    other = desk.folder / "einzeln"
    done = desk.audit("check", "报送", "-o", str(other), "--fail-on", "never")
    assert done.returncode == 0, done.stderr
    assert 'href="history.html"' in (desk.report / "index.html").read_text("utf-8")
    for path in other.rglob("*"):
        if path.is_file() and path.name != "index.html":
            assert (desk.report / path.relative_to(other)).read_bytes() == path.read_bytes()


def test_a_file_of_somebody_else_in_the_report_folder_stays(desk: Desk) -> None:
    desk.night()
    (desk.report / "说明.docx").write_bytes(b"ours")
    desk.night()
    assert (desk.report / "说明.docx").read_bytes() == b"ours"


def test_a_clock_set_back_is_told_and_loses_nothing(desk: Desk) -> None:
    desk.night()
    told = desk.night(datetime(2001, 1, 1, tzinfo=ZONE))
    assert [remark.key for remark in told.remarks] == ["clock"]
    assert told.number == 2
    assert desk.night().number == 3


def test_the_store_keeps_no_telephone_number(desk: Desk) -> None:
    desk.write("一.txt", form().replace("≥98%", "13912345678"))
    desk.night()
    rows = [change.row["said"] for change in desk.changes(0, 1).changes]
    assert not any("13912345678" in said for said in rows)


def test_the_command_line_tells_only_what_is_new(desk: Desk) -> None:
    first = desk.audit("nightly")
    assert first.returncode == 1, first.stderr
    assert "第 1 次运行" in first.stdout
    assert "EXEC-01" not in first.stdout
    shutil.copy(ROOT / "sample_forms/docx/04-人才工作经费.docx", desk.forms)
    second = desk.audit("nightly", "--fail-on", "never")
    assert second.returncode == 0, second.stderr
    assert "04-人才工作经费.docx" in second.stdout
    assert "新增  一.txt" not in second.stdout
    assert [line.split("  ")[0] for line in desk.audit("history").stdout.splitlines()] == [
        "第 1 次",
        "第 2 次",
    ]
    assert desk.audit("diff", "1", "7").returncode == 2
    assert "第 1 次到第 2 次" in desk.audit("diff").stdout
    assert desk.audit("verify").returncode == 0


def test_people_read_local_times_and_no_zeros(desk: Desk) -> None:
    desk.night()
    desk.night()
    assert desk.audit("history", TZ="Asia/Shanghai").stdout.splitlines()[-1].endswith("没有变化")
    lines = desk.audit("history", TZ="Asia/Shanghai").stdout.splitlines()
    assert "2025-06-01 03:00" in lines[0]
    assert " 0" not in lines[0].partition("新增")[2]


def test_a_change_in_figures_that_the_message_does_not_show_is_told(desk: Desk) -> None:
    desk.night()
    desk.write("一.txt", form().replace(WRONG_SCORE, "100%\t9.8"))
    desk.night()
    said = desk.audit("diff").stdout
    assert "说法未变，所用的数字有变：执行率得分 9.9 → 9.8" in said


def test_of_one_run_alone_there_is_nothing_to_compare(desk: Desk) -> None:
    desk.night()
    assert "没有可比的" in desk.audit("diff").stdout
    assert "新增" in desk.audit("diff", "0", "1").stdout
