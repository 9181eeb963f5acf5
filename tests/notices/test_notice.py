"""A notice has figures and a link, and room for nothing else."""

from __future__ import annotations

import pytest

from audit.config.notices import NoticeSettings
from audit.language import keys
from audit.notices import Notice, due
from audit.notices.notice import COUNTS


def test_a_notice_tells_figures_in_order_and_where_the_report_is() -> None:
    notice = Notice(
        {"files": 12, "new": 3, "resolved": 1, "unaudited": 2, "changed": 0},
        run=7,
        finished="2026-11-26T02:10:33+08:00",
        link="https://audit.example/",
    )
    assert notice.title("zh") == "绩效自评表审核：新增 3，已消除 1，未能审核的文件 2"
    assert notice.body("zh").splitlines() == [
        "第 7 次审核 2026-11-26 02:10",
        "新增 3，已消除 1",
        "文件 12，未能审核的文件 2",
        "报告：https://audit.example/",
    ]
    assert notice.title("en") == "Audit of self-evaluation forms: new 3，resolved 1，files not audited 2"


@pytest.mark.parametrize("counts", [{"基层党建工作经费": 1}, {"new": "基层党建工作经费"}, {"new": True}])
def test_a_name_cannot_get_into_a_notice(counts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="no count"):
        Notice(counts)


def test_a_text_cannot_stand_for_the_moment() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        Notice({}, run=1, finished="基层党建工作经费")


def test_every_count_has_its_name() -> None:
    assert {f"notice.count.{name}" for name in COUNTS} <= keys()


@pytest.mark.parametrize(
    ("counts", "when", "wanted"),
    [
        ({"new": 1}, "new", True),
        ({"resolved": 1}, "new", True),
        ({"same": 40, "error": 3, "unaudited": 2}, "new", False),
        ({"same": 40}, "always", True),
    ],
)
def test_people_hear_only_what_is_new_unless_they_want_all(
    counts: dict[str, int], when: str, wanted: bool
) -> None:
    assert due(Notice(counts), NoticeSettings(when=when)) is wanted


def test_a_night_without_news_says_so() -> None:
    assert Notice({"same": 3}).title("zh") == "绩效自评表审核：没有新情况"


def test_a_trial_says_that_it_is_one() -> None:
    trial = Notice({}, link="https://audit.example/", trial=True)
    assert trial.title("zh") == "绩效自评表审核：试发"
    assert trial.body("zh").splitlines() == [
        "这是试发的通知，收到就说明设置无误。",
        "报告：https://audit.example/",
    ]
