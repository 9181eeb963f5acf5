"""What a night tells others: the checkpoint with its actions, the notice; neither can fail the night."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.nightly.desk import Desk
from tests.notices import servers
from tests.notices.servers import HOST

HOOK = '[notices]\ntimeout = 1\nlink = "https://audit.example/"\n[notices.webhook]\nurl = "http://{host}:{port}/"\n'
STORE = '[[contract.actions]]\ntype = "store"\nfolder = "校验结果"\n'
NOTIFY = '[[contract.actions]]\ntype = "notify"\n'
RULES = 'select = ["EXEC", "TOT"]\n'
QUIET = RULES + "[contract]\nnightly = false\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk.of(tmp_path, "audit.db", RULES)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("audit.notices.webhook.PAUSE", 0.01)


@pytest.mark.parametrize("actions", ["", NOTIFY])
def test_people_hear_once_of_what_is_new_and_not_again(desk: Desk, actions: str) -> None:
    with servers.web_server() as (posted, port):
        desk.configure(QUIET + actions + HOOK.format(host=HOST, port=port))
        found = len(desk.night().run.findings())
        desk.night()
    (body,) = posted.bodies
    assert body["counts"]["new"] == found
    assert (body["run"], body["link"]) == (1, "https://audit.example/")


def test_a_notice_holds_nothing_of_a_form(desk: Desk) -> None:
    with servers.web_server() as (posted, port):
        desk.configure(QUIET + HOOK.format(host=HOST, port=port))
        run = desk.night().run
    head = run.forms[0].form.head
    text = json.dumps(posted.bodies, ensure_ascii=False)
    for name in ("project_name", "unit", "department", "source"):
        assert str(head[name]) not in text


def test_the_checkpoint_stores_every_finding_of_the_night(desk: Desk) -> None:
    desk.configure(QUIET + STORE)
    told = desk.night()
    (file,) = (desk.folder / "校验结果").iterdir()
    (validation,) = json.loads(file.read_text("utf-8"))["validations"]
    keys = {key for one in validation["results"] for key in one["result"]["unexpected_list"]}
    assert {key.split()[0] for key in keys} == {finding.place for finding in told.run.findings()}
    assert not [remark for remark in told.remarks if remark.key == "notice"]


def test_a_far_side_that_is_gone_and_a_folder_that_is_none_are_told_and_the_night_stands(desk: Desk) -> None:
    (desk.folder / "校验结果").write_text("taken")
    desk.configure(QUIET + STORE + HOOK.format(host=HOST, port=servers.free_port()))
    told = desk.night()
    said = [str(remark.values["failure"]) for remark in told.remarks if remark.key == "notice"]
    assert [text.partition("：")[0] for text in said] == ["Great Expectations 的动作没有完成", "通知没有送到"]
    assert (desk.report / "index.html").is_file()
    assert desk.audit("verify").returncode == 0


def test_the_tables_are_checked_each_night_unless_that_is_put_off(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import audit.contract

    checked: list[int] = []
    monkeypatch.setattr(
        audit.contract, "check_tables", lambda forms: checked.append(len(forms)), raising=False
    )
    monkeypatch.setattr(audit.contract, "cross_check", lambda *_: checked.append(-1), raising=False)
    desk.configure(RULES)
    desk.night()
    assert checked == []
    desk.configure(RULES + "[contract]\n")
    desk.night()
    assert checked == [1, -1]
